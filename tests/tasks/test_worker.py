"""Runs done by a real worker, seen on sockets: alice's in her room, bob beside her, carol outside."""

from django.contrib.auth.models import User

from chat.models import Room
from tasks.actions import start_task
from tasks.models import TaskRun
from tests.harness.fixtures import Connect
from tests.harness.servers import Worker


async def test_a_count_is_seen_by_owner_and_room_and_by_nobody_else(
    worker: Worker, connect: Connect, alice: User, bob: User, carol: User, room: Room
) -> None:
    hers, his, foreign = await connect(alice), await connect(bob), await connect(carol)
    await hers.hello(f"user:{alice.pk}")
    await his.hello(f"room:{room.pk}")
    await foreign.hello(f"user:{carol.pk}", "everyone")

    started = start_task(owner=alice, type_name="count", arguments={"steps": 20, "delay": 0.1}, room=room).result["id"]

    for client in (hers, his):
        await client.expect_state(topic=f"task:{started}", state="PROGRESS", total=20)
        last = await client.expect_state(topic=f"task:{started}", state="SUCCESS", percent=100, current=20)
        assert last["final"]
    await his.expect("message_posted", task=started)
    await hers.expect("task_created", task={"id": started})
    await hers.expect("task_ended", task={"id": started, "state": "SUCCESS"})
    await hers.expect("notification_created", kind="task_ended")
    await foreign.expect_nothing()
    assert TaskRun.objects.get(pk=started).result == {"counted": 20}
