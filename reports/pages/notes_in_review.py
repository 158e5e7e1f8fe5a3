"""The notes of a round as a page: each with the words that its verdicts rest on marked, beside the changes in question.

It opens offline and fetches nothing. For each verdict it bears the command that corrects it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.letters import signed
from reports.wording import as_at, day_text, one_line, phrase, printable, render
from schemas.form import Form, format_number
from schemas.frames import GRADES, VERDICTS
from schemas.languages import name_in

SIGNS = {"explained": "✓", "restated": "≈", "unmentioned": "○", "contradicted": "✗"}
# where the words of two verdicts overlap, the graver one colours them
_GRAVITY = {"explained": 1, "restated": 2, "contradicted": 3}
NO_REPLIES: Mapping[str, tuple[str, ...]] = {}
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*\n")


@dataclass(frozen=True)
class _Change:
    indicator: str
    row: str
    label: str
    prior: str
    current: str
    change: str
    percent: str
    verdict: str
    reasons: tuple[str, ...]
    quote: str
    replied: bool
    command: str
    by: str


@dataclass(frozen=True)
class _Piece:
    """A piece of a note. `rows` are the changes whose words end with it: (indicator, row). `replied` tells whether it
    came in an answer to a letter of ours, `begins` whether such an answer begins with it."""

    text: str
    verdict: str
    rows: tuple[tuple[str, str], ...]
    replied: bool
    begins: bool


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    change: _Change


@dataclass(frozen=True)
class _Note:
    identifier: str
    name: str
    grade: str
    pieces: tuple[_Piece, ...]
    elsewhere: tuple[_Change, ...]
    changes: tuple[_Change, ...]
    since: str

    @property
    def unmentioned(self) -> tuple[_Change, ...]:
        return tuple(x for x in self.changes if x.verdict == "unmentioned")

    @property
    def counts(self) -> dict[str, int]:
        told = [x.verdict for x in self.changes]
        return {x: told.count(x) for x in VERDICTS if x in told}


def notes_page(
    notes: Mapping[str, str],
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    *,
    round_name: str,
    language: str = "kk",
    replied: Mapping[str, tuple[str, ...]] = NO_REPLIES,
) -> str:
    """The page as HTML, from the notes' texts by organisation and frames.Commentary, Figures and Register.

    `round_name` is the round as the command names it: the path of its folder. `replied` are the words in the notes that
    came in answers to our letters, by organisation; they are shown as such.
    """
    shown = _notes(notes, commentary, figures, register, form, round_name, language, replied)
    verdicts = commentary.loc[commentary["indicator"].ne(""), "verdict"]
    page = render(
        "notes_page.html.j2",
        language,
        form,
        as_at=as_at(form.as_of, language),
        title=form.consolidated_title[language],
        notes=shown,
        signs=SIGNS,
        grades={x: sum(note.grade == x for note in shown) for x in GRADES},
        verdicts={x: int(verdicts.eq(x).sum()) for x in VERDICTS},
    )
    return printable(page)


def _notes(
    notes: Mapping[str, str],
    commentary: pd.DataFrame,
    figures: pd.DataFrame,
    register: pd.DataFrame,
    form: Form,
    round_name: str,
    language: str,
    replied: Mapping[str, tuple[str, ...]],
) -> list[_Note]:
    """The notes in the order of the register; an organisation without a return has none."""
    place = {name: number for number, name in enumerate(form.indicators)}
    ordered = commentary.sort_values("indicator", key=lambda x: x.map(place), kind="stable")
    told: dict[str, list[dict[Any, Any]]] = {}
    for row in ordered.to_dict("records"):
        told.setdefault(str(row["organisation"]), []).append(row)
    wanted = figures[figures["indicator"].isin(set(commentary["indicator"])) & figures["period"].ne("change")]
    rows = wanted[["organisation", "indicator", "period", "value"]].itertuples(index=False, name=None)
    values = {(str(o), str(i), str(p)): float(v) for o, i, p, v in rows}
    shown = []
    for entry in register[register["id"].isin(told)].to_dict("records"):
        key = str(entry["id"])
        mine, words = told[key], replied.get(key, ())
        changes = tuple(
            _change(key, row, values, form, round_name, language, words)
            for row in mine
            if row["indicator"] in form.indicators
        )
        text = _BLANK_LINES.sub("\n\n", printable(notes.get(key, "")).strip())
        pieces, elsewhere = _marked(text, changes, words)
        name, since = name_in(entry, language), str(mine[0]["note_since"])
        day = day_text(dt.date.fromisoformat(since), language, form.as_of.year) if since else ""
        shown.append(_Note(key, name, str(mine[0]["grade"]), pieces, elsewhere, changes, day))
    return shown


def _change(
    organisation: str,
    told: Mapping[Any, Any],
    values: Mapping[tuple[str, str, str], float],
    form: Form,
    round_name: str,
    language: str,
    replied: Sequence[str],
) -> _Change:
    indicator = form.indicators[told["indicator"]]
    prior, current = (values.get((organisation, indicator.name, x), float("nan")) for x in ("prior", "current"))
    difference = current - prior
    given = [x for x in told["reasons"].split("|") if x]
    return _Change(
        indicator=indicator.name,
        row=str(indicator.row),
        label=indicator.label[language],
        prior=format_number(prior, language),
        current=format_number(current, language),
        change=signed(difference, language) if difference == difference else "–",
        percent=f"{signed(100 * difference / prior, language, 1)}\u00a0%" if prior and difference == difference else "",
        verdict=told["verdict"],
        reasons=tuple(
            form.reasons[x].label[language] if x in form.reasons else phrase("notes.other_reason", language)
            for x in given
        ),
        quote=one_line(told["quote"]),
        replied=any(_find(x, told["quote"]) for x in replied),
        command=f"esep decide {shlex.quote(round_name)} {organisation} {indicator.name}",
        by=one_line(told.get("by", "")),
    )


def _marked(
    text: str, changes: Sequence[_Change], replied: Sequence[str]
) -> tuple[tuple[_Piece, ...], tuple[_Change, ...]]:
    """The note in pieces, those that verdicts rest on and those of answers marked; and the changes whose words stand
    elsewhere."""
    spans, elsewhere = [], []
    for change in changes:
        if not change.quote:
            continue
        place = _find(text, change.quote)
        if place:
            spans.append(_Span(*place, change))
        else:
            elsewhere.append(change)
    answers = [place for place in (_find(text, printable(x)) for x in replied) if place]
    return _pieces(text, spans, answers), tuple(elsewhere)


def _find(text: str, quote: str) -> tuple[int, int] | None:
    """Where the words stand in the text, whatever the white space between them."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    found = re.search(pattern, text) if pattern else None
    return found.span() if found else None


def _pieces(text: str, spans: Sequence[_Span], answers: Sequence[tuple[int, int]]) -> tuple[_Piece, ...]:
    ends = {place for answer in answers for place in answer}
    borders = sorted({0, len(text), *ends, *(x.start for x in spans), *(x.end for x in spans)})
    pieces = []
    for start, end in itertools.pairwise(borders):
        over = [x.change for x in spans if x.start <= start and end <= x.end]
        verdict = max((x.verdict for x in over), key=lambda x: _GRAVITY.get(x, 0), default="")
        rows = tuple((x.change.indicator, x.change.row) for x in spans if x.end == end)
        within = any(first <= start and end <= last for first, last in answers)
        begins = any(first == start for first, _ in answers)
        pieces.append(_Piece(text[start:end], verdict, rows, within, begins))
    return tuple(pieces)
