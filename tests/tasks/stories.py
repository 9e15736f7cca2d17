"""What becomes of tasks."""

from collections.abc import Iterator

from django.utils import translation

from tasks import actions as tasks
from tasks.actions.attempts import Ending
from tasks.models import TaskRun
from tasks.states import TaskState
from tests.scene import Scene, story


@story("task_created")
def in_a_room_and_outside(scene: Scene) -> Iterator[None]:
    scene.run()
    yield
    scene.run()
    scene.run(scene.private)


@story("task_ended")
def in_a_room_and_tried_again(scene: Scene) -> Iterator[None]:
    ended, retried = scene.run(scene.private), scene.run()
    yield
    for run in (ended, retried):
        assert tasks.begin_attempt(run_id=run.pk, redelivered=False) is not None
        tasks.end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.FAILURE, message="No."))
    tasks.retry_task(user=scene.bob, run=TaskRun.objects.get(pk=retried.pk))


@story("task_ended")
def by_somebody_of_yet_another_language(scene: Scene) -> Iterator[None]:
    run = scene.run(scene.private)
    yield
    with translation.override("zh-hans"):
        assert tasks.begin_attempt(run_id=run.pk, redelivered=False) is not None
        tasks.end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.LOST))
