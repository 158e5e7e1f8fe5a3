"""Sending the outbox through SMTP: to addresses of the register only, to each once."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flows.post.copies_to_parents import put_copies
from flows.post.deliveries_due import WaitingLetter, undelivered_letters, waiting_letters
from flows.post.mail_server import Answer, MailServer
from flows.round import Workspace, note_letters
from ledger import DeliveryState, Ledger

_NO_ADDRESS = "the register has no address that can be written to"


def send_letters(work: Workspace, now: dt.datetime | None = None) -> dict[str, Any]:
    """Send what waits; how many letters were sent, how many wait, what was not taken and why, how many are undelivered.

    Without a server nothing is sent and the .eml files in outbox/ are the result. What the server said of a letter is
    noted at once, so that a broken run sends none twice. What was put off is tried again later, what was refused for
    good when the register has another address. Raises MailError where the server cannot be used.
    """
    register, now = work.round.register, now or dt.datetime.now(dt.UTC)
    with work.ledger() as ledger:
        note_letters(work, ledger)
        letters = ledger.letters()
        waiting = waiting_letters(letters, ledger.deliveries(), register, now)
        if not work.settings.smtp_host:
            undelivered = undelivered_letters(letters, ledger.deliveries(), register)
            told = _told(0, len(waiting), [], len(undelivered))
            return told | {"outbox": str(work.round.outbox)}
        sent, refused = 0, []
        with MailServer(work.settings) as server:
            for letter in (x for x in waiting if x.due or not x.to):
                answers = _send(server, work.round.path / letter.path, letter)
                _note(ledger, letter, answers, now)
                sent += any(x.state == DeliveryState.SENT for x in answers.values())
                refused += [_refusal(letter, address, x) for address, x in answers.items() if x.said]
        letters, deliveries = ledger.letters(), ledger.deliveries()
        left = waiting_letters(letters, deliveries, register, now)
        return _told(sent, len(left), refused, len(undelivered_letters(letters, deliveries, register)))


def _told(sent: int, waiting: int, refused: list[dict[str, str]], undelivered: int) -> dict[str, Any]:
    return {"sent": sent, "waiting": waiting, "refused": refused, "undelivered": undelivered}


def sending_report(result: Mapping[str, Any]) -> str:
    """What was sent, what waits and why, in sentences."""
    if "outbox" in result:
        return f"There is no mail server (ESEP_SMTP_HOST): {result['waiting']} letters wait in {result['outbox']}."
    lines = [f"{result['sent']} letters sent, {result['waiting']} wait."]
    if sent_nothing(result):
        lines = [f"No letter could be sent, {result['waiting']} wait."]
    lines += [
        f"  {x['organisation']}: {': '.join(filter(None, (x['address'], x['reason'])))}" for x in result["refused"]
    ]
    if result["undelivered"]:
        lines.append(
            f"Not delivered: {result['undelivered']}. When register.csv has another address, the letter goes there."
        )
    return "\n".join(lines)


def sent_nothing(result: Mapping[str, Any]) -> bool:
    """Whether nothing was sent although there was something to send."""
    return not result["sent"] and bool(result["waiting"] or result["refused"])


def _send(server: MailServer, path: Path, letter: WaitingLetter) -> dict[str, Answer]:
    """What became of the letter at each address; no address where it was not tried."""
    if not letter.to:
        return {"": Answer(DeliveryState.DEFERRED, _NO_ADDRESS)}
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
    except OSError as error:
        return {"": Answer(DeliveryState.DEFERRED, f"{path.name}: {error.strerror}")}
    assert isinstance(message, EmailMessage)
    del message["To"]
    message["To"] = ", ".join(letter.to)
    put_copies(message, letter.copies)
    return server.take(message, letter.due)


def _note(ledger: Ledger, letter: WaitingLetter, answers: Mapping[str, Answer], now: dt.datetime) -> None:
    for address, answer in answers.items():
        if address:
            ledger.add_delivery(letter.message_id, address, answer.state, now, said=answer.said)
        else:
            ledger.mark_failed(letter.message_id, answer.said)


def _refusal(letter: WaitingLetter, address: str, answer: Answer) -> dict[str, str]:
    return {
        "organisation": letter.organisation,
        "address": address,
        "reason": answer.said,
        "state": str(answer.state),
    }
