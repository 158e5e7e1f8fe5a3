"""Which rows of the form a text can name: by code, label or alias, in either language or both."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbooks.table.reading_key import FormKey, RowKey
from workbooks.text import Likeness, Value, abbreviates, fold, in_other_font, russian_letters

_PARTS = re.compile(r"[/\n|\\]|\s[-–—]\s(?=[А-Я])")
_DAMAGED, _MOST_DAMAGED = "\ufffd", 6
_LOST_DASH = re.compile(r"(?<!\S)\?(?!\S)")
_LOST = re.compile(rf"[?{_DAMAGED}]")
_NUMBERING = re.compile(r"(?:(?:раздел|бөлім|section|глава) )?(?:\d+ |[ivxхіѵ]+ )+(?:(?:раздел|бөлім|section) )?")
_BEFORE = re.compile(r"^(?:с?оны\w ішінде|из них|в том числе|в т ч|of whom|including|кол во|оны\w іш) ")
_AFTER = r"барлы\wы|жалпы|всего|итого|total|адам|чел|человек|бірлік|ед|единиц|шт|persons|units|дана"
_DIGIT_LETTERS = str.maketrans("ОоOoЗзlIіІ", "0000331111")


def _code(digits: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:стр(?:ока|\.)?|жол|код|row|№)?[\s.№-]*0*(\d{digits})(?:[.,]0+)?\s*"
        r"(?:[-–]?\s*жол|[-–]?\s*стр(?:ока|\.)?)?[.)]?",
        re.IGNORECASE,
    )


def _leading_code(digits: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(\d{digits})\s*[.):·–—-]*\s+(?=.*[^\W\d_]{{3}})")


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: a row's code, the indicators that go by this label in the form's order, or a section."""

    code: str = ""
    indicators: tuple[str, ...] = ()
    section: int = 0


NOTHING = Named()
# A label in two languages is shorter than the first; sentences are longer than the second.
_LONGEST, _LONG = 400, 120
_MOST_KNOWN = 50_000


class FormIndex:
    """Looks texts up among the form's codes, labels and sections; remembers what it has looked up.

    `codes` gives the indicator of each row code, `core` the form's main rows, `known` the meaning of each text met so
    far, `label_texts` and `code_texts` the first indicator of those texts that are a label or begin with a code. Sheets
    of one form share most of their texts, so that whole columns are looked up as sets.
    """

    def __init__(self, key: FormKey) -> None:
        self.key = key
        lengths = [len(str(row.row)) for row in key.rows] or [3]
        digits = f"{{{min(lengths)},{max(lengths)}}}"
        self._code, self._leading = _code(digits), _leading_code(digits)
        words = {fold(word) for row in key.rows for word in row.unit.words}
        self._after = re.compile(f" (?:{'|'.join([_AFTER, *sorted(re.escape(x) for x in words if x)])})$")
        self.rows: dict[str, RowKey] = {row.indicator: row for row in key.rows}
        self.order = {row.indicator: number for number, row in enumerate(key.rows)}
        self.core = frozenset(row.indicator for row in key.rows if row.core)
        # Whole floats are equal to the integers that are the keys, and hash as they do.
        self.codes: dict[Value, str] = {row.row: row.indicator for row in key.rows}
        self._labels: dict[str, list[str]] = {}
        for row in key.rows:
            for label in row.labels:
                for form in {fold(label), russian_letters(fold(label))}:
                    names = self._labels.setdefault(form, [])
                    if row.indicator not in names:
                        names.append(row.indicator)
        self._sections = {fold(title): number for number, titles in key.sections for title in titles}
        self._sections |= {russian_letters(title): number for title, number in self._sections.items()}
        self.known: dict[str, Named] = {}
        self.label_texts: dict[Value, str] = {}
        self.code_texts: dict[Value, str] = {}

    def code_of(self, value: Value) -> str:
        """The indicator whose row code a cell holds, as number or text; empty if none."""
        if isinstance(value, str):
            return self.named(value).code
        return "" if isinstance(value, bool) or value is None else self.codes.get(value, "")

    def named(self, text: str) -> Named:
        """What a text names."""
        found = self.known.get(text)
        if found is None:
            if len(text) > _LONGEST or (len(text) > _LONG and ". " in text):
                return NOTHING
            found = self._named(text)
            if len(self.known) >= _MOST_KNOWN:
                for memory in (self.known, self.label_texts, self.code_texts):
                    memory.clear()
            self.known[text] = found
            if found.indicators:
                self.label_texts[text] = found.indicators[0]
            if found.code:
                self.code_texts[text] = found.code
        return found

    def learn(self, values: set[Value]) -> None:
        """Makes every text of `values` known."""
        for value in values:
            if type(value) is str and value not in self.known:
                self.named(value)

    def is_telling(self, value: Value) -> bool:
        """Whether a value is a code, or a known text that names anything."""
        if isinstance(value, str):
            return self.known.get(value, NOTHING) is not NOTHING
        return value in self.codes

    def _named(self, text: str) -> Named:
        if not text.strip():
            return NOTHING
        code = self._code.fullmatch(text.strip()) or self._code.fullmatch(text.strip().translate(_DIGIT_LETTERS))
        if code:
            return Named(code=self.codes.get(int(code.group(1)), ""))
        leading = self._leading.match(text)
        indicator = self.codes.get(int(leading.group(1)), "") if leading else ""
        if leading and indicator:
            rest = text[leading.end() :]
            indicators = self.labelled(rest)
            # «1. Membership» numbers a section, not the row 1.
            if indicators or (len(fold(rest).split()) >= 3 and not self._section(text)):
                return Named(code=indicator, indicators=indicators)
        indicators = self.labelled(text)
        return Named(indicators=indicators, section=0 if indicators else self._section(text))

    def labelled(self, text: str) -> tuple[str, ...]:
        """The indicators that a label can mean; a label in two languages means what both mean."""
        whole = self._exactly(fold(text)) or self._exactly(fold(in_other_font(text))) or self._with_lost_letters(text)
        if whole:
            return whole
        parts = [names for part in _PARTS.split(text) if (names := self._exactly(fold(part)))]
        if not parts:
            return ()
        common = [name for name in parts[0] if all(name in names for names in parts)]
        return tuple(common)

    def _exactly(self, folded: str) -> tuple[str, ...]:
        for form in self._shortened(folded):
            names = self._labels.get(form) or self._labels.get(russian_letters(form))
            if names:
                return tuple(names)
        return ()

    def _shortened(self, folded: str) -> list[str]:
        """A folded label as it is, then without its number, a unit or «total» after it, «of whom» before it."""
        numbering = _NUMBERING.match(folded)
        forms = [folded, *([folded[numbering.end() :]] if numbering else [])]
        for form in tuple(forms):
            once = self._after.sub("", form)
            twice = self._after.sub("", once)
            forms += [_BEFORE.sub("", form), once, twice, _BEFORE.sub("", once), _BEFORE.sub("", twice)]
        return [form for form in dict.fromkeys(forms) if form]

    def _with_lost_letters(self, text: str) -> tuple[str, ...]:
        """The indicators of the one label that has a letter wherever the text has a question mark."""
        lost = len(_LOST.findall(text))
        if not lost or 2 * lost > len(text):
            return ()
        # A mark alone was a dash; a damaged byte may be a letter, half of one, or stand beside them all.
        damaged = r"\w?" if text.count(_DAMAGED) <= _MOST_DAMAGED else r"\w"
        for form in self._shortened(fold(_LOST_DASH.sub(" ", text).replace("?", "ѫ").replace(_DAMAGED, "ѭ"))):
            pattern = re.compile(re.escape(form).replace("ѫ", r"\w").replace("ѭ", damaged))
            found = {tuple(names) for label, names in self._labels.items() if pattern.fullmatch(label)}
            if found:
                return found.pop() if len(found) == 1 else ()
        return ()

    def _section(self, text: str) -> int:
        for part in (text, *_PARTS.split(text)):
            folded = fold(part)
            numbering = _NUMBERING.match(folded)
            for form in (folded, folded[numbering.end() :] if numbering else ""):
                number = self._sections.get(form) or self._sections.get(russian_letters(form))
                if number:
                    return number
        return 0

    def abbreviated(self, text: str, among: tuple[str, ...]) -> tuple[str, ...]:
        """The indicators of `among` that the text can abbreviate; those whose whole label it covers, where it does."""
        found = {name: abbreviates(text, self.rows[name].labels) for name in among}
        best = max(found.values(), default=Likeness.NONE)
        return tuple(name for name in among if best and found[name] is best)


_made: list[FormIndex] = []


def form_index(key: FormKey) -> FormIndex:
    """The index of a form's key, made once a process: a key is known by identity before it is compared."""
    for index in _made:
        if index.key is key or index.key == key:
            return index
    del _made[:-3]
    _made.append(FormIndex(key))
    return _made[-1]
