"""`esep rules --replay`: the rules of today over the ledgers of past rounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from flows.round import Workspace, terminal
from ledger import VERSIONS, Ledger
from schemas.errors import RoundError, UsageError
from schemas.form import Check, Form, checks_of, load_form
from schemas.judge import COUNTS, PastRound, replayed

_OUTDATED = "template-outdated"


@dataclass(frozen=True)
class Replay:
    """`rules`: rule, severity, shadow, evaluated, fired, corrected (see schemas.replay), summed over the rounds."""

    rounds: tuple[str, ...]
    returns: int
    rules: pd.DataFrame

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        return {"rounds": list(self.rounds), "returns": self.returns, "rules": self.rules.to_dict("records")}


def replay_rounds(paths: Sequence[Path], name: str) -> Replay:
    """The rules of the form of this name or path, as they are now, over past rounds. Raises UsageError, RoundError."""
    if not paths:
        raise UsageError("say which rounds to replay: esep rules --replay ROUND...")
    if doubled := [path for path in paths if [x.resolve() for x in paths].count(path.resolve()) > 1]:
        raise UsageError(f"{doubled[0]} is named twice")
    form = load_form(name)
    checks = _current_checks(form)
    rounds = [past_round(path, form.name) for path in paths]
    counts = sum((replayed(checks, past) for past in rounds[1:]), start=replayed(checks, rounds[0]))
    rules = counts.reset_index()
    rules.insert(1, "severity", [form.rules[x].severity for x in rules["rule"]])
    rules.insert(2, "shadow", [form.rules[x].shadow for x in rules["rule"]])
    returns = sum(len(past.figures[["organisation", "version"]].drop_duplicates()) for past in rounds)
    return Replay(tuple(str(path) for path in paths), returns, rules)


def _current_checks(form: Form) -> tuple[Check, ...]:
    """The checks of the rules in force, and of those that come into force later: they are the ones to be tried."""
    later: list[dt.date] = [x.since for x in form.rules.values() if x.since and x.since > form.as_of]
    return tuple({check.name: check for date in (form.as_of, *later) for check in checks_of(form, date)}.values())


def past_round(path: Path, name: str) -> PastRound:
    """What the ledger of a round holds of its readable returns. Raises RoundError where nothing was collected."""
    work = Workspace.at(path)
    folder = work.round
    if folder.form.name != name:
        raise RoundError(f"{path} is a round of the form «{folder.form.name}»; say so with --form")
    if not work.has_ledger:
        raise RoundError(f"{path} has no ledger: nothing has been collected there")
    with work.ledger() as ledger:
        figures = _figures_by_version(ledger)
    if figures.empty:
        raise RoundError(f"{path}: its ledger holds no readable return; run `esep collect {path}` first")
    terms = folder.terms
    return PastRound(figures, folder.history, folder.register, terms.thresholds.model_dump(), terms.as_of)


def _figures_by_version(ledger: Ledger) -> pd.DataFrame:
    """frames.Figures of all returns that were judged, the superseded before the latest, numbered in `version`.

    Those on an outdated form are left out, as in judging: their columns are of other years.
    """
    returns, findings = ledger.returns(), ledger.findings()
    outdated = findings.loc[findings["rule"].eq(_OUTDATED), "file"]
    told = returns[returns["outcome"].isin(VERSIONS) & returns["organisation"].ne("") & ~returns["file"].isin(outdated)]
    moment = pd.to_datetime(told["received"], utc=True, format="ISO8601", errors="coerce")
    ordered = told.assign(_=told["outcome"].ne("superseded"), moment=moment).sort_values(
        ["_", "moment", "version"], kind="stable", na_position="first"
    )
    numbers = ordered.set_index("file").groupby("organisation").cumcount()
    figures = ledger.figures(VERSIONS)
    figures = figures[figures["file"].isin(numbers.index)].reset_index(drop=True)
    return figures.drop(columns="version_key").assign(version=figures["file"].map(numbers))


def replay_table(replay: Replay) -> None:
    """Print the counts as a table; rules that never fired come last."""
    out = terminal()
    rounds = f"{len(replay.rounds)} round{'s' if len(replay.rounds) > 1 else ''}"
    table = Table(title=f"{replay.returns} returns of {rounds}", box=SIMPLE_HEAD)
    table.add_column("rule", no_wrap=True)
    table.add_column("severity")
    for name in (*COUNTS, "share"):
        table.add_column(name, justify="right")
    for row in replay.rules.sort_values("fired", ascending=False, kind="stable").to_dict("records"):
        share = f"{100 * row['corrected'] / row['fired']:.0f} %" if row["fired"] else ""
        severity = f"{row['severity']}, shadow" if row["shadow"] else str(row["severity"])
        table.add_row(str(row["rule"]), severity, *(str(row[name]) for name in COUNTS), share)
    out.print(table)
    out.print("evaluated: returns it was evaluated for; corrected: of those it fired for, a later version")
    out.print("of the return states another figure in the cell that the rule names.")
