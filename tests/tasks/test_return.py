"""Coming back to a room in which a task has ended meanwhile."""

from uuid import uuid4

from django.contrib.auth.models import User

from chat.actions import post_message
from chat.models import Room
from project.realtime.publish import positions
from tasks.actions import begin_attempt, create_run, end_attempt
from tasks.actions.attempts import Ending
from tasks.models import TaskRun
from tasks.states import TaskState
from tasks.task_types import type_for
from tests.harness.fixtures import Connect


def underway(owner: User, room: Room) -> TaskRun:
    """A task in the hands of this test: no worker hears of it, though one may be alive."""
    count, arguments = type_for(owner, "count"), {"steps": 10}
    run = create_run(task_type=count, owner=owner, room=room, arguments=arguments, send=lambda: None)
    assert begin_attempt(run_id=run.pk, redelivered=False) is not None
    return run


async def test_who_was_away_at_the_end_is_told_of_it(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    run = underway(alice, room)
    (place,) = positions([room.topic])
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.LOST))
    bobs, stranger = await connect(bob), await connect(carol)
    (answer,) = await bobs.hello({"topic": place.topic, "epoch": place.epoch, "offset": place.offset})
    assert answer["recovered"] is True
    state = await bobs.expect_state(topic=f"task:{run.pk}", state="LOST")
    assert state["final"] is True
    (refused,) = await stranger.hello(room.topic)
    assert refused["code"] == 404
    await stranger.expect_nothing()


async def test_what_had_ended_before_is_not_told_again(
    connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    run = underway(alice, room)
    end_attempt(run_id=run.pk, attempt=1, ending=Ending(TaskState.LOST))
    post_message(author=alice, room=room, text="It has ended.", key=uuid4())
    (place,) = positions([room.topic])
    bobs, stranger = await connect(bob), await connect(carol)
    await bobs.hello({"topic": place.topic, "epoch": place.epoch, "offset": place.offset})
    await bobs.expect_nothing(topic=f"task:{run.pk}")
    await stranger.hello()
    await stranger.expect_nothing()


async def test_every_answer_says_who_is_here(connect: Connect, alice: User, bob: User, carol: User, room: Room) -> None:
    (place,) = positions([room.topic])
    alices = await connect(alice)
    await alices.hello(room.topic)
    await alices.expect("presence_joined", topic=room.topic)
    bobs, stranger = await connect(bob), await connect(carol)
    (answer,) = await bobs.hello({"topic": place.topic, "epoch": place.epoch, "offset": place.offset})
    assert answer["recovered"] is True
    assert {"id": alice.pk, "name": alice.username} in answer["present"]
    (refused,) = await stranger.hello(room.topic)
    assert refused["code"] == 404
    assert "present" not in refused
