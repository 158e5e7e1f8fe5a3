"""One letter is handed to the server: claimed before, noted after."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage

from flows.post.copies_to_parents import put_copies
from flows.post.deliveries_due import WITHDRAWN, WaitingLetter
from flows.post.mail_server import MailServer
from flows.post.server_answers import Answer
from flows.round import Workspace
from ledger import DeliveryState, Ledger

_NO_ADDRESS = "the register has no address that can be written to"


@dataclass(frozen=True)
class HandingOver:
    """Hands letters to a server in the name of a run, which is one of those that letter_claims.sending_run names."""

    work: Workspace
    ledger: Ledger
    server: MailServer
    run: str
    now: dt.datetime

    def __call__(self, letter: WaitingLetter) -> dict[str, Answer]:
        """What became of the letter at each address, noted in the ledger; the address is "" where it was not tried.

        Nothing where another run has the letter in hand, or it was taken back since. Raises MailError where there is no
        line to the server.
        """
        if not letter.to:
            return self._left(letter, _NO_ADDRESS)
        try:
            message = self._message(letter)
        except OSError as error:
            return self._left(letter, f"{letter.path}: {error.strerror}; `esep collect` writes it again")
        self.server.connect()
        if not self.ledger.claim_letter(
            letter.message_id, letter.due, self.run, self.now, seen=letter.records, unless=WITHDRAWN
        ):
            return {}
        answers = self.server.take(message, letter.due)
        for address, answer in answers.items():
            self.ledger.add_delivery(letter.message_id, address, answer.state, self.now, said=answer.said)
        return answers

    def _message(self, letter: WaitingLetter) -> EmailMessage:
        path = self.work.round.path / letter.path
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        del message["To"]
        message["To"] = ", ".join(letter.to)
        put_copies(message, letter.copies)
        return message

    def _left(self, letter: WaitingLetter, why: str) -> dict[str, Answer]:
        self.ledger.mark_failed(letter.message_id, why)
        return {"": Answer(DeliveryState.DEFERRED, why)}
