"""The messages of people among what has arrived: who wrote each, for whom, which letter of ours it answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from judging.answers_inside import answers_inside
from judging.context import ArrivedDocument, Context
from judging.headings import Headings
from judging.senders import Senders
from schemas.addresses import addresses_in
from schemas.conversation import LetterOnRecord
from schemas.documents import Document, DocumentKind, MailHead
from workbooks.files import authors_within, extension
from workbooks.whose import Identification, above, is_scan

_MESSAGES = ("eml", "msg")
_ANSWERING = re.compile(r"^\s*(?:re|aw|отв|ответ|на|жауап)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)


# a longer text that comes with a message is a note, not an answer
_LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Incoming:
    """A message: its own record, the texts and pictures that it brings, and whether it brings a workbook.

    `organisation` is the one that it speaks for, `letter` the letter that it answers. `known` tells whether its sender
    may speak for the organisation and no check of the address failed. `replying` is a message that answers something.
    `inside` is what its sender typed inside our letter, below the lines of the points, which begin with `>`;
    `passed_on` what somebody else wrote whom it forwards.
    """

    reading: ArrivedDocument
    organisation: str
    letter: LetterOnRecord | None
    known: bool
    replying: bool
    texts: tuple[Document, ...] = ()
    pictures: tuple[Document, ...] = ()
    workbooks: tuple[Document, ...] = ()
    inside: str = ""
    passed_on: str = ""

    @property
    def document(self) -> Document:
        """The message's own record."""
        return self.reading.document

    @property
    def head(self) -> MailHead:
        """The head of the message, empty where none was read."""
        return self.document.mail or MailHead()

    @property
    def said(self) -> str:
        """What stands in the body, with the lines of ours that parts of it stand below: these begin with `>`."""
        return "\n".join(filter(None, (self.document.words, self.inside)))

    @property
    def short_texts(self) -> tuple[Document, ...]:
        """The texts beside the body that are heard as its answer: a longer one is a note, and stays one."""
        return tuple(x for x in self.texts if sum(len(n.text) for n in x.notes) <= _LONGEST_ANSWER)

    @property
    def words(self) -> str:
        """What its sender wrote, in the body and in the texts that the message brings."""
        return "\n".join(filter(None, self.parts))

    @property
    def parts(self) -> list[str]:
        """The words of the body, and of each text that the message brings."""
        own = "\n".join(x for x in self.said.splitlines() if not x.startswith(">"))
        return [own.strip(), *(note.text for x in self.texts for note in x.notes)]


def incoming_messages(
    readings: Sequence[ArrivedDocument], owners: Mapping[str, Identification], senders: Senders, context: Context
) -> list[Incoming]:
    """The messages, in the order in which they arrived."""
    inside: dict[str, list[Document]] = {}
    for document in (x.document for x in readings):
        for place in above(document.file):
            inside.setdefault(place, []).append(document)
    found, headings = [], Headings(context)
    for reading in readings:
        if is_message(reading.document):
            within = inside.get(reading.document.file, ())
            owner = owners.get(reading.document.file, Identification())
            told = _incoming(reading, owner, within, senders, context)
            # words beside a return of which nobody can say whose it is, wait with it
            disputed = any(owners[x.file].issues for x in told.workbooks if x.file in owners)
            headed = any(headings.of_another(x, told.organisation) for x in told.parts)
            found.append(dataclasses.replace(told, known=told.known and not disputed and not headed))
    return sorted(found, key=lambda x: (x.reading.arrived_at or "~", str(x.document.received or ""), x.document.file))


def is_message(document: Document) -> bool:
    """Whether the document is the record of a message that came as such, and not within another."""
    within = any(extension(place) in _MESSAGES for place in above(document.file))
    is_mail = document.kind == DocumentKind.CONTAINER and document.mail is not None
    return is_mail and extension(document.file) in _MESSAGES and not within


def _incoming(
    reading: ArrivedDocument,
    owner: Identification,
    within: Sequence[Document],
    senders: Senders,
    context: Context,
) -> Incoming:
    document, letters = reading.document, context.letters
    head = document.mail or MailHead()
    named = _named_letter(head, letters)
    # words for one letter answer no other: whoever may not speak for its organisation is a stranger to it
    whose = named.organisation if named and owner.how != "assigned" else owner.organisation
    letter = _asking(named, letters) if named else _last_letter(whose, reading.arrived_at, letters)
    known = bool(document.sender) and bool(whose) and senders.may_speak(document, whose) and not head.failed
    found = Incoming(
        reading,
        whose,
        letter if letter and letter.organisation == whose else None,
        known,
        bool(named or letter or head.answers or _ANSWERING.match(head.subject)),
        tuple(x for x in within if x.kind == DocumentKind.NOTE),
        tuple(x for x in within if is_scan(x)),
        tuple(x for x in within if x.kind == DocumentKind.WORKBOOK and not is_scan(x)),
    )
    return _with_what_lies_below(found, named, context)


def _with_what_lies_below(message: Incoming, named: LetterOnRecord | None, context: Context) -> Incoming:
    """The message with what was typed inside one of the letters that it answers, and what others wrote in it."""
    thread = message.document.thread
    if not thread:
        return message
    ours = {*addresses_in(context.terms.sender), *addresses_in(message.document.sender)}
    passed_on = thread if set(authors_within(thread)) - ours else ""
    inside = ""
    for letter in dict.fromkeys(x.message_id for x in (named, message.letter) if x):
        inside = inside or answers_inside(thread, context.letter_texts(letter), message.words)
    return dataclasses.replace(message, inside=inside, passed_on=passed_on)


def _named_letter(head: MailHead, letters: Sequence[LetterOnRecord]) -> LetterOnRecord | None:
    """The letter that the head names: by its Message-ID, else by the short number in the subject."""
    by_id = {x.message_id.strip("<>"): x for x in letters}
    by_number = {x.number.upper(): x for x in letters if x.number}
    ids = (by_id.get(x.strip("<>")) for x in head.answers)
    numbers = (by_number.get(x.upper()) for x in re.findall(r"\w+", head.subject))
    return _first(ids) or _first(numbers)


def _first(letters: Iterable[LetterOnRecord | None]) -> LetterOnRecord | None:
    return next((x for x in letters if x is not None), None)


def _asking(letter: LetterOnRecord, letters: Sequence[LetterOnRecord]) -> LetterOnRecord:
    """The letter; one that asks nothing (a reminder) stands for the last before it that asked the organisation."""
    before = letters[: letters.index(letter) + 1]
    return next((x for x in reversed(before) if x.questions and x.organisation == letter.organisation), letter)


def _last_letter(organisation: str, arrived_at: str, letters: Sequence[LetterOnRecord]) -> LetterOnRecord | None:
    """The last letter to the organisation that was written before the message was first seen; by choice one that asks.

    The message's own date is its sender's word; what we know is when a collection saw it.
    """
    before = [x for x in letters if x.organisation == organisation and (not arrived_at or x.written < arrived_at)]
    return _asking(before[-1], letters) if organisation and before else None


def without_notes_of_replies(
    readings: Sequence[ArrivedDocument], messages: Sequence[Incoming]
) -> list[ArrivedDocument]:
    """The readings; what answers a letter is no note of its own: its words are heard as an answer, a long text that it
    brings stays a note."""
    replies = {x.document.file for x in messages if x.replying and not x.workbooks}
    mute = replies | {text.file for x in messages if x.document.file in replies for text in x.short_texts}
    return [
        dataclasses.replace(x, document=dataclasses.replace(x.document, notes=())) if x.document.file in mute else x
        for x in readings
    ]
