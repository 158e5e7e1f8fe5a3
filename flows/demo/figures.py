"""The demo's figures: 38 organisations, levels invented, sums and listed changes those of the published note.

Every figure is a share of a published total; what the note does not state is a share of an invented one. The same in
every build.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from flows.demo.apportion import Counts, apportion
from flows.demo.composition import CURRENT, PERIODS, PRIOR, Group, Key, compose
from schemas.form import Form
from schemas.yaml_text import read_yaml_file

DATA = Path(__file__).parent / "data"
_PENSIONERS = "pensioners"


@functools.cache
def published() -> dict[str, Any]:
    """What the note states: totals, the two lists of changes, who was admitted; and the invented rates."""
    loaded: dict[str, Any] = read_yaml_file(DATA / "published.yaml")
    return loaded


def demo_register() -> pd.DataFrame:
    """frames.Register of the demo: 38 member organisations, then the branches of two of them."""
    return pd.read_csv(DATA / "register.csv", dtype=str, keep_default_na=False, encoding="utf-8")


def demo_figures(form: Form) -> pd.DataFrame:
    """The true figures: index organisation (register order), columns (indicator, prior | current)."""
    register = demo_register()
    levels = pd.read_csv(DATA / "levels.csv", keep_default_na=False).set_index("id")
    nation = _nation(register[register["parent"].eq("")], levels)
    tables = [_table(nation, form)]
    for parent, branches in register[register["parent"].ne("")].groupby("parent", sort=False):
        tables.append(_table(_branches(nation, str(parent), branches, levels), form))
    return pd.concat(tables).reindex(register["id"])


def _table(group: Group, form: Form) -> pd.DataFrame:
    kept = {
        (name, period): group.figures[name, period].astype(np.float64)
        for name in form.indicators
        for period in PERIODS
        if (name, period) in group.figures
    }
    table = pd.DataFrame(kept, index=pd.Index(group.ids, name="organisation"))
    for period in PERIODS:
        table["coverage", period] = (100 * table["working", period] / table["employees", period]).round(1)
    return table


def _group(register: pd.DataFrame, levels: pd.DataFrame, totals: dict[Key, int]) -> Group:
    own = levels.loc[register["id"]]
    numbers = {name: own[name].to_numpy(np.float64) for name in own.columns if name != "type"}
    return Group(tuple(register["id"]), tuple(register["kind"]), tuple(own["type"]), numbers, totals)


def _nation(register: pd.DataFrame, levels: pd.DataFrame) -> Group:
    group = _group(register, levels, _national_totals())
    _national_membership(group)
    compose(group)
    return group


def _national_totals() -> dict[Key, int]:
    stated = published()
    totals = {
        (name, period): int(value)
        for part in ("totals", "invented")
        for name, years in stated[part].items()
        for period, value in years.items()
    }
    for name, rate in stated["rates"].items():
        for period in PERIODS:
            if not name.startswith("primaries_"):
                totals[name, period] = round(rate[period] * totals[rate["of"], period])
    return totals


def _national_membership(group: Group) -> None:
    """Working, students and pensioners so that totals and listed changes are the published ones."""
    figures, totals = group.figures, group.totals
    admitted = _listed(group, "admitted")
    working, members, listed_working, listed_members = _listed_changes(group)
    newcomer = admitted > 0
    fallen = listed_members & ~listed_working
    has_students = group.weights["students"] > 0
    figures[_PENSIONERS, PRIOR] = apportion(totals[_PENSIONERS, PRIOR], group.weights[_PENSIONERS])
    figures[_PENSIONERS, CURRENT] = apportion(totals[_PENSIONERS, CURRENT], group.weights[_PENSIONERS])
    missing = int(totals["working", CURRENT] - totals["working", PRIOR] - working.sum())
    students_lost = apportion(int(missing - members[fallen].sum()), group.weights["students"] * (fallen & has_students))
    working = np.where(fallen, members + students_lost, working)
    students = np.where(listed_members, members - working - group.change(_PENSIONERS), 0)
    gained = totals["students", CURRENT] - totals["students", PRIOR] - int(students.sum())
    growing = has_students & ~listed_members
    students = students + apportion(gained, group.weights["students"] * growing)
    _levels(group, "working", working, newcomer)
    _levels(group, "students", students, ~has_students)
    for period in PERIODS:
        figures["members", period] = sum(
            (figures[x, period] for x in ("working", "students", _PENSIONERS)), start=np.zeros_like(working)
        )


def _levels(group: Group, name: str, change: Counts, without: np.ndarray) -> None:
    """Both years of a figure: last year's by size, this year's by the change. `without` had none last year."""
    weights = group.weights["size" if name == "working" else name] * group.noise(name, 0.012)
    least = np.where(without, 0, np.maximum(1, -change + -change // 3))
    total = group.totals[name, PRIOR]
    group.figures[name, PRIOR] = apportion(total, weights, most=np.where(without, 0, total), least=least)
    group.figures[name, CURRENT] = group.figures[name, PRIOR] + change


def _listed(group: Group, name: str) -> Counts:
    return np.array([published()[name].get(x, 0) for x in group.ids], dtype=np.int64)


def _listed_changes(group: Group) -> tuple[Counts, Counts, np.ndarray, np.ndarray]:
    """Listed changes of working and of all members, and for whom there are any; the newcomer's are its members."""
    working, members = _listed(group, "working_change"), _listed(group, "members_change")
    return working + _listed(group, "admitted"), members, working != 0, members != 0


def _branches(nation: Group, parent: str, register: pd.DataFrame, levels: pd.DataFrame) -> Group:
    """The branches of an organisation; every figure that adds up is shared out among them."""
    place = nation.ids.index(parent)
    totals = {key: int(values[place]) for key, values in nation.figures.items()}
    group = replace(_group(register, levels, totals))
    for name, weights in (("working", "size"), ("students", "students"), (_PENSIONERS, _PENSIONERS)):
        share = group.weights[weights] * group.noise(name, 0.05)
        group.figures[name, PRIOR] = apportion(totals[name, PRIOR], share)
        drift = group.figures[name, PRIOR] * group.noise(f"{name}/drift", 0.01)
        group.figures[name, CURRENT] = apportion(totals[name, CURRENT], drift)
    for period in PERIODS:
        parts = [group.figures[x, period] for x in ("working", "students", _PENSIONERS)]
        group.figures["members", period] = np.sum(parts, axis=0)
    compose(group)
    return group
