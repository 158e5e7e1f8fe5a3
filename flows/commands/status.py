"""`esep status`: who has reported, with what outcome, what is open, how many days are left."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from flows.post import UndeliveredLetter, undelivered_letters
from flows.round import Workspace, cell, command_text, terminal
from judging import decided_messages, proposed_waivers
from schemas.conversation import MessageState
from schemas.frames import NOT_DUE, not_due, open_ones
from schemas.judge import return_of_each
from schemas.languages import SHIPPED, name_in

COLOURS = {
    "accepted": "green",
    "queried": "yellow",
    "returned": "red",
    "unreadable": "red",
    "missing": "dim",
    "not due": "dim",
}
_COUNTS = ("hard", "soft", "commentary")
_WIDTHS = {"outcome": 13, "received": 10, "hard": 6, "soft": 5, "commentary": 9}
_WIDE = 130
_REST = 65
_LATEST = ("accepted", "queried", "returned", "unreadable")


@dataclass(frozen=True)
class RoundStatus:
    """`organisations`: id, name_<language>, parent, outcome, received, hard, soft, commentary, file.

    `undelivered` are the letters that came back or were refused, `queued` counts the messages that wait for a person,
    `proposed` the decisions that wait for a second name.
    """

    as_of: dt.date
    deadline: dt.date
    organisations: pd.DataFrame
    unidentified: tuple[str, ...]
    undelivered: tuple[UndeliveredLetter, ...] = ()
    languages: tuple[str, ...] = SHIPPED
    queued: int = 0
    proposed: int = 0

    @property
    def days_left(self) -> int:
        """Days to the deadline; negative after it."""
        return (self.deadline - dt.date.today()).days

    def counts(self) -> dict[str, int]:
        """How many organisations have each outcome."""
        return {str(k): int(v) for k, v in self.organisations["outcome"].value_counts().items()}

    def as_json(self) -> dict[str, Any]:
        """The status as plain values."""
        rows = self.organisations.to_dict("records")
        told = dataclasses.asdict(self)
        del told["languages"]
        return told | {
            "organisations": rows,
            "days_left": self.days_left,
            "outcomes": self.counts(),
        }


def round_status(path: Path) -> RoundStatus:
    """The status as the last collection left it; before the first, everybody is missing."""
    work = Workspace.at(path)
    folder = work.round
    organisations = folder.register.filter(regex="^(id|name_.+|parent)$").set_index("id")
    returns, found = _last_judgement(work)
    undelivered = letters_back(work)
    if returns.empty:
        blank = organisations.assign(outcome="missing", received="", hard=0, soft=0, commentary=0, file="")
        return RoundStatus(
            folder.terms.as_of, folder.terms.deadline, blank.reset_index(), (), undelivered, folder.languages
        )
    of_each = return_of_each(returns)[["outcome", "received", "file"]]
    latest = of_each[of_each["outcome"].isin(_LATEST)].reindex(organisations.index)
    findings = open_ones(found)
    open_questions = pd.crosstab(findings["organisation"], findings["severity"]) if len(findings) else pd.DataFrame()
    counted = open_questions.reindex(index=organisations.index, columns=["hard", "soft", "commentary"], fill_value=0)
    table = organisations.join(latest).join(counted)
    table["outcome"] = table["outcome"].fillna("missing").mask(table.index.isin(not_due(found)), NOT_DUE)
    table[["received", "file"]] = table[["received", "file"]].fillna("")
    strangers = returns.loc[
        returns["outcome"].eq("unidentified") | (returns["organisation"].eq("") & returns["outcome"].eq("unreadable")),
        "file",
    ]
    return RoundStatus(
        folder.terms.as_of,
        folder.terms.deadline,
        table.reset_index(),
        tuple(strangers),
        undelivered,
        folder.languages,
        *_waiting(work),
    )


def _waiting(work: Workspace) -> tuple[int, int]:
    """How many messages wait for a person, as the last collection heard them and nobody has decided since; and how many
    decisions for a second name."""
    with work.ledger() as ledger:
        heard = ledger.answers().drop_duplicates(["path", "sha256"], keep="last")
        made = ledger.decisions()
    decided = {x.said("sha256") for x in decided_messages(made)}
    queued = heard["state"].eq(MessageState.QUEUED) & ~heard["sha256"].isin(decided)
    return int(queued.sum()), len(proposed_waivers(made))


def _last_judgement(work: Workspace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The returns and findings of the last collection, settled ones too; without rows where there was none."""
    if not work.has_ledger:
        return pd.DataFrame(), pd.DataFrame()
    with work.ledger() as ledger:
        return ledger.last_returns(), ledger.last_findings()


def letters_back(work: Workspace) -> tuple[UndeliveredLetter, ...]:
    """The letters that came back or were refused and that no address of the register has had since."""
    if not work.has_ledger:
        return ()
    with work.ledger() as ledger:
        return tuple(undelivered_letters(ledger.letters(), ledger.deliveries(), work.round.register))


def status_table(status: RoundStatus, language: str) -> None:
    """Print the status as a table."""
    out = terminal()
    names = ["organisation", "outcome", "received", *_COUNTS, *(["file"] if out.width >= _WIDE else [])]
    table = Table(title=command_text("status.title", language, as_of=f"{status.as_of:%d.%m.%Y}"), box=SIMPLE_HEAD)
    for name in names:
        least, most = _WIDTHS.get(name), max(20, out.width - _REST) if name == "organisation" else None
        table.add_column(
            command_text(f"status.{name}", language),
            justify="right" if name in _COUNTS else "left",
            no_wrap=True,
            min_width=least,
            max_width=most,
        )
    for row in status.organisations.to_dict("records"):
        table.add_row(*_cells(row, language)[: len(names)])
    out.print(table)
    out.print(_deadline(status, language))
    counts = {k: float(status.counts().get(k, 0)) for k in ("accepted", "queried", "returned", "missing")}
    counts["missing"] += status.counts().get("unreadable", 0)
    out.print(command_text("status.summary", language, members=float(len(status.organisations)), **counts))
    if waived := status.counts().get(NOT_DUE):
        out.print(command_text("status.not_due", language, count=float(waived)))
    if status.proposed:
        out.print(command_text("status.proposed", language, count=float(status.proposed)))
    if status.queued:
        out.print(command_text("status.queued", language, count=float(status.queued)))
    if status.unidentified:
        out.print(command_text("status.unidentified", language))
        for file in status.unidentified:
            out.print(f"  {file}")
    for line in lines_of_letters_back(status.undelivered, language):
        out.print(line)


def lines_of_letters_back(letters: Sequence[UndeliveredLetter], language: str) -> list[str]:
    """The letters that came back as lines under a heading; none where there is none."""
    if not letters:
        return []
    told = [f"  {x.organisation}: {x.address}: {x.reason}" for x in letters]
    return [command_text("status.undelivered", language), *told]


def _cells(row: dict[Any, Any], language: str) -> list[Any]:
    indent = "  " if row["parent"] else ""
    counts = [cell(str(row[k]) if row[k] else "") for k in _COUNTS]
    outcome = cell(command_text(f"outcome.{row['outcome']}", language), style=COLOURS[row["outcome"]])
    name = name_in(row, language)
    return [cell(indent + name), outcome, cell(row["received"][:10]), *counts, cell(row["file"].rsplit("/", 1)[-1])]


def _deadline(status: RoundStatus, language: str) -> str:
    days = status.days_left
    key = "status.deadline" if days >= 0 else "status.overdue"
    return command_text(key, language, deadline=f"{status.deadline:%d.%m.%Y}", days=str(abs(days)))
