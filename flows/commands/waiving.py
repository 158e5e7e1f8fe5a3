"""What two people let pass: a hard finding, or a missing return as not due; one proposes, another approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.commands.decisions_shown import Records, named
from flows.commands.given_reasons import reason_in_words
from flows.round import Workspace, command_text, refuse_closed, reported
from judging import APPROVED, Waiver, can_be_waived, same_person, waiver_kind, waivers
from ledger import Ledger
from schemas.errors import UsageError

_KEPT = ("rule", "indicator", "period", "observed", "expected", "cell")


def proposals(
    organisation: str, rule: str, indicator: str, because: str, work: Workspace, ledger: Ledger
) -> list[dict[str, Any]]:
    """What is proposed to be let pass: each open finding of the rule at the organisation, and what it rests on.

    Raises UsageError where there is none, or no reason is given.
    """
    if not because.strip():
        raise UsageError("say why: --because TEXT; it is kept and published with the exception")
    records = Records.of(work, ledger)
    mine = _open(records, organisation, rule, indicator)
    if mine.empty:
        able = _open(records, organisation)
        able = able[[can_be_waived(str(x), work.round.form) for x in able["rule"]]] if len(able) else able
        names = [":".join(filter(None, x)) for x in zip(able["rule"], able["indicator"], strict=True)]
        listed = f"open there: {', '.join(dict.fromkeys(names))}" if names else "nothing there can be waived"
        subject = ":".join(filter(None, (rule, indicator)))
        raise UsageError(f"{organisation} has no open finding of {subject}; {listed}")
    bases = records.waiver_bases(mine)
    rows = zip(mine.to_dict("records"), bases, strict=True)
    return [{x: row[x] for x in _KEPT} | {"basis": basis} for row, basis in rows]


def _open(records: Records, organisation: str, rule: str = "", indicator: str = "") -> pd.DataFrame:
    found = records.judgement.open_findings
    mine = found[found["organisation"].eq(organisation)]
    mine = mine[mine["rule"].eq(rule)] if rule else mine
    return mine[mine["indicator"].eq(indicator)] if indicator else mine


@dataclass(frozen=True)
class Approval:
    """What is approved of an organisation: a rule, or `rule:indicator`, of which a waiver waits."""

    organisation: str
    subject: str
    because: str = ""

    def is_of(self, waiver: Waiver) -> bool:
        """Whether the waiver is the one."""
        rule, _, indicator = self.subject.partition(":")
        proposal = waiver.proposal
        same = proposal.organisation == self.organisation and proposal.said("rule") == rule
        return same and indicator in ("", proposal.said("indicator"))


def approve(path: Path, approval: Approval, author: str, language: str = "en") -> str:
    """Approve, by a second name, what another has proposed; what was approved, in the language.

    Raises UsageError where nothing like it waits, for a name that can be that of who proposed it, and where the return
    has changed since, so that the finding is another; RoundError, ClosedRoundError.
    """
    because = reason_in_words(approval.because, language=language)
    work = Workspace.at(path)
    with work.ledger() as ledger:
        reported(work, ledger, language)
        refuse_closed(work, ledger, language)
        mine = [x for x in _unapproved(ledger) if approval.is_of(x)]
        if not mine:
            raise UsageError(_nothing_waits(approval, _unapproved(ledger), language))
        records = Records.of(work, ledger)
        for waiver in mine:
            _refuse(waiver, author, records, language)
        for waiver in mine:
            subject = {**waiver.proposal.subject, "of": waiver.proposal.kind}
            ledger.decide(approval.organisation, APPROVED, subject, author, because)
    kind = waiver_kind(mine[0].proposal.said("rule"))
    said = {"organisation": approval.organisation, "subject": approval.subject, "path": str(path), "by": author}
    return command_text(f"approve.{kind}", language, first=mine[0].proposal.author, **said)


def _refuse(waiver: Waiver, author: str, records: Records, language: str) -> None:
    proposal = waiver.proposal
    said = {"organisation": proposal.organisation, "subject": named(proposal)}
    if same_person(proposal.author, author):
        raise UsageError(command_text("approve.same_name", language, first=proposal.author, by=author))
    if not records.applies(proposal) or _open(records, proposal.organisation, *_finding(waiver)).empty:
        raise UsageError(command_text("approve.another_finding", language, first=proposal.author, **said))


def _finding(waiver: Waiver) -> tuple[str, str]:
    return waiver.proposal.said("rule"), waiver.proposal.said("indicator")


def _unapproved(ledger: Ledger) -> list[Waiver]:
    return [x for x in waivers(ledger.decisions()) if x.approval is None]


def _nothing_waits(approval: Approval, waiting: Sequence[Waiver], language: str) -> str:
    said = {"organisation": approval.organisation, "subject": approval.subject}
    told = ", ".join(f"{x.proposal.organisation} {named(x.proposal)}" for x in waiting)
    return command_text("approve.nothing_of_it" if told else "approve.nothing", language, waiting=told, **said)
