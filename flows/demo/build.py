"""Builds the folder of the demo's round: its terms, register, history, and what arrives in two waves."""

from __future__ import annotations

import datetime as dt
import functools
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from flows.demo import arriving_files
from flows.demo.demo_notes import NoteOrder, Quality, chair_of, demo_note, last_year_note
from flows.demo.figures import DATA, demo_figures, demo_register, published
from flows.demo.mistakes import MISTAKES, Draft
from flows.demo.truth import changes_to_explain, demo_history
from flows.round import read_terms, write_file
from schemas.form import Form, load_form
from schemas.round_terms import RoundTerms
from workbooks.template import FilledReturn, TemplateOrder

MARKER = ".esep-demo"
_WITH_LAST_YEARS_NOTE = ("akmola", "shymkent", "zhambyl", "west-kazakhstan", "enu", "kaznpu")
_README = """\
This is a demonstration round of esep.

The levels of the organisations are INVENTED. Only the national totals, and the changes of those organisations that
the union's explanatory note of 1 January 2026 lists, are the published ones; the organisations' figures were made to
add up to them. Three local unions are kept as primary organisations here, so that 22 member organisations are
counted, as the note does. Branches, mistakes, notes, addresses (example.org) and initials are invented too.

round.yaml         the terms of the round        register.csv   who is to report
history.csv        last year's accepted figures  inbox/         what has arrived
reports/           what esep made of it          outbox/        its letters
"""


@dataclass(frozen=True)
class DemoRound:
    """What is true of the demo's round: the form, the terms, the register, the figures, and what must be explained."""

    form: Form
    terms: RoundTerms
    register: pd.DataFrame
    figures: pd.DataFrame
    material: Mapping[str, tuple[str, ...]]

    @property
    def thresholds(self) -> dict[str, float]:
        """The round's thresholds by name."""
        return self.terms.thresholds.model_dump()

    def order(self, organisation: str) -> TemplateOrder:
        """Whom a template is for, with last year's accepted figures."""
        row = self._row(organisation)
        return TemplateOrder(
            organisation,
            row["name_kk"],
            row["name_ru"],
            row["language"],
            row["kind"],
            self.prior(organisation),
            row["email"],
        )

    def prior(self, organisation: str) -> dict[str, float]:
        """Last year's figures; none for an organisation that did not report then."""
        stated = {
            name: value
            for name, value in self._column(organisation, "prior").items()
            if self.form.indicators[name].prior
        }
        return stated if stated["members"] > 0 else {}

    def current(self, organisation: str) -> dict[str, float]:
        """This year's true figures."""
        return self._column(organisation, "current")

    def note(self, organisation: str, quality: str, mended: bool = False) -> str:
        """The note of this quality; last year's where that is sent once more."""
        order = replace(self.note_order(organisation), mended=mended)
        return last_year_note(order) if quality == Quality.LAST_YEAR else demo_note(order, Quality(quality))

    def note_order(self, organisation: str) -> NoteOrder:
        """Whose note, over which figures."""
        row = self._row(organisation)
        name = row["name_kk"] if row["language"] == "kk" else row["name_ru"]
        material = self.material.get(organisation, ())
        figures: pd.Series = self.figures.T[organisation]
        institution = row["kind"] in ("local", "primary")
        return NoteOrder(
            organisation, name, row["language"], figures, material, chair_of(organisation), institution=institution
        )

    def _column(self, organisation: str, period: str) -> dict[str, float]:
        column = self.figures.xs(period, axis=1, level=1).T[organisation]
        return {str(name): float(value) for name, value in column.items()}

    def _row(self, organisation: str) -> dict[str, Any]:
        row: pd.Series = self.register.set_index("id").T[organisation]
        return {str(name): value for name, value in row.items()}


@functools.cache
def demo_round() -> DemoRound:
    """The demo's round; the same in every build."""
    terms = read_terms(_terms())
    form = load_form(terms.form)
    figures = demo_figures(form)
    material = changes_to_explain(figures, form, terms.thresholds.model_dump())
    return DemoRound(form, terms, demo_register(), figures, material)


def demo_arrivals(wave: str) -> pd.DataFrame:
    """What arrives in a wave (first, second): organisation, file, carrier, note, quality, signed, mistake, place."""
    arrivals = pd.read_csv(DATA / "arrivals.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    return arrivals[arrivals["wave"].eq(wave)].reset_index(drop=True)


def build_round(folder: Path) -> None:
    """Write the round with the first returns. Raises StorageError where the folder cannot be written."""
    demo = demo_round()
    write_file(folder / MARKER, "made by `esep demo`; it makes this folder anew\n")
    write_file(folder / "README.txt", _README)
    write_file(folder / "round.yaml", _terms())
    write_file(folder / "register.csv", demo.register.to_csv(index=False))
    history = demo_history(demo.figures, demo.form)
    history["value"] = [f"{x:.10g}" for x in history["value"]]
    write_file(folder / "history.csv", history.to_csv(index=False))
    for organisation in _WITH_LAST_YEARS_NOTE:
        write_file(folder / "history-notes" / f"{organisation}.txt", demo.note(organisation, Quality.LAST_YEAR) + "\n")
    _deliver(folder / "inbox", demo_arrivals("first"))


def add_resubmissions(folder: Path) -> None:
    """Add what arrives after the first letters: mended returns, and a note that was missing."""
    _deliver(folder / "inbox", demo_arrivals("second"))


def _terms() -> str:
    totals = {name: years["current"] for name, years in published()["totals"].items()}
    lines = [
        "# A demonstration: the organisations' levels are invented; their sums, the published totals below, are not.",
        "as_of: 2026-01-01",
        "form: membership",
        "deadline: 2026-01-31",
        "sender: org-department@example.org",
        "languages: [kk, ru]",
        "thresholds: {relative: 0.05, absolute: 10, fall: 100, twofold: 2}",
        "published:",
        *(f"  {name}: {value}" for name, value in totals.items()),
    ]
    return "\n".join(lines) + "\n"


def _deliver(inbox: Path, arrivals: pd.DataFrame) -> None:
    sent: dict[tuple[str, str], bytes] = {}
    for record in arrivals.to_dict("records"):
        arrival = {str(name): str(value) for name, value in record.items()}
        signed = dt.date.fromisoformat(arrival["signed"])
        files = _files(demo_round(), arrival, signed)
        if arrival["mistake"] == "duplicate":
            files = {arrival["file"]: sent[arrival["organisation"], Path(arrival["file"]).name]}
        for name, data in files.items():
            write_file(inbox / name, data)
            sent[arrival["organisation"], Path(name).name] = data
            moment = dt.datetime.combine(signed, dt.time(4), dt.UTC).timestamp()
            os.utime(inbox / name, (moment, moment))


def _files(demo: DemoRound, arrival: Mapping[str, str], signed: dt.date) -> dict[str, bytes]:
    """What lies in the inbox for one arrival, by path below it."""
    organisation, path = arrival["organisation"], arrival["file"]
    folder, name = (path.rpartition("/")[0] + "/").lstrip("/"), Path(path).name
    mended = arrival["wave"] == "second" and arrival["carrier"] != "note"
    note = demo.note(organisation, arrival["quality"], mended)
    if arrival["carrier"] == "note":
        return {path: arriving_files.word_note(note)}
    parts = {name: _return(demo, arrival, signed, note if arrival["note"] == "sheet" else "")}
    if arrival["note"] == "docx":
        parts[_note_name(name, demo.order(organisation).language)] = arriving_files.word_note(note)
    if arrival["carrier"] == "zip":
        return {folder + Path(name).stem + ".zip": arriving_files.archive(parts, signed)}
    if arrival["carrier"] == "mail":
        return {f"пошта/{folder}{Path(name).stem}.eml": _message(demo, arrival, signed, note, parts)}
    return {folder + part: data for part, data in parts.items()}


def _note_name(name: str, language: str) -> str:
    return f"{'Түсіндірме жазба' if language == 'kk' else 'Пояснительная записка'} {Path(name).stem}.docx"


def _message(
    demo: DemoRound, arrival: Mapping[str, str], signed: dt.date, note: str, parts: Mapping[str, bytes]
) -> bytes:
    order = demo.order(arrival["organisation"])
    kazakh = order.language == "kk"
    subject = "2026 жылғы 1 қаңтардағы статистикалық есеп" if kazakh else "Статистический отчёт на 1 января 2026 года"
    greeting = "Есеп қоса тіркелді." if kazakh else "Отчёт во вложении."
    body = note if arrival["note"] == "mail" else greeting
    return arriving_files.message(order.email, demo.terms.sender, subject, signed + dt.timedelta(days=1), body, parts)


def _return(demo: DemoRound, arrival: Mapping[str, str], signed: dt.date, note: str) -> bytes:
    organisation = arrival["organisation"]
    order = demo.order(organisation)
    draft = Draft(demo.current(organisation), demo.prior(organisation) or dict.fromkeys(_priors(demo), 0.0))
    if arrival["mistake"]:
        MISTAKES[arrival["mistake"]].make(draft, arrival["indicator"])
    filled = FilledReturn(
        current=draft.current,
        prior=draft.prior,
        raw=draft.raw,
        note=note,
        chair=chair_of(organisation) if draft.signed else "",
        prepared_by=chair_of(organisation[::-1]) if draft.signed else "",
        signed_on=signed if draft.signed else None,
    )
    if arrival["file"].endswith(".csv"):
        return arriving_files.csv_table(order, demo.form, filled, draft.prior)
    year_before = demo.form.as_of.replace(year=demo.form.as_of.year - 1)
    form = demo.form.for_round(year_before) if draft.outdated else demo.form
    data = arriving_files.workbook(order, form, demo.thresholds, filled)
    return data[: len(data) * 2 // 3] if draft.truncated else data


def _priors(demo: DemoRound) -> list[str]:
    return [
        name for name, indicator in demo.form.indicators.items() if indicator.prior and (name, "prior") in demo.figures
    ]
