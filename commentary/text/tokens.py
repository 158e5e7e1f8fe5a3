"""A piece of a note as tokens: words, numbers with their value and case, dates, row codes, marks.

Every token keeps its place in the note. `key` is what the lexicons see: the folded word, `#` for a number, `@` for a
date, `№` for a row code of the form.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from commentary.text.folding import fold, has_kazakh_letters
from commentary.text.latin_kazakh import in_cyrillic
from commentary.text.lexicon import word_set
from commentary.text.number_words import case_of, read_numeral
from commentary.text.scanned_text import as_meant

_MONTHS = (
    "қаңтар январ", "ақпан феврал", "наурыз март", "сәуір апрел", "мамыр май мая мае", "маусым июн", "шілде июл",
    "тамыз август", "қыркүйек сентябр", "қазан октябр", "қараша ноябр", "желтоқсан декабр",
)  # fmt: skip
_MONTH = "|".join(fold(x).replace(" ", "|") for x in _MONTHS)
_YEAR_WORD = r"(?:жил\w*|ж\b|год\w*|г\b|-?(?:го|м|й|ом|ги|ий|жил\w*)\b)"
_DATE = re.compile(
    r"(?P<d>\b\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4}|\d{2})\b"
    rf"|(?P<ky>\b(?:19|20)\d\d)[ -]*(?:жил\w*|ж\.?)\s+(?P<kd>\d{{1,2}})[ -]*(?P<km>{_MONTH})\w*"
    rf"|(?P<rd>\b\d{{1,2}})[ -]*(?P<rm>{_MONTH})\w*(?:\s+(?P<ry>(?:19|20)\d\d)\b)?"
    rf"|(?P<year>\b(?:19|20)\d\d)(?:\s*[-/–]\s*(?:19|20)?\d\d)?(?:\s*{_YEAR_WORD})"
    r"|(?P<listed>\b20[12]\d)(?=\s*[–:-]\s*\d{1,3}(?: \d{3}|\d*)(?!\d))"
)
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"|(?P<word>[^\W\d_]+(?:[-'/](?:\s*\n\s*)?[^\W\d_]+)*)|(?P<percent>%(?:-?[а-я]{1,6}\b)?)|(?P<mark>[^\w\s]|_+)"
)
_WRAPPED = re.compile(r"-\s*\n\s*")  # a word that was broken at the end of a line
_SUFFIX = re.compile(r"(?:-\s?|)([а-я]{1,9})\b")
_LOOSE_SUFFIX = re.compile(r"\s(га|ге|ка|ке|дан|ден|тан|тен)\b(?!\s+\d)")
_CODE_AFTER = re.compile(r"[- ]? ?(?:жол|стр)\w*")
_CODE_BEFORE = re.compile(
    r"(?:\bжол|\bстрок\w*|\bстр\.?|\bкод\w*|\bпункт\w*|\bсм\.?|\bсмотри\w*)\s*[№:]?\s*(?:\d{3}\s*[-,–и]\s*)*$"
)
_GREATEST = 1e15  # a row of digits without an end is no number to reckon with
_CODES_BEFORE = 200  # a list of rows longer than that is none
_THOUSANDS = word_set("thousand")
_ORDINAL = ("курс", "синип", "класс", "й", "я", "е", "го", "му", "ом", "инши", "ншы", "нши", "ши", "ин", "летие")


class Token(NamedTuple):
    """A token and its place in the note. `kind` is word, number, date, code or mark.

    `value` of a number is its size (a date's is its year, 0 where not told); `sign` is '+' or '-' where one stands
    before it; `case` is the Kazakh case of a number (dative, ablative, possessive, nearly); `month` is 0 for a year.
    """

    key: str
    start: int
    end: int
    kind: str
    value: float = 0.0
    sign: str = ""
    case: str = ""
    month: int = 0
    decimals: int = 0
    spelled: bool = False
    day: int = 0


def tokenise(text: str, start: int, end: int, latin: bool = False) -> tuple[Token, ...]:
    """The tokens of text[start:end], with places in `text`; `latin` tells that the text is Kazakh in Latin letters."""
    piece = text[start:end]
    tokens = _tokenise_latin(piece) if latin else _tokenise_piece(piece)
    return tuple(t._replace(start=t.start + start, end=t.end + start) for t in tokens)


@functools.lru_cache(maxsize=20_000)
def _tokenise_piece(piece: str) -> tuple[Token, ...]:
    folded = fold(as_meant(piece))
    return tuple(_spelled(list(_figures(folded)), has_kazakh_letters(piece)))


def _tokenise_latin(piece: str) -> tuple[Token, ...]:
    """The tokens of the piece in Cyrillic letters, with places in the piece as it was written."""
    written, places = in_cyrillic(piece)
    tokens = _spelled(list(_figures(fold(as_meant(written)))), True)
    return tuple(t._replace(start=places[t.start], end=places[t.end]) for t in tokens)


def _figures(folded: str) -> Iterator[Token]:
    at = 0
    dates = {m.start(): m for m in _DATE.finditer(folded)} if any(c.isdigit() for c in folded) else {}
    while (match := _TOKEN.search(folded, at)) is not None:
        begin = match.start()
        if begin in dates and (date := _date(dates[begin])) is not None:
            yield date
            at = date.end
        elif match.lastgroup == "number":
            token = _number(folded, match)
            yield token
            at = token.end
        else:
            kind = "word" if match.lastgroup == "word" else "mark"
            key = "%" if match.lastgroup == "percent" else _WRAPPED.sub("", match.group())
            yield Token(key, begin, match.end(), kind)
            at = match.end()


def _date(match: re.Match[str]) -> Token | None:
    part = match.groupdict()
    if part["year"] or part["listed"]:
        return Token("@", match.start(), match.end(), "date", float(part["year"] or part["listed"]))
    if part["d"]:
        month, year = int(part["m"]), int(part["y"])
        if not 1 <= month <= 12 or not 1 <= int(part["d"]) <= 31:
            return None
        return Token(
            "@",
            match.start(),
            match.end(),
            "date",
            float(year + 2000 if year < 100 else year),
            month=month,
            day=int(part["d"]),
        )
    name = part["km"] or part["rm"]
    month = next(i for i, names in enumerate(_MONTHS, 1) if name in fold(names).split())
    day = int(part["kd"] or part["rd"])
    return Token("@", match.start(), match.end(), "date", float(part["ky"] or part["ry"] or 0), month=month, day=day)


def _number(folded: str, match: re.Match[str]) -> Token:
    raw, begin, end = match.group(), match.start(), match.end()
    behind = _CODE_AFTER.match(folded, end)
    if (
        len(raw) == 3
        and raw.isdigit()
        and (behind or _CODE_BEFORE.search(folded, max(0, begin - _CODES_BEFORE), begin))
    ):
        return Token("№", begin, behind.end() if behind else end, "code", float(raw))
    decimals = 0
    if "." in raw or "," in raw:
        whole, _, fraction = raw.replace(",", ".").partition(".")
        thousands = len(fraction) == 3 and len(whole) <= 3 and whole != "0"
        value = float(whole + fraction) if thousands else float(f"{whole}.{fraction}")
        decimals = 0 if thousands else len(fraction)
    else:
        value = float(raw.replace(" ", ""))
    case, end = _case(folded, end)
    value = min(value, _GREATEST)
    return Token(
        "#", begin, end, "ordinal" if case == "ordinal" else "number", value, _sign(folded, begin), case, 0, decimals
    )


def _case(folded: str, end: int) -> tuple[str, int]:
    suffix = _SUFFIX.match(folded, end)
    if suffix:
        if suffix.group(1).startswith(_ORDINAL) and case_of(suffix.group(1)) == "":
            return "ordinal", end
        case = case_of(suffix.group(1))
        return (case, suffix.end()) if case else ("", end)
    loose = _LOOSE_SUFFIX.match(folded, end)
    return (case_of(loose.group(1)), loose.end()) if loose else ("", end)


def _sign(folded: str, begin: int) -> str:
    before = folded[max(0, begin - 3) : begin]
    mark = before[-1:] if before[-1:] in "+-–" else before[-2:-1] if before[-2:] in ("+ ",) else ""
    if not mark:
        return ""
    ahead = before.rstrip()[:-1]
    return "" if ahead[-1:].isalnum() and mark != "+" else "+" if mark == "+" else "-"


def _spelled(tokens: list[Token], kazakh: bool) -> Iterator[Token]:
    """The tokens with numerals in words joined into numbers, and a scale (тыс., мың) multiplied in."""
    words = [t.key if t.kind == "word" else "" for t in tokens]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "number" and at + 1 < len(tokens) and words[at + 1] in _THOUSANDS:
            yield token._replace(value=token.value * 1000, end=tokens[at + 1].end, case="nearly", decimals=0)
            at += 2
            continue
        numeral = read_numeral(words, at, kazakh) if token.kind == "word" else None
        if numeral is None:
            yield token
            at += 1
            continue
        value, used, case = numeral
        last = tokens[at + used - 1]
        yield Token("#", token.start, last.end, "number", value, "", case, spelled=True)
        at += used
