"""What is wrong between the files of a round, where each is right by itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import pandas as pd

from flows.round.csv_rows import refuse
from flows.round.fault_sentences import fault, meant
from flows.round.history_table import history_faults
from flows.round.last_years_notes import strange_notes
from flows.round.stated_terms import faults_beside_form
from schemas.errors import HistoryError, RegisterError, RoundError
from schemas.form import Form
from schemas.round_terms import RoundTerms
from schemas.succession import ids_in


class _Parts(Protocol):
    """The parts of a round's folder that are held against each other."""

    @property
    def path(self) -> Path: ...
    @property
    def terms(self) -> RoundTerms: ...
    @property
    def form(self) -> Form: ...
    @property
    def register_lines(self) -> pd.DataFrame: ...
    @property
    def register_before(self) -> pd.DataFrame: ...
    @property
    def register_events(self) -> pd.DataFrame: ...
    @property
    def history_rows(self) -> pd.DataFrame: ...
    @property
    def history_notes(self) -> dict[str, str]: ...


def incoherent(given: _Parts) -> None:
    """Raises RoundError with all of it, one fault a line; or with what is wrong in one of the files itself."""
    history, register = given.history_rows, given.register_lines
    folder, ids = given.path, list(register["id"])
    former = [x for cell in register["former_ids"] for x in ids_in(cell)]
    named = {*ids, *former, *given.register_before["id"]}
    last_year = {*named, *history["organisation"]}
    known = {*last_year, *given.register_events["organisation"]}
    figures = history_faults(history, given.form, ids, named, given.terms.as_of)
    told: list[str] = []
    for path, error, faults in (
        (folder / "round.yaml", RoundError, faults_beside_form(given.terms, given.form)),
        (folder / "history.csv", HistoryError, figures),
        (folder / "register.csv", RegisterError, _lost_parents(register, known)),
        (folder / "register-events.csv", RegisterError, _strangers(given.register_events, last_year)),
    ):
        told += _refused(path, error, faults)
    told += strange_notes(folder / "history-notes", given.history_notes, known)
    if told:
        raise RoundError("\n".join(told))


def _refused(path: Path, error: type[RoundError], faults: Iterable[str]) -> list[str]:
    try:
        refuse(path, error, faults)
    except RoundError as wrong:
        return str(wrong).split("\n")
    return []


def _lost_parents(register: pd.DataFrame, known: set[str]) -> Iterable[str]:
    lost = register[register["former_parent"].ne("") & ~register["former_parent"].isin(known)]
    for organisation, parent in lost[["id", "former_parent"]].itertuples(index=False):
        near = meant(parent, known - {organisation})
        yield fault("register.former_parent", id=organisation, parent=parent, meant=near)


def _strangers(events: pd.DataFrame, known: set[str]) -> Iterable[str]:
    for organisation in dict.fromkeys(events["organisation"]):
        if organisation not in known:
            yield fault("register.stranger", id=organisation, meant=meant(organisation, known))
