"""Files that tasks made, on their way to a browser: always saved, never shown."""

import mimetypes

from django.http import FileResponse

from project.realtime.errors import NotFound
from tasks.access import EXPIRED
from tasks.models import ResultFile


def download(kept: ResultFile) -> FileResponse:
    """For somebody who has been let in: ``access.file_of``."""
    kind = mimetypes.guess_type(kept.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    try:
        content = kept.file.open("rb")
    except FileNotFoundError as error:
        raise NotFound(EXPIRED) from error
    response = FileResponse(content, as_attachment=True, filename=kept.name, content_type=f"{kind}{charset}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
