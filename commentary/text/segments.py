"""A note cut into units: sentences, list items, headings, table rows; each knows its line, section and lead.

The cut follows the text as it arrives: hard-wrapped lines are joined, abbreviations (қ., чел., обл.) do not end a
sentence, a heading or a lead that ends with a colon holds for the lines below it. Whatever the text, no unit is longer
than LONGEST_UNIT: what looks at a unit's words in pairs is then bounded, and a note takes time by its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# No sentence of 5,000 that people wrote has half as many characters; the model of sentences reads no more either.
LONGEST_UNIT = 2_000
_BULLET = re.compile(
    r"\s*(?:[-–—•*·▪◦‣●○■□►✓✔➢]+\s+|[-–—•*·▪◦‣●○■□►✓✔➢](?=[^\W\d_])|\(?\d{1,2}[.)]\s+(?=\D|\d{3}\b)|\d{1,2}(?:\.\d{1,2}){1,2}[.)]\s+(?=\D)|[а-яa-zәіңғүұқөһ]\)\s+)",
    re.IGNORECASE,
)
# A stop begins where a run of signs begins: within a long run nothing is tried again.
_STOP = re.compile(
    r"(?<![.!?…])[.!?…]++[»\")\]]*+(?=\s++(?:[«\"(\[]*+\s*+[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ0-9]|[–—-]\s*[«\"(]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]))"
)
# a row of exclamation marks, or pictures with a word behind them, end a sentence whatever letter follows
_PICTURES = r"[\u2600-\u2775\U0001F300-\U0001FAFF]"
_CRY = re.compile(
    rf"(?:(?<![!?])[!?]{{2,}}+|[!?.]?\s{{0,3}}{_PICTURES}(?:{_PICTURES}|[\uFE0F\u200D\s]){{0,40}}+)"
    r"(?=\s{0,3}[^\W\d_])"
)
# in a note without capitals a stop behind a long word or a figure ends a sentence before a small letter too
_SMALL_STOP = re.compile(r"(?:(?<=[^\W\d_]{5})|(?<=\d{3}))[.!?…]++[»\")\]]*+(?=\s++[^\W\d_])")
_CAPITAL_BEHIND = re.compile(r"[.!?…]\s++[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]")
_SMALL_BEHIND = re.compile(r"[^\W\d_]{4}[.!?…]\s++[a-zа-яёәғқңөұүһі]")
_NEVER_ENDS = re.compile(
    r"(?:^|[\s(«\".])(?:[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]|им|ул|пр|д|с|п|пос|акад|проф|т\.\s?к|т\.\s?е|т\.\s?ч|в\s?т|см|стр|ст|напр|тел|моб|"
    r"вн|раб|№|қар|көш|ауд|респ|РМҚК|жұм|іст|ист|қызм|студ|чл|проч|кол|обл|гор|р|руб|тыс|млн|т|б|т\.\s?б|мыс|яғни|қ|г|ж|нац|гос|мол|жен|закр|пенс|обуч|перв|уч|орг|сокр|увол|чел)\.$",
    re.IGNORECASE,
)
_YEAR_END = re.compile(r"\d\s*[^\W\d_]{1,5}\.$|(?:чел|ед|адам|обл|т\.\s?д|т\.\s?п|т\.\s?б|др|пр|б)\.$", re.IGNORECASE)
_CELLS = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_CELL_SEPARATOR = re.compile(r"\||\t|(?<=\S)\s{3,}(?=\S)")
_QUOTED_LINE = re.compile(r"\s*>")
_LETTERS = re.compile(r"[^\W\d_]")
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s*+")
_LAST_SPACE = re.compile(r".*\S(?=\s)", re.DOTALL)
_LAST_WORDS, _LONGEST_LABEL = 60, 12
_UPPER_WORDS = re.compile(r"^[^a-zа-яёәғқңөұүһі]*$")
_REASON_COLUMN = re.compile(
    r"себеп|себеб|причин|неліктен|түсіндір|поясн|комментар|примеч|ескерт|почему|неге", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoteUnit:
    """A piece of the note: text[start:end]. `kind` is sentence, item, heading, row or quoted.

    `line` counts the lines that hold text, `paragraph` the blocks between empty lines; `lead` is the index of the unit
    (heading, or sentence that ends with a colon) under which it stands, or -1; `cells` are a row's pieces.
    """

    start: int
    end: int
    kind: str
    line: int
    paragraph: int
    lead: int = -1
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    paragraph: int
    kind: str


def segment(text: str) -> tuple[NoteUnit, ...]:
    """The units of a note, in text order."""
    units: list[NoteUnit] = []
    lines = list(_lines(text))
    lead, lead_paragraph, lead_open = -1, -1, False
    small = _has_no_capitals(text)
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        if line.kind == "heading" or _is_heading(text, line, following):
            units.append(NoteUnit(line.start, line.end, "heading", number, line.paragraph))
            lead, lead_paragraph, lead_open = len(units) - 1, line.paragraph, True
            continue
        holds = (
            lead
            if lead_open
            and (line.paragraph == lead_paragraph or line.kind == "item" or _is_first(lines, number, units[lead].line))
            else -1
        )
        if holds >= 0 and line.kind != "item" and units[holds].kind != "heading":
            holds = -1
        if line.kind == "row":
            for start, end in _bounded(text, line.start, line.end):
                units.append(NoteUnit(start, end, "row", number, line.paragraph, -1, _cells(text, start, end)))
            continue
        for sentence in _sentences(text, line.start, line.end, small):
            for start, end in _bounded(text, *sentence):
                units.append(NoteUnit(start, end, line.kind, number, line.paragraph, holds))
        if units and text[line.start : line.end].rstrip().endswith(":"):
            lead, lead_paragraph, lead_open = len(units) - 1, line.paragraph, True
        elif holds < 0:
            lead_open = False
    return tuple(units)


def in_pieces(text: str) -> list[str]:
    """The text in pieces no longer than a unit may be, without the white space between them."""
    return [text[start:end] for start, end in _bounded(text, 0, len(text))]


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span in pieces of at most LONGEST_UNIT characters, cut at white space where there is some."""
    while end - start > LONGEST_UNIT:
        last = _LAST_SPACE.match(text, start, start + LONGEST_UNIT)
        cut = last.end() if last else start + LONGEST_UNIT
        yield start, cut
        start = _SPACES.match(text, cut, end).end()  # type: ignore[union-attr]
    if start < end:
        yield start, end


def _is_first(lines: list[_Line], number: int, lead_line: int) -> bool:
    """Whether the line before is the heading: an empty line may stand between a heading and its text."""
    return number == lead_line + 1 and lines[number].paragraph == lines[number - 1].paragraph + 1


def _lines(text: str) -> Iterator[_Line]:
    """The lines that hold text, hard-wrapped ones joined, with bullets taken off."""
    at, paragraph, pending = 0, 0, None
    for raw in text.splitlines(keepends=True):
        start, end = at + len(raw) - len(raw.lstrip()), at + len(raw.rstrip())
        at += len(raw)
        if start >= end:
            paragraph += 1
            continue
        line = _line(text, start, end, paragraph)
        if pending is not None and _continues(text, pending, line, raw):
            pending = _Line(pending.start, end, pending.paragraph, pending.kind)
            continue
        if pending is not None:
            yield pending
        pending = line
    if pending is not None:
        yield pending


def _line(text: str, start: int, end: int, paragraph: int) -> _Line:
    piece = text[start:end]
    if _QUOTED_LINE.match(piece):
        return _Line(start, end, paragraph, "quoted")
    if len(_CELL_SEPARATOR.findall(piece)) >= 2 or piece.count("|") >= 1:
        return _Line(start, end, paragraph, "row")
    bullet = _BULLET.match(piece)
    if bullet and bullet.end() < len(piece):
        return _Line(start + bullet.end(), end, paragraph, "item")
    return _Line(start, end, paragraph, "sentence")


def _continues(text: str, before: _Line, line: _Line, raw: str) -> bool:
    """Whether the line goes on where the line before was wrapped."""
    if line.paragraph != before.paragraph or line.kind != "sentence" or before.kind not in ("sentence", "item"):
        return False
    last, first = text[before.end - 1], text[line.start]
    if last == "-" and text[before.end - 2].isalpha() and first.islower():
        return True
    long = before.end - max(before.start, text.rfind("\n", before.start, before.end) + 1) >= 45
    return long and last not in ".!?:;…" and (first.islower() or first in "(–—" or last in ",–—(")


def _is_heading(text: str, line: _Line, following: _Line | None) -> bool:
    """A short line without a sentence's end, over something; or one in capitals."""
    if following is None or line.kind in ("row", "quoted") or line.end - line.start > LONGEST_UNIT:
        return False
    piece = text[line.start : line.end]
    words = len(piece.split())
    if not _LETTERS.search(piece) or words > 9:
        return False
    if piece.endswith(":"):
        return words <= 6 and line.kind == "sentence" and "," not in piece
    if piece[-1] in ".!?;," or piece[0].isdigit() or ":" in piece:
        return False
    capital = bool(_UPPER_WORDS.match(piece)) and len(piece) > 3
    same_block = following.paragraph == line.paragraph
    return capital or (
        line.kind == "sentence"
        and words <= 6
        and same_block
        and following.kind != "row"
        and not re.search(r"\d{2,}.*\d{2,}", piece)
    )


def _has_no_capitals(text: str) -> bool:
    """Whether sentences of the note begin with small letters, most of them."""
    return len(_SMALL_BEHIND.findall(text)) > len(_CAPITAL_BEHIND.findall(text))


def _sentences(text: str, start: int, end: int, small: bool) -> Iterator[tuple[int, int]]:
    """The sentences of a line as spans; `small` tells that they begin with small letters."""
    begin = start
    first = _first_letter(text, begin, end)
    signs = (_STOP, _CRY, _SMALL_STOP) if small else (_STOP, _CRY)
    stops = sorted((m for sign in signs for m in sign.finditer(text, start, end)), key=lambda m: m.start())
    for stop in stops:
        if first >= stop.start() or stop.start() < begin:
            continue
        if _is_abbreviation(text[_tail(text, begin, stop.end()) : stop.end()]) or _is_label(text, begin, stop.end()):
            continue
        yield begin, stop.end()
        begin = _SPACES.match(text, stop.end(), end).end()  # type: ignore[union-attr]
        first = _first_letter(text, begin, end)
    if begin < end:
        yield begin, end


def _first_letter(text: str, start: int, end: int) -> int:
    found = _LETTERS.search(text, start, end)
    return found.start() if found else end


def _tail(text: str, begin: int, end: int) -> int:
    """Where the last words of a sentence begin: what they abbreviate is told without all that stands before them."""
    if end - begin <= _LAST_WORDS:
        return begin
    space = _SPACE.search(text, end - _LAST_WORDS, end)
    # within a word that long no abbreviation begins
    return space.start() if space else end - 1


def _is_label(text: str, begin: int, end: int) -> bool:
    """`Жен. 7050`: a shortened word before its figure, not a sentence."""
    if end - begin > _LONGEST_LABEL:
        return False
    piece = text[begin:end]
    return piece.endswith(".") and len(piece.split()) <= 2 and text[end : end + 3].strip()[:1].isdigit()


def _is_abbreviation(piece: str) -> bool:
    tail = piece.rstrip('»")]')
    return tail.endswith(".") and _NEVER_ENDS.search(tail) is not None and _YEAR_END.search(tail) is None


def _cells(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The spans of a row's cells; empty cells are left out."""
    spans, begin = [], start
    for gap in _CELLS.finditer(text, start, end):
        if gap.end() > gap.start() and gap.start() > begin:
            spans.append((begin, gap.start()))
        begin = gap.end()
    if begin < end:
        spans.append((begin, end))
    return tuple(spans)
