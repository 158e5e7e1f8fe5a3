"""The round that a check is: the files and what is known of their organisations, as a round's own context has it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from flows.commands.returns_date import read_for_their_date
from flows.round import NotesInLimits, Workspace, read_history, read_register, sentence_model
from judging import ArrivedDocument, Context, register_entries
from schemas.documents import Document, DocumentKind
from schemas.errors import UsageError
from schemas.form import Form, load_form
from schemas.frames import History, Register, empty
from schemas.round_terms import RoundTerms
from workbooks.whose import identify

HISTORY, REGISTER, ROUND, OTHERS = "history", "register", "round", "others"


@dataclass(frozen=True)
class Measure:
    """What files are held to: a form, by name or path, and a date, or a round that says both and all that it knows.

    Without a date and a round, the files are held to the date that their covers state, if they are on the form.
    `register` is a register.csv; a round brings its own.
    """

    form: str | Path = ""
    as_of: str = ""
    round: Path | None = None
    register: Path | None = None


@dataclass(frozen=True)
class RoundOfOne:
    """What is judged, and what a round would know beside: `unknown` names some of HISTORY, REGISTER, ROUND, OTHERS."""

    readings: list[ArrivedDocument]
    context: Context
    unknown: tuple[str, ...]


def round_of_one(files: Sequence[Path], history: Path | None, measure: Measure) -> RoundOfOne:
    """The files read as a round reads them, and the context that they are judged in.

    Raises UsageError for a date that is none, RoundError for a part of the round that is missing or wrong.
    """
    work = Workspace.at(measure.round) if measure.round else None
    date = work.round.terms.as_of if work else _date(measure.as_of)
    read = read_for_their_date(files, work.round.form if work else load_form(measure.form), date, work)
    context = work.context_as_it_stands() if work else _without_round(read.form)
    if measure.register:
        context = replace(context, register=read_register(measure.register))
    if history:
        context = replace(context, history=read_history(history, read.form))
    documents = [x.document for x in read.readings]
    known = bool(work or measure.register)
    owners = _owners(documents, context) if known else _owners_by_themselves(documents, context.history)
    register = context.register if known else _register(documents, owners, read.form)
    assignments = owners | {file: x for file, x in context.assignments.items() if file in read.in_inbox}
    context = replace(context, register=register, assignments=assignments)
    of_history = set(context.history["organisation"])
    compared = bool(of_history) and (known or not of_history.isdisjoint(owners.values()))
    unknown = {HISTORY: not compared, REGISTER: not known, ROUND: work is None, OTHERS: True}
    return RoundOfOne(read.readings, context, tuple(name for name, lacks in unknown.items() if lacks))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--as-of {text} is no date; write it as 2027-01-01") from None


def _without_round(form: Form) -> Context:
    """What is judged by where no round says it; nothing is late."""
    terms = RoundTerms.without_round(form.as_of)
    return Context(terms, form, empty(Register), empty(History), meaning=sentence_model(), assess=NotesInLimits())


def _owners(documents: Sequence[Document], context: Context) -> dict[str, str]:
    """Whose the notes are that came with one workbook: whoever names them together says that they belong together."""
    workbooks = [x.file for x in documents if x.kind == DocumentKind.WORKBOOK]
    if len(workbooks) != 1:
        return {}
    columns = context.history[["organisation", "indicator", "value"]].itertuples(index=False, name=None)
    accepted = {(str(o), str(i)): float(value) for o, i, value in columns}
    found = identify(documents, register_entries(context.register), context.aliases, accepted)
    owner = found[workbooks[0]].organisation
    return {x.file: owner for x in documents if x.kind == DocumentKind.NOTE} if owner else {}


def _owners_by_themselves(documents: Sequence[Document], history: pd.DataFrame) -> dict[str, str]:
    """Each workbook is an organisation of its own: the one that its cover's code names, or else a nameless one."""
    owners = {
        x.file: _organisation(x, number, history)
        for number, x in enumerate(documents)
        if x.kind == DocumentKind.WORKBOOK
    }
    return {x.file: next(iter(owners.values())) for x in documents} if len(owners) == 1 else owners


def _organisation(document: Document, number: int, history: pd.DataFrame) -> str:
    known = history["organisation"].unique()
    if len(known) == 1:
        return str(known[0])
    code = document.cover.code
    return code if re.fullmatch(r"[a-z0-9][a-z0-9-]*", code) else f"return-{number + 1}"


def _register(documents: Sequence[Document], owners: dict[str, str], form: Form) -> pd.DataFrame:
    blank = dict.fromkeys(Register.to_schema().columns, "") | {"kind": "regional", "language": form.languages[0]}
    rows = [
        blank | {"id": owners[x.file], "name_kk": _name(x), "name_ru": _name(x, -1)}
        for x in documents
        if x.kind == DocumentKind.WORKBOOK
    ]
    register: pd.DataFrame = Register.validate(pd.DataFrame(rows).drop_duplicates("id")) if rows else empty(Register)
    return register


def _name(document: Document, place: int = 0) -> str:
    return document.cover.names[place] if document.cover.names else document.file
