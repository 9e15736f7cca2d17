import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.rendering import render

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\nscript:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "![a](https://evil.example/pixel.gif)",
    '[a](https://x.example" onmouseover="alert(1))',
    "[a](https://x.example 'onmouseover=alert(1)')",
    "<a href=javascript:alert(1)>a</a>",
    "`<svg onload=alert(1)>`",
    "```<script>\n<script>alert(1)</script>\n```",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
]
ALLOWED_TAG = re.compile(r"</?(a|blockquote|br|code|em|hr|li|ol|p|pre|s|strong|ul)\b[^<>]*>")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_or_loads_comes_through(attack: str) -> None:
    left = ALLOWED_TAG.sub("", render(attack))
    assert "<" not in left
    assert not re.search(r'<[^>]*(\son\w+=|href="(?!https?:|mailto:))', render(attack), re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("hi", "<p>hi</p>"),
        ("**b** *i* ~~s~~ `c`", "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
    ],
)
def test_markdown_of_a_chat(text: str, html: str) -> None:
    assert render(text) == html


def test_links_are_found_and_tell_nobody_where_they_stand() -> None:
    html = render("看 https://example.com/路径，好")
    assert 'href="https://example.com/%E8%B7%AF%E5%BE%84"' in html
    assert 'rel="noopener nofollow ugc"' in html
    assert "，好" in html.split("</a>")[1]


@given(st.text(alphabet="<>[]()!`*_~\"'&;:/\\ahrefscriptjon=\n -", max_size=120))
def test_no_text_makes_another_tag(text: str) -> None:
    assert "<" not in ALLOWED_TAG.sub("", render(text))


@pytest.mark.parametrize("part", ["[", "(", "*a", "`", "> ", "- ", "~~", "![", "<", "a@b.c ", "[a](b"])
def test_a_hostile_text_takes_no_longer_than_a_moment(part: str) -> None:
    began = time.perf_counter()
    render((part * 4000)[:4000])
    assert time.perf_counter() - began < 2
