"""The round at a glance: one HTML page for the statistician that opens offline, with nothing fetched from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from reports.letters import cell_text, row_text, signed
from reports.national import NO_RETURN, Consolidated, coverage_sentence
from reports.pages.queue_items import QueueItem
from reports.wording import as_at, date_text, phrase, printable, render
from schemas.form import Form, format_number
from schemas.judge import return_of_each
from schemas.languages import name_in

TONES = {
    "accepted": "good", "queried": "open", "returned": "bad", "unreadable": "bad", "unidentified": "bad",
    "no return": "none", "duplicate": "none", "superseded": "none", "ignored": "none", "message": "none",
}  # fmt: skip
_SEVERITIES = ("hard", "soft", "commentary")


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
    total: str
    change: str
    grade: str
    counts: tuple[int, int, int]
    findings: tuple[_Found, ...]


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
    queue: Sequence[QueueItem] = (),
) -> str:
    """The page as HTML, from frames.Returns, Findings, Commentary, Figures and Register of the round.

    `picture` is what outlier_picture made; it is put in as it is. `queue` are the messages to decide about.
    """
    outcomes = {str(o): (x, file) for o, file, x in return_of_each(returns)[["file", "outcome"]].itertuples(name=None)}
    shown = _organisations(outcomes, findings, commentary, figures, register, form, language)
    without_parent = set(register.loc[register["parent"].eq(""), "id"])
    count = {x: int(findings["severity"].eq(x).sum()) for x in _SEVERITIES}
    unclear = returns.loc[
        returns["organisation"].eq("") & ~returns["outcome"].isin(["ignored", "message"]), ["file", "outcome"]
    ]
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
        unclear=unclear.to_dict("records"),
        picture=Markup(picture),
        waiting=[x for x in queue if x.waits],
        explained=[x for x in queue if not x.waits],
    )
    return printable(page)


def _organisations(
    outcomes: dict[str, tuple[str, str]],
    findings: pd.DataFrame,
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    language: str,
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
        hard, soft, open_changes = (sum(x.severity == severity for x in mine) for severity in _SEVERITIES)
        shown.append(
            _Organisation(
                identifier=key,
                name=name_in(row, language),
                outcome=outcome,
                tone=TONES[outcome],
                file=file,
                total=format_number(current, language) if current == current else "",
                change=signed(current - prior, language) if current - prior == current - prior else "",
                grade=phrase(f"grade.{grades[key]}", language) if key in grades else "",
                counts=(hard, soft, open_changes),
                findings=mine,
            )
        )
    return shown


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
    share = consolidated.coverage
    return f"{format_number(round(100 * share, 1), language)}\u00a0%" if share == share else "–"


def _days(deadline: dt.date, today: dt.date, language: str) -> str:
    days = (deadline - today).days
    name = "page.days_left" if days >= 0 else "page.days_over"
    return phrase(name, language, days=abs(days), deadline=date_text(deadline, language))


def _totals(consolidated: Consolidated, form: Form, language: str) -> list[dict[str, str]]:
    figures = consolidated.national.to_dict("index")
    chosen = [x for x in form.indicators.values() if x.core or x.name in form.national.ratios]
    shown = []
    for indicator in chosen:
        given = {str(k): float(v) for k, v in figures[indicator.name].items()}
        percent = given["percent"]
        shown.append(
            {
                "row": str(indicator.row),
                "label": indicator.label[language],
                **{x: format_number(given[x], language) for x in ("prior", "current")},
                "change": signed(given["change"], language) if given["change"] == given["change"] else "–",
                "percent": f"{signed(percent, language, 1)}\u00a0%" if percent == percent else "–",
            }
        )
    return shown
