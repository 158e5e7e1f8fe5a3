"""A small sound round: three members, one of them with a branch; four indicators; everything agrees."""

from __future__ import annotations

import datetime as dt
import hashlib

import pandas as pd
import pytest

from expectations.given import AuditInput
from schemas.form.checks import checks_of
from schemas.form.loading import load_form
from schemas.frames import Figures, History, Register, Returns

ORGANISATIONS = {"alpha": "", "beta": "", "gamma": "", "gamma-branch": "gamma"}
CURRENT = {"members": 1000.0, "working": 900.0, "women": 700.0, "under_35": 250.0}
PRIOR = {"members": 980.0, "working": 880.0, "women": 690.0, "under_35": 240.0}


def _register() -> pd.DataFrame:
    blank = dict.fromkeys(("name_en", "aliases", "email", "admitted", "former_parent"), "")
    rows = [
        {
            "id": name,
            "kind": "branch" if parent else "regional",
            "parent": parent,
            "name_kk": f"«{name}» ұйымы",
            "name_ru": f"Организация «{name}»",
            "language": "kk",
        }
        | blank
        for name, parent in ORGANISATIONS.items()
    ]
    return Register.validate(pd.DataFrame(rows))


def _figures() -> pd.DataFrame:
    rows = [
        (name, indicator, period, value, "read", f"{name}.xlsx", "Есеп", f"{column}{row}", str(value))
        for name in ORGANISATIONS
        for row, indicator in enumerate(CURRENT, 8)
        for period, column, value in (
            ("prior", "D", PRIOR[indicator]),
            ("current", "E", CURRENT[indicator]),
            ("change", "F", CURRENT[indicator] - PRIOR[indicator]),
        )
    ]
    columns = ["organisation", "indicator", "period", "value", "state", "file", "sheet", "cell", "raw"]
    return Figures.validate(pd.DataFrame(rows, columns=columns))


def _sound_round() -> AuditInput:
    form = load_form()
    checks = checks_of(form)
    figures = _figures()
    passing = {c.name: c.bounds[0] if c.bounds[1] is None else c.bounds[1] for c in checks}
    residuals = pd.DataFrame(passing, index=pd.Index(list(ORGANISATIONS), name="organisation"), dtype=float)
    members = [name for name, parent in ORGANISATIONS.items() if not parent]
    wide = figures[figures["organisation"].isin(members)].pivot(
        index=["organisation", "indicator"], columns="period", values="value"
    )
    wide.columns.name = None
    files = [f"{name}.xlsx" for name in ORGANISATIONS]
    returns = pd.DataFrame({
        "file": files,
        "sha256": [hashlib.sha256(x.encode()).hexdigest() for x in files],
        "organisation": list(ORGANISATIONS),
        "outcome": ["accepted", "queried", "accepted", "accepted"],
        "received": "",
        "identified_by": "code",
        "sender": "",
        "first_seen": "",
        "counts": "yes",
    })  # fmt: skip
    history = figures[figures["period"].eq("prior")][["organisation", "indicator", "value"]].reset_index(drop=True)
    national = wide.groupby("indicator").sum()
    return AuditInput(
        residuals=residuals,
        checks=checks,
        figures=figures,
        returns=Returns.validate(returns),
        register=_register(),
        history=History.validate(history),
        national=national,
        regional=wide.reset_index(),
        published={"members": float(national.loc["members", "current"])},
        as_of=dt.date(2026, 1, 1),
        complete=True,
        form=form,
    )


@pytest.fixture(scope="session")
def sound() -> AuditInput:
    """A round of which every check passes; tests change copies."""
    return _sound_round()
