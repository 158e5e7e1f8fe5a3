"""The audit page of a round's decisions: who decided what, when, from what to what, and why; exceptions first.

It opens offline and fetches nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from reports.pages.exceptions_shown import ProposedException, shown_exceptions
from reports.wording import as_at, date_text, moment_text, one_line, phrase, printable, render
from schemas.form import Form
from schemas.languages import name_in


def decisions_page(
    decisions: pd.DataFrame,
    exceptions: pd.DataFrame,
    proposed: tuple[ProposedException, ...],
    register: pd.DataFrame,
    form: Form,
    *,
    written: dt.datetime,
    language: str,
    time_zone: str,
) -> str:
    """The page as HTML, from frames.DecisionsMade, the exceptions among frames.Findings, and what waits for a name."""
    names = {str(x["id"]): name_in(x, language) for x in register.to_dict("records")}
    page = render(
        "decisions_page.html.j2",
        language,
        form,
        as_at=as_at(form.as_of, language),
        title=form.consolidated_title[language],
        exceptions=shown_exceptions(exceptions, register, form, language),
        proposed=proposed,
        decisions=[_row(x, names, form, language, time_zone) for x in decisions.to_dict("records")],
        made=f"{date_text(written.date(), language)}, {written:%H:%M}",
    )
    return printable(page)


def _row(made: dict[Any, Any], names: dict[str, str], form: Form, language: str, time_zone: str) -> dict[str, str]:
    indicator = str(made["about"]).rpartition(":")[2]
    label = form.indicators[indicator].label[language] if indicator in form.indicators else ""
    told = {x: one_line(str(made[x])) for x in ("by", "about", "old", "new", "because", "second")}
    return told | {
        "at": moment_text(made["at"], language, time_zone),
        "kind": phrase(f"decision.{made['kind']}", language),
        "name": names.get(made["organisation"], made["organisation"]),
        "label": label,
        "period": phrase(f"period.{made['period']}", language) if made["period"] else "",
    }
