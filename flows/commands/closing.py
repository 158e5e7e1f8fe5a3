"""Closing a round: the accepted figures are locked and become next year's history."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from flows.round import Workspace, refuse_incomplete, write_file
from judging import ADDRESS, Context, Judgement, judge, settled_for_next
from schemas.errors import RoundError
from schemas.form import plain_number
from schemas.frames import STANDING, Learnt, empty


def close_round(path: Path, *, partial: bool, author: str) -> str:
    """Write ROUND/next/ (history, notes, what was settled and learnt), and lock the round.

    Raises MissingReturnsError, RoundError.
    """
    work = Workspace.at(path)
    with work.ledger() as ledger:
        if ledger.decisions()["kind"].eq("closed").any():
            raise RoundError(f"{path} is closed already; next year's files lie in {path / 'next'}")
        refuse_incomplete(work, ledger, partial)
        context = work.context(ledger)
        judgement = judge(work.readings(ledger), context)
        standing = standing_organisations(judgement)
        write_file(path / "next" / "history.csv", next_history(judgement, standing))
        write_file(path / "next" / "register-before.csv", work.round.register.to_csv(index=False, lineterminator="\n"))
        settled = settled_for_next(judgement.findings, judgement.residuals, judgement.figures, context)
        settled = settled[settled["organisation"].isin(standing)]
        write_file(path / "next" / "settled-before.csv", settled.to_csv(index=False, lineterminator="\n"))
        write_file(path / "next" / "learnt.csv", learnt_names(context).to_csv(index=False, lineterminator="\n"))
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


def learnt_names(context: Context) -> pd.DataFrame:
    """frames.Learnt: the names and addresses that people have given to organisations, and not taken back."""
    decisions = context.decisions[context.decisions["kind"].eq(ADDRESS)]
    known = {
        (organisation, str(subject["address"])): not subject.get("taken_back")
        for organisation, subject in zip(decisions["organisation"], decisions["subject"], strict=True)
    }
    rows = [("name", name, organisation) for name, organisation in sorted(context.aliases.items())]
    rows += [("address", address, organisation) for (organisation, address), holds in known.items() if holds]
    return Learnt.validate(pd.DataFrame(rows, columns=["kind", "text", "organisation"])) if rows else empty(Learnt)


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
