"""The folder of a round: its files read and checked, its places named. See docs/round.md for what lies where."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from schemas.errors import HistoryError, RegisterError, RoundError
from schemas.form import Form, load_form
from schemas.frames import History, Learnt, Register, SettledBefore, empty
from schemas.languages import CODE, SHIPPED
from schemas.round_terms import RoundTerms, read_terms

_FURTHER_NAME = re.compile(f"name_{CODE.pattern}")


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
    def register(self) -> pd.DataFrame:
        """frames.Register, with a column name_<language> for each further language. Raises RegisterError."""
        self._text("register.csv", RegisterError)
        register = read_register(self.path / "register.csv")
        strange = register.index[~register["language"].isin({*SHIPPED, *self.terms.languages})]
        if len(strange) and not set(register["language"]) <= set(self.languages):
            line, language = int(strange[0]) + 2, str(register.at[strange[0], "language"])
            known = ", ".join(self.languages)
            raise RegisterError(f"{self.path / 'register.csv'}: line {line}: language {language} is none of {known}")
        return register

    @functools.cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that people of the round may read: those of every text, of the round and of its form."""
        return tuple(dict.fromkeys((*SHIPPED, *self.terms.languages, *self.form.languages)))

    @functools.cached_property
    def history(self) -> pd.DataFrame:
        """frames.History. Raises HistoryError."""
        self._text("history.csv", HistoryError)
        return read_history(self.path / "history.csv", self.form)

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
        """Read every part once, so that what is wrong is said before anything is done. Raises RoundError."""
        for part in ("terms", "form", "register", "history", "settled_before", "learnt"):
            getattr(self, part)

    def _text(self, name: str, error: type[RoundError]) -> str:
        path = self.path / name
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            hint = (
                "is this the folder of a round? `esep init DIR` makes one"
                if self.path.is_dir()
                else "there is no such folder"
            )
            raise error(f"{path} is missing: {hint}") from None
        except (OSError, UnicodeDecodeError) as fault:
            raise error(f"{path} cannot be read: {fault}") from None


def _read_csv(path: Path, error: type[RoundError]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as fault:
        raise error(f"{path} is not a CSV table: {fault}") from None


def read_register(path: Path) -> pd.DataFrame:
    """frames.Register from a CSV file, and columns name_<language> beside. Raises RegisterError with the wrong line."""
    table = _read_csv(path, RegisterError)
    further = [x for x in map(str, table) if _FURTHER_NAME.fullmatch(x) and x not in Register.to_schema().columns]
    register = _validated(Register, table.drop(columns=further), path, RegisterError).join(table[further])
    strangers = set(register["parent"]) - set(register["id"]) - {""}
    if strangers:
        raise RegisterError(f"{path}: parent {sorted(strangers)[0]} is no organisation of the register")
    return register


def read_history(path: Path, form: Form) -> pd.DataFrame:
    """frames.History from a CSV file. Raises HistoryError; an indicator that the form lacks is left out."""
    table = _read_csv(path, HistoryError)
    if "value" in table:
        table["value"] = pd.to_numeric(table["value"].replace("", None), errors="coerce")
        table = table[table["value"].notna()].reset_index(drop=True)
    history = _validated(History, table, path, HistoryError)
    doubled = history[history.duplicated(["organisation", "indicator"])]
    if not doubled.empty:
        first = doubled.iloc[0]
        raise HistoryError(f"{path}: {first['organisation']}, {first['indicator']} stands there twice")
    return history[history["indicator"].isin(form.indicators)].reset_index(drop=True)


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
