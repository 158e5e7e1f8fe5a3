"""The round at a glance: one HTML page for the statistician that opens offline, with nothing fetched from outside."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from reports.letters import UNCONFIRMED, cell_text, row_text, signed
from reports.national import NO_RETURN, Consolidated, coverage_sentence
from reports.pages.exceptions_shown import ProposedException, ShownException, shown_exceptions
from reports.pages.origins_told import evidence_text, origin
from reports.pages.queue_items import QueueItem
from reports.wording import as_at, date_text, moment_text, phrase, printable, render
from schemas.form import Form, format_number
from schemas.frames import NOT_DUE
from schemas.judge import return_of_each
from schemas.languages import name_in

TONES = {
    "accepted": "good", "queried": "open", "returned": "bad", "unreadable": "bad", "unidentified": "bad",
    "no return": "none", "unconfirmed": "open", "duplicate": "none", "superseded": "none", "ignored": "none",
    "message": "none", NOT_DUE: "none",
}  # fmt: skip
_SEVERITIES = ("hard", "soft", "commentary")


@dataclass(frozen=True)
class LetterBack:
    """A letter that did not reach an address: when (an ISO time) that was known, and why."""

    organisation: str
    address: str
    at: str
    reason: str


@dataclass(frozen=True)
class _Found:
    severity: str
    cell: str
    row: str
    message: str


@dataclass(frozen=True)
class _Organisation:
    identifier: str
    name: str
    outcome: str
    tone: str
    file: str
    origin: str
    total: str
    change: str
    grade: str
    counts: tuple[int, int, int]
    findings: tuple[_Found, ...]
    waived: tuple[ShownException, ...]
    total_waived: bool


def round_page(
    consolidated: Consolidated,
    returns: pd.DataFrame,
    findings: pd.DataFrame,
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    *,
    deadline: dt.date,
    written: dt.datetime,
    language: str = "kk",
    picture: str = "",
    disbelieved: Mapping[str, str] = {},
    letters_back: Sequence[LetterBack] = (),
    queue: Sequence[QueueItem] = (),
    round_name: str = "ROUND",
    proposed: Sequence[ProposedException] = (),
) -> str:
    """The page as HTML, from frames.Returns, Findings, Commentary, Figures and Register of the round.

    `picture` is what outlier_picture made; it is put in as it is. `disbelieved` are the dates that messages claim and
    that cannot be right, by file. `letters_back` are the letters that reached nobody, `queue` the messages to decide
    about. `round_name` is the round as the command names it, `proposed` what waits for a second name.
    """
    outcomes = {str(o): (x, file) for o, file, x in return_of_each(returns)[["file", "outcome"]].itertuples(name=None)}
    origins = {str(x["file"]): origin(x, language, disbelieved.get(x["file"], "")) for x in returns.to_dict("records")}
    excused = {str(x): (NOT_DUE, "") for x in consolidated.exceptions["organisation"] if str(x) not in outcomes}
    exceptions = shown_exceptions(consolidated.exceptions, register, form, language)
    shown = _organisations(
        excused | outcomes, origins, findings, commentary, figures, register, form, language, exceptions
    )
    without_parent = set(register.loc[register["parent"].eq(""), "id"])
    count = {x: int(findings["severity"].eq(x).sum()) for x in _SEVERITIES}
    names = {str(row["id"]): name_in(row, language) for row in register.to_dict("records")}
    page = render(
        "round_page.html.j2",
        language,
        form,
        consolidated=consolidated,
        as_at=as_at(form.as_of, language),
        title=form.consolidated_title[language],
        sentence=coverage_sentence(consolidated, form, language),
        share=_share(consolidated, language),
        counts=count,
        open=sum(count.values()),
        days=_days(deadline, written.date(), language),
        made=f"{date_text(written.date(), language)}, {written:%H:%M}",
        totals=_totals(consolidated, form, language),
        reporting=[x for x in shown if x.identifier in without_parent],
        branches=[x for x in shown if x.identifier not in without_parent],
        unclear=_unclear(returns, findings, names, origins, round_name, language),
        picture=Markup(picture),
        undelivered=_letters_back(letters_back, register, language),
        waiting=[x for x in queue if x.waits],
        explained=[x for x in queue if not x.waits],
        exceptions=exceptions,
        proposed=proposed,
    )
    return printable(page)


def _unclear(
    returns: pd.DataFrame,
    findings: pd.DataFrame,
    names: dict[str, str],
    origins: dict[str, str],
    round_name: str,
    language: str,
) -> list[dict[str, Any]]:
    """The files that wait for a word of the statistician: nobody's, and those of a sender whom nobody knows.

    Messages do not: the queue has them.
    """
    strange = findings.loc[findings["rule"].eq("sender-unknown"), "file"]
    nobodys = returns["organisation"].eq("") & ~returns["outcome"].isin(["ignored", "message"])
    asked = returns[nobodys | (returns["file"].isin(strange) & returns["counts"].ne("yes"))]
    departed = findings[findings["rule"].eq("organisation-departed")]
    said = dict(zip(departed["file"], departed["message"], strict=True))
    shown = []
    for row in asked.to_dict("records"):
        whose = (
            said.get(row["file"])
            or names.get(row["organisation"], "")
            or evidence_text(row["identified_by"], language, names)
        )
        outcome = row["outcome"] if not row["organisation"] else UNCONFIRMED
        told = {"file": row["file"], "outcome": outcome, "whose": whose, "origin": origins[row["file"]]}
        shown.append(told | {"commands": _assignments(row, round_name)})
    return shown


def _assignments(row: Mapping[Any, Any], round_name: str) -> list[str]:
    """The commands that say whose a file is: one for each organisation that something speaks for."""
    spoken_for = [x.split(": ", 1)[1] for x in row["identified_by"].split("|") if ": " in x]
    candidates = [row["organisation"]] if row["organisation"] else list(dict.fromkeys(spoken_for))
    assign = f"esep assign {shlex.quote(round_name)} {shlex.quote(row['file'])}"
    return [f"{assign} {candidate}" for candidate in candidates or ["ORGANISATION"]]


def _organisations(
    outcomes: dict[str, tuple[str, str]],
    origins: dict[str, str],
    findings: pd.DataFrame,
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    language: str,
    exceptions: Sequence[ShownException],
) -> list[_Organisation]:
    grades = commentary.drop_duplicates("organisation").set_index("organisation")["grade"].to_dict()
    cells = figures[figures["indicator"].eq(form.role.total)].drop_duplicates(["organisation", "period"])
    totals = {(r["organisation"], r["period"]): float(r["value"]) for r in cells.to_dict("records")}
    found = {str(k): _found(group, form, language) for k, group in findings.groupby("organisation")}
    shown = []
    for row in register.to_dict("records"):
        key = str(row["id"])
        outcome, file = outcomes.get(key, (NO_RETURN, ""))
        current, prior = (totals.get((key, x), float("nan")) for x in ("current", "prior"))
        mine = found.get(key, ())
        waived = tuple(x for x in exceptions if x.organisation == key)
        hard, soft, open_changes = (sum(x.severity == severity for x in mine) for severity in _SEVERITIES)
        shown.append(
            _Organisation(
                identifier=key,
                name=name_in(row, language),
                outcome=outcome,
                tone=TONES[outcome],
                file=file,
                origin=origins.get(file, ""),
                total=format_number(current, language) if current == current else "",
                change=signed(current - prior, language) if current - prior == current - prior else "",
                grade=phrase(f"grade.{grades[key]}", language) if key in grades else "",
                counts=(hard, soft, open_changes),
                findings=mine,
                waived=waived,
                total_waived=any(x.indicator == form.role.total for x in waived),
            )
        )
    return shown


def _letters_back(letters: Sequence[LetterBack], register: pd.DataFrame, language: str) -> list[dict[str, str]]:
    names = {str(row["id"]): name_in(row, language) for row in register.to_dict("records")}
    return [
        {
            "name": names.get(x.organisation, x.organisation),
            "address": x.address,
            "day": moment_text(x.at[:10], language),
            "reason": x.reason,
        }
        for x in letters
    ]


def _found(group: pd.DataFrame, form: Form, language: str) -> tuple[_Found, ...]:
    order = group["severity"].map({x: place for place, x in enumerate(_SEVERITIES)})
    ranked = group.assign(order=order).sort_values("order", kind="stable").to_dict("records")
    return tuple(
        _Found(
            x["severity"],
            cell_text(x["sheet"], x["cell"]),
            row_text(x["indicator"], x["period"], form, language),
            x["message"],
        )
        for x in ranked
    )


def _share(consolidated: Consolidated, language: str) -> str:
    share = consolidated.covered
    return f"{format_number(share, language)}\u00a0%" if share == share else "–"


def _days(deadline: dt.date, today: dt.date, language: str) -> str:
    days = (deadline - today).days
    name = "page.days_left" if days >= 0 else "page.days_over"
    return phrase(name, language, days=abs(days), deadline=date_text(deadline, language))


def _totals(consolidated: Consolidated, form: Form, language: str) -> list[dict[str, Any]]:
    figures = consolidated.national.to_dict("index")
    chosen = [x for x in form.indicators.values() if x.core or x.name in form.national.ratios]
    shown = []
    for indicator in chosen:
        given = {str(k): float(v) for k, v in figures[indicator.name].items()}
        percent = given["percent"]
        shown.append(
            {
                "row": str(indicator.row),
                "waived": any(x == indicator.name for _, x in consolidated.waived_cells),
                "label": indicator.label[language],
                **{x: format_number(given[x], language) for x in ("prior", "current")},
                "change": signed(given["change"], language) if given["change"] == given["change"] else "–",
                "percent": f"{signed(percent, language, 1)}\u00a0%" if percent == percent else "–",
            }
        )
    return shown
