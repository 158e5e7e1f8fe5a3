"""Every decision and exception of a round in one table: who, when, about what, from what to what, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from judging.decisions_in_force import (
    APPROVED,
    CONFIRMED,
    MESSAGE,
    NOT_DUE,
    VERDICT,
    WAIVED,
    WITHDRAWN,
    Decision,
    waivers,
)
from judging.restatements import RESTATED
from judging.senders import ADDRESS
from schemas.form import plain_number
from schemas.frames import DecisionsMade, empty

_ABOUT: dict[str, Callable[[Decision], str]] = {
    VERDICT: lambda x: x.said("indicator"),
    **dict.fromkeys(
        (CONFIRMED, WITHDRAWN, WAIVED, NOT_DUE, APPROVED),
        lambda x: ":".join(filter(None, (x.said("rule"), x.said("indicator")))),
    ),
    MESSAGE: lambda x: x.said("file"),
    ADDRESS: lambda x: x.said("address"),
    RESTATED: lambda x: x.said("indicator"),
}


def decision_register(decisions: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """frames.DecisionsMade, first to last: all that people have decided, and whose they have said a file is.

    `decisions` and `assignments` are what the ledger keeps.
    """
    columns = ["organisation", "kind", "subject", "author", "at", "note"]
    made = [Decision(*x) for x in decisions[columns].itertuples(index=False, name=None)]
    second = {(x.proposal.key, x.proposal.at): x.approval.author for x in waivers(decisions) if x.approval}
    rows = [_row(x) | {"second": second.get((x.key, x.at), "")} for x in made]
    rows += [_assigned(x) for x in assignments.to_dict("records")]
    if not rows:
        return empty(DecisionsMade)
    return DecisionsMade.validate(pd.DataFrame(rows).sort_values("at", kind="stable").reset_index(drop=True))


def _row(decision: Decision) -> dict[str, str]:
    old, new = _old_and_new(decision)
    return {
        "at": decision.at,
        "by": decision.author,
        "kind": decision.kind,
        "organisation": decision.organisation,
        "about": _ABOUT.get(decision.kind, _version)(decision),
        "period": decision.said("period"),
        "old": old,
        "new": new,
        "because": decision.note,
    }


def _version(decision: Decision) -> str:
    """What closing and reopening are about."""
    return decision.said("version")


def _old_and_new(decision: Decision) -> tuple[str, str]:
    subject: Mapping[str, Any] = decision.subject
    if decision.kind == RESTATED:
        return plain_number(subject["old"]), plain_number(subject["value"])
    if decision.kind in (CONFIRMED, WAIVED, APPROVED):
        return decision.said("observed"), decision.said("observed")
    if decision.kind == VERDICT:
        return decision.said("before"), decision.said("verdict")
    return "", decision.said("action")


def _assigned(row: Mapping[Any, Any]) -> dict[str, str]:
    given = {"at": row["at"], "by": row["author"], "organisation": row["organisation"], "about": row["path"]}
    kind = "assigned" if row["organisation"] else WITHDRAWN
    return {**given, "kind": kind, "period": "", "old": "", "new": row["organisation"], "because": "", "second": ""}
