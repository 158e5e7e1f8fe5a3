"""Letters that came back: each is found by its Message-ID, and marked undelivered with what the bounce says of why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from flows.post.deliveries_due import Attempt, attempts_of
from ledger import DeliveryState, Ledger
from reports.letters import letter_number
from schemas.documents import Document

_NO_REASON = "it came back"
_MAY_COME_BACK = (DeliveryState.SENT, DeliveryState.UNDELIVERED, DeliveryState.CLAIMED)


def note_bounces(ledger: Ledger, bounces: Iterable[Document]) -> int:
    """Mark the letters that the bounces give back as undelivered, each once; how many letters they name.

    A bounce of which a check of the sender failed is nobody's word.
    """
    known, named = attempts_of(ledger.deliveries()), set[str]()
    written = _by_any_name(ledger.letters())
    for document in filter(_is_believed, bounces):
        for message_id in dict.fromkeys(written[x] for x in _given_back(document) if x in written):
            named.add(message_id)
            _note(ledger, document, message_id, known.get(message_id, {}))
    return len(named)


def strange_bounces(bounces: Iterable[Document], letters: pd.DataFrame) -> list[Document]:
    """The bounces that mark no letter, as they name none of ours or come from nobody knows whom, and the programs'
    messages that bring a workbook: a person looks.
    """
    written = _by_any_name(letters).keys()
    return [x for x in bounces if written.isdisjoint(_given_back(x)) or not _is_believed(x)]


def _by_any_name(letters: pd.DataFrame) -> dict[str, str]:
    """The Message-IDs of letters by themselves, and by the number that stands in a letter's subject."""
    identifiers = [str(x) for x in letters["message_id"]]
    return {letter_number(x): x for x in identifiers} | {x: x for x in identifiers}


def _is_believed(document: Document) -> bool:
    return document.mail is not None and not document.mail.failed


def _given_back(document: Document) -> Sequence[str]:
    return document.mail.undelivered if document.mail else ()


def _note(ledger: Ledger, document: Document, message_id: str, attempts: Mapping[str, Attempt]) -> None:
    assert document.mail is not None
    said = document.mail.diagnosis or document.mail.subject or _NO_REASON
    at = document.mail.reached_us or document.received or dt.datetime.now(dt.UTC)
    for address in _addresses(said, attempts):
        ledger.add_delivery(message_id, address, DeliveryState.UNDELIVERED, at, said=said, source=document.sha256)


def _addresses(said: str, attempts: Mapping[str, Attempt]) -> list[str]:
    """The addresses that a letter came back from: those that the bounce names, else all that it was sent to.

    What never left, was put off, or was refused cannot come back; what a run had in hand that died, may.
    """
    sent = [address for address, x in attempts.items() if x.state in _MAY_COME_BACK]
    named = [x for x in sent if x in said.casefold()]
    return named or sent
