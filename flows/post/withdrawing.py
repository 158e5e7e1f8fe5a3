"""Letters that do not wait: taken back, because what they tell is past, or lost, as their file is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from flows.post.deliveries_due import WITHDRAWN, attempts_of, waiting_letters
from flows.round import Workspace
from ledger import DeliveryState, Ledger


def withdraw_obsolete(work: Workspace, ledger: Ledger, obsolete: pd.DataFrame) -> None:
    """Letters about what has changed since that have not reached everybody, so that nobody is told what is past."""
    known = attempts_of(ledger.deliveries())
    for row in obsolete[~obsolete["error"].eq(WITHDRAWN)].to_dict("records"):
        attempts = known.get(row["message_id"], {}).values()
        if not row["sent_at"] or any(x.state != DeliveryState.SENT for x in attempts):
            withdraw_letter(work, ledger, row)


def withdraw_letter(work: Workspace, ledger: Ledger, row: Mapping[Any, Any]) -> None:
    """Take a letter (a row of the ledger's) back; one that nobody has received also leaves the outbox."""
    path = work.round.path / row["path"]
    place = work.round.outbox / "withdrawn" / path.name
    if not row["sent_at"] and path.is_file() and path != place:
        place.parent.mkdir(exist_ok=True)
        path.replace(place)
    # a run that was killed here has moved the file already
    moved = place.relative_to(work.round.path).as_posix() if not row["sent_at"] and place.is_file() else ""
    ledger.mark_failed(row["message_id"], WITHDRAWN, path=moved)


def lost_letters(work: Workspace, ledger: Ledger) -> set[str]:
    """The Message-IDs of letters about returns that are still to go somewhere, but whose file is gone."""
    letters = ledger.letters()
    return _lost(work, ledger, letters[letters["stage"].eq("")])


def unwritten_reminders(work: Workspace, ledger: Ledger) -> set[str]:
    """The Message-IDs of reminders that nobody has received and that do not wait: taken back, or their file is gone."""
    letters = ledger.letters()
    reminders = letters[letters["stage"].ne("")]
    taken_back = reminders["error"].eq(WITHDRAWN) & reminders["sent_at"].eq("")
    return {*reminders.loc[taken_back, "message_id"], *_lost(work, ledger, reminders)}


def _lost(work: Workspace, ledger: Ledger, letters: pd.DataFrame) -> set[str]:
    waiting = waiting_letters(letters, ledger.deliveries(), work.round.register, dt.datetime.now(dt.UTC))
    return {x.message_id for x in waiting if not (work.round.path / x.path).is_file()}
