"""Whom a reminder is for: who has not reported, or has a returned version open; and who is left in peace, and why."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from judging import TO_BE_FILLED_ANEW
from schemas.addresses import recipients_in
from schemas.frames import STANDING, not_due

MISSING, UNREADABLE, RETURNED = "missing", "unreadable", "returned"
NO_ADDRESS = "no address"
BY_PARENT = "its parent collects for it"
PARENT_STANDS = "its parent's return stands"
WAITS_FOR_US = "a file of its waits for `esep assign`"
REMINDED = "reminded already"
NOT_ASKED = "its return is not due"


@dataclass(frozen=True)
class Reminded:
    """An organisation to remind: why (missing, unreadable, returned), and with the form where it needs a new one."""

    organisation: str
    why: str
    needs_form: bool
    version_key: str = ""


@dataclass(frozen=True)
class LeftInPeace:
    """An organisation that owes a return and is not reminded, and why."""

    organisation: str
    why: str


def open_organisations(
    register: pd.DataFrame, returns: pd.DataFrame, findings: pd.DataFrame
) -> tuple[list[Reminded], list[LeftInPeace]]:
    """Who owes a return, from frames.Register and the last judgement's returns and findings.

    A branch or primary with an address of its own is asked itself, until its parent's return stands: its figures are
    in that. One without is asked through its parent.
    """
    counting = returns[returns["counts"].eq("yes")].set_index("organisation")
    outcomes = {str(k): str(v) for k, v in counting["outcome"].items()}
    # what a stranger sends in a member's name neither keeps the member from being asked, nor is it told of as his
    own = returns[~returns["file"].isin(findings.loc[findings["rule"].eq("sender-unknown"), "file"])]
    waiting = set(own.loc[own["outcome"].eq("unidentified"), "organisation"]) - {""}
    unread = set(own.loc[own["outcome"].eq("unreadable"), "organisation"])
    anew = set(findings.loc[findings["rule"].isin(TO_BE_FILLED_ANEW), "organisation"])
    excused = not_due(findings)
    reminded, left = [], []
    columns = register[["id", "parent", "email"]].itertuples(index=False, name=None)
    for organisation, parent, email in columns:
        outcome = outcomes.get(organisation, "")
        if outcome in STANDING:
            continue
        if organisation in excused and not outcome:
            left.append(LeftInPeace(organisation, NOT_ASKED))
            continue
        if peace := _peace(organisation, bool(recipients_in(email)), parent, outcomes, waiting):
            left.append(LeftInPeace(organisation, peace))
            continue
        why = RETURNED if outcome else UNREADABLE if organisation in unread else MISSING
        key = str(counting["version_key"].get(organisation, "")) if outcome else ""
        reminded.append(Reminded(organisation, why, not outcome or organisation in anew, key))
    return reminded, left


def _peace(organisation: str, has_address: bool, parent: str, outcomes: dict[str, str], waiting: set[str]) -> str:
    """Why an organisation that owes a return is not reminded; "" where it is."""
    if parent and outcomes.get(parent, "") in STANDING:
        return PARENT_STANDS
    if not has_address:
        return BY_PARENT if parent else NO_ADDRESS
    return WAITS_FOR_US if organisation in waiting and organisation not in outcomes else ""
