"""Rounds of two forms that have neither national.yaml nor note.yaml nor letter.yaml: a health workers' union, schools."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from schemas.form.loading import load_form_at
from schemas.form.model import Form
from schemas.frames import Commentary, Figures, Findings, History, Register, Returns, Suspects, empty

FORMS = Path(__file__).with_name("forms")
ORGANISATIONS = {
    "north": ("regional", "Солтүстік облысы", "Северная область", "", 1.1),
    "south": ("regional", "№ 5 мектеп-гимназия", "Школа № 5", "", 0.9),
    "new": ("primary", "«Дарын»", "«Дарын»", "2025-09-01", 1.2),
    "west": ("local", "Батыс облысы", "Западная область", "", 1.0),
}
LAST_YEAR = {"village": 600.0, "fatal": 40.0, "online": 80.0}
RETURNS = ("file", "sha256", "organisation", "outcome", "received", "identified_by", "sender", "first_seen", "counts")
OF_MEMBERS = re.compile("мүше|член|member", re.IGNORECASE)


@dataclass(frozen=True)
class OtherRound:
    form: Form
    register: pd.DataFrame
    history: pd.DataFrame
    figures: pd.DataFrame
    returns: pd.DataFrame
    findings: pd.DataFrame
    commentary: pd.DataFrame
    suspects: pd.DataFrame


def other_round(name: str) -> OtherRound:
    """Three returns of four: the first total rises, the second falls, the third is new; the fourth has not come."""
    form = load_form_at(FORMS / f"{name}.yaml")
    register = pd.DataFrame(
        [
            {"id": key, "kind": kind, "parent": "", "name_kk": kk, "name_ru": ru, "name_en": "", "aliases": "",
             "email": "", "language": "kk", "admitted": admitted, "former_parent": ""}
            for key, (kind, kk, ru, admitted, _) in ORGANISATIONS.items()
        ]
    )  # fmt: skip
    figures = pd.DataFrame([row for key in ORGANISATIONS if key != "west" for row in _figures(form, key)])
    rows = [(key, x.name, _prior(form, x.name)) for key in ("north", "south", "west") for x in form.indicators.values()]
    returns = [(f"{x}.xlsx", f"{n:064x}", x, ("accepted", "queried", "accepted")[n], "", "code", "", "", "yes")
               for n, x in enumerate(("north", "south", "new"))]  # fmt: skip
    growth, decline = tuple(form.reasons)
    commentary = [
        ("north", "analytical", form.role.total, "explained", growth, "Жаңасы ашылды"),
        ("south", "partial", form.role.total, "explained", f"{decline}|other", "Көшіп кетті"),
        ("new", "absent", "", "", "", ""),
    ]
    return OtherRound(
        form,
        Register.validate(register),
        History.validate(pd.DataFrame(rows, columns=["organisation", "indicator", "value"])),
        Figures.validate(figures),
        Returns.validate(pd.DataFrame(returns, columns=[*RETURNS])),
        empty(Findings),
        Commentary.validate(
            pd.DataFrame(
                commentary, columns=["organisation", "grade", "indicator", "verdict", "reasons", "quote"]
            ).assign(note_since="")
        ),
        empty(Suspects),
    )


def _prior(form: Form, indicator: str) -> float:
    place = list(form.indicators).index(indicator)
    return LAST_YEAR.get(indicator, (1000.0, 400.0, 500.0, 100.0)[place % 4])


def _figures(form: Form, organisation: str) -> list[dict[str, object]]:
    rows = []
    for place, indicator in enumerate(form.indicators.values(), start=7):
        prior = 0.0 if organisation == "new" else _prior(form, indicator.name)
        current = round(_prior(form, indicator.name) * ORGANISATIONS[organisation][4], 1)
        current += 0.5 if indicator.name == "lessons" else 0.0
        values = {"current": current}
        if indicator.prior:
            values |= {"prior": prior, "change": round(current - prior, 6)}
        for period, value in values.items():
            rows.append({"organisation": organisation, "indicator": indicator.name, "period": period, "value": value,
                         "state": "read", "file": f"{organisation}.xlsx", "sheet": "Есеп",
                         "cell": f"{ {'prior': 'D', 'current': 'E', 'change': 'F'}[period] }{place}",
                         "raw": str(value)})  # fmt: skip
    return rows


def words_about_members(text: str, form: Form) -> list[str]:
    """The words about members that are not in the form's own labels and titles."""
    own = [form.title, form.consolidated_title, *form.sections.values(), *(x.label for x in form.indicators.values())]
    for said in own:
        for language in ("kk", "ru", "en"):
            text = text.replace(said[language], "").replace(said[language][:1].lower() + said[language][1:], "")
    return OF_MEMBERS.findall(text)
