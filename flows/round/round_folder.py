"""The folder of a round: its files read and checked, its places named. See docs/round.md for what lies where."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from flows.round.carried_tables import read_learnt, read_settled_before
from flows.round.csv_rows import refuse_taken
from flows.round.history_table import as_history, history_rows
from flows.round.last_years_notes import read_notes
from flows.round.round_coherence import incoherent
from flows.round.round_tables import read_register, read_register_before, read_register_events, register_as_of
from flows.round.stated_terms import terms_in
from schemas.errors import RoundError
from schemas.form import Form, load_form
from schemas.languages import SHIPPED
from schemas.round_terms import RoundTerms
from schemas.succession import Succession, ids_in, succession

_PARTS = (
    "terms", "form", "register_file", "register_lines", "history_lines", "register_events", "register_before",
    "succession", "settled_before", "learnt", "history_notes", "coherence", "places",
)  # fmt: skip
_FOLDERS = ("inbox", "outbox", "reports", "store", "templates", "next")


@dataclass(frozen=True)
class RoundFolder:
    """A round. Reading a part that is missing or wrong raises a RoundError that says which file and what to do."""

    path: Path

    @property
    def inbox(self) -> Path:
        """What has arrived; never written to."""
        return self.path / "inbox"

    @property
    def outbox(self) -> Path:
        """Letters, one .eml each."""
        return self.path / "outbox"

    @property
    def reports(self) -> Path:
        """What collect and consolidate write."""
        return self.path / "reports"

    @property
    def store(self) -> Path:
        """Every file that has arrived, under its sha256."""
        return self.path / "store"

    @property
    def ledger_url(self) -> str:
        """The ledger's default place."""
        return f"sqlite:///{(self.path / 'ledger.sqlite').absolute()}"

    @functools.cached_property
    def terms(self) -> RoundTerms:
        """What round.yaml states."""
        return terms_in(self.path / "round.yaml")

    @functools.cached_property
    def form(self) -> Form:
        """The form of the round, its own or a shipped one, with its dates. Raises FormError."""
        return load_form(self.terms.form, self.path).for_round(self.terms.as_of)

    @functools.cached_property
    def register_file(self) -> pd.DataFrame:
        """What register.csv holds, right by itself. Raises RegisterError."""
        return read_register(self.path / "register.csv")

    @functools.cached_property
    def register_lines(self) -> pd.DataFrame:
        """Every line of register.csv, with a column name_<language> for each further language. Raises RegisterError."""
        lines = self.register_file
        return register_as_of(lines, self.path / "register.csv", self.terms.as_of, self.languages)

    @functools.cached_property
    def register_events(self) -> pd.DataFrame:
        """frames.RegisterEvents, empty where there is no register-events.csv. Raises RegisterError."""
        return read_register_events(self.path / "register-events.csv", self.register_lines)

    @functools.cached_property
    def register_before(self) -> pd.DataFrame:
        """frames.Register of the year before, empty where there is no register-before.csv. Raises RegisterError."""
        return read_register_before(self.path / "register-before.csv")

    @functools.cached_property
    def succession(self) -> Succession:
        """Who reports as of the round's date, and what was accepted of them last year. Raises RoundError."""
        return succession(
            self.register_lines,
            self.history_lines[self.history_lines["indicator"].isin(self.form.indicators)].reset_index(drop=True),
            self.register_events,
            self.register_before,
            self.terms.as_of,
            [x.name for x in self.form.indicators.values() if x.sum],
        )

    @property
    def left(self) -> pd.DataFrame:
        """frames.Register of those that report no longer, as of the round's date: by a line that has ended, or that is
        there no more. Raises RoundError."""
        lines, before = self.register_lines, self.register_before
        ended = lines[lines["valid_to"].ne("") & lines["valid_to"].lt(self.terms.as_of.isoformat())]
        known = {*lines["id"], *(x for cell in lines["former_ids"] for x in ids_in(cell))}
        gone = pd.concat([ended, before[~before["id"].isin(known)]], ignore_index=True)
        return gone.fillna("")

    @property
    def register(self) -> pd.DataFrame:
        """frames.Register of those that report as of the round's date. Raises RoundError."""
        return self.succession.register

    @property
    def departed(self) -> pd.DataFrame:
        """frames.Departed: the members of last year that report no longer. Raises RoundError."""
        return self.succession.departed

    @functools.cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that people of the round may read: those of every text, of the round and of its form."""
        return tuple(dict.fromkeys((*SHIPPED, *self.terms.languages, *self.form.languages)))

    @functools.cached_property
    def history_rows(self) -> pd.DataFrame:
        """The lines of history.csv that hold a value, as text; `line` is where each stands. Raises HistoryError."""
        return history_rows(self.path / "history.csv")

    @functools.cached_property
    def history_lines(self) -> pd.DataFrame:
        """frames.History as history.csv holds it, of the form's indicators and others. Raises HistoryError."""
        return as_history(self.history_rows)

    @property
    def history(self) -> pd.DataFrame:
        """frames.History of those that report, and of those that have left. Raises RoundError."""
        return self.succession.history

    @functools.cached_property
    def history_notes(self) -> dict[str, str]:
        """Last year's note of each organisation that has one. Raises RoundError."""
        return read_notes(self.path / "history-notes")

    @functools.cached_property
    def settled_before(self) -> pd.DataFrame:
        """frames.SettledBefore, empty where there is no settled-before.csv. Raises RoundError."""
        return read_settled_before(self.path / "settled-before.csv")

    @functools.cached_property
    def learnt(self) -> pd.DataFrame:
        """frames.Learnt, empty where there is no learnt.csv. Raises RoundError."""
        learnt = read_learnt(self.path / "learnt.csv")
        strangers = set(learnt["organisation"]) - set(self.register["id"])
        # who has left the register since is nobody's owner
        return learnt[~learnt["organisation"].isin(strangers)].reset_index(drop=True)

    @functools.cached_property
    def coherence(self) -> None:
        """Nothing; raises RoundError where files that are right by themselves do not fit each other."""
        incoherent(self)

    @functools.cached_property
    def places(self) -> None:
        """Nothing; raises RoundError where a file has the name of one of the round's folders."""
        refuse_taken(self.path / name for name in _FOLDERS)

    def read_all(self) -> None:
        """Read every part once, so that what is wrong is said before anything is done.

        Raises RoundError with everything that is wrong, one fault a line.
        """
        faults: list[RoundError] = []
        for part in _PARTS:
            try:
                getattr(self, part)
            except RoundError as fault:
                faults.append(fault)
        said = dict.fromkeys(line for fault in faults for line in str(fault).split("\n"))
        if faults:
            first = faults[0]
            raise first if len(said) == len(str(first).split("\n")) else RoundError("\n".join(said))
