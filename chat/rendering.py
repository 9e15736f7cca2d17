"""A message's text as markup: rendered once, on the server, and sanitised."""

import re
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

# Addresses do not hold these, but in Chinese they follow an address without a blank.
_ENDS_LINK = re.compile("[，。；：！？、（）《》〈〉「」『』【】“”‘’…]")


class _Links:
    """Finds links in text, as ``linkify_it`` does, and ends them where Chinese punctuation begins."""

    def __init__(self) -> None:
        self._finder = LinkifyIt()
        self.pretest, self.test = self._finder.pretest, self._finder.test

    def match(self, text: str) -> list[Any] | None:
        return [_ended(found) for found in self._finder.match(text) or []] or None

    def match_at_start(self, text: str) -> Any:
        found = self._finder.match_at_start(text)
        return found and _ended(found)


def _ended(found: Any) -> Any:
    if end := _ENDS_LINK.search(found.raw):
        surplus = len(found.raw) - end.start()
        found.last_index -= surplus
        found.raw, found.text, found.url = (part[:-surplus] for part in (found.raw, found.text, found.url))
    return found


# Chat is no document: headings, images of other sites and link definitions have no place in it.
_LEFT_OUT = ["heading", "lheading", "image", "reference", "html_block", "html_inline"]
_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    .enable(["linkify", "strikethrough"])
    .disable(_LEFT_OUT)
)
_markdown.linkify = _Links()
_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def render(text: str) -> str:
    """Markdown with links, line breaks and code; never anything that a browser would run or load by itself."""
    return nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener nofollow ugc",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()
