"""The folder of a round: its files read and checked, its places named. See docs/round.md for what lies where."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from flows.round.csv_rows import refuse, text_of
from flows.round.register_faults import families_ended
from flows.round.round_tables import read_history, read_register, read_register_events
from schemas.errors import RegisterError, RoundError
from schemas.form import Form, load_form
from schemas.frames import Learnt, Register, SettledBefore, empty
from schemas.languages import SHIPPED
from schemas.round_terms import RoundTerms, read_terms
from schemas.succession import Succession, ids_in, succession

_PARTS = (
    "terms", "form", "register_lines", "history_lines", "register_events", "register", "settled_before", "learnt",
)  # fmt: skip


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
        return read_terms(self._text("round.yaml", RoundError))

    @functools.cached_property
    def form(self) -> Form:
        """The form of the round, its own or a shipped one, with its dates. Raises FormError."""
        return load_form(self.terms.form, self.path).for_round(self.terms.as_of)

    @functools.cached_property
    def register_lines(self) -> pd.DataFrame:
        """Every line of register.csv, with a column name_<language> for each further language. Raises RegisterError."""
        path = self.path / "register.csv"
        lines = read_register(path)
        strange = lines[~lines["language"].isin({*SHIPPED, *self.terms.languages})]
        known = set(self.languages) if len(strange) else set()
        told = ", ".join(self.languages) if len(strange) else ""
        faults = [
            f"line {int(str(place)) + 2}: language {x} is none of {told}"
            for place, x in strange["language"].items()
            if x not in known
        ]
        refuse(path, RegisterError, [*faults, *families_ended(lines, self.terms.as_of)])
        return lines

    @functools.cached_property
    def register_events(self) -> pd.DataFrame:
        """frames.RegisterEvents, empty where there is no register-events.csv. Raises RegisterError."""
        return read_register_events(self.path / "register-events.csv", self.register_lines)

    @functools.cached_property
    def succession(self) -> Succession:
        """Who reports as of the round's date, and what was accepted of them last year. Raises RoundError."""
        return succession(
            self.register_lines,
            self.history_lines[self.history_lines["indicator"].isin(self.form.indicators)].reset_index(drop=True),
            self.register_events,
            self._register_before,
            self.terms.as_of,
            [x.name for x in self.form.indicators.values() if x.sum],
        )

    @functools.cached_property
    def _register_before(self) -> pd.DataFrame:
        before = self.path / "register-before.csv"
        return read_register(before) if before.is_file() else empty(Register)

    @property
    def left(self) -> pd.DataFrame:
        """frames.Register of those that report no longer, as of the round's date: by a line that has ended, or that is
        there no more. Raises RoundError."""
        lines, before = self.register_lines, self._register_before
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
    def history_lines(self) -> pd.DataFrame:
        """frames.History as history.csv holds it, of the form's indicators and others. Raises HistoryError."""
        return read_history(self.path / "history.csv")

    @property
    def history(self) -> pd.DataFrame:
        """frames.History of those that report, and of those that have left. Raises RoundError."""
        return self.succession.history

    @functools.cached_property
    def history_notes(self) -> dict[str, str]:
        """Last year's note of each organisation that has one."""
        folder = self.path / "history-notes"
        return {p.stem: p.read_text(encoding="utf-8", errors="replace") for p in sorted(folder.glob("*.txt"))}

    @functools.cached_property
    def settled_before(self) -> pd.DataFrame:
        """frames.SettledBefore, empty where there is no settled-before.csv. Raises RoundError."""
        return self._carried("settled-before.csv", SettledBefore)

    @functools.cached_property
    def learnt(self) -> pd.DataFrame:
        """frames.Learnt, empty where there is no learnt.csv. Raises RoundError."""
        learnt = self._carried("learnt.csv", Learnt)
        strangers = set(learnt["organisation"]) - set(self.register["id"])
        # who has left the register since is nobody's owner
        return learnt[~learnt["organisation"].isin(strangers)].reset_index(drop=True)

    def _carried(self, name: str, model: type[pa.DataFrameModel]) -> pd.DataFrame:
        path = self.path / name
        if not path.is_file():
            return empty(model)
        self._text(name, RoundError)
        table = _read_csv(path, RoundError)
        return (
            empty(model)
            if table.empty and set(table) == set(empty(model))
            else _validated(model, table, path, RoundError)
        )

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

    def _text(self, name: str, error: type[RoundError]) -> str:
        return text_of(self.path / name, error)


def _read_csv(path: Path, error: type[RoundError]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as fault:
        raise error(f"{path} is not a CSV table: {fault}") from None


def _validated(
    model: type[pa.DataFrameModel], table: pd.DataFrame, path: Path, error: type[RoundError]
) -> pd.DataFrame:
    try:
        validated: pd.DataFrame = model.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        first = errors.failure_cases.iloc[0]
        line = f"line {int(first['index']) + 2}: " if pd.notna(first["index"]) else ""
        raise error(f"{path}: {line}{first['column'] or ''} {first['check']}: {first['failure_case']}") from None
    return validated
