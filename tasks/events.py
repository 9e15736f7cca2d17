"""What is told to the owner of a task, in the log that no socket misses. The bar itself travels as a state."""

from project.realtime.events import Event
from project.realtime.states import Version
from tasks.faces import TaskFace


class TaskCreated(Event):
    """A task of yours was created and waits for a worker; ``version`` is that of its state then."""

    task: TaskFace
    version: Version


class TaskEnded(Event):
    """A task of yours has ended, and its state says how; it may have been tried again since, as a later ``version``."""

    task: TaskFace
    version: Version
