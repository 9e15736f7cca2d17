"""What happens in rooms."""

from collections.abc import Iterator
from uuid import uuid4

from chat import actions as chat
from chat.models import Message, RoomKind
from tests.cast import new_user
from tests.scene import Scene, story


@story("message_posted")
def by_others_and_oneself(scene: Scene) -> Iterator[None]:
    first = scene.say("first")
    yield
    scene.say("second")
    scene.say("mine", scene.bob)
    chat.post_message(author=scene.alice, room=scene.private, text="an answer", key=uuid4(), reply_to=first)


@story("message_posted")
def where_more_was_said_than_a_snapshot_shows(scene: Scene) -> Iterator[None]:
    scene.import_messages(50)
    yield
    scene.say("one more")


@story("message_edited")
def one_of_two(scene: Scene) -> Iterator[None]:
    first = scene.say("first")
    scene.say("second")
    yield
    chat.edit_message(user=scene.alice, message=first, text="**changed**", key=uuid4())


@story("message_deleted")
def unread(scene: Scene) -> Iterator[None]:
    scene.say("first")
    second = scene.say("second")
    yield
    chat.delete_message(user=scene.alice, message=second, key=uuid4())


@story("message_deleted")
def read_and_with_reactions(scene: Scene) -> Iterator[None]:
    first = scene.say("first")
    chat.react(user=scene.bob, message=first, emoji="👍", key=uuid4())
    chat.mark_read(user=scene.bob, message=first, key=uuid4())
    scene.say("second")
    yield
    chat.delete_message(user=scene.alice, message=first, key=uuid4())


@story("message_deleted")
def a_card(scene: Scene) -> Iterator[None]:
    scene.run(scene.private)
    card = Message.objects.get(room=scene.private)
    yield
    chat.delete_message(user=scene.bob, message=card, key=uuid4())


@story("message_reacted")
def given_and_taken_back(scene: Scene) -> Iterator[None]:
    message = scene.say("first")
    chat.react(user=scene.alice, message=message, emoji="👍", key=uuid4())
    yield
    chat.react(user=scene.bob, message=message, emoji="👍", key=uuid4())
    chat.react(user=scene.bob, message=message, emoji="🎉", key=uuid4())
    chat.react(user=scene.alice, message=message, emoji="👍", key=uuid4())


@story("messages_imported")
def few(scene: Scene) -> Iterator[None]:
    scene.say("first")
    yield
    scene.import_messages(3)


@story("messages_imported")
def more_than_are_shown(scene: Scene) -> Iterator[None]:
    scene.say("first")
    yield
    scene.import_messages(120)
    scene.say("and then")


@story("member_joined")
def somebody(scene: Scene) -> Iterator[None]:
    yield
    chat.add_member(by=scene.alice, room=scene.private, user=new_user("dave"))


@story("member_joined")
def oneself(scene: Scene) -> Iterator[None]:
    chat.post_message(author=scene.alice, room=scene.public, text="read by nobody yet", key=None)
    yield
    chat.join(user=scene.bob, room=scene.public)


@story("member_left")
def somebody_else(scene: Scene) -> Iterator[None]:
    dave = new_user("dave")
    chat.add_member(by=scene.alice, room=scene.private, user=dave)
    yield
    chat.leave(user=dave, room=scene.private)


@story("member_left")
def the_owner_of_whom_one_is_the_heir(scene: Scene) -> Iterator[None]:
    yield
    chat.leave(user=scene.alice, room=scene.private)


@story("member_left")
def oneself_from_a_public_room(scene: Scene) -> Iterator[None]:
    chat.join(user=scene.bob, room=scene.public)
    yield
    chat.leave(user=scene.bob, room=scene.public)


@story("room_joined")
def taken_in(scene: Scene) -> Iterator[None]:
    another, _created = chat.create_room(user=scene.alice, name="another", kind=RoomKind.PRIVATE)
    chat.post_message(author=scene.alice, room=another, text="read by nobody yet", key=None)
    yield
    chat.add_member(by=scene.alice, room=another, user=scene.bob)


@story("room_left")
def put_out(scene: Scene) -> Iterator[None]:
    chat.join(user=scene.bob, room=scene.public)
    yield
    chat.remove_member(by=scene.alice, room=scene.public, user_id=scene.bob.pk)


@story("room_read")
def in_part(scene: Scene) -> Iterator[None]:
    first = scene.say("first")
    scene.say("second")
    yield
    chat.mark_read(user=scene.bob, message=first, key=uuid4())
