"""The text of an OpenDocument text (.odt): what a reader sees, without deleted, hidden and commenting words.

odfpy, the library for it, builds a tree of the whole document, which a hostile one can make as large as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from workbooks.files import LIMITS, Refused
from workbooks.grids import parse

_PARAGRAPHS = ("p", "h")
_DEEPEST = 100
_UNSEEN = frozenset(("tracked-changes", "annotation", "note-citation", "hidden-text", "ruby-text"))


def open_document_text(content: bytes) -> str:
    """The text of a content.xml, a line a paragraph; a note stands below the paragraph that refers to it."""
    text = _Text()
    parse(content, text.start, text.end, text.add)
    return "\n".join(text.lines).strip()[: LIMITS.note_characters]


@dataclass(slots=True)
class _Text:
    """Gathers the paragraphs. A paragraph within another, in a note or a frame, stands below it."""

    lines: list[str] = field(default_factory=list)
    _open: list[tuple[list[str], list[str]]] = field(default_factory=list)
    _hidden_styles: set[str] = field(default_factory=set)
    _style: str = ""
    _skipping: list[str] = field(default_factory=list)

    def start(self, tag: str, given: dict[str, str]) -> None:
        if self._skipping:
            self._skipping.append(tag)
            return
        if tag == "style":
            self._style = given.get("name", "")
        elif tag == "text-properties" and given.get("display") == "none":
            self._hidden_styles.add(self._style)
        elif tag in _UNSEEN or (tag != "style" and given.get("style-name", "") in self._hidden_styles):
            self._skipping.append(tag)
        elif tag in _PARAGRAPHS:
            if len(self._open) > _DEEPEST:
                raise Refused("corrupt", "paragraphs within paragraphs")
            self._open.append(([], []))
        elif tag in ("s", "tab"):
            self.add(" ")
        elif tag == "line-break":
            self.add("\n")

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping.pop()
        elif tag in _PARAGRAPHS and self._open:
            pieces, below = self._open.pop()
            into = self._open[-1][1] if self._open else self.lines
            into.append("".join(pieces).strip())
            into += below

    def add(self, piece: str) -> None:
        if self._open and not self._skipping:
            self._open[-1][0].append(piece)
