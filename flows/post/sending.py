"""Sending the outbox through SMTP: to addresses of the register only, to each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flows.post.deliveries_due import WaitingLetter, undelivered_letters, waiting_letters
from flows.post.handing_over import HandingOver
from flows.post.letter_claims import sending_run
from flows.post.mail_server import MailServer
from flows.post.server_answers import Answer
from flows.round import Workspace, note_letters
from ledger import DeliveryState
from schemas.errors import MailError


def send_letters(work: Workspace, now: dt.datetime | None = None) -> dict[str, Any]:
    """Send what waits; how many letters were sent, how many wait, what was not taken and why, how many are undelivered.

    Without a server nothing is sent and the .eml files in outbox/ are the result. A letter is claimed before it is
    handed over, and what the server said of it is noted at once: of two runs one alone sends it, and a run that dies
    in between leaves at most one letter that is sent again, the same with the same Message-ID. What was put off is
    tried again later, what was refused for good when the register has another address. Where the server takes no more
    for now, the run ends there. Raises MailError where the server cannot be used.
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
        with sending_run() as run, MailServer(work.settings) as server:
            hand_over = HandingOver(work, ledger, server, run, now)
            for letter in (x for x in waiting if x.due or not x.to):
                answers = hand_over(letter)
                sent += any(x.state == DeliveryState.SENT for x in answers.values())
                refused += [_refusal(letter, address, x) for address, x in answers.items() if x.said]
                if server.full or server.unusable:
                    break
        if server.unusable:
            raise MailError(server.unusable)
        letters, deliveries = ledger.letters(), ledger.deliveries()
        left = waiting_letters(letters, deliveries, register, now)
        told = _told(sent, len(left), refused, len(undelivered_letters(letters, deliveries, register)))
        return told | ({"full": server.full} if server.full else {})


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
    if result.get("full"):
        lines.append(f"The server takes no more letters for now: {result['full']}; a later `esep send` goes on.")
    if result["undelivered"]:
        lines.append(
            f"Not delivered: {result['undelivered']}. When register.csv has another address, the letter goes there."
        )
    return "\n".join(lines)


def sent_nothing(result: Mapping[str, Any]) -> bool:
    """Whether nothing was sent although letters are owed: they wait, were refused, or came back."""
    return not result["sent"] and bool(result["waiting"] or result["refused"] or result["undelivered"])


def _refusal(letter: WaitingLetter, address: str, answer: Answer) -> dict[str, str]:
    return {
        "organisation": letter.organisation,
        "address": address,
        "reason": answer.said,
        "state": str(answer.state),
    }
