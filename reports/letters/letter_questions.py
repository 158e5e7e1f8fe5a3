"""The numbered points of a letter, and the short number that its subject bears."""

from __future__ import annotations

import hashlib

from reports.letters.letter_content import LetterContent
from schemas.conversation import Question
from schemas.form import Form


def asked_questions(content: LetterContent, form: Form) -> tuple[Question, ...]:
    """The numbered points of the letter: what to mend, what to confirm, what to explain, in the form's order."""
    found = content.findings
    place = {"hard": 0, "soft": 1, "commentary": 2}
    rows = found.assign(_=found["severity"].map(place)).sort_values("_", kind="stable").to_dict("records")
    names = ("rule", "severity", "indicator", "period", "sheet", "cell", "observed")
    return tuple(Question(n, **{x: str(row[x]) for x in names}) for n, row in enumerate(rows, 1))


def letter_number(message_id: str) -> str:
    """The short number of a letter: of its Message-ID."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:5].upper()
