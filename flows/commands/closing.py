"""Closing a round: the accepted figures are locked and become next year's history."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from flows.round import Workspace, refuse_incomplete, write_file
from judging import Judgement, judge
from schemas.errors import RoundError
from schemas.form import plain_number
from schemas.frames import STANDING


def close_round(path: Path, *, partial: bool, author: str) -> str:
    """Write ROUND/next/history.csv and history-notes/, and lock the round. Raises MissingReturnsError, RoundError."""
    work = Workspace.at(path)
    with work.ledger() as ledger:
        if ledger.decisions()["kind"].eq("closed").any():
            raise RoundError(f"{path} is closed already; next year's files lie in {path / 'next'}")
        refuse_incomplete(work, ledger, partial)
        judgement = judge(work.readings(ledger), work.context(ledger))
        standing = standing_organisations(judgement)
        write_file(path / "next" / "history.csv", next_history(judgement, standing))
        for organisation in sorted(standing):
            if note := judgement.notes.get(organisation, "").strip():
                write_file(path / "next" / "history-notes" / f"{organisation}.txt", note + "\n")
        ledger.decide("", "closed", {"standing": len(standing), "form": work.round.form.digest}, author, "")
    begin = f"`esep init DIR --from {path}` begins the next round"
    return f"{path} is closed: the figures of {len(standing)} returns lie in {path / 'next'}; {begin}"


def standing_organisations(judgement: Judgement) -> set[str]:
    """The organisations whose latest return was accepted or queried."""
    returns = judgement.returns
    return set(returns.loc[returns["outcome"].isin(STANDING), "organisation"])


def next_history(judgement: Judgement, standing: set[str]) -> str:
    """history.csv of the current figures of the standing returns; a figure that was not read is left out."""
    figures = judgement.figures
    kept = figures[figures["organisation"].isin(standing) & figures["period"].eq("current") & figures["value"].notna()]
    table = pd.DataFrame({
        "organisation": kept["organisation"],
        "indicator": kept["indicator"],
        "value": kept["value"].map(plain_number),
    })  # fmt: skip
    return table.to_csv(index=False, lineterminator="\n")
