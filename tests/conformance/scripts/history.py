"""Pages of what was before."""

from tests.conformance.runner import script
from tests.conformance.stage import Stage


@script()
async def pages_of_a_room_go_back_to_the_first_message(stage: Stage) -> None:
    room, client = await stage.room("bob"), await stage.enter("bob")
    ids = [(await stage.say("alice", room, f"{number}"))["id"] for number in range(5)]
    newest = await client.history(room.topic, limit=2)
    assert (newest["type"], newest["duplicate"]) == ("reply", False)
    pages = [newest["data"]]
    while pages[-1]["more"]:
        pages.append((await client.history(room.topic, before=pages[-1]["items"][0]["id"], limit=2))["data"])
    assert [[message["id"] for message in page["items"]] for page in pages] == [ids[3:], ids[1:3], ids[:1]]


@script()
async def before_may_be_anything_that_is_no_message(stage: Stage) -> None:
    room, client = await stage.room(), await stage.enter("alice")
    said = await stage.say("alice", room, "one")
    for before, found in (
        (said["id"], []),
        (0, []),
        (1, []),
        (said["id"] + 1, [said["id"]]),
        (2**53 - 1, [said["id"]]),
    ):
        page = (await client.history(room.topic, before=before))["data"]
        assert ([message["id"] for message in page["items"]], page["more"]) == (found, False)


@script()
async def a_page_has_fifty_items_unless_told_otherwise(stage: Stage) -> None:
    room, client = await stage.room("bob"), await stage.enter("alice")
    await stage.take_in(room, [f"line {number}" for number in range(101)])
    sizes = {}
    for limit in (1, 50, 100):
        page = (await client.history(room.topic, limit=limit))["data"]
        sizes[limit] = (len(page["items"]), page["more"])
    assert sizes == {1: (1, True), 50: (50, True), 100: (100, True)}
    assert len((await client.history(room.topic))["data"]["items"]) == 50


@script()
async def an_inbox_begins_empty_and_its_pages_are_oldest_first(stage: Stage) -> None:
    eve = await stage.newcomer()
    own, client = await stage.user_topic(eve), await stage.open(eve)
    (answer,) = await client.hello(own)
    assert (answer["offset"], answer["head"]) == (0, 0)
    assert answer["snapshot"] == {"unread": 0, "notifications": [], "tasks": []}
    for _ in range(3):
        topic = await stage.count(eve, steps=1, delay=0)
        await client.event("notification_created", own, within=60, values={"task": "Count"})
        assert topic in client.promises.versions
    items = (await client.history(own))["data"]["items"]
    ids = [item["id"] for item in items]
    assert ids == sorted(ids)
    older = (await client.history(own, before=ids[-1], limit=1))["data"]
    assert ([item["id"] for item in older["items"]], older["more"]) == (ids[1:2], True)
    snapshot = (await client.subscribe(own))["snapshot"]
    assert ([each["id"] for each in snapshot["notifications"]], snapshot["unread"]) == (ids[::-1], 3)
