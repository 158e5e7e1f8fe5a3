"""A note's verdicts, each with the probability that it is right, by the way in which notes of its form are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from commentary.statements import NoteReading
from commentary.verdicts.certainty import CERTAIN, Certainty, Way
from commentary.verdicts.learned_judge import SHIPPED, Learned, learned_in
from commentary.verdicts.ruled_notes import RuledNote
from commentary.verdicts.verdict_weighing import weighed
from commentary.verdicts.verdicts import CONTRADICTED, Verdict
from schemas.form import Form


def judging_way(form: Form, *, with_meaning: bool) -> Way:
    """How notes of the form are judged: the scorer knows forms that say how their rows are called, the rules all."""
    if not form.mentions.phrases:
        return Way.RULES
    return Way.MEANING if with_meaning else Way.WORDS


def told_from(form: Form, *, with_meaning: bool, judge: Path = SHIPPED) -> float:
    """The confidence from which on a verdict on the form's notes may be told as a fact, where nobody says another.

    `judge` is the folder of what was learned.
    """
    return learned_in(judge).certainties[judging_way(form, with_meaning=with_meaning)].told_from


def verdicts_of(ruled: RuledNote, read: NoteReading, way: Way, learned: Learned) -> dict[str, Verdict]:
    """indicator -> verdict with its confidence. Of a note without a word there is nothing that could be misread."""
    verdicts: Mapping[str, Verdict] = ruled.verdicts
    if way != Way.RULES:
        verdicts = weighed(ruled, learned.scorer, read.table)
    if not read.readings:
        return {i: replace(v, confidence=CERTAIN) for i, v in verdicts.items()}
    certainty = learned.certainties[way]
    return {i: replace(v, confidence=certainty.probability(v.verdict, v.score)) for i, v in verdicts.items()}


def contradictions_confidence(verdicts: Mapping[str, Verdict], certainty: Certainty) -> dict[str, float]:
    """indicator -> how likely the note contradicts the table there, for changes with that verdict; "" for others."""
    own = {i: v.confidence for i, v in verdicts.items() if v.verdict == CONTRADICTED}
    return {"": certainty.probability(CONTRADICTED, None), **own}
