"""`esep reopen` and `esep restate`: published or accepted figures are changed by a decision, never by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flows.commands.decisions_shown import Records
from flows.round import REOPENED, Workspace, is_closed, last_version, refuse_closed, writes_round
from judging import RESTATED, last_restatements
from ledger import Ledger
from schemas.errors import UsageError
from schemas.form import Form, plain_number
from schemas.frames import STANDING


@writes_round
def reopen_round(path: Path, because: str, author: str) -> str:
    """Open a closed round again; the next closing makes another version. Raises UsageError for one that is open."""
    _refuse_without_reason(because)
    work = Workspace.at(path)
    with work.ledger() as ledger:
        if not is_closed(ledger):
            raise UsageError(f"{path} is not closed; nothing needs to be reopened")
        version = last_version(ledger)
        ledger.decide("", REOPENED, {"version": version}, author, because)
    return (
        f"{path} is open again; version {version} stays in {path / 'reports' / 'versions' / str(version)}. Restate "
        f"figures (`esep restate {path} ORGANISATION INDICATOR VALUE --because …`) or collect, then `esep run {path}` "
        f"and `esep close {path}`"
    )


@writes_round
def restate_figure(
    path: Path, organisation: str, indicator: str, value: float, because: str, author: str, *, last_year: bool = False
) -> str:
    """Restate a published figure, or one that was accepted last year; the old value is kept.

    Raises UsageError for what is unknown, for a figure that nobody has stated, or a round that nobody has published;
    ClosedRoundError.
    """
    _refuse_without_reason(because)
    work = Workspace.at(path)
    _refuse_strange(organisation, indicator, work.round.register["id"].tolist(), work.round.form)
    with work.ledger() as ledger:
        refuse_closed(work, ledger)
        if not last_year and not last_version(ledger):
            raise UsageError(f"nothing of {path} was published yet: what is not right is for the sender to correct")
        period = "prior" if last_year else "current"
        replaces = (_accepted if last_year else _read)(work, ledger, organisation, indicator)
        said = last_restatements(ledger.decisions(), period)
        before = said[said["organisation"].eq(organisation) & said["indicator"].eq(indicator)]
        old = float(before["value"].iloc[0]) if len(before) else replaces
        subject: dict[str, Any] = {"indicator": indicator, "period": period, "replaces": replaces, "old": old}
        ledger.decide(organisation, RESTATED, subject | {"value": value}, author, because)
    told = f"{organisation}: {indicator} {plain_number(old)} → {plain_number(value)}"
    return f"{told}, as {author} decided. Run `esep run {path}` to apply it."


def _read(work: Workspace, ledger: Ledger, organisation: str, indicator: str) -> float:
    """The figure as the return that stands states it."""
    records = Records.of(work, ledger)
    returns = records.judgement.returns
    stands = returns["organisation"].eq(organisation) & returns["outcome"].isin(STANDING)
    value = records.figures(organisation)[indicator][1] if stands.any() else None
    if value is None:
        raise UsageError(f"{organisation} has no return that stands with a figure of {indicator}")
    return value


def _accepted(work: Workspace, ledger: Ledger, organisation: str, indicator: str) -> float:
    """The figure as history.csv has it."""
    history = work.round.history
    found = history[history["organisation"].eq(organisation) & history["indicator"].eq(indicator)]
    if found.empty:
        raise UsageError(f"history.csv has no figure of {indicator} for {organisation}")
    return float(found["value"].iloc[0])


def _refuse_strange(organisation: str, indicator: str, organisations: list[str], form: Form) -> None:
    if organisation not in organisations:
        raise UsageError(f"«{organisation}» is no organisation of the register")
    if indicator not in form.indicators:
        raise UsageError(f"«{indicator}» is no indicator of the form")


def _refuse_without_reason(because: str) -> None:
    if not because.strip():
        raise UsageError("say why: --because TEXT; it is kept and published with the figure")
