"""The lines of a message's body, each with what the message's own marks say of it: the sender's own, or quoted."""

from __future__ import annotations

import re
from enum import Enum
from html.parser import HTMLParser
from typing import NamedTuple

from workbooks.files.html_page import page_text
from workbooks.files.limits import LIMITS


class Mark(Enum):
    """What is known of a line: `DIVIDER` is where somebody else's message begins, `ATTRIBUTION` names its author."""

    OWN = "own"
    QUOTED = "quoted"
    ATTRIBUTION = "attribution"
    DIVIDER = "divider"


class MailLine(NamedTuple):
    """A line of a body."""

    text: str
    mark: Mark = Mark.OWN


_QUOTE_SIGN = re.compile(r"\s{0,3}(?:>|&gt;)")
_BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "pre", "table", "tr", "blockquote", "hr")
) | {"section", "article", "body", "center"}
_SKIPPED = frozenset(("script", "style", "title"))
_DIVIDERS = re.compile(
    r"(?:^|[\s_])(?:divrplyfwdmsg|appendonsend|moz-forward-container|yahoo_quoted|protonmail_quote|stopspelling"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|outlookmessageheader"
    r"|zwchr|__divider__|__quoted_text__)(?:$|\s)"
)
_ATTRIBUTIONS = re.compile(r"(?:^|\s)(?:gmail_attr|moz-cite-prefix|protonmail_quote_attribution)(?:$|\s)")


def plain_lines(text: str) -> list[MailLine]:
    """The lines of a plain body."""
    return [
        MailLine(line, Mark.QUOTED if _QUOTE_SIGN.match(line) else Mark.OWN)
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]


def page_lines(page: bytes) -> list[MailLine]:
    """The lines of a body that is a page: paragraphs and rows of tables."""
    parser = _Page()
    parser.feed(page_text(page))
    parser.close()
    parser.break_line()
    return parser.lines


class _Page(HTMLParser):
    """Gathers the lines of a page. What stands in a blockquote is quoted, as all mail programs have it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[MailLine] = []
        self._pieces: list[str] = []
        self._skipped = self._quotes = 0
        self._attribution: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _SKIPPED:
            self._skipped += 1
        if tag in _BLOCKS:
            self.break_line()
        elif tag == "br":
            self.break_line(blank=True)
        elif tag in ("td", "th"):
            self._pieces.append("  ")
        name = " ".join(given.get(x) or "" for x in ("id", "class", "data-marker")).casefold()
        if _DIVIDERS.search(name):
            self.break_line()
            self.lines.append(MailLine("", Mark.DIVIDER))
        if _ATTRIBUTIONS.search(name) and not self._attribution:
            self._attribution = [tag]
        elif self._attribution and tag == self._attribution[0]:
            self._attribution.append(tag)
        self._quotes += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        if tag in _BLOCKS:
            self.break_line()
        if self._attribution and tag == self._attribution[0]:
            self._attribution.pop()
        self._quotes = max(0, self._quotes - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self._skipped and len(self.lines) <= LIMITS.rows * 10:
            self._pieces.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def break_line(self, blank: bool = False) -> None:
        """Ends the line that is being gathered; an empty one counts only where the page asks for it."""
        text = "".join(self._pieces).strip()
        self._pieces.clear()
        if not text and not blank:
            return
        mark = Mark.QUOTED if self._quotes else Mark.ATTRIBUTION if self._attribution and text else Mark.OWN
        sign = _QUOTE_SIGN.match(text) is not None
        self.lines.append(MailLine(text, Mark.QUOTED if sign else mark))
