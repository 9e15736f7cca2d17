"""Keeping a file that an attempt made."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.utils import timezone

from tasks.models import ResultFile, TaskRun


def keep_file(*, run: TaskRun, name: str, content: File[bytes]) -> ResultFile:
    """Store it under a path that nobody can guess; the download asks again who may see the run."""
    size = content.size
    kept = ResultFile(
        run=run,
        attempt=run.attempt,
        name=name,
        size=size,
        expires_at=timezone.now() + timedelta(days=settings.RESULT_DAYS),
    )
    # People's file names stay in the row: the storage may not take every script, or its length.
    kept.file.save(f"results/{run.pk}/{uuid4().hex}", content, save=False)
    ResultFile.objects.filter(run=run, attempt=run.attempt, name=name).delete()
    kept.save(force_insert=True)
    return kept
