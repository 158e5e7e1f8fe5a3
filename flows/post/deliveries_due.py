"""Which letters are to be tried at which addresses, and which have not reached anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.post.copies_to_parents import copy_addresses
from flows.post.letter_claims import may_still_send
from ledger import DeliveryState
from schemas.addresses import recipients_in

WITHDRAWN = "withdrawn: the return or its findings have changed since"
_FIRST_WAIT, _LONGEST_WAIT = dt.timedelta(minutes=15), dt.timedelta(hours=12)
_TAKEN_IN_HAND = (DeliveryState.CLAIMED, DeliveryState.RELEASED)
_FAILED = (DeliveryState.REFUSED, DeliveryState.UNDELIVERED)


@dataclass(frozen=True)
class Attempt:
    """What is known of a letter at one address: the last attempt, and how often it was put off.

    `run` is the one that has claimed the letter, and of which nothing more is known; else "".
    """

    state: str
    at: dt.datetime
    said: str
    deferrals: int
    run: str = ""

    @property
    def next_at(self) -> dt.datetime:
        """When a letter that was put off is tried again: after a quarter of an hour, then after twice as long …"""
        if self.state in (DeliveryState.RELEASED, DeliveryState.CLAIMED):
            return self.at
        return self.at + min(_FIRST_WAIT * (1 << min(self.deferrals, 12) - 1), _LONGEST_WAIT)


@dataclass(frozen=True)
class WaitingLetter:
    """A letter that is to go to `due` now, and to `later` when their time has come; `to` are all its organisation's
    addresses, `copies` those of the parent that gets a copy.

    `records` counts what the ledger has noted of it: where there is more when it is claimed, another run was there.
    """

    organisation: str
    message_id: str
    path: str
    to: tuple[str, ...]
    due: tuple[str, ...]
    later: tuple[str, ...]
    tried: bool
    copies: tuple[str, ...] = ()
    records: int = 0


@dataclass(frozen=True)
class UndeliveredLetter:
    """A letter that has not reached an address, and why. `stage` is that of a reminder, else ""."""

    organisation: str
    address: str
    at: str
    reason: str
    path: str
    message_id: str
    stage: str


def attempts_of(deliveries: pd.DataFrame) -> dict[str, dict[str, Attempt]]:
    """What is known of each letter, by Message-ID, at each address."""
    known: dict[str, dict[str, Attempt]] = {}
    columns = ["message_id", "recipient", "at", "state", "said", "source"]
    for message_id, recipient, at, state, said, source in deliveries[columns].itertuples(index=False, name=None):
        letter = known.setdefault(message_id, {})
        before = letter[recipient].deferrals if recipient in letter else 0
        put_off = before + 1 if state == DeliveryState.DEFERRED else before if state in _TAKEN_IN_HAND else 0
        run = source if state == DeliveryState.CLAIMED else ""
        letter[recipient] = Attempt(state, dt.datetime.fromisoformat(at), said, put_off, run)
    return known


def waiting_letters(
    letters: pd.DataFrame, deliveries: pd.DataFrame, register: pd.DataFrame, now: dt.datetime
) -> list[WaitingLetter]:
    """The letters that are not yet where they should be, those first that were never tried.

    An organisation's addresses are those of the register now. One that has not taken a letter for good is not tried
    again; where the register has another in its place, the letter goes there. What another run has in hand is left to
    it, as long as it lives.
    """
    emails = dict(zip(register["id"], register["email"], strict=True))
    known, records = attempts_of(deliveries), deliveries["message_id"].value_counts()
    of_parents = copy_addresses(register)
    waiting = []
    for letter in letters[letters["error"].ne(WITHDRAWN)].to_dict("records"):
        attempts = known.get(letter["message_id"], {})
        to = recipients_in(emails.get(letter["organisation"], ""))
        copies = of_parents.get(letter["organisation"], ()) if not letter["stage"] else ()
        own = {x: attempt for x, attempt in attempts.items() if x not in copies}
        open_at = (*_open_addresses(to, own), *_open_copies(copies, to, attempts))
        if not open_at and (attempts or to):
            continue
        held = any(x.run and may_still_send(x.run, x.at, now) for x in attempts.values())
        later = tuple(x for x in open_at if held or (x in attempts and attempts[x].next_at > now))
        due = tuple(x for x in open_at if x not in later)
        place = (letter["organisation"], letter["message_id"], letter["path"])
        noted = int(records.get(letter["message_id"], 0))
        waiting.append(WaitingLetter(*place, to, due, later, bool(attempts), copies, noted))
    return sorted(waiting, key=lambda x: x.tried)


def _open_addresses(to: tuple[str, ...], attempts: Mapping[str, Attempt]) -> tuple[str, ...]:
    """The addresses that a letter is still to go to: put off, or in the place of one that failed or has left."""
    reached = {x for x, attempt in attempts.items() if attempt.state == DeliveryState.SENT}
    replaced = {x for x in attempts if x not in to} - reached
    new = [x for x in to if x not in attempts] if replaced or not reached else []
    put_off = [x for x in to if x in attempts and attempts[x].state in (DeliveryState.DEFERRED, *_TAKEN_IN_HAND)]
    return tuple(x for x in to if x in new or x in put_off)


def _open_copies(copies: tuple[str, ...], to: tuple[str, ...], attempts: Mapping[str, Attempt]) -> tuple[str, ...]:
    """The addresses that a copy is still to go to: with the letter's first attempt, or put off; none is sent later."""
    first = not any(x in attempts for x in to)
    return tuple(x for x in copies if (attempts[x].state == DeliveryState.DEFERRED if x in attempts else first))


def undelivered_letters(
    letters: pd.DataFrame, deliveries: pd.DataFrame, register: pd.DataFrame
) -> list[UndeliveredLetter]:
    """The letters that came back or were refused for good, as long as the register has that address.

    A letter about what is past is not told of, nor one after which another reached the same address.
    """
    emails = {str(o): recipients_in(email) for o, email in zip(register["id"], register["email"], strict=True)}
    for child, copies in copy_addresses(register).items():
        emails[child] = (*emails[child], *copies)
    known, reached = attempts_of(deliveries), _last_reached(letters, deliveries)
    found = []
    for letter in letters[letters["error"].ne(WITHDRAWN)].to_dict("records"):
        for address, attempt in known.get(letter["message_id"], {}).items():
            stands = address in emails.get(letter["organisation"], ())
            later = reached.get((letter["organisation"], address), "") > attempt.at.isoformat(timespec="seconds")
            if stands and attempt.state in _FAILED and not later:
                found.append(_undelivered(letter, address, attempt))
    return found


def _last_reached(letters: pd.DataFrame, deliveries: pd.DataFrame) -> dict[tuple[str, str], str]:
    """When a letter last reached an address of an organisation and did not come back."""
    whose = dict(zip(letters["message_id"], letters["organisation"], strict=True))
    reached: dict[tuple[str, str], str] = {}
    for message_id, address, attempt in _each(attempts_of(deliveries)):
        if attempt.state == DeliveryState.SENT:
            key = (whose.get(message_id, ""), address)
            reached[key] = max(reached.get(key, ""), attempt.at.isoformat(timespec="seconds"))
    return reached


def _each(known: Mapping[str, Mapping[str, Attempt]]) -> Iterator[tuple[str, str, Attempt]]:
    for message_id, attempts in known.items():
        for address, attempt in attempts.items():
            yield message_id, address, attempt


def _undelivered(letter: Mapping[Any, Any], address: str, attempt: Attempt) -> UndeliveredLetter:
    at = attempt.at.isoformat(timespec="seconds")
    return UndeliveredLetter(
        letter["organisation"], address, at, attempt.said, letter["path"], letter["message_id"], letter["stage"]
    )
