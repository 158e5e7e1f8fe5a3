"""What a judgement rests on: the documents that were read, and the round's own frames and decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from commentary.causes import Meaning
from commentary.statements import Note
from commentary.verdicts import SHIPPED, AssessedNote, NotAssessed, assess_each
from schemas.conversation import LetterOnRecord
from schemas.documents import Document
from schemas.form import Form
from schemas.frames import Departed, Register, SettledBefore, empty
from schemas.round_terms import RoundTerms

LetterTexts = Callable[[str], Sequence[str]]
NoteAssessor = Callable[[Sequence[Note], Form, Meaning | None], list[AssessedNote | NotAssessed]]
DECISIONS = ("organisation", "kind", "subject", "author", "at", "note")


def _not_kept(message_id: str) -> tuple[str, ...]:
    """What letters say where nobody keeps them."""
    return ()


@dataclass(frozen=True)
class ArrivedDocument:
    """A document, the time of the file that it came from, and when that was first seen (ISO, UTC; "" for now)."""

    document: Document
    file_time: str
    arrived_at: str = ""


@dataclass(frozen=True)
class Context:
    """All that a judgement rests on beside the documents: the round's terms, form, register, history, and decisions.

    `assess` is what assesses each note, for one who sets limits to it, `judge` the folder of what it has learned.
    `letters` are those that were written, first to last, `letter_texts` gives what the one with a Message-ID says,
    as each of its parts shows it. `departed` (frames.Departed) are last year's members that report no longer, `left`
    (frames.Register) the lines of all organisations that do. `settled_before` (frames.SettledBefore) is what the round
    before has settled. `opened` is when the round's first run began, `first_collected` when its first collection was
    done, `scheduled_since` when the first that runs on a schedule was (ISO, UTC; "" where there was none).
    """

    terms: RoundTerms
    form: Form
    register: pd.DataFrame
    history: pd.DataFrame
    history_notes: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    assignments: Mapping[str, str] = field(default_factory=dict)
    meaning: Meaning | None = None
    assess: NoteAssessor = assess_each
    judge: Path = SHIPPED
    decisions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(DECISIONS)))
    opened: str = ""
    first_collected: str = ""
    scheduled_since: str = ""
    letters: tuple[LetterOnRecord, ...] = ()
    letter_texts: LetterTexts = _not_kept
    settled_before: pd.DataFrame = field(default_factory=lambda: empty(SettledBefore))
    departed: pd.DataFrame = field(default_factory=lambda: empty(Departed))
    left: pd.DataFrame = field(default_factory=lambda: empty(Register))

    @property
    def thresholds(self) -> dict[str, float]:
        """The round's thresholds by name."""
        return self.terms.thresholds.model_dump()

    @property
    def languages(self) -> pd.Series:
        """The language of each organisation."""
        return self.register.set_index("id")["language"]
