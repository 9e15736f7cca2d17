"""What authors of tasks use. The rest of the app is behind it."""

from tasks.meter import Cancelled, Progress, ProgressRecorder, UserFacingError
from tasks.schema import Label, RoomId, UploadedText
from tasks.tracked import TrackedTask

__all__ = [
    "Cancelled",
    "Label",
    "Progress",
    "ProgressRecorder",
    "RoomId",
    "TrackedTask",
    "UploadedText",
    "UserFacingError",
]
