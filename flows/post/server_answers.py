"""What a mail server answers to a letter: taken, refused for good, put off, or that it takes no more letters at all."""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger import DeliveryState

# quotas of whom we send as; Gmail and Exchange say it with 550, which is not for good
_OUR_LIMIT = re.compile(
    r"\b(?:daily|hourly|per[ -](?:day|hour|minute)|24[ -]?h|tomorrow)"
    r"|\b(?:sending|sent|messages?|mails?|e-?mails?|rates?|users?|accounts?|senders?|outgoing|outbound|submission)\b"
    r".{0,30}\b(?:limit|quota|exceeded)"
    r"|\b(?:rate ?-?limit|quota ?exceeded|limit (?:was |is |has been )?exceeded)"
    r"|\btoo many (?:messages|mails|e-?mails|letters|recipients (?:today|this hour))"
    r"|\b5\.4\.5\b|\b5\.1\.90\b|лимит|превышен",
    re.IGNORECASE,
)
# limits of one mailbox that we write to, of one connection, or of the size of one letter
_OTHER_LIMIT = re.compile(
    r"\b[45]\.2\.[0-4]\b|\b[45]\.3\.4\b|\bmailbox\b|\bover ?quota\b|\brecipient (?:has|is|account|user)|\bsize\b"
    r"|too (?:large|big)|per (?:session|connection)|in (?:one|this|a single) (?:session|connection)|ящик",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\S*@\S*|\S*\d\S*")
_GREY = re.compile(r"gr[ae]y", re.IGNORECASE)
_ALIKE_IN_A_ROW = 5


class Answer(NamedTuple):
    """What the server did with a letter for one address, and its words."""

    state: DeliveryState
    said: str


def answer_of(code: int, text: bytes | str) -> Answer:
    """A refusal: for good (5xx), for now, or of everything that we send now, which is held against no letter."""
    said = f"{code} {one_line_of(text)}"
    if takes_no_more(said):
        return Answer(DeliveryState.RELEASED, said)
    return Answer(DeliveryState.REFUSED if code >= 500 else DeliveryState.DEFERRED, said)


def takes_no_more(said: str) -> bool:
    """Whether a refusal tells that we have sent as much as we may for now."""
    return bool(_OUR_LIMIT.search(said)) and not _OTHER_LIMIT.search(said)


def one_line_of(said: bytes | str) -> str:
    """The server's words on one line."""
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else said).split())


class PutOffs:
    """Letters that were put off one after the other with the same words: then it is not for the letters."""

    def __init__(self) -> None:
        self._last, self._count = "", 0

    def add(self, answers: dict[str, Answer]) -> str:
        """The server's words where it has put off the last letters all alike, else ""."""
        put_off = [x.said for x in answers.values() if x.state == DeliveryState.DEFERRED and not _GREY.search(x.said)]
        if not put_off or len(put_off) < len(answers):
            self._last, self._count = "", 0
            return ""
        alike = _PLACE.sub("", put_off[0])
        self._count = self._count + 1 if alike == self._last else 1
        self._last = alike
        return put_off[0] if self._count >= _ALIKE_IN_A_ROW else ""
