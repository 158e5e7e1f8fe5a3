"""What settles findings: the register, last year's words, a person's decision, and what senders answered."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from judging.arrived_documents import Arrived
from judging.context import Context
from judging.family_standing import AWAITED, WAITING
from judging.hearing import Heard, Spoken, heard
from judging.held_to_rules import Ruled
from judging.newcomers_rows import with_newcomers_explained
from judging.restatements import with_restatements
from judging.settled_before import settled_again
from judging.waived_findings import with_waivers


def restated(figures: pd.DataFrame, context: Context) -> pd.DataFrame:
    """frames.Figures with what people have restated after it was published."""
    return with_restatements(figures, context.decisions)


def let_pass(findings: pd.DataFrame, figures: pd.DataFrame, arrived: Arrived, context: Context) -> pd.DataFrame:
    """The findings (frames.Findings), those that two people have let pass told as waived."""
    return with_waivers(findings, figures, arrived.latest, arrived.texts, context)


def settled(
    findings: pd.DataFrame,
    ruled: Ruled,
    figures: pd.DataFrame,
    arrived: Arrived,
    spoken: Sequence[Spoken],
    context: Context,
) -> Heard:
    """The findings (frames.Findings) with what settled them, and the messages with what became of them."""
    # what waits for others is no question to its sender: nobody is asked, nothing can be answered
    findings = findings.assign(state=findings["state"].mask(findings["rule"].eq(AWAITED), WAITING))
    findings = let_pass(findings, figures, arrived, context)
    known = settled_again(with_newcomers_explained(findings, figures, context), ruled, context)
    return heard(known, figures, arrived, spoken, context)
