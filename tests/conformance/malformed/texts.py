"""What is no frame at all: no JSON, no object, too deep, too large, no text."""

from collections.abc import Iterator

from tests.conformance.malformed.row import ID, Binary, Bytes, Control, Pieces, Row, frame, nested, padded

KB = 1024
NO_FRAMES = {
    "an empty text": "",
    "a word": "hello",
    "a blank": " ",
    "a line break": "\n",
    "half an object": "{",
    "half a text": '"',
    "a list": "[]",
    "null": "null",
    "true": "true",
    "a number": "17",
    "a text": '"hello"',
    "two objects": '{"type": "ping", "id": 1}{"type": "ping", "id": 2}',
    "an object and more": '{"type": "ping", "id": 1} x',
    "a batch of frames": '[{"type": "ping", "id": 1}]',
    "single quotes": "{'type': 'ping', 'id': 1}",
    "a comma too many": '{"type": "ping", "id": 1,}',
    "a comment": '{"type": "ping", "id": 1 /* one */}',
    "a name without quotes": '{type: "ping", id: 1}',
    "a byte order mark": '\ufeff{"type": "ping", "id": 1}',
    "NUL before": '\0{"type": "ping", "id": 1}',
    "NUL within a text": '{"type": "ping", "id": "\0"}',
    "a tab within a text": '{"type": "ping", "id": "\t"}',
    "NaN": '{"type": "ping", "id": 1, "n": NaN}',
    "infinity": '{"type": "ping", "id": 1, "n": -Infinity}',
    "a hexadecimal number": '{"type": "ping", "id": 0x1}',
    "a leading zero": '{"type": "ping", "id": 01}',
    "a plus": '{"type": "ping", "id": +1}',
    "a number of 5,000 digits": '{"type": "ping", "id": ' + "9" * 5000 + "}",
    "an escape that is none": '{"type": "ping", "id": "\\x41"}',
    "half a surrogate pair as id": '{"type": "ping", "id": "\\ud83d"}',
    "half a surrogate pair as a name": '{"type": "ping", "id": 1, "\\udc00": 1}',
    "surrogates in the wrong order": '{"type": "ping", "id": "\\ude80\\ud83d"}',
    "XML": "<ping id='1'/>",
    "STOMP": "CONNECT\naccept-version:1.2\n\n\0",
    "socket.io": '42["ping",1]',
    "the tutorial's": '{"message": "hi"}',
}


def rows() -> Iterator[Row]:
    yield from (Row(name, text, 400) for name, text in NO_FRAMES.items())
    yield from deep()
    yield from large()
    yield from frames_of_websocket()


def deep() -> Iterator[Row]:
    yield Row("16 deep", nested(16), None, ID)
    yield Row("17 deep", nested(17), 400)
    yield Row("5,000 deep", nested(5000), 400)
    yield Row("5,000 brackets that never close", "[" * 5000, 400)
    yield Row("5,000 brackets that never opened", "]" * 5000, 400)
    yield Row("5,000 brackets after a text that never ends", '{"type": "' + "[" * 5000, 400)
    yield Row("brackets within a text", frame("ping", text='[[{"\\' * 40), None, ID)


def large() -> Iterator[Row]:
    wide = padded(64 * KB).replace("xx", "x聊", 1)
    yield Row("exactly 16 KB", padded(16 * KB), None, ID)
    yield Row("16 KB and a byte", padded(16 * KB + 1), 413)
    yield Row("16 KB of characters, more of bytes", padded(16 * KB).replace("xx", "x聊", 1), 413)
    yield Row("16 KB of blanks around a ping", frame("ping").rjust(16 * KB + 1), 413)
    yield Row("exactly 64 KB", padded(64 * KB), 413)
    yield Row("64 KB and a byte", padded(64 * KB + 1), None, closes=1009)
    yield Row("64 KB and a byte in two pieces", Pieces([padded(64 * KB), "x"]), None, closes=1009)
    yield Row("64 KB of characters, more of bytes", wide, None, closes=1009)
    yield Row("64 KB and a byte in a binary frame", Binary(64 * KB + 1), None, closes=1009)


def frames_of_websocket() -> Iterator[Row]:
    ping = frame("ping")
    yield Row("an empty binary frame", Binary(), 400)
    yield Row("a binary frame", Binary(b"\x00\xff"), 400)
    yield Row("good JSON in a binary frame", Binary(ping.encode()), 400)
    yield Row("text that is no UTF-8", Bytes(b'{"type": "ping", "id": "\xff"}'), None, closes=1007)
    yield Row("half a surrogate pair in UTF-8", Bytes(b'{"type": "ping", "id": "\xed\xa0\xbd"}'), None, closes=1007)
    yield Row("an overlong NUL", Bytes(b'{"type": "ping", "id": "\xc0\x80"}'), None, closes=1007)
    yield Row("a character cut in two", Bytes('{"type": "ping", "id": "聊'.encode()[:-1]), None, closes=1007)
    yield Row("a frame in pieces", Pieces([ping[:5], ping[5:9], "", ping[9:]]), None, ID)
    yield Row("nonsense in pieces", Pieces(["{", "{", "}"]), 400)
    yield Row("a ping of WebSocket", Control(b"12345"), None)
