"""A reply cut into sentences, each with the number of the list item and the quoted lines that it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commentary.text import segment

_QUOTED = re.compile(r"\s{0,3}(?:>|&gt;)")
_ITEM = re.compile(r"^\s*\(?(\d{1,2})\s?[.):]\s*$")
# a stop before a small letter ends a sentence where the word before it is no abbreviation
_STOP = re.compile(
    r"(?<=[^\W\d_]{4})[.!?…]++(?=\s+[^\W\d_])|(?<=\d)[.!?](?=\s+[а-яёәғқңөұүһі]{4})|[?!…]++(?=\s+[^\W\d_])"
)
_SHORT_YES = re.compile(r"(?:^|\s)(?:да|иә|иа|ия|ок|ok|нет)\.(?=\s+[^\W\d_])", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:строк|прош|ячейк|ұйым|жылғ|предс|орган|пояс|отчетн|проф|перв|работ)\.$", re.IGNORECASE
)
_SPACES = re.compile(r"\s*")
_LONGEST_TAIL = 16


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """A sentence of the sender's: text[start:end] of the reply.

    `paragraph` counts blocks between empty lines, list items and quotations; `item` is the number before the list item
    (0 where none stands), `quoted` the lines of ours that it stands directly below.
    """

    start: int
    end: int
    paragraph: int
    item: int = 0
    quoted: str = ""


def reply_pieces(text: str) -> Iterator[ReplyPiece]:
    """The sender's sentences, in order; lines that begin with `>` are ours and only say what an answer stands below."""
    paragraph = 0
    for start, end, quoted in _own_blocks(text):
        item, last = 0, -1
        for begin, finish, block, number in _units(text, start, end):
            if block != last:
                paragraph, last, item = paragraph + 1, block, 0
            if number:
                paragraph, item = paragraph + 1, number
            for a, b in _sentences(text, begin, finish):
                yield ReplyPiece(a, b, paragraph, item, quoted)
        paragraph += 1


def _own_blocks(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches of own lines, with the quoted lines directly above each."""
    at, begin, quoted = 0, -1, list[str]()
    for line in text.splitlines(keepends=True):
        if _QUOTED.match(line):
            if begin >= 0:
                yield begin, at, "\n".join(quoted)
                begin, quoted = -1, []
            quoted.append(_QUOTED.sub("", line).strip())
        elif begin < 0 and line.strip():
            begin = at
        at += len(line)
    if begin >= 0:
        yield begin, at, "\n".join(quoted)


def _units(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, paragraph, number of the list item that begins here or 0) of the units of a stretch."""
    own = text[start:end]
    before, pending = 0, 0
    units = segment(own)
    for unit in units:
        number = _number(own[before : unit.start]) or pending
        pending = _number(own[unit.start : unit.end]) if unit is not units[-1] else 0
        if not pending:
            yield start + unit.start, start + unit.end, unit.paragraph, number
        before = unit.end


def _number(bullet: str) -> int:
    found = _ITEM.match(bullet)
    return int(found.group(1)) if found else 0


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a unit where small letters follow the stops, as they are typed on a phone."""
    stops = sorted(m.end() for pattern in (_STOP, _SHORT_YES) for m in pattern.finditer(text, start, end))
    for stop in dict.fromkeys(stops):
        if _ABBREVIATED.search(text[max(start, stop - _LONGEST_TAIL) : stop]):
            continue
        if text[start:stop].strip():
            yield start, stop
        start = _SPACES.match(text, stop, end).end()  # type: ignore[union-attr]
    while end - start > _LONGEST:
        cut = max(text.rfind(" ", start, start + _LONGEST), start + _LONGEST // 2)
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end


# what has no stop for longer is read in pieces, each for itself
_LONGEST = 1_500
