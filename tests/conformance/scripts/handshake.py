"""Before the first frame: who may open a socket, from where, and in which language it speaks."""

from websockets.exceptions import InvalidStatus

from tests.conformance.runner import script
from tests.conformance.stage import Stage

FOREIGN = (
    *(
        "https://evil.example",
        "http://evil.example:8000",
        "null",
        "",
        "*",
        "nonsense",
        "file://",
        "javascript:alert(1)",
    ),
    *("http://", "http://[", "http://127.0.0.1:x", "http://127.0.0.1.evil.example", "http://localhost.evil.example"),
    *("http://127.0.0.1@evil.example", "http://evil.example/127.0.0.1", "http://evil.example#127.0.0.1"),
)


async def status_of(stage: Stage, origin: str | None, path: str = "/ws/") -> int:
    """101 where the handshake succeeds."""
    session = (await stage.api("alice")).cookies["sessionid"]
    try:
        await stage.connect("alice", path, {"Cookie": f"sessionid={session}"}, origin=origin)
    except InvalidStatus as refused:
        return refused.response.status_code
    return 101


@script()
async def the_own_origin_is_let_in(stage: Stage) -> None:
    assert await status_of(stage, stage.server.origin) == 101


@script()
async def no_origin_is_a_scripts_and_is_let_in(stage: Stage) -> None:
    assert await status_of(stage, None) == 101


@script()
async def other_addresses_are_refused(stage: Stage) -> None:
    for path in ("/ws", "/ws/other/", "/ws/../", "/", "/ws/chat/", "/ws/chat/a/b/", "//ws/"):
        assert await status_of(stage, stage.server.origin, path) == 403, path


@script()
async def without_a_session_the_socket_says_so_and_closes(stage: Stage) -> None:
    for cookie in (
        "",
        "sessionid=",
        "sessionid=nonsense",
        "sessionid=" + "a" * 32,
        'sessionid="\\000\\377aaaaaaaa"',
        "x" * 4000,
    ):
        client = await stage.connect("", "/ws/", {"Cookie": cookie} if cookie else {})
        await client.error(401, id=None)
        await client.end(4301)
        assert [frame["type"] for frame in client.heard] == ["error", "bye"]


@script()
async def whatever_is_said_without_a_session_is_not_heard(stage: Stage) -> None:
    client = await stage.connect("", "/ws/", {})
    await client.send_unheard({"type": "hello", "id": 0, "version": 1})
    await client.end(4301)
    assert [frame["type"] for frame in client.heard] == ["error", "bye"]


@script()
async def the_session_says_who_is_signed_in(stage: Stage) -> None:
    browser = await stage.people.other_browser("alice")
    assert await browser.me() == await stage.person("alice")
    await browser.sign_out()
    assert (await browser.get("/accounts/session/")).status == 401


@script()
async def errors_speak_the_language_of_the_cookie_else_of_the_browser(stage: Stage) -> None:
    said = {}
    for cookie in ("", "en", "zh-hans", "../../etc", "\xe4\xbd"):
        for accepted in ("", "en", "zh-CN,zh;q=0.9", "tlh", "x" * 3000 + ",zh-CN"):
            said[cookie, accepted] = await word_for_nowhere(stage, cookie, accepted)
    english, chinese = said["en", ""], said["zh-hans", ""]
    assert english != chinese
    assert said["", "zh-CN,zh;q=0.9"] == said["zh-hans", "en"] == said["../../etc", "zh-CN,zh;q=0.9"] == chinese
    assert said["", "en"] == said["en", "zh-CN,zh;q=0.9"] == english


async def word_for_nowhere(stage: Stage, cookie: str, accepted: str) -> str:
    session = (await stage.api("alice")).cookies["sessionid"]
    headers = {"Cookie": f"sessionid={session}" + (f"; django_language={cookie}" if cookie else "")}
    client = await stage.connect("alice", "/ws/", headers | ({"Accept-Language": accepted} if accepted else {}))
    (answer,) = await client.hello("room:0")
    await client.close()
    return str(answer["message"])


@script()
async def no_extension_and_no_subprotocol_is_agreed(stage: Stage) -> None:
    session = (await stage.api("alice")).cookies["sessionid"]
    headers = {
        "Cookie": f"sessionid={session}",
        "Sec-WebSocket-Extensions": "permessage-deflate",
        "Sec-WebSocket-Protocol": "graphql-ws",
    }
    client = await stage.connect("alice", "/ws/", headers)
    answered = client.connection.response.headers if client.connection.response else {}
    assert "Sec-WebSocket-Extensions" not in answered, answered
    assert "Sec-WebSocket-Protocol" not in answered, answered
    await client.hello()


@script()
async def the_address_of_the_socket_is_no_page(stage: Stage) -> None:
    assert (await (await stage.api("alice")).get("/ws/")).status == 404


@script()
async def a_foreign_or_unreadable_origin_is_refused(stage: Stage) -> None:
    for origin in FOREIGN:
        assert await status_of(stage, origin) == 403, origin


@script()
async def another_scheme_or_port_of_the_own_host_is_refused(stage: Stage) -> None:
    scheme, _colon, rest = stage.server.origin.partition("://")
    host = rest.rpartition(":")[0] if rest.rpartition(":")[2].isdecimal() else rest
    other_scheme = {"http": "https", "https": "http"}[scheme]
    for origin in (f"{other_scheme}://{rest}", f"{scheme}://{host}:1", f"ftp://{rest}"):
        assert await status_of(stage, origin) == 403, origin
