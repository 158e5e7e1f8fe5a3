"""The note as a second witness: what it says against the table can bear a repair out instead of raising a question."""

from __future__ import annotations

import dataclasses

import pandas as pd

from commentary.verdicts import Assessment
from schemas.judge import corroborated, turned

_UNEXPLAINED = ("change-not-mentioned", "change-only-restated")


def hear_second_witness(
    suspects: pd.DataFrame, assessment: Assessment, figures: pd.DataFrame
) -> tuple[pd.DataFrame, Assessment]:
    """The suspects with the repairs that notes bear out first, and the assessment without what they settle.

    A number of the note that a repair proposes is not asked about. Nor is a change asked about, or a direction called
    wrong, that the likeliest repair would undo.
    """
    found = assessment.findings
    ranked, settled = corroborated(suspects, _stated_otherwise(found), figures)
    about = pd.MultiIndex.from_frame(found[["key", "indicator"]])
    to_change = pd.MultiIndex.from_frame(ranked.loc[ranked["rank"].eq(1), ["organisation", "indicator"]])
    undone = about.isin(to_change) & found["rule"].isin(_UNEXPLAINED)
    right = about.isin(turned(ranked, figures)) & found["rule"].eq("note-direction-wrong")
    kept = found[~(found.index.isin(settled) | undone | right)].reset_index(drop=True)
    return ranked, dataclasses.replace(assessment, findings=kept)


def _stated_otherwise(findings: pd.DataFrame) -> pd.DataFrame:
    """The numbers that notes state where the table says otherwise."""
    other = findings[findings["rule"].eq("note-number-unknown")]
    number = pd.to_numeric(other["observed"], errors="coerce")
    return pd.DataFrame({"organisation": other["key"], "indicator": other["indicator"], "number": number})
