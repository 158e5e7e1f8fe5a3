"""A round at work: its folder, the settings, its ledger and store, opened where they are needed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.round.code_identity import READING, code_digest, code_version
from flows.round.letters_kept import LettersKept
from flows.round.note_judges import judge_of, judges_digest, sentence_model
from flows.round.notes_in_limits import NotesInLimits
from flows.round.round_files_read import read_round
from flows.round.round_folder import RoundFolder
from flows.round.round_ledger import is_due, ledger_of
from flows.round.settings import Settings
from flows.round.unread_files import documents_unread, given_up
from judging import ADDRESS, ArrivedDocument, Context, restated_history
from ledger import Ledger, Store
from workbooks.files import OwnPost, addresses_of

SCHEDULED = "scheduled"  # What a run notes of itself that a schedule began, and no person.

# by this name a run's counts keep the states of the notes that could not be assessed
GIVEN_UP = "notes_given_up"


@dataclass(frozen=True)
class Workspace:
    """What a command needs to work on a round."""

    round: RoundFolder
    settings: Settings
    rebuilding: bool = False  # whether a lost ledger is being made anew: then it is opened as it is

    @classmethod
    def at(cls, path: str | Path) -> Workspace:
        """The workspace of the round in this folder, its files and settings read once.

        Raises RoundError with everything that is wrong in either, one fault a line, so that it is said before anything
        is done.
        """
        return cls(*read_round(Path(path)))

    def ledger(self) -> Ledger:
        """The round's ledger, to be closed (`with`). Raises LedgerError, also where it is lost."""
        return ledger_of(self.round, self.settings, rebuilding=self.rebuilding)

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger yet, or should be, so that one who only looks need not make it."""
        return is_due(self.round, self.settings)

    @property
    def store(self) -> Store:
        """The store of everything that has arrived."""
        return Store(self.round.store)

    @property
    def reader_digest(self) -> str:
        """What decides how a file is read: the reader's code, the form, the dates, our own post."""
        form = self.round.form
        post = hashlib.sha256(repr(self.own_post).encode()).hexdigest()[:8]
        return f"{code_digest(READING)}-{form.digest[:12]}-{form.as_of.isoformat()}-{post}"

    @property
    def own_post(self) -> OwnPost:
        """By what our own servers and letters are known in a message."""
        servers = (x.strip().rstrip(".").lower() for x in self.settings.mail_server.split(","))
        return OwnPost(tuple(filter(None, servers)), addresses_of(self.round.terms.sender))

    @property
    def judge(self) -> Path:
        """The folder of what the judge of notes has learned: the round's own, this machine's, or what is shipped."""
        return judge_of(self.round.path, self.settings)

    def context(self, ledger: Ledger) -> Context:
        """All that judging rests on beside the documents."""
        current = {(row.path, row.sha256) for row in _current_files(ledger).itertuples()}
        assignments = {
            path: organisation for (path, sha), organisation in ledger.assignments().items() if (path, sha) in current
        }
        opened, first_collected, scheduled_since = _collections(ledger)
        undecided, decided = self._undecided_context(), ledger.decisions()
        return dataclasses.replace(
            undecided,
            history=restated_history(undecided.history, decided),
            aliases=_learnt_names(self.round.learnt) | ledger.aliases(),
            assignments=assignments,
            decisions=_with_learnt_addresses(decided, self.round.learnt),
            letters=tuple(ledger.letters_on_record()),
            letter_texts=LettersKept(self.round.path, ledger.letters()),
            assess=self._assessor(_given_up(ledger)),
            opened=opened,
            first_collected=first_collected,
            scheduled_since=scheduled_since,
        )

    def context_as_it_stands(self) -> Context:
        """The same for one who only looks: where there is no ledger yet, none is made, and nothing is decided."""
        if not self.has_ledger:
            return self._undecided_context()
        with self.ledger() as ledger:
            return self.context(ledger)

    def _undecided_context(self) -> Context:
        folder = self.round
        return Context(
            terms=folder.terms,
            form=folder.form,
            register=folder.register,
            history=folder.history,
            departed=folder.departed,
            left=folder.left,
            history_notes=folder.history_notes,
            aliases=_learnt_names(folder.learnt),
            settled_before=folder.settled_before,
            meaning=sentence_model(),
            assess=self._assessor(),
            judge=self.judge,
        )

    def _assessor(self, given_up: frozenset[str] = frozenset()) -> NotesInLimits:
        """Who assesses the notes; what was given up is not tried again."""
        return NotesInLimits(self.settings.note_seconds, self.settings.note_memory_mb * 2**20, given_up, self.judge)

    def readings(self, ledger: Ledger) -> list[ArrivedDocument]:
        """Everything that was read, and what stands for the files that could not be read here. A file that has given
        its place to a newer one is named path#sha."""
        current = {row.path: row.sha256 for row in _current_files(ledger).itertuples()}
        readings = []
        unread = documents_unread(ledger, self.reader_digest)
        for arrival, document in (*ledger.documents(self.reader_digest), *unread):
            stands = current.get(arrival.path) == arrival.sha256
            name = arrival.path if stands else f"{arrival.path}#{arrival.sha256[:8]}"
            readings.append(
                ArrivedDocument(document.renamed(arrival.path, name), arrival.file_time, arrival.arrived_at)
            )
        return readings

    def state_digest(self, ledger: Ledger, basis: str = "") -> str:
        """A digest of everything that a judgement rests on: where it is the same, there is nothing to do.

        `basis` is what `basis_digest` gave before it was made; what has changed since is then no part of it.
        """
        letters = str([(x.message_id, x.questions) for x in ledger.letters_on_record()])
        return hashlib.sha256(f"{basis or self.basis_digest(ledger)}\x1e{letters}".encode()).hexdigest()

    def basis_digest(self, ledger: Ledger) -> str:
        """A digest of the same without the letters, which a collection itself writes once it has judged."""
        folder = self.round
        parts = (
            code_version(),
            folder.form.digest,
            folder.terms.model_dump_json(),
            folder.register.to_csv(),
            folder.history.to_csv(),
            folder.departed.to_csv(),
            folder.left.to_csv(),
            json.dumps(folder.history_notes, sort_keys=True),
            folder.settled_before.to_csv(),
            folder.learnt.to_csv(),
            ledger.known_files().to_csv(),
            json.dumps(ledger.aliases(), sort_keys=True),
            str(sorted(ledger.assignments().items())),
            ledger.decisions().to_csv(),
            repr(self.own_post),
            str(sorted(given_up(ledger, self.reader_digest).items())),
            judges_digest(self.judge),
        )
        return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def _learnt_names(learnt: pd.DataFrame) -> dict[str, str]:
    names = learnt[learnt["kind"].eq("name")]
    return dict(zip(names["text"], names["organisation"], strict=True))


def _with_learnt_addresses(decisions: pd.DataFrame, learnt: pd.DataFrame) -> pd.DataFrame:
    """The decisions, after those of earlier rounds about addresses: one of this round can take them back."""
    addresses = learnt[learnt["kind"].eq("address")]
    if addresses.empty:
        return decisions
    earlier = [
        {"organisation": o, "kind": ADDRESS, "subject": {"address": x}, "author": "", "at": "", "note": ""}
        for o, x in zip(addresses["organisation"], addresses["text"], strict=True)
    ]
    return pd.concat([pd.DataFrame(earlier), decisions], ignore_index=True)


def _collections(ledger: Ledger) -> tuple[str, str, str]:
    """When the round was opened, since when it is collected at all, and since when on a schedule; "" for never."""
    runs = ledger.runs()
    done = runs[runs["command"].eq("collect") & runs["state"].eq("done")]
    scheduled = done[done["counts"].map(lambda counts: bool(counts.get(SCHEDULED))).astype(bool)]
    opened, first, since = (
        str(x.min()) if len(x) else "" for x in (runs["started"], done["ended"], scheduled["ended"])
    )
    return opened, first, since


def _given_up(ledger: Ledger) -> frozenset[str]:
    """What the last collection has given up."""
    runs = ledger.runs()
    done = runs.loc[runs["state"].eq("done") & runs["command"].eq("collect"), "counts"]
    return frozenset(done.iloc[-1].get(GIVEN_UP, ())) if len(done) else frozenset()


def _current_files(ledger: Ledger) -> pd.DataFrame:
    return ledger.known_files().drop_duplicates("path", keep="last")
