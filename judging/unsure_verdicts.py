"""Verdicts on notes that are too unsure to be told as facts: whoever wrote the note is asked, not blamed on a guess."""

from __future__ import annotations

import pandas as pd

from commentary.verdicts import told_from
from judging.context import Context
from schemas.form import UNSURE

DECIMALS = 2


def told_as_facts_from(context: Context) -> float:
    """The confidence from which on a verdict may be told as a fact: the round's own, else what was learned."""
    if context.terms.notes_told_from is not None:
        return context.terms.notes_told_from
    return told_from(context.form, with_meaning=context.meaning is not None, judge=context.judge)


def is_unsure(confidence: pd.Series, least: float) -> pd.Series:
    """Which of them are less sure than `least`; what has no confidence rests on no note's words, and is sure."""
    return confidence.lt(least)


def said_neutrally(findings: pd.DataFrame, least: float) -> pd.DataFrame:
    """The findings of notes (parameters, confidence, …), the unsure ones with UNSURE among their parameters, where the
    confidence stands too: so it is kept with them."""
    confidence = findings["confidence"].round(DECIMALS)
    told = zip(findings["parameters"], confidence, is_unsure(findings["confidence"], least), strict=True)
    parameters = [
        {**given, **({"confidence": sure} if sure == sure else {}), **({UNSURE: 1.0} if doubtful else {})}
        for given, sure, doubtful in told
    ]
    return findings.assign(
        parameters=pd.Series(parameters, index=findings.index, dtype="object"), confidence=confidence
    )
