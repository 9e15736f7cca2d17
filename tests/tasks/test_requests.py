"""Cancel, retry, keys, and who may."""

from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Permission, User

from chat.models import Room
from project.realtime.errors import Conflict, Forbidden, Invalid, NotFound
from project.realtime.models import StoredEvent
from tasks.access import run_for, runs_for
from tasks.actions import begin_attempt, cancel_task, end_attempt, retry_task, start_task
from tasks.actions.attempts import Ending
from tasks.models import TaskRun
from tasks.states import TaskState
from tests.tasks.conftest import Start, reload


def test_a_queued_run_is_cancelled_at_once(queued: Start, alice: User) -> None:
    run = queued()
    cancel_task(user=alice, run=run)
    assert reload(run).state == TaskState.CANCELLED
    assert begin_attempt(run_id=run.pk, redelivered=False) is None


def test_a_running_one_is_asked_to_stop(running: Start, alice: User) -> None:
    run = running()
    first = cancel_task(user=alice, run=run, key=(key := uuid4()))
    again = cancel_task(user=alice, run=run, key=key)
    assert (first.duplicate, again.duplicate, again.result) == (False, True, first.result)
    assert reload(run).state == TaskState.CANCELLING
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.CANCELLED))
    with pytest.raises(Conflict):
        cancel_task(user=alice, run=run)


def test_retry_keeps_the_id_and_the_story(running: Start, alice: User) -> None:
    run = running()
    with pytest.raises(Conflict):
        retry_task(user=alice, run=run)
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.FAILURE, message="no paper"), current=4)
    assert retry_task(user=alice, run=reload(run)).result == {"id": str(run.pk), "attempt": 2}
    with pytest.raises(Conflict):
        retry_task(user=alice, run=run)
    again = reload(run)
    assert (again.state, again.attempt, again.current, again.error_message) == (TaskState.QUEUED, 2, 0, "")
    earlier = again.attempts.get()
    assert (earlier.number, earlier.state, earlier.error_message, earlier.current) == (1, "FAILURE", "no paper", 4)


def test_members_look_and_do_not_touch(queued: Start, room: Room, bob: User, carol: User) -> None:
    run = queued(room=room)
    with pytest.raises(Forbidden):
        cancel_task(user=bob, run=run_for(bob, run.pk))
    for foreign in (run.pk, uuid4()):
        with pytest.raises(NotFound, match="no such task"):
            run_for(carol, foreign)
    assert not runs_for(carol).filter(pk=run.pk).exists()
    assert reload(run).state == TaskState.QUEUED


def test_what_is_in_no_room_is_its_owners(queued: Start, bob: User, carol: User) -> None:
    run = queued()
    assert not [user for user in (bob, carol) if runs_for(user).filter(pk=run.pk).exists()]


def test_staff_need_the_permission(queued: Start, carol: User) -> None:
    run = queued()
    User.objects.filter(pk=carol.pk).update(is_staff=True)
    with pytest.raises(NotFound):
        run_for(User.objects.get(pk=carol.pk), run.pk)
    carol.user_permissions.add(Permission.objects.get(codename="view_taskrun"))
    looking = User.objects.get(pk=carol.pk)
    with pytest.raises(Forbidden):
        cancel_task(user=looking, run=run_for(looking, run.pk))
    carol.user_permissions.add(Permission.objects.get(codename="change_taskrun"))
    cancel_task(user=User.objects.get(pk=carol.pk), run=run)
    assert reload(run).state == TaskState.CANCELLED


def test_the_same_key_starts_one_task(alice: User) -> None:
    key = uuid4()
    answers = [start_task(owner=alice, type_name="count", arguments={"steps": 5}, key=key) for _ in range(2)]
    assert [answer.duplicate for answer in answers] == [False, True]
    assert answers[0].result == answers[1].result
    assert TaskRun.objects.filter(owner=alice).count() == 1
    with pytest.raises(Conflict):
        start_task(owner=alice, type_name="count", arguments={"steps": 6}, key=key)


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        ({}, {"steps"}),
        ({"steps": 0}, {"steps"}),
        ({"steps": "many", "delay": -1}, {"steps", "delay"}),
        ({"steps": 3, "speed": 9}, {"speed"}),
        ({"steps": 3, "delay": float("nan")}, {"delay"}),
    ],
)
def test_arguments_that_do_not_fit_are_named(alice: User, arguments: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        start_task(owner=alice, type_name="count", arguments=arguments)
    assert set(refused.value.as_dict()["fields"]) == fields
    assert not TaskRun.objects.filter(owner=alice).exists()


@pytest.mark.parametrize("type_name", ["no_such", "reap", "celery.backend_cleanup", ""])
def test_other_types_are_not_there(alice: User, type_name: str) -> None:
    with pytest.raises(NotFound):
        start_task(owner=alice, type_name=type_name, arguments={})


def test_carol_cannot_export_a_room_she_is_not_in(carol: User, room: Room) -> None:
    for room_id in (room.pk, 999_999_999):
        with pytest.raises(NotFound, match="no such room"):
            start_task(owner=carol, type_name="export_room", arguments={"room": room_id, "format": "csv"})
    assert not TaskRun.objects.filter(owner=carol).exists()


def test_creation_is_told_to_the_owner_alone(queued: Start, alice: User, bob: User, room: Room) -> None:
    run = queued(room=room)
    told = StoredEvent.objects.filter(name="task_created", data__task__id=str(run.pk))
    assert [event.stream.topic for event in told] == [f"user:{alice.pk}"]
    card = StoredEvent.objects.get(name="message_posted", stream__topic=room.topic, data__task=str(run.pk))
    assert UUID(card.data["task"]) == run.pk
