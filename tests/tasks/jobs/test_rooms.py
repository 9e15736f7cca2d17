"""A room out into a file, and a file into a room: everything, or nothing and why."""

import json

import pytest
from django.contrib.auth.models import User

from chat.actions import create_room, delete_message, post_card, post_message
from chat.models import Message, Room, RoomKind
from project.realtime.errors import NotFound
from project.realtime.models import StoredEvent
from tasks.actions import keep_file
from tasks.jobs.exporting import export_room
from tasks.jobs.formats import FileFormat
from tasks.jobs.importing import import_messages
from tasks.meter import Progress, UserFacingError
from tasks.models import ResultFile
from tests.tasks.conftest import Start

SAID = ["你好，世界", '"quoted", with a comma', "two\nlines", "=HYPERLINK(1)", "\ttab", "👩‍👩‍👧 family", "trailing"]


def exported(running: Start, user: User, room: Room, file_format: FileFormat) -> str:
    run = running()
    progress = Progress()
    progress.attach(lambda name, content: keep_file(run=run, name=name, content=content), None)
    export_room(progress, user=user, room_id=room.pk, file_format=file_format)
    kept = ResultFile.objects.get(run=run)
    assert kept.name == f"产品讨论组 _.{file_format}"
    with kept.file.open("rb") as file:
        return str(file.read().decode())


@pytest.mark.parametrize("file_format", list(FileFormat))
def test_a_room_is_the_same_on_the_other_side(
    running: Start, alice: User, bob: User, room: Room, file_format: FileFormat
) -> None:
    for number, text in enumerate(SAID):
        post_message(author=(alice, bob)[number % 2], room=room, text=text, key=None)
    gone = post_message(author=alice, room=room, text="taken back", key=None).result["id"]
    delete_message(user=alice, message=Message.objects.get(pk=gone), key=None)
    post_card(author=alice, room=room, kind="task", card_id="1", text="no message")
    file = exported(running, bob, room, file_format)

    other, _created = create_room(user=bob, name="copy", kind=RoomKind.PRIVATE)
    assert import_messages(Progress(), user=bob, room_id=other.pk, file_format=file_format, file=file) == {
        "imported": 7
    }
    copies = list(Message.objects.filter(room=other).order_by("pk"))
    assert [copy.text for copy in copies] == SAID
    assert [copy.label for copy in copies] == [(alice, bob)[number % 2].username for number in range(7)]
    assert {copy.author for copy in copies} == {bob}
    originals = Message.objects.filter(room=room, text__in=SAID).order_by("pk")
    assert [int(copy.at.timestamp() * 1000) for copy in copies] == [
        int(each.at.timestamp() * 1000) for each in originals
    ]


def test_a_bad_line_imports_nothing_and_is_named(alice: User, room: Room) -> None:
    good = {"at": "2026-11-22T10:00:00Z", "author": "dora", "text": "fine"}
    bad = [good | {"at": "soon"}, good | {"author": ""}, good | {"text": " \n"}, good | {"text": "x" * 4001}]
    bad += [good | {"text": "\x01"}, good | {"text": "\ud800"}]
    file = "\n".join(json.dumps(line) for line in [good, *bad, good])
    progress = Progress()
    with pytest.raises(UserFacingError) as refused:
        import_messages(progress, user=alice, room_id=room.pk, file_format=FileFormat.JSONL, file=file)
    assert [line.split(":")[0] for _at, line in progress.lines] == [f"Line {number}" for number in range(2, 8)]
    assert "6 lines cannot be read" in str(refused.value)
    assert "Line 2: “soon” is no time" in str(refused.value)
    assert "Line 7" not in str(refused.value)
    assert not Message.objects.filter(room=room).exists()
    assert not StoredEvent.objects.filter(stream__topic=room.topic, name="messages_imported").exists()


@pytest.mark.parametrize("file", ["", "at,author,text\n", "\ufeff", "nonsense", "\x00"])
def test_what_is_no_table_imports_nothing(alice: User, room: Room, file: str) -> None:
    with pytest.raises(UserFacingError):
        import_messages(Progress(), user=alice, room_id=room.pk, file_format=FileFormat.CSV, file=file)


def test_the_right_to_the_room_is_asked_again_in_the_job(carol: User, room: Room) -> None:
    with pytest.raises(NotFound):
        export_room(Progress(), user=carol, room_id=room.pk, file_format=FileFormat.CSV)
    with pytest.raises(NotFound):
        import_messages(Progress(), user=carol, room_id=room.pk, file_format=FileFormat.CSV, file="at,author,text\n")
