"""The number grammar: what a cell of the form says, as one of read, empty, proposed, unreadable.

A repair that loses nothing is made and named; one that could be wrong is proposed, for the sender to confirm; what
is no number is unreadable. An empty cell is never zero.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
import re
import unicodedata
from dataclasses import dataclass

from schemas.documents import CellState
from workbooks.text.figure_units import USUAL_UNITS, FigureUnit, figure_unit, unit_suffix, unit_words

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
_LARGEST = 10**15
# No figure is written with more signs; what is longer is not put to the grammar.
_LONGEST = 120
_THOUSAND_SUFFIX = re.compile(r"(?<=[\d ])(?:мың|тыс(?:яч)?|thousand)\.? ?(?:адам|чел|бірлік|ед)?\.?$")
_ZERO_LIKE = frozenset(("-", "--", "---", "жоқ", "нет", "нөл", "ноль", "none", "нету"))
# Marks of state statistics for «no data», «confidential», «not applicable»: a question, and never zero.
_NO_DATA = re.compile(
    r"\.{2,}|[хx×]{1,3}|н ?[/.]? ?[дп]\.?|n/?[ad]|нет (?:данных|сведений)|(?:дерек(?:тер)?|мәлімет) жоқ"
)
_UNCHANGED = frozenset(
    ("өзгеріс жоқ", "өзгеріссіз", "өзгермеді", "өзгерген жоқ", "без изменений", "без изменения", "no change")
)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?: [0-9]{3})+")
_GROUPED_BY_MARK = re.compile(r"[+-]?[0-9]{1,3}(?:['’`][0-9]{3})+")
_LOST_SPACES = re.compile(r"[+-]?[0-9]{1,3}(?:[?\ufffd][0-9]{3})+")
_SPACED = re.compile(r"[+-]?[0-9]+(?: [0-9]+)+")
_DECIMAL = re.compile(r"([+-]?(?:[0-9]{1,3}(?: [0-9]{3})+|[0-9]+))[.,]([0-9]+)")
_THOUSANDS_MARKED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3}){2,}|[+-]?[0-9]{1,3}(?:,[0-9]{3}){2,}")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d\u00ad]")
_QUOTES = "'\"`´‘’‚“”„«»′″"
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("оoө", "0"),
        **dict.fromkeys("з", "3"),
        **dict.fromkeys("li|іı", "1"),
        "б": "6",
        "в": "8",
        "b": "6",
        "s": "5",
    }
)
_LOOKS_LIKE_DIGITS = re.compile(r"[+-]?[0-9оoөзli|іıбвbs ]+")
_DOWN = (
    r"азайды|азайған|кеміді|кеміген|төмендеді|төмендеген|қысқарды|минус|minus|снижение|снизил[аио]с[ьа]|уменьшение"
    r"|уменьшил[аио]с[ьа]|сократил[аио]с[ьа]|сокращение|меньше|аз|кем|decreased?|fell|fall|less|fewer|↓|▼"
)
_UP = (
    r"өсті|өскен|артты|артқан|көбейді|көбейген|плюс|plus|рост|прирост|увеличение|увеличил[аио]с[ьа]"
    r"|вырос(?:л[аио])?|больше|көп|артық|increased?|rose|rise|more|↑|▲"
)
# A unit between number and word, with the case that the word governs: «423 адамға азайды», «на 423 чел. меньше».
_UNIT_WITHIN = (
    r"(?:адам|дана|ұйым|тұлға)(?:ға)?|бірлік(?:ке)?|чел(?:овека?)?|ед(?:иниц[уы]?)?|шт|persons?|people|units?"
)


@functools.lru_cache(maxsize=64)
def _direction(words: str) -> re.Pattern[str]:
    return re.compile(
        rf"^(?:(?P<down>{_DOWN})|(?P<up>{_UP}))?(?: ?\b(?:на|by))? ?(?P<number>[+-]?[0-9][0-9 .,]*?)"
        rf"(?:-?(?:ға|ге|қа|ке|на))?(?: ?(?:{words})\.?)?"
        rf" ?\(?(?:(?P<fell>{_DOWN})|(?P<rose>{_UP}))?\)?$"
    )


_BRACKETED = re.compile(r"\(([0-9][0-9 .,]*)\)")
_REMARK = re.compile(r"([+-]?[0-9][0-9 .,]*) ?(?:\([^()0-9]*\)|\*+)")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """What a cell says: `value` of a read cell, `proposed` of one whose repair loses something; `repair` names it.

    A cell that waits for the sender's word without a number to propose has neither: one marked as «no data», and one
    whose formula needs a cell that waits (`repair` is then WAITS).
    """

    state: str
    value: float | None = None
    proposed: float | None = None
    repair: str = ""


WAITS = "operand-waits"
_RATE = figure_unit("%")
EMPTY = ReadNumber(CellState.EMPTY)
UNREADABLE = ReadNumber(CellState.UNREADABLE)
NO_DATA = ReadNumber(CellState.PROPOSED, repair="no-data")
WAITING = ReadNumber(CellState.PROPOSED, repair=WAITS)


def read_figure(value: Value, unit: FigureUnit | str, *, change: bool = False) -> ReadNumber:
    """The reading of a cell's stored value in a row of `unit`; a text names a usual one (persons, units or %).

    `change` says that the cell states a difference, in which a sign may be given in words or brackets.
    """
    if isinstance(value, str):
        return _read_text(value, figure_unit(unit) if isinstance(unit, str) else unit, change)
    if value is None:
        return EMPTY
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNREADABLE
    return read_number(float(value))


def read_number(value: float) -> ReadNumber:
    """The reading of a stored number; the noise of binary arithmetic in its last digits goes."""
    if not math.isfinite(value) or abs(value) >= _LARGEST:
        return UNREADABLE
    if value.is_integer():
        return ReadNumber(CellState.READ, value)
    tidy = round(value, 9)
    return ReadNumber(CellState.READ, tidy, repair="" if tidy == value else "float-noise")


@functools.lru_cache(maxsize=32768)
def _read_text(raw: str, unit: FigureUnit, change: bool) -> ReadNumber:
    if len(raw) > _LONGEST:
        return UNREADABLE if raw.strip() else EMPTY
    if "\0" in raw:  # what a program leaves at the end of a text; nobody types it
        return _noted(_read_text(raw.replace("\0", ""), unit, change), "nul-removed")
    marked = "".join(letter for letter in _without_own_words(raw, unit) if unicodedata.category(letter) == "No")
    if marked:
        return _proposal(_read_text("".join(x for x in raw if x not in marked), unit, change), "footnote-mark")
    text = normalised(raw)
    if not text:
        return EMPTY
    if text in _ZERO_LIKE:
        return ReadNumber(CellState.PROPOSED, proposed=0.0, repair="zero-like")
    if _NO_DATA.fullmatch(text):
        return NO_DATA
    return _with_unit(text, unit, change)


def _without_own_words(raw: str, unit: FigureUnit) -> str:
    """The text without the form's own words for the unit: in «12,5 м²» the ² is no footnote."""
    for word in unit.words:
        raw = raw.replace(word, "")
    return raw


def normalised(raw: str) -> str:
    """The text with one kind of space and dash, without quotes at its ends, in small letters."""
    text = "".join(x for x in unicodedata.normalize("NFKC", raw) if unicodedata.category(x) != "Cf")
    text = " ".join(_DASHES.sub("-", text).split()).strip(_QUOTES + " ").casefold()
    return re.sub(r"^([+-]) (?=\d)", r"\1", text)


def _with_unit(text: str, unit: FigureUnit, change: bool) -> ReadNumber:
    own = unit_suffix(unit).search(text)
    thousands = _THOUSAND_SUFFIX.search(text)
    if thousands and not (own and own.start() <= thousands.start()):
        if unit.in_thousands:
            return _noted(_plain(text[: thousands.start()].strip(), unit, change), "unit-removed")
        return _thousands(text, change)
    if own:
        return _noted(_plain(text[: own.start()].strip(), unit, change), "unit-removed")
    for other in USUAL_UNITS:
        match = unit_suffix(other).search(text)
        if match:
            if unit.kind != "count" or other.kind != "count":
                return UNREADABLE
            return _noted(_plain(text[: match.start()].strip(), unit, change), "other-unit-removed")
    return _plain(text, unit, change)


def _thousands(text: str, change: bool) -> ReadNumber:
    match = _THOUSAND_SUFFIX.search(text)
    head = _plain(text[: match.start()].strip() if match else text, _RATE, change)
    if head.value is None:
        return UNREADABLE
    return ReadNumber(CellState.PROPOSED, proposed=round(head.value * 1000, 6), repair="thousands")


def _plain(text: str, unit: FigureUnit, change: bool) -> ReadNumber:
    """A text without unit: the grammar's forms from the surest to the least."""
    if _INTEGER.fullmatch(text):
        return _whole(text, "text")
    if _GROUPED.fullmatch(text) or _GROUPED_BY_MARK.fullmatch(text):
        return _whole(text, "spaces")
    if _SPACED.fullmatch(text):
        return _proposal(_whole(text, ""), "irregular-groups")
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return _decimal(decimal.group(1), decimal.group(2), unit)
    if _THOUSANDS_MARKED.fullmatch(text):
        return _proposal(_whole(text.replace(".", "").replace(",", ""), ""), "thousands-mark")
    if change:
        stated = _stated_change(text, unit)
        if stated:
            return stated
    elif text.startswith(("минус ", "minus ")):
        return _noted(_plain("-" + text[6:], unit, change), "sign-in-words")
    return _doubtful(text, unit)


def _doubtful(text: str, unit: FigureUnit) -> ReadNumber:
    if _LOST_SPACES.fullmatch(text):
        return _proposal(_whole(re.sub(r"[?\ufffd]", "", text), ""), "lost-characters")
    remark = _REMARK.fullmatch(text) or _BRACKETED.fullmatch(text)
    if remark:
        return _proposal(_plain(remark.group(1).strip(), unit, False), "remark-removed")
    if text[-1] in ".,;:" and len(text) > 1:
        return _proposal(_plain(text[:-1].strip(), unit, False), "trailing-mark")
    if text in ("о", "o"):
        return ReadNumber(CellState.PROPOSED, proposed=0.0, repair="letters-for-digits")
    if _LOOKS_LIKE_DIGITS.fullmatch(text) and any(x in "0123456789" for x in text):
        return _proposal(_plain(text.translate(_LETTERS), unit, False), "letters-for-digits")
    return UNREADABLE


def _stated_change(text: str, unit: FigureUnit) -> ReadNumber | None:
    if text in _UNCHANGED:
        return ReadNumber(CellState.READ, 0.0, repair="unchanged-in-words")
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        return _noted(_plain("-" + bracketed.group(1).strip(), unit, False), "sign-in-brackets")
    words = "|".join(filter(None, (_UNIT_WITHIN, unit_words(unit) if unit.kind == "amount" else "")))
    match = _direction(words).fullmatch(text)
    if not match or not (match["down"] or match["up"] or match["fell"] or match["rose"]):
        return None
    down, up = bool(match["down"] or match["fell"]), bool(match["up"] or match["rose"])
    number = match["number"].strip()
    if (down and up) or (up and number.startswith("-")):
        return None
    return _noted(_plain("-" + number.lstrip("+-") if down else number, unit, False), "sign-in-words")


def _decimal(head: str, digits: str, unit: FigureUnit) -> ReadNumber:
    """A text with one decimal mark. Three digits after it are ambiguous, but in percentages and where the unit has as
    many decimals; others are decimals."""
    number = head.replace(" ", "")
    ambiguous = unit.kind != "percent" and unit.decimals < 3 and len(digits) == 3
    if ambiguous and len(number.lstrip("+-")) <= 3 and number.lstrip("+-0"):
        return _proposal(_whole(number + digits, ""), "decimal-or-thousands")
    reading = read_number(float(f"{number}.{digits}"))
    return _noted(reading, "decimal-zeros" if set(digits) == {"0"} and unit.kind == "count" else "decimal-text")


def _whole(text: str, repair: str) -> ReadNumber:
    number = int(re.sub(r"[ '’`]", "", text))
    if abs(number) >= _LARGEST:
        return UNREADABLE
    return ReadNumber(CellState.READ, float(number), repair=repair)


def _noted(reading: ReadNumber, repair: str) -> ReadNumber:
    """The reading with a further lossless repair named."""
    if reading.state == CellState.READ:
        return ReadNumber(reading.state, reading.value, repair=repair)
    return reading


def _proposal(reading: ReadNumber, repair: str) -> ReadNumber:
    """The reading as a proposal, because what led to it could be wrong."""
    number = reading.proposed if reading.value is None else reading.value
    return UNREADABLE if number is None else ReadNumber(CellState.PROPOSED, proposed=number, repair=repair)
