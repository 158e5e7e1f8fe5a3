"""The decisions that stand: what people said of verdicts and findings, and about which version they said it.

A decision is bound to what it was made about, by a digest: where the figure or the note has changed since, it no longer
applies, and the question comes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from judging.second_names import same_person

VERDICT, CONFIRMED, WITHDRAWN, MESSAGE = "verdict", "confirmed", "withdrawn", "message"
WAIVED, NOT_DUE, APPROVED = "waived", "not-due", "approved"
OPEN_CHANGES = ("note-missing", "change-not-mentioned", "change-only-restated")


@dataclass(frozen=True)
class Decision:
    """A decision about a verdict (`subject`: indicator, verdict, reasons, quote, prior, current, basis) or about a
    finding (rule, indicator, basis; for a repaired cell also sha256, sheet, cell). An approval says of which kind the
    decision is that it approves (of)."""

    organisation: str
    kind: str
    subject: Mapping[str, Any]
    author: str
    at: str
    note: str

    def said(self, name: str) -> str:
        """A part of the subject as text, "" where it has none."""
        return str(self.subject.get(name) or "")

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about: of two decisions with the same key the later one stands."""
        about = (self.organisation, self.kind)
        if self.kind == VERDICT:
            return (*about, self.said("indicator"))
        return (*about, self.said("rule"), self.said("indicator"), self.said("basis"))


def kept_decisions(decisions: pd.DataFrame) -> tuple[Decision, ...]:
    """The decisions about verdicts and findings that nobody has withdrawn or replaced, in the order they were made.

    `decisions` is what the ledger keeps: organisation, kind, subject, author, at, note.
    """
    found: dict[tuple[str, ...], Decision] = {}
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    for row in decisions[columns].itertuples(index=False, name=None) if len(decisions) else ():
        decision = Decision(*row)
        if decision.kind == WITHDRAWN:
            found = {key: other for key, other in found.items() if not _withdraws(decision, other)}
        elif decision.kind in (VERDICT, CONFIRMED):
            found.pop(decision.key, None)
            found[decision.key] = decision
    return tuple(found.values())


@dataclass(frozen=True)
class Waiver:
    """A proposal to let a hard finding pass, or a return be not due, and its approval; without one it has no effect."""

    proposal: Decision
    approval: Decision | None = None

    @property
    def names(self) -> str:
        """Who proposed it and who approved it."""
        return "; ".join(x.author for x in (self.proposal, self.approval) if x)

    @property
    def because(self) -> str:
        """Why, in the words of both."""
        return "; ".join(dict.fromkeys(x.note for x in (self.proposal, self.approval) if x and x.note))


def waivers(decisions: pd.DataFrame) -> tuple[Waiver, ...]:
    """The waivers that nobody has withdrawn or replaced, in the order they were proposed; `decisions` as for
    kept_decisions. An approval by who can be the same person is none."""
    found: dict[tuple[str, ...], Waiver] = {}
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    for row in decisions[columns].itertuples(index=False, name=None) if len(decisions) else ():
        decision = Decision(*row)
        if decision.kind == WITHDRAWN:
            found = {key: x for key, x in found.items() if not _withdraws(decision, x.proposal)}
        elif decision.kind in (WAIVED, NOT_DUE):
            found.pop(decision.key, None)
            found[decision.key] = Waiver(decision)
        elif decision.kind == APPROVED:
            key = (decision.organisation, decision.said("of"), *decision.key[2:])
            if (waiver := found.get(key)) and not same_person(waiver.proposal.author, decision.author):
                found[key] = Waiver(waiver.proposal, decision)
    return tuple(found.values())


def decided_messages(decisions: pd.DataFrame) -> tuple[Decision, ...]:
    """What people have decided about messages, first to last: subject sha256, action, and what the action needs."""
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    about = decisions[decisions["kind"].eq(MESSAGE)] if len(decisions) else decisions
    return tuple(Decision(*row) for row in about[columns].itertuples(index=False, name=None))


def _withdraws(withdrawal: Decision, other: Decision) -> bool:
    same = withdrawal.organisation == other.organisation and withdrawal.said("of") == other.kind
    if other.kind != VERDICT:
        same = same and withdrawal.said("rule") == other.said("rule")
    return same and withdrawal.said("indicator") in ("", other.said("indicator"))


def digest(*parts: object) -> str:
    """A short digest of what a decision was made about."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def note_digest(text: str, reason: str) -> str:
    """A digest of a note and of the reason beside one indicator's figures; "" for neither. Spaces do not count."""
    words = [" ".join(x.split()) for x in (text, reason)]
    return digest(*words) if any(words) else ""
