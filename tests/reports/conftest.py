"""A small invented round: three members of which one is new, one that has not reported, and a branch."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd
import pytest

from reports.letters.letter_content import LetterContent
from schemas.form.loading import load_form
from schemas.form.model import Form, Text
from schemas.frames import Commentary, Figures, Findings, History, Register, Returns, Suspects, empty

ORGANISATIONS = {
    "north": ("regional", "", "Солтүстік облыстық ұйымы", "Северная областная организация", "", 1000, 900),
    "south": ("regional", "", "«Оңтүстік» облыстық ұйымы", "Южная областная организация", "", 2000, 2140),
    "centre": ("primary", "", "Оқу орталығының бастауыш кәсіподақ ұйымы", "ППО Учебного центра", "2025-07-01", 18, 0),
    "west": ("local", "", "Батыс университеті қызметкерлерінің жергілікті кәсіптік одағы", "ЛП Запад", "", 500, 500),
    "north-town": ("branch", "north", "Қалалық филиал", "Городской филиал", "", 400, 300),
}
PARTS = ("working", "students", "women", "under_35", "employees", "teachers", "trained", "trained_members")


@dataclass(frozen=True)
class Round:
    form: Form
    register: pd.DataFrame
    history: pd.DataFrame
    figures: pd.DataFrame
    returns: pd.DataFrame
    findings: pd.DataFrame
    commentary: pd.DataFrame
    suspects: pd.DataFrame


def figure(indicator: str, members: int) -> float:
    """A figure that follows from the size: working 80 %, students 20 %, no pensioners."""
    share = {"members": 1.0, "working": 0.8, "students": 0.2, "employees": 1.0, "women": 0.5, "under_35": 0.25}
    if indicator == "coverage":
        return 80.0
    return float(round(members * share.get(indicator, 0))) if indicator in share else 1.0


def figures_of(form: Form, organisation: str, current: int, prior: int) -> list[dict[str, object]]:
    rows = []
    for place, indicator in enumerate(form.indicators.values(), start=7):
        values = {"current": figure(indicator.name, current)}
        if indicator.prior:
            values["prior"] = figure(indicator.name, prior)
            values["change"] = values["current"] - values["prior"]
        for period, value in values.items():
            cell = f"{ {'prior': 'D', 'current': 'E', 'change': 'F'}[period] }{place}"
            rows.append({"organisation": organisation, "indicator": indicator.name, "period": period, "value": value,
                         "state": "read", "file": f"{organisation}.xlsx", "sheet": "Есеп", "cell": cell,
                         "raw": str(value)})  # fmt: skip
    return rows


def small_round(sizes: dict[str, tuple[int, int]] | None = None) -> Round:
    form = load_form()
    sizes = sizes or {key: (row[5], row[6]) for key, row in ORGANISATIONS.items() if key != "west"}
    register = pd.DataFrame(
        [
            {"id": key, "kind": kind, "parent": parent, "name_kk": kk, "name_ru": ru, "name_en": "", "aliases": "",
             "email": f"{key}@example.org", "language": "kk", "admitted": admitted, "former_parent": ""}
            for key, (kind, parent, kk, ru, admitted, _, _) in ORGANISATIONS.items()
        ]
    )  # fmt: skip
    history = pd.DataFrame(
        [(key, "members", float(row[6])) for key, row in ORGANISATIONS.items() if row[6]],
        columns=["organisation", "indicator", "value"],
    )
    figures = pd.DataFrame([row for key, (now, then) in sizes.items() for row in figures_of(form, key, now, then)])
    outcomes = {
        "north": "accepted",
        "south": "queried",
        "centre": "accepted",
        "north-town": "accepted",
        "west": "accepted",
    }
    returns = pd.DataFrame(
        [
            {"file": f"{key}.xlsx", "sha256": f"{place:064x}", "organisation": key, "outcome": outcomes[key],
             "received": "2026-01-20T09:30:00+05:00", "identified_by": "code|prior figures",
             "sender": "x@example.org", "first_seen": "2026-01-20T09:45:00+05:00", "counts": "yes"}
            for place, key in enumerate(sizes)
        ]
    )  # fmt: skip
    commentary = pd.DataFrame(
        [
            ("south", "partial", "members", "explained", "closure|migration", "Балабақшалар жабылды"),
            ("south", "partial", "women", "unmentioned", "", ""),
            ("north", "analytical", "working", "explained", "motivation", ""),
        ],
        columns=["organisation", "grade", "indicator", "verdict", "reasons", "quote"],
    ).assign(note_since="")
    return Round(
        form, Register.validate(register), History.validate(history), Figures.validate(figures),
        Returns.validate(returns), empty(Findings), Commentary.validate(commentary), empty(Suspects),
    )  # fmt: skip


def finding(
    rule: str, indicator: str = "", cell: str = "", severity: str = "hard", **more: object
) -> dict[str, object]:
    row: dict[str, object] = {
        "organisation": "south", "file": "south.xlsx", "sheet": "Есеп" if cell else "", "cell": cell,
        "indicator": indicator, "period": "current" if indicator else "", "rule": rule, "severity": severity,
        "observed": "", "expected": "", "message": f"{rule} {indicator}", "parameters": {},
    }  # fmt: skip
    return row | more


def findings(*rows: dict[str, object]) -> pd.DataFrame:
    return Findings.validate(pd.DataFrame(list(rows))) if rows else empty(Findings)


def suspects(*rows: tuple[str, str, float, float, str, int], **more: object) -> pd.DataFrame:
    """Rows of (cell, indicator, value, proposed, kind, rank); the first repair of one fault, told unless `more` differs."""
    frame = pd.DataFrame(
        [
            {"organisation": "south", "file": "south.xlsx", "sheet": "Есеп", "cell": cell, "indicator": indicator,
             "period": "current", "value": value, "proposed": proposed, "kind": kind, "rank": rank, "fault": 1,
             "least": proposed, "most": proposed, "likely": rank == 1, "settles": rank == 1,
             "told": rank == 1 and kind != "unknown"} | more
            for cell, indicator, value, proposed, kind, rank in rows
        ]
    )  # fmt: skip
    return Suspects.validate(frame)


def joined(*frames: pd.DataFrame) -> pd.DataFrame:
    """Suspects of several faults as one frame."""
    return Suspects.validate(pd.concat(frames, ignore_index=True))


@pytest.fixture
def a_round() -> Round:
    return small_round()


@pytest.fixture
def content(a_round: Round) -> LetterContent:
    """An accepted return of the southern organisation, without anything to say of it."""
    figures = a_round.figures[a_round.figures["organisation"].eq("south")]
    return LetterContent(
        organisation="south", names=Text(kk="Оңтүстік ұйымы", ru="Южная организация", en=""), language="kk",
        recipient="south@example.org", sender="department@example.org", outcome="accepted", file="south.xlsx",
        sha256="ab" * 32, received="2026-01-20T09:30:00+05:00", deadline=dt.date(2026, 1, 31),
        as_of=dt.date(2026, 1, 1), written=dt.datetime(2026, 1, 21, 8, 0, tzinfo=dt.UTC), version_key="v1",
        findings=empty(Findings), commentary=empty(Commentary), suspects=empty(Suspects), figures=figures,
    )  # fmt: skip


@pytest.fixture
def build():
    """The builders of frames, and dataclasses.replace."""

    class Build:
        finding = staticmethod(finding)
        findings = staticmethod(findings)
        suspects = staticmethod(suspects)
        joined = staticmethod(joined)
        round = staticmethod(small_round)
        replace = staticmethod(replace)

    return Build
