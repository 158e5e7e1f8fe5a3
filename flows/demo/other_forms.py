"""Small rounds of forms other than the demo's own: a folder with register, history and what six offices send.

One office sends a clean return, one a slip, one a note that explains its changes, one a note that only repeats them;
one has two branches, whose sums it reports; one sends nothing.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from flows.demo import arriving_files
from flows.demo.demo_notes import chair_of
from flows.demo.figures import DATA
from flows.round import read_terms, write_file
from schemas.form import Form, load_form
from schemas.frames import Register
from schemas.round_terms import RoundTerms
from schemas.yaml_text import read_yaml_file
from workbooks.template import FilledReturn, TemplateOrder, rate_values

_DATA = DATA / "other_forms"
OTHER_FORMS = tuple(sorted(path.stem for path in _DATA.glob("*.yaml")))
SIGNED = dt.date(2026, 1, 14)


@dataclass(frozen=True)
class SmallRound:
    """What is true of a small round: figures by organisation, what was typed instead of them, notes."""

    form: Form
    terms: RoundTerms
    register: pd.DataFrame
    prior: Mapping[str, Mapping[str, float]]
    current: Mapping[str, Mapping[str, float]]
    slips: Mapping[str, Mapping[str, float]]
    notes: Mapping[str, str]

    @property
    def history(self) -> pd.DataFrame:
        """frames.History: last year's accepted figures."""
        rows = [(o, i, float(x)) for o, figures in self.prior.items() for i, x in figures.items()]
        return pd.DataFrame(rows, columns=["organisation", "indicator", "value"])

    def workbook(self, organisation: str, **more: Any) -> bytes:
        """The return that the organisation sends; `more` are fields of FilledReturn that differ from it."""
        entry = self.register.set_index("id").T[organisation]
        order = TemplateOrder(
            organisation, entry["name_kk"], entry["name_ru"], entry["language"], entry["kind"],
            self.prior[organisation], entry["email"],
        )  # fmt: skip
        typed = {**self.current[organisation], **self.slips.get(organisation, {})}
        filled = FilledReturn(**{
            "current": typed, "note": self.notes.get(organisation, ""), "signed_on": SIGNED,
            "chair": chair_of(organisation), "prepared_by": chair_of(organisation[::-1]), **more,
        })  # fmt: skip
        return arriving_files.workbook(order, self.form, self.terms.thresholds.model_dump(), filled)


def small_round(name: str) -> SmallRound:
    """The small round of a form of OTHER_FORMS."""
    given: dict[str, Any] = read_yaml_file(_DATA / f"{name}.yaml")
    form = load_form(name)
    parents = {o: entry["parent"] for o, entry in given["organisations"].items() if "parent" in entry}
    prior, current = (_with_parents(given[period], parents) for period in ("prior", "current"))
    return SmallRound(
        form, read_terms(_terms(form)), _register(given["organisations"]),
        {o: {**figures, **rate_values(form, figures)} for o, figures in prior.items()},
        current, given["slips"], given["notes"],
    )  # fmt: skip


def build_small_round(folder: Path, name: str) -> SmallRound:
    """Write the folder of a form's small round; what is true of it. Raises StorageError where it cannot be written."""
    made = small_round(name)
    write_file(folder / "round.yaml", _terms(made.form))
    write_file(folder / "register.csv", made.register.to_csv(index=False))
    write_file(folder / "history.csv", made.history.to_csv(index=False))
    for organisation in made.current:
        path = folder / "inbox" / f"{organisation}.xlsx"
        write_file(path, made.workbook(organisation))
        moment = dt.datetime.combine(SIGNED, dt.time(4), dt.UTC).timestamp()
        os.utime(path, (moment, moment))
    return made


def _with_parents(figures: dict[str, dict[str, float]], parents: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """The figures with those of the parents, which are sums."""
    found = dict(figures)
    for parent in dict.fromkeys(parents.values()):
        branches = [figures[o] for o, above in parents.items() if above == parent]
        found[parent] = {i: round(sum(branch[i] for branch in branches), 6) for i in branches[0]}
    return found


def _register(entries: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    columns = ["kind", "parent", "name_kk", "name_ru", "name_en", "aliases", "email", "language", "admitted",
               "former_parent"]  # fmt: skip
    blank = dict.fromkeys(columns, "")
    rows = [{"id": o, **blank, "email": f"{o}@example.org", **entry} for o, entry in entries.items()]
    register: pd.DataFrame = Register.validate(pd.DataFrame(rows))
    return register


def _terms(form: Form) -> str:
    return (
        f"as_of: {form.as_of}\nform: {form.name}\ndeadline: {form.as_of.replace(day=31)}\n"
        "sender: statistics@example.org\nlanguages: [kk, ru]\n"
    )
