"""Whether a table is the form's: its labels tell. Row codes are numbers that any price list may have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from workbooks.files import LIMITS
from workbooks.table.row_labels import FormIndex
from workbooks.text import Value

_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[\w?\ufffd]+")
_LOST = re.compile(r"[?\ufffd]")
_FEWEST_LETTERS, _LONGEST = 3, 400


def codes_borne_out(
    claims: Mapping[str, Sequence[Value]], agreed: Collection[str], index: FormIndex
) -> frozenset[str] | None:
    """The indicators whose label stands beside their code, in full or abbreviated; None where most labels disagree.

    `claims` are the cells of the row of each indicator that a code names, `agreed` those whose label is known to be
    the form's. Rows without words count neither way.
    """
    borne_out = set(agreed)
    worded = len(borne_out)
    for name, cells in claims.items():
        texts = [x for x in cells[: LIMITS.columns] if isinstance(x, str) and _can_be_label(x)]
        if name in agreed or not texts:
            continue
        worded += 1
        if any(index.abbreviated(text, (name,)) or _has_lost_its_letters(text, index, name) for text in texts):
            borne_out.add(name)
    return frozenset(borne_out) if borne_out and 2 * len(borne_out) > worded else None


def has_core_label(borne_out: Collection[str], index: FormIndex) -> bool:
    """Whether any of the form's main rows is there by its label."""
    return not index.core.isdisjoint(borne_out)


def _can_be_label(text: str) -> bool:
    return len(text) <= _LONGEST and (_LOST.search(text) is not None or _has_words(text))


def _has_words(text: str) -> bool:
    return len(_LETTERS.findall(text)) >= _FEWEST_LETTERS


def _has_lost_its_letters(text: str, index: FormIndex, name: str) -> bool:
    """Whether a text of question marks has the form of one of a row's labels: as many words, each as long."""
    if 2 * len(_LOST.findall(text)) < len(text.strip()) or not text.strip():
        return False
    lengths = [len(word) for word in _WORD.findall(text)]
    return any(lengths == [len(word) for word in _WORD.findall(label)] for label in index.rows[name].labels)
