"""The documents of a round in order, and what became of each."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from judging.arrival_times import ArrivalTimes
from judging.context import ArrivedDocument
from judging.incoming_messages import Incoming
from judging.peers_compared import peers_compared
from judging.version_facts import is_readable, note_text
from schemas.documents import UNREAD, Document, DocumentKind
from schemas.frames import Returns, open_ones
from schemas.judge import outcomes
from workbooks.whose import Identification, Pairing


@dataclass(frozen=True)
class Arrived:
    """The documents of a round in order.

    `arrivals` is ReturnArrivals, `settled` what settle_versions says of it. `strangers` are the addresses of files
    whose sender is not known for the organisation that they speak for, by file. `kept_notes` gives for a latest return
    without a note the earlier version whose note it keeps. `messages` are those of people; `replied` are the words of
    answers to our letters that were joined to a note, by organisation.
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
    replied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @functools.cached_property
    def by_file(self) -> dict[str, Document]:
        """Every document by its file."""
        return {x.document.file: x.document for x in self.readings}

    @functools.cached_property
    def latest(self) -> dict[str, Document]:
        """The return that counts of each organisation, in the order of their ids."""
        return dict(sorted(self._returns("latest"), key=lambda x: x[0]))

    @property
    def unread(self) -> set[str]:
        """The organisations of files that could not be read here."""
        return {self.owner_of(x.document.file) for x in self.readings if x.document.is_unread} - {""}

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

    def compared(self, register: pd.DataFrame) -> frozenset[str]:
        """The organisations whose changes the others' are compared with."""
        seen = {x.document.file: x.arrived_at[:10] for x in self.readings}
        came = self.arrivals[self.arrivals["organisation"].isin(self.latest)]
        first = came["file"].map(seen).groupby(came["organisation"]).min()
        return peers_compared(first, register.set_index("id")["kind"])

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
        """Whether a return that nobody vouches for waits for a person's word.

        One that cannot be read waits where another stands: what is wrong with it is not told to who did not send it.
        """
        open_ = file in self.strangers and self.settled["status"].get(file) == ""
        return open_ and (is_readable(self.by_file[file]) or self.owner_of(file) in self.latest)

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


def returns_frame(arrived: Arrived, findings: pd.DataFrame) -> pd.DataFrame:
    """frames.Returns: every document that has arrived, and what became of it by frames.Findings."""
    latest = {document.file for document in arrived.latest.values()}
    decided = outcomes(open_ones(findings[findings["file"].isin(latest)]), pd.Index(list(arrived.latest))).to_dict()
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
    if document.is_unread:
        return UNREAD
    if document.kind != DocumentKind.WORKBOOK:
        return "message" if document.kind == DocumentKind.MESSAGE else "ignored"
    if status == "latest":
        return decided
    return status or ("unidentified" if is_readable(document) else "unreadable")
