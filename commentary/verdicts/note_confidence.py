"""A note's verdicts, each with the probability that it is right, by the way in which notes of its form are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from commentary.statements import NoteReading
from commentary.verdicts.certainty import CERTAIN, Certainty, Way
from commentary.verdicts.learned_judge import SHIPPED, learned_in
from commentary.verdicts.pair_scoring import PairScorer
from commentary.verdicts.ruled_notes import RuledNote
from commentary.verdicts.verdict_weighing import weighed
from commentary.verdicts.verdicts import CONTRADICTED, Verdict
from schemas.form import Form


@dataclass(frozen=True)
class NoteJudge:
    """How notes of one form are judged: `scorer` weighs what the rules found, None where it does not know the form."""

    scorer: PairScorer | None
    certainty: Certainty

    @classmethod
    def of(cls, form: Form, folder: Path | None, *, with_meaning: bool) -> Self:
        """The judge of the form's notes by what stands in the folder, the shipped one if None: the scorer knows forms
        that say how their rows are called."""
        learned = learned_in(folder or SHIPPED)
        if not form.mentions.phrases:
            return cls(None, learned.certainties[Way.RULES])
        return cls(learned.scorer, learned.certainties[Way.MEANING if with_meaning else Way.WORDS])

    def verdicts(self, ruled: RuledNote, read: NoteReading) -> dict[str, Verdict]:
        """indicator -> verdict with its confidence. Of a note without a word there is nothing that could be misread."""
        found: Mapping[str, Verdict] = ruled.verdicts
        if self.scorer is not None:
            found = weighed(ruled, self.scorer, read.table)
        if not read.readings:
            return {i: replace(v, confidence=CERTAIN) for i, v in found.items()}
        return {i: replace(v, confidence=self.certainty.probability(v.verdict, v.score)) for i, v in found.items()}

    def contradictions(self, verdicts: Mapping[str, Verdict]) -> dict[str, float]:
        """indicator -> how likely the note contradicts the table, for changes with that verdict; "" for others."""
        own = {i: v.confidence for i, v in verdicts.items() if v.verdict == CONTRADICTED}
        return {"": self.certainty.probability(CONTRADICTED, None), **own}


def told_from(form: Form, *, with_meaning: bool, judge: Path = SHIPPED) -> float:
    """The confidence from which on a verdict on the form's notes may be told as a fact, where nobody says another.

    `judge` is the folder of what was learned.
    """
    return NoteJudge.of(form, judge, with_meaning=with_meaning).certainty.told_from


def least_sure(verdicts: Mapping[str, Verdict]) -> float:
    """The confidence of the least sure of the verdicts."""
    return min((v.confidence for v in verdicts.values()), default=CERTAIN)
