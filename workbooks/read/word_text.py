"""The text of a Word document (.docx, or Word's XML): what a reader sees, with the notes at the foot and at the end.

python-docx leaves out footnotes, endnotes, text boxes and what was inserted or moved under tracked changes, and it
builds a tree of the whole document, which a hostile one can make as large as it likes; here it is a stream.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from workbooks.files import LIMITS, Refused, directory, unpacked
from workbooks.grids import parse

_NO = ("0", "false", "off", "none")
_UNSEEN = frozenset(("del", "moveFrom", "annotation", "Fallback", "instrText", "delText"))
_MAIN, _FOOTNOTES, _ENDNOTES, _STYLES = "/officeDocument", "/footnotes", "/endnotes", "/styles"
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_DEEPEST = 100
Notes = dict[str, list[str]]


def word_text(data: bytes) -> str:
    """The text of a .docx, a line a paragraph; a note stands below the paragraph that refers to it. Raises Refused."""
    package = _Package(data)
    main = package.related("", _MAIN) or "word/document.xml"
    hidden = _hidden_styles(package.part(style)) if (style := package.related(main, _STYLES)) else frozenset[str]()
    notes: dict[str, Notes] = {}
    for kind, tag in ((_FOOTNOTES, "footnote"), (_ENDNOTES, "endnote")):
        if part := package.related(main, kind):
            notes[tag] = _Text(hidden).notes(package.part(part), tag)
    return _Text(hidden, notes).whole(package.part(main))


def word_xml_text(data: bytes) -> str:
    """The text of a document that Word saved as one XML file."""
    return _Text(frozenset()).whole(data)


class _Package:
    """The parts of a .docx, found by their relationships."""

    def __init__(self, data: bytes) -> None:
        self._data, self._members = data, directory(data)

    def part(self, name: str) -> bytes:
        member = self._members.get(name)
        if member is None:
            raise Refused("corrupt", f"no {name}")
        if member.unpacked > LIMITS.unpacked_bytes // 4:
            raise Refused("too-large", name)
        return unpacked(member, name)

    def related(self, source: str, kind: str) -> str:
        """The part of a kind that another part names (the package itself is named ""); empty where there is none."""
        folder, _, file = source.rpartition("/")
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        found: list[str] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("Type", "").endswith(kind) and given.get("TargetMode") != "External":
                found.append(posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/"))

        if listed in self._members:
            parse(self.part(listed), start)
        return next((name for name in found if name in self._members), "")


def _hidden_styles(data: bytes) -> frozenset[str]:
    """The styles whose text is hidden, themselves or by the style that they are based on."""
    hidden: dict[str, bool] = {}
    based: dict[str, str] = {}
    current = [""]

    def start(tag: str, given: dict[str, str]) -> None:
        if tag == "style":
            current[0] = given.get("styleId", "")
        elif tag == "basedOn" and current[0]:
            based[current[0]] = given.get("val", "")
        elif tag == "vanish" and current[0]:
            hidden[current[0]] = given.get("val", "") not in _NO

    def end(tag: str) -> None:
        if tag == "style":
            current[0] = ""

    parse(data, start, end)
    return frozenset(style for style in {*hidden, *based} if _inherits(style, hidden, based))


def _inherits(style: str, hidden: dict[str, bool], based: dict[str, str]) -> bool:
    for _ in range(20):
        if style in hidden:
            return hidden[style]
        style = based.get(style, "")
    return False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is open: whether its style is hidden, its pieces, and what stands below it."""

    hidden: bool = False
    pieces: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Text:
    """Gathers the text of one part. `references` are the notes that may be referred to, by kind and number.

    A paragraph within another stands below it: text boxes are such.
    """

    hidden_styles: frozenset[str]
    references: dict[str, Notes] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    _paragraphs: list[_Paragraph] = field(default_factory=list)
    # Whether each run that is open is hidden, by its style or by itself, which goes before.
    _runs: list[bool] = field(default_factory=list)
    _texts: int = 0
    _unseen: int = 0
    _size: int = 0

    def whole(self, data: bytes) -> str:
        """The text of a main part."""
        parse(data, self._start, self._end, self._text)
        return "\n".join(self.lines).strip()[: LIMITS.note_characters]

    def notes(self, data: bytes, tag: str) -> Notes:
        """The lines of each footnote or endnote by its number."""
        found: Notes = {}
        number = [""]

        def start(name: str, given: dict[str, str]) -> None:
            if name == tag:
                number[0] = given.get("id", "")
                self.lines = []
            self._start(name, given)

        def end(name: str) -> None:
            self._end(name)
            if name == tag:
                found[number[0]] = [line for line in self.lines if line]

        parse(data, start, end, self._text)
        return found

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "p":
            if len(self._paragraphs) > _DEEPEST:
                raise Refused("corrupt", "paragraphs within paragraphs")
            self._paragraphs.append(_Paragraph())
        elif tag == "pStyle" and self._paragraphs:
            self._paragraphs[-1].hidden = given.get("val", "") in self.hidden_styles
        elif tag == "r":
            self._runs.append(bool(self._paragraphs) and self._paragraphs[-1].hidden)
        elif tag == "rStyle" and self._runs:
            self._runs[-1] = self._runs[-1] or given.get("val", "") in self.hidden_styles
        elif tag == "vanish" and self._runs:
            self._runs[-1] = given.get("val", "") not in _NO
        elif tag == "t":
            self._texts += 1
        elif tag in _SIGNS:
            self._add(_SIGNS[tag])
        elif tag in _REFERENCES and self._paragraphs and self._seen:
            # A note that is referred to again and again stands there once.
            lines = self.references.get(_REFERENCES[tag], {}).pop(given.get("id", ""), [])
            self._paragraphs[-1].below += lines

    def _end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen -= 1
        elif tag == "t":
            self._texts -= 1
        elif tag == "r" and self._runs:
            self._runs.pop()
        elif tag == "p" and self._paragraphs:
            closed = self._paragraphs.pop()
            into = self._paragraphs[-1].below if self._paragraphs else self.lines
            into.append("".join(closed.pieces).strip())
            into += closed.below

    @property
    def _seen(self) -> bool:
        return not self._unseen and not (self._runs and self._runs[-1])

    def _text(self, piece: str) -> None:
        if self._texts:
            self._add(piece)

    def _add(self, piece: str) -> None:
        if self._paragraphs and self._seen and self._size <= LIMITS.note_characters:
            self._size += len(piece)
            self._paragraphs[-1].pieces.append(piece)
