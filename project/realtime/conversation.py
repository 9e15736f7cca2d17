"""What a client's frames do, once it is signed in: each is found, asked of the topic, and answered."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial, singledispatchmethod
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import ValidationError

from project.realtime import frames, metrics, threads, topics
from project.realtime.admission import Admitted, Refused
from project.realtime.commands import Outcome
from project.realtime.connection import Connection
from project.realtime.errors import ErrorCode, Internal, Invalid, Malformed, NotFound, Problem, TooFast
from project.realtime.hub import Hub
from project.realtime.limits import Bucket, Window, take
from project.realtime.people import person
from project.realtime.protocol import (
    VERSION,
    Ask,
    ClientFrame,
    CloseCode,
    Hello,
    History,
    Place,
    Subscribe,
    Unsubscribe,
    command_fields,
)
from project.realtime.topics import LogTopic

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")
COUNTED = {ErrorCode.MALFORMED, ErrorCode.NOT_FOUND, ErrorCode.TOO_LARGE, ErrorCode.INVALID}


class Conversation:
    """Frames in the order in which they came; everything that asks SQL does so in a thread."""

    def __init__(self, connection: Connection, hub: Hub, language: str) -> None:
        self.connection, self._hub, self._language = connection, hub, language
        self.greeted = False
        limits = settings.REALTIME_LIMITS
        self._commands = Bucket(limits["commands_per_second"], limits["commands_burst"], metrics.HIT_COMMANDS)
        # After a long silence everything may have to be asked for again, and once more.
        often = 2 * limits["subscriptions"]
        self._subscriptions = Bucket(limits["commands_per_second"], often, metrics.HIT_SUBSCRIBING)
        self._errors = Window(limits["errors_per_minute"] - 1, 60)

    async def hear(self, frame: ClientFrame) -> None:
        """Answer one frame."""
        frame_id, topic = getattr(frame, "id", None), getattr(frame, "topic", None)
        with translation.override(self._language):
            try:
                await self._answer(frame)
            except Problem as problem:
                self.refuse(problem, frame_id, topic)
            except Exception:
                reference = secrets.token_hex(4)
                log.exception("frame_failed", reference=reference, type=frame.type, topic=topic)
                self.refuse(Internal(reference=reference), frame_id, topic)

    def refuse(self, problem: Problem, frame_id: int | str | None = None, topic: str | None = None) -> None:
        """Answer with an error; too many of them end the connection."""
        with translation.override(self._language):
            self.connection.write(frames.error(problem, frame_id, topic))
        if problem.code in COUNTED and self._errors.exceeded():
            self.connection.close(CloseCode.TOO_MANY_ERRORS, "too many errors")

    @singledispatchmethod
    async def _answer(self, frame: ClientFrame) -> None:
        raise NotFound(_("No such type of frame."))

    @_answer.register
    async def _on_hello(self, hello: Hello) -> None:
        if self.greeted:
            raise Malformed(_("There has been a hello already."))
        if hello.version != VERSION:
            self.connection.write(frames.error(Malformed(_("This version is not served.")), hello.id))
            self.connection.close(CloseCode.VERSION_NOT_SERVED, "version not served")
            return
        self.greeted = True
        self.connection.takes_changes = hello.changes
        self.connection.write(frames.text({"type": "welcome", "id": hello.id, **self._welcome()}))
        await self._subscribe(hello.id, hello.subscribe)

    def _welcome(self) -> dict[str, Any]:
        limits = settings.REALTIME_LIMITS
        return {
            "version": VERSION,
            "connection": self.connection.id,
            "user": person(self.connection.user).model_dump(),
            "heartbeat": {"interval": settings.HEARTBEAT_SECONDS, "grace": settings.HEARTBEAT_GRACE_SECONDS},
            "limits": {
                "frame": limits["frame_bytes"],
                "subscriptions": limits["subscriptions"],
                "commands_per_second": limits["commands_per_second"],
            },
            "jitter_ms": settings.RECONNECT_JITTER_MS,
        }

    @_answer.register
    async def _on_subscribe(self, subscribe: Subscribe) -> None:
        self._subscriptions.take()
        await self._subscribe(subscribe.id, [subscribe])

    async def _subscribe(self, frame_id: int | str, places: Sequence[Place]) -> None:
        user, language = self.connection.user, self._language
        places = list({place.topic: place for place in places}.values())
        for place in places:
            self.connection.notice_gap(place)
        room = settings.REALTIME_LIMITS["subscriptions"] - len(self._followed() - {place.topic for place in places})
        answers = await self._hub.reception.admit(user, places[:room])
        metrics.HIT_SUBSCRIPTIONS.inc(len(places[room:]))
        answers += [Refused(place, TooFast(_("Too many subscriptions."))) for place in places[room:]]
        admitted = [one for one in answers if isinstance(one, Admitted)]
        for one in admitted:
            self._hub.unfollow(self.connection, one.place.topic)
        with self._hub.wanting(admitted) as groups:
            await self._hub.doorbell.joined(groups)
            openings = await self._hub.reception.open(user, admitted, language)
        for refused in (one for one in answers if isinstance(one, Refused)):
            self.refuse(refused.problem, frame_id, refused.place.topic)
        # States first: a carrier then brings none a second time.
        for opening in sorted(openings, key=lambda opening: isinstance(opening.admitted.topic, LogTopic)):
            self._hub.follow(self.connection, opening, frame_id)

    def _followed(self) -> set[str]:
        return {*self.connection.cursors, *self.connection.watched}

    @_answer.register
    async def _on_unsubscribe(self, frame: Unsubscribe) -> None:
        self._subscriptions.take()
        if not self._hub.unfollow(self.connection, frame.topic):
            raise NotFound(topics.NO_SUCH_TOPIC)
        self.connection.write(frames.reply(frame.id, {}))

    @_answer.register
    async def _on_command(self, ask: Ask) -> None:
        self._commands.take()
        outcome = await threads.write(partial(_in_language, self._language, partial(self._run, ask)))
        self.connection.write(frames.reply(ask.id, outcome.result, outcome.duplicate))

    def _run(self, ask: Ask) -> Outcome:
        self._count()
        topic, key = topics.find(ask.topic)
        subject = topic.subject_for(self.connection.user, key)
        kind = topic.command(ask.name)
        if kind.writes and ask.key is None:
            raise Invalid(fields={"key": _("A command that writes needs a key, a UUID.")})
        try:
            command = kind.model_validate(ask.data)
        except ValidationError as error:
            raise command_fields(error) from error
        with metrics.COMMAND.labels(ask.name).time():
            return command.run(user=self.connection.user, subject=subject, key=ask.key)

    @_answer.register
    async def _on_history(self, ask: History) -> None:
        self._commands.take()
        page = await threads.read(partial(_in_language, self._language, partial(self._history, ask)))
        self.connection.write(frames.reply(ask.id, page))

    def _count(self) -> None:
        """All connections of the user together, on whatever process, may do what two may."""
        limits = settings.REALTIME_LIMITS
        take("command", 2 * limits["commands_per_second"], 2 * limits["commands_burst"], self.connection.user.pk)

    def _history(self, ask: History) -> dict[str, Any]:
        self._count()
        topic, key = topics.find(ask.topic)
        subject = topic.subject_for(self.connection.user, key)
        if not isinstance(topic, LogTopic):
            raise NotFound(_("This topic has no history."))
        return topic.history(self.connection.user, subject, ask.before, ask.limit)


def _in_language(language: str, work: Callable[[], Answer]) -> Answer:
    """A thread does not inherit the language of the one who asks."""
    with translation.override(language):
        return work()
