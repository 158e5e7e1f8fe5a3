"""Whether a text speaks of a return of this form: of its date, its rows, or an organisation by its official name.

A place, a cause and a number stand in every second paper of an office; they make it nobody's note.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from schemas.documents import Document, DocumentKind
from workbooks.table import FormKey
from workbooks.text import dates_in, fold
from workbooks.whose.name_index import RegisterEntry

_LOOKED_AT = 40_000
_UNION = re.compile(r"кәсіпод|профсою|ппо|бкұ|union")
_ROW = re.compile(r"\b(\d{3})\s?-?\s?(?:жол|стр|row|line)|\b(?:жол|строк\w{0,3}|стр|row|line)\s?\.?\s?№?\s?(\d{3})\b")
_GENERAL_WORDS = """
    жалпы саны санының барлығы барлық оның ішінде және немесе бойынша есептік кезеңде байланысты
    общая общей численность численности количество всего том числе из них или по за до для где есть связи
    total number of the in and to by which whom year during
"""
_GENERAL = frozenset(_GENERAL_WORDS.split())
_SHORT, _LONG = 4, 5


class NoteSubject:
    """Knows the form's rows and date, the register's names and addresses, and what somebody has `assigned` by hand."""

    def __init__(self, key: FormKey, register: Sequence[RegisterEntry], assigned: Iterable[str] = ()) -> None:
        self._assigned = frozenset(assigned)
        self._as_of = key.as_of
        self._codes = {str(row.row) for row in key.rows}
        self._names = {entry.id: [fold(name) for name in entry.official or entry.names[:3]] for entry in register}
        self._addresses = {entry.id: entry.email.strip().casefold() for entry in register}
        labels = [(row.indicator, frozenset(_stems(label))) for row in key.rows for label in row.labels]
        self._labels = [(indicator, stems) for indicator, stems in labels if stems]
        self._of_union = {i for i, (_, stems) in enumerate(self._labels) if len(stems) > 1 and _of_union(stems)}

    def is_note_of(self, document: Document, organisation: str) -> bool:
        """Whether a note that lies with no return may be that organisation's: it must speak of the form or the
        organisation, or, where it is the body of a message, come from the organisation's address.
        """
        if document.file in self._assigned:
            return True
        known = bool(organisation) and document.sender.casefold() == (self._addresses.get(organisation) or "-")
        if known and document.kind == DocumentKind.CONTAINER:
            return True
        text = "\n".join(note.text for note in document.notes)[:_LOOKED_AT]
        folded = f" {fold(text)} "
        named = any(f" {name} " in folded for name in self._names.get(organisation, ()))
        if named or self._as_of in dates_in(text) or self._speaks_of_row(text):
            return True
        of_union, indicators = self._indicators(text)
        return of_union or (known and len(indicators) > 1)

    def _speaks_of_row(self, text: str) -> bool:
        return any((match[1] or match[2]) in self._codes for match in _ROW.finditer(text.casefold()))

    def _indicators(self, text: str) -> tuple[bool, set[str]]:
        """Whether a line names an indicator of the union's own, and all indicators that lines name."""
        found: set[str] = set()
        of_union = False
        for line in text.splitlines():
            stems = set(_stems(line))
            for number, (indicator, wanted) in enumerate(self._labels):
                if wanted <= stems:
                    found.add(indicator)
                    of_union = of_union or number in self._of_union
        return of_union, found


def _of_union(stems: Iterable[str]) -> bool:
    return any(_UNION.match(stem) for stem in stems)


def _stems(text: str) -> list[str]:
    """The words that tell, cut short so that their endings do not matter."""
    words = (word for word in fold(text).split() if word not in _GENERAL and (len(word) > 2 or word.isdigit()))
    return [m[0] if (m := _UNION.match(word)) else word[: _SHORT if len(word) < 7 else _LONG] for word in words]
