"""What is looked at before anything starts: is the round whole and open, is there anything to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.post import lost_letters
from flows.round import (
    Screen,
    TakenIn,
    Workspace,
    digest_of_reports,
    faults_of,
    inbox_now,
    refuse_closed,
    screen,
    unread_chunks,
    use_screen,
)


def checked_workspace(path: Path, quiet: bool, *, locked: bool = False) -> Workspace:
    """The workspace, once everything of the round was read and found right; `quiet` is for a result alone.

    A closed round is refused, except for what leaves its figures as they are (`locked`).
    """
    use_screen(Screen(quiet=quiet))
    work = Workspace.at(path)
    if not locked:
        with work.ledger() as ledger:
            refuse_closed(work, ledger)
    return work


def nothing_new(work: Workspace) -> dict[str, Any] | None:
    """The result of a collection that has nothing to do, or None where there is something.

    Nothing has arrived, nothing is unread, what was judged last is what stands, and that collection came to its end.
    """
    with work.ledger() as ledger:
        seen, new = inbox_now(work, ledger)
        if len(new) or seen.growing or unread_chunks(work):
            return None
        collections = ledger.runs().query("command == 'collect'")
        finished = collections[collections["state"].eq("done")]
        if len(finished) and finished.index[-1] != collections.index[-1]:
            return None  # one that began later was killed, who knows where
        left = {"state": work.state_digest(ledger), "reports": digest_of_reports(work.round.reports)}
        held = "" if finished.empty else str(finished.iloc[-1]["counts"].get("held_until", ""))
        if held and dt.datetime.fromisoformat(held) <= dt.datetime.now(dt.UTC):
            return None
        if lost_letters(work, ledger):
            return None
        if finished.empty or not left.items() <= finished.iloc[-1]["counts"].items():
            return None
    screen().say(f"Nothing new since {finished.iloc[-1]['ended']}.")
    failed = faults_of(TakenIn(closed=seen.closed), {})
    return {"files": 0, "documents": 0, "letters": 0, "failed": failed, "growing": []}
