"""What has arrived in a round, put in order: whose each document is, which return counts, which note belongs to it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from judging.arrival_times import ArrivalTimes
from judging.bounces import without_bounced
from judging.context import ArrivedDocument, Context
from judging.corrected_returns import mended_readings
from judging.incoming_messages import Incoming, incoming_messages, without_notes_of_replies
from judging.kept_notes import with_earlier_notes
from judging.registered_names import register_entries
from judging.senders import Senders
from judging.strangers import notes_of_strangers, returns_of_strangers, whose_notes_may_join, without_notes
from judging.version_facts import arrivals_frame, is_readable, note_text
from schemas.documents import Document, DocumentKind
from schemas.frames import Returns
from schemas.judge import outcomes, settle_versions
from workbooks.form_key import form_key
from workbooks.whose import (
    Identification,
    NoteSubject,
    Pairing,
    identify,
    pair_notes,
    with_strays,
    without_companions,
)


@dataclass(frozen=True)
class Arrived:
    """The documents of a round in order.

    `arrivals` is ReturnArrivals, `settled` what settle_versions says of it. `strangers` are the addresses of files
    whose sender is not known for the organisation that they speak for, by file. `kept_notes` gives for a latest return
    without a note the earlier version whose note it keeps. `messages` are those of people.
    """

    readings: Sequence[ArrivedDocument]
    owners: Mapping[str, Identification]
    pairing: Pairing
    arrivals: pd.DataFrame
    settled: pd.DataFrame
    times: ArrivalTimes
    strangers: Mapping[str, str] = field(default_factory=dict)
    kept_notes: Mapping[str, str] = field(default_factory=dict)
    messages: Sequence[Incoming] = ()

    @functools.cached_property
    def by_file(self) -> dict[str, Document]:
        """Every document by its file."""
        return {x.document.file: x.document for x in self.readings}

    @functools.cached_property
    def latest(self) -> dict[str, Document]:
        """The return that counts of each organisation, in the order of their ids."""
        return dict(sorted(self._returns("latest"), key=lambda x: x[0]))

    @property
    def superseded(self) -> list[tuple[str, Document]]:
        """The returns that later ones have superseded, each with its organisation."""
        return list(self._returns("superseded"))

    def _returns(self, status: str) -> Iterator[tuple[str, Document]]:
        whose = self.arrivals.set_index("file")["organisation"]
        for file in self.settled.index[self.settled["status"].eq(status)]:
            yield str(whose[file]), self.by_file[str(file)]

    @functools.cached_property
    def texts(self) -> dict[str, str]:
        """The text of the note of each organisation's latest return; "" where there is none."""
        return {o: note_text(self.pairing.notes.get(x.file, ())) for o, x in self.latest.items()}

    @functools.cached_property
    def notes_since(self) -> dict[str, str]:
        """The day on which the note was received that an organisation's latest return keeps of an earlier version."""
        kept = {o: self.kept_notes[x.file] for o, x in self.latest.items() if x.file in self.kept_notes}
        return {o: self.times.claim(self._reading_of[file])[:10] for o, file in kept.items()}

    @property
    def reported(self) -> set[str]:
        """The organisations whose return has come. What cannot be read, and what is none, is no return."""
        return set(self.latest)

    @functools.cached_property
    def mended_since(self) -> frozenset[str]:
        """Files that could not be read, whose organisation sent a readable return with them or since: they are past.

        What cannot be read seldom bears a date; then the files' own times are compared.
        """
        past = set()
        for reading in self.readings:
            document, since = reading.document, self.latest.get(self.owner_of(reading.document.file))
            if since is None or is_readable(document) or document.kind != DocumentKind.WORKBOOK:
                continue
            both = (reading, self._reading_of[since.file])
            dated = document.received is not None
            before, after = (self.times.claim(x)[:10] if dated else x.file_time for x in both)
            together = document.file.rpartition("/")[0]
            if before <= after or (together and together == since.file.rpartition("/")[0]):
                past.add(document.file)
        return frozenset(past)

    def waits(self, file: str) -> bool:
        """Whether a return that nobody vouches for waits for a person's word."""
        return file in self.strangers and self.settled["status"].get(file) == "" and is_readable(self.by_file[file])

    def lateness(self, file: str, deadline: dt.date) -> dt.date | None:
        """The day after the deadline on which a return came; None where it came in time."""
        return self.times.lateness(self._reading_of[file], deadline)

    @property
    def disbelieved(self) -> dict[str, str]:
        """The dates that messages claim and that cannot be right, by file."""
        told = {x.document.file: self.times.disbelieved(x) for x in self.readings}
        return {file: date for file, date in told.items() if date}

    @functools.cached_property
    def _reading_of(self) -> dict[str, ArrivedDocument]:
        return {x.document.file: x for x in self.readings}

    def owner_of(self, file: str) -> str:
        """The organisation of a document; "" where it is not known."""
        return self.owners[file].organisation if file in self.owners else self.pairing.organisations.get(file, "")


def in_order(readings: Sequence[ArrivedDocument], context: Context) -> Arrived:
    """The documents of a round in order."""
    readings = without_bounced(readings)
    confirmed, corrected, mends = mended_readings(readings, context.decisions)
    context = dataclasses.replace(context, assignments={**context.assignments, **corrected})
    owners = _identified([x.document for x in confirmed], context)
    senders = Senders(context)
    messages = incoming_messages(readings, owners, senders, context)
    returns = without_notes_of_replies(_without_companions(confirmed, owners), messages)
    strange_notes = notes_of_strangers(returns, owners, senders)
    vouched = [x if x.document.file not in strange_notes else without_notes(x) for x in returns]
    whose = whose_notes_may_join(vouched, owners, senders)
    key = form_key(context.form, context.terms.as_of, context.terms.prior_as_of)
    known = NoteSubject(key, register_entries(context.register), context.assignments)
    pairing = _with_notes_kept(pair_notes([x.document for x in vouched], whose, known), mends)
    answers = {x.document.file for x in messages if x.replying and x.words}
    told = with_strays([x.document for x in vouched], pairing, whose, answers)
    owners = _without_owners_of_strays(owners, [x.document for x in vouched], told, pairing)
    vouched = [dataclasses.replace(x, document=document) for x, document in zip(vouched, told, strict=True)]
    times = ArrivalTimes(vouched, context)
    arrivals = arrivals_frame(vouched, owners, pairing.notes, context, senders, times)
    settled = settle_versions(arrivals, strangers_stand=context.terms.senders == "open")
    strangers = strange_notes | returns_of_strangers(vouched, arrivals, settled)
    pairing, kept = with_earlier_notes(pairing, arrivals, settled)
    return Arrived(vouched, owners, pairing, arrivals, settled, times, strangers, kept, messages)


def _with_notes_kept(pairing: Pairing, mends: Mapping[str, str]) -> Pairing:
    """The notes of returns that words have corrected are those of the returns that they correct."""
    kept = {file: pairing.notes.get(base, ()) for file, base in mends.items()}
    return dataclasses.replace(pairing, notes={**pairing.notes, **kept})


def _identified(documents: Sequence[Document], context: Context) -> dict[str, Identification]:
    """Whose each document is; what the statistician has assigned by hand goes before what the file says."""
    columns = context.history[["organisation", "indicator", "value"]].itertuples(index=False, name=None)
    accepted = {(str(o), str(i)): float(value) for o, i, value in columns}
    known = identify(documents, register_entries(context.register), context.aliases, accepted)
    assigned = {file: organisation for file, organisation in context.assignments.items() if file in known}
    return known | {file: known[file].given_to(organisation) for file, organisation in assigned.items()}


def _without_companions(
    readings: Sequence[ArrivedDocument], owners: Mapping[str, Identification]
) -> list[ArrivedDocument]:
    """The readings, scans and pictures beside a readable return of the same organisation being no returns."""
    told = without_companions([x.document for x in readings], {file: x.organisation for file, x in owners.items()})
    return [dataclasses.replace(x, document=document) for x, document in zip(readings, told, strict=True)]


def _without_owners_of_strays(
    owners: Mapping[str, Identification], before: Sequence[Document], told: Sequence[Document], pairing: Pairing
) -> dict[str, Identification]:
    """The owners; a text that belongs to no return is nobody's because of a name that stands in it."""
    strays = {old.file for old, new in zip(before, told, strict=True) if old.kind != new.kind}
    nobodys = {x for x in strays if x in owners and owners[x].how == "name" and not pairing.organisations.get(x)}
    return {file: Identification() if file in nobodys else found for file, found in owners.items()}


def returns_frame(arrived: Arrived, findings: pd.DataFrame) -> pd.DataFrame:
    """frames.Returns: every document that has arrived, and what became of it by frames.Findings."""
    latest = {document.file for document in arrived.latest.values()}
    decided = outcomes(findings[findings["file"].isin(latest)], pd.Index(list(arrived.latest))).to_dict()
    status = arrived.settled["status"].to_dict()
    rows = []
    for reading in arrived.readings:
        document, owner = reading.document, arrived.owner_of(reading.document.file)
        rows.append({
            "file": document.file,
            "sha256": document.sha256,
            "organisation": owner,
            "outcome": _outcome(document, str(status.get(document.file, "")), str(decided.get(owner, ""))),
            "received": arrived.times.received(reading),
            "identified_by": arrived.owners.get(document.file, Identification()).evidence(owner),
            "sender": document.sender,
            "first_seen": arrived.times.first_seen(reading),
            "counts": "yes" if document.file in latest else "",
        })  # fmt: skip
    columns = list(Returns.to_schema().columns)
    returns: pd.DataFrame = Returns.validate(pd.DataFrame(rows, columns=columns).astype("str"))
    return returns


def _outcome(document: Document, status: str, decided: str) -> str:
    if document.kind != DocumentKind.WORKBOOK:
        return "message" if document.kind == DocumentKind.MESSAGE else "ignored"
    if status == "latest":
        return decided
    return status or ("unidentified" if is_readable(document) else "unreadable")
