"""What a sentence of a reply names: points of the letter, cells, rows of the form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commentary.replies.reply_lexicon import Hits, reply_words
from commentary.text import Hit, ReadUnit, Token

POINT, CELL, ROW, LABEL = "point", "cell", "row", "label"
# stands for the letters and digits of an address while the sentence is read: a letter that no word holds
MASK = "\ua66e"
_LIKE_LATIN = str.maketrans("АВЕКМНОРСТХДФ", "ABEKMHOPCTXDF")
_ADDRESS = re.compile(
    r"(?<![^\W_])(?:(?P<sheet>'[^'!\n]{1,31}'|[^\s!,;:()«»\"']{1,31})!)?"
    r"\$?(?P<column>[A-Za-zАВЕКМНОРСТХДФавекмнорстхдф])[-$]{0,2}(?P<row>\d{1,3})(?![\d%]|[.,]\d)"
)
_SPACED = re.compile(
    r"(?:(?:ячейк\w{0,4}|яч\.?|ұяшы\w{0,8}|уяшы\w{0,8}|cell)\s{1,2}[«\"]?(?P<column>[A-HАВЕСДФaа-ф])\s{1,2}(?P<row>\d{1,3}))(?!\d)",
    re.IGNORECASE,
)
_ROW_BEFORE_NUMBER = re.compile(
    r"(?:строк\w{0,3}|стр\.?|жол\w{0,6}|row)\s{0,2}№?\s{0,2}\d{3}(?P<gap> )(?=\d)", re.IGNORECASE
)
_ROW_RANGE = re.compile(
    r"(?<!\d)(\d{3})\s?[-–—]\s?(\d{3})(?!\d)(?=[- ]{0,2}(?:строк|стр|жол|row)|\s*[:–—-]?\s*(?:верн|дұр|дур))"
)
_LONGEST_RANGE = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A place that tokens start..end name. `number` is that of a point, `indicator` that of a row or a label."""

    kind: str
    start: int
    end: int
    number: int = 0
    sheet: str = ""
    cell: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A cell that text[start:end] names."""

    start: int
    end: int
    sheet: str
    cell: str


def addresses(text: str, columns: frozenset[str]) -> tuple[Address, ...]:
    """The addresses of cells in a sentence, whose column is one of these; Cyrillic look-alikes count as Latin."""
    found: list[Address] = []
    for match in sorted((*_ADDRESS.finditer(text), *_SPACED.finditer(text)), key=lambda m: m.start("column")):
        column = match["column"].upper().translate(_LIKE_LATIN)
        if column not in columns or (found and match.start("column") < found[-1].end):
            continue
        sheet = (match.groupdict().get("sheet") or "").strip("'")
        start = match.start("column") if match.re is _SPACED else match.start()
        found.append(Address(start, match.end(), sheet, f"{column}{int(match['row'])}"))
    return tuple(found)


def masked(text: str, found: Sequence[Address]) -> str:
    """The sentence with addresses as words without meaning, and rows parted from the number behind them."""
    pieces = list(text)
    for address in found:
        pieces[address.start : address.end] = MASK * (address.end - address.start)
    for match in _ROW_BEFORE_NUMBER.finditer(text):
        pieces[match.start("gap")] = "\n"
    return "".join(pieces)


def named_places(
    text: str,
    reading: ReadUnit,
    hits: Hits,
    cells: Sequence[Address],
    rows: Mapping[int, str],
    points: frozenset[int],
    asked: frozenset[str],
) -> tuple[Named, ...]:
    """Everything that the sentence names, in order.

    `rows` are the form's rows by number, `points` the numbers that the letter's points have, `asked` the rows that they
    are about: these are known by weaker names, too.
    """
    tokens = reading.tokens
    found = [*_cells(tokens, cells), *_rows(text, tokens, hits, rows), *_ordinals(tokens, hits, points)]
    taken = {i for n in found for i in range(n.start, n.end)}
    found += [n for n in _numbers(text, tokens, hits, points) if n.start not in taken]
    taken |= {i for n in found for i in range(n.start, n.end)}
    taken |= {i for h in hits.get("scope", ()) for i in range(h.start, h.end)}
    found += [
        Named(LABEL, m.start, m.end, indicator=m.indicator)
        for m in reading.mentions
        if not m.code and (not m.weak or m.indicator in asked) and not taken & set(range(m.start, m.end))
    ]
    return tuple(sorted(found, key=lambda n: n.start))


def _cells(tokens: Sequence[Token], cells: Sequence[Address]) -> Iterator[Named]:
    by_place = {address.start: address for address in cells}
    for i, token in enumerate(tokens):
        if address := by_place.get(token.start):
            yield Named(CELL, i, i + 1, sheet=address.sheet, cell=address.cell)


def _rows(text: str, tokens: Sequence[Token], hits: Hits, rows: Mapping[int, str]) -> Iterator[Named]:
    """Rows by their numbers: called so, or a bare number of a row beside a word that says what becomes of it."""
    beside = {i for group in ("act", "bare") for h in hits.get(group, ()) for i in (h.start - 1, h.end)}
    amended = [h for h in hits.get("act", ()) if h.label == "amend"]
    for i, token in enumerate(tokens):
        if token.value % 1 or int(token.value) not in rows or token.kind not in ("code", "number"):
            continue
        if token.kind == "code" or (token.sign != "+" and _is_bare_row(tokens, i, beside, rows, amended)):
            yield Named(ROW, i, i + 1, indicator=rows[int(token.value)])
    for match in _ROW_RANGE.finditer(text):
        inside = [row for row in rows if int(match[1]) < row < int(match[2])]
        at = next((i for i, t in enumerate(tokens) if t.start >= match.start()), 0)
        yield from (Named(ROW, at, at + 1, indicator=rows[row]) for row in inside[:_LONGEST_RANGE])


def _is_bare_row(
    tokens: Sequence[Token], i: int, beside: set[int], rows: Mapping[int, str], amended: Sequence[Hit]
) -> bool:
    """`602 верно`, `по 602`, `602, 604 верно`; not `число 502 верно`."""
    before, behind = tokens[i - 1] if i else None, tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].spelled or (before and before.key.startswith(reply_words("counted"))):
        return False
    if before and i in {h.end for h in amended} and any(t.kind == "number" for t in tokens[i + 1 :]):
        return True
    if i in beside and (
        before is None or before.kind == "mark" or before.key in reply_words("openers") or before.kind == "code"
    ):
        return True
    if before and before.key in ("по", "п"):
        return behind is None or behind.kind == "mark" or i in beside
    listed = (
        behind is not None
        and behind.key in reply_words("joiners")
        and i + 2 < len(tokens)
        and tokens[i + 2].value in rows
    )
    return listed and (before is None or before.key in (*reply_words("openers"), *reply_words("joiners")))


def _ordinals(tokens: Sequence[Token], hits: Hits, points: frozenset[int]) -> Iterator[Named]:
    """`по первому вопросу`, `екінші сұраққа`; without the word for a point only at the beginning."""
    called = [h.start for h in hits.get("point", ())]
    said = {h.end for group in ("act", "bare") for h in hits.get(group, ())}
    for hit in hits.get("ordinal", ()):
        before = tokens[hit.start - 1] if hit.start else None
        opens = before is None or before.kind == "mark" or before.key in reply_words("openers") or hit.start in said
        near = any(hit.end <= at <= hit.end + 1 for at in called)
        if near or (opens and int(hit.label) in points):
            yield Named(POINT, hit.start, hit.end, number=int(hit.label))


def _numbers(text: str, tokens: Sequence[Token], hits: Hits, points: frozenset[int]) -> Iterator[Named]:
    """The letter's points by their numbers: `вопрос 2`, `2-сұраққа`, `1 и 3 верно`, `2) исправим`."""
    called = hits.get("point", ())
    acts = {h.start for group in ("act", "scope", "bare") for h in hits.get(group, ())}
    at, listed = 0, False
    while at < len(tokens):
        run = _run(tokens, at)
        if not run:
            at += 1
            continue
        last = run[-1]
        named = any(h.end == at or last < h.start <= last + 2 or h.start == last for h in called)
        numbered = list(_numbered(tokens, run))
        known = all(n in points for _, n in numbered)
        opens = (
            at == 0
            or tokens[at - 1].kind == "mark"
            or tokens[at - 1].key in reply_words("openers")
            or _said_before(hits, at)
        )
        opens = opens or any(h.end == at and h.label == "except" for h in hits.get("link", ()))
        opens = opens or (text[tokens[last].end : tokens[last].end + 1] == ")" and "(" not in text[: tokens[at].start])
        by_number = listed and at > 0 and tokens[at - 1].key == "по"
        if named or (known and opens and (by_number or _says_something(text, tokens, last, acts))):
            listed = True
            yield from (Named(POINT, i, i + 1, number=number) for i, number in numbered)
        at = last + 1


def _run(tokens: Sequence[Token], at: int) -> list[int]:
    """The tokens of `1, 2 и 3`, beginning at `at`."""
    run: list[int] = []
    while at < len(tokens) and _may_count(tokens[at]):
        run.append(at)
        if (
            at + 2 < len(tokens)
            and tokens[at + 1].key in (*reply_words("joiners"), "-", "–")
            and _may_count(tokens[at + 2])
        ):
            at += 2
        else:
            break
    return run


def _may_count(token: Token) -> bool:
    if token.kind == "number" and token.decimals and not token.spelled:
        return 0 < token.value < 10 and token.decimals == 1
    return (
        token.kind in ("number", "ordinal")
        and 0 < token.value <= _MOST_POINTS
        and not token.value % 1
        and not token.spelled
    )


_MOST_POINTS = 40


def _numbered(tokens: Sequence[Token], run: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(token, number of a point) of a run: `1,3` that was read as a decimal is two, `1-3` all from one to three."""
    for place, i in enumerate(run):
        whole, part = divmod(round(tokens[i].value * 10), 10)
        if place and tokens[i - 1].key in ("-", "–"):
            yield from ((i, n) for n in range(int(tokens[run[place - 1]].value) + 1, whole))
        yield i, whole
        if part:
            yield i, part


def _says_something(text: str, tokens: Sequence[Token], last: int, acts: set[int]) -> bool:
    """Whether what follows the number makes it a point: a sign of a list, or a word that says what becomes of it."""
    behind = text[tokens[last].end : tokens[last].end + 2]
    if last == len(tokens) - 1 and behind.strip() in ("", "."):
        return last > 0
    if (behind[:1] in (".", ")") and not behind[1:].isdigit()) or last + 1 in acts:
        return True
    return last + 1 < len(tokens) and tokens[last + 1].key in (":", "-", "–", ")")


def _said_before(hits: Hits, at: int) -> bool:
    """`1 дұрыс 2 түзетеміз`: something was said just before, of another point."""
    return any(h.end == at for h in hits.get("act", ()))
