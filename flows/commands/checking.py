"""`esep check`: one return validated without a round, by the same judgement that a round uses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.round import own_sentences, read_history, wording
from judging import ArrivedDocument, Context, Judgement, judge
from schemas.documents import Document, DocumentKind
from schemas.errors import UsageError
from schemas.form import Form, load_form, messages
from schemas.frames import History, Register, empty
from schemas.round_terms import RoundTerms
from workbooks.form_key import form_key
from workbooks.read import read_file

# A single return is not late, and nobody is missing: those are matters of a round.
_OF_A_ROUND = ("late", "return-missing", "organisation-unidentified", "sender-mismatch")


@dataclass(frozen=True)
class Checked:
    """What was found in some files: frames.Returns, Findings, Suspects; `compared` with last year's figures or not."""

    returns: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    form: Form
    compared: bool

    @property
    def would_be_returned(self) -> bool:
        """Whether a file would come back, or cannot be read."""
        return bool(self.returns["outcome"].isin(("returned", "unreadable")).any())

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        findings = self.findings.drop(columns=["parameters", "organisation"])
        return {
            "returns": self.returns[["file", "sha256", "outcome"]].to_dict("records"),
            "findings": findings.to_dict("records"),
            "suspects": self.suspects.drop(columns="organisation").to_dict("records"),
            "compared_with_last_year": self.compared,
        }


def check_files(files: list[Path], history: Path | None) -> Checked:
    """Check workbooks, with notes that are files of their own. Raises UsageError for a file that is not there."""
    for path in files:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    form = load_form()
    key = form_key(form, form.as_of, form.prior_as_of, own_sentences(form))
    documents = [x for path in files for x in read_file(str(path), path.name, key)]
    accepted = read_history(history, form) if history else empty(History)
    context = _context(documents, form, accepted)
    time = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    judgement = judge([ArrivedDocument(x, time) for x in documents], context)
    return _checked(judgement, form, compared=not accepted.empty)


def _context(documents: list[Document], form: Form, accepted: pd.DataFrame) -> Context:
    """Each workbook is an organisation of its own: the one that its cover's code names, or else a nameless one."""
    owners = {
        x.file: _organisation(x, number, accepted)
        for number, x in enumerate(documents)
        if x.kind == DocumentKind.WORKBOOK
    }
    if len(owners) == 1:
        owners |= {x.file: next(iter(owners.values())) for x in documents}
    blank = dict.fromkeys(Register.to_schema().columns, "") | {"kind": "regional", "language": "kk"}
    rows = [
        blank | {"id": owners[x.file], "name_kk": _name(x), "name_ru": _name(x, -1)}
        for x in documents
        if x.kind == DocumentKind.WORKBOOK
    ]
    register = Register.validate(pd.DataFrame(rows).drop_duplicates("id")) if rows else empty(Register)
    terms = RoundTerms(as_of=form.as_of, deadline=dt.date.max, sender="")
    return Context(terms=terms, form=form, register=register, history=accepted, assignments=owners)


def _organisation(document: Document, number: int, accepted: pd.DataFrame) -> str:
    known = accepted["organisation"].unique()
    if len(known) == 1:
        return str(known[0])
    code = document.cover.code
    return code if re.fullmatch(r"[a-z0-9][a-z0-9-]*", code) else f"return-{number + 1}"


def _name(document: Document, place: int = 0) -> str:
    return document.cover.names[place] if document.cover.names else document.file


def _checked(judgement: Judgement, form: Form, *, compared: bool) -> Checked:
    findings = judgement.findings[~judgement.findings["rule"].isin(_OF_A_ROUND)].reset_index(drop=True)
    return Checked(judgement.returns, findings, judgement.suspects, form, compared)


def check_table(found: Checked, language: str) -> None:
    """Print the verdict of each file and what to mend; in Kazakh unless another language is asked for."""
    language = language or "kk"
    out = Console(highlight=False, soft_wrap=False)
    for row in found.returns.to_dict("records"):
        mine = found.findings[found.findings["file"].eq(row["file"])]
        count = (mine["severity"].eq("hard") if row["outcome"] == "returned" else mine["severity"].ne("")).sum()
        out.print(wording(f"check.{row['outcome']}", language, file=row["file"], count=str(count)), markup=False)
        if len(mine):
            out.print(_table(mine, found.form, language))
        for line in _likely(found, row["file"], language):
            out.print(line, markup=False)
    if not found.compared:
        out.print(wording("check.no_history", language), style="dim")


def _table(findings: pd.DataFrame, form: Form, language: str) -> Table:
    table = Table(show_lines=False)
    for name in ("cell", "severity", "message"):
        table.add_column(wording(f"check.{name}", language))
    texts = messages(findings, form, pd.Series(language, index=findings["organisation"].unique()))
    styles = {"hard": "red", "soft": "yellow", "commentary": "cyan"}
    for (_, row), text in zip(findings.iterrows(), texts, strict=True):
        kind = Text(wording(f"check.{row['severity']}", language), style=styles[row["severity"]])
        table.add_row(Text("!".join(filter(None, (row["sheet"], row["cell"])))), kind, Text(text))
    return table


def _likely(found: Checked, file: str, language: str) -> list[str]:
    first = found.suspects[
        found.suspects["file"].eq(file) & found.suspects["rank"].eq(1) & found.suspects["value"].notna()
    ]
    return [
        wording("check.likely", language, cell=cell, value=value, proposed=proposed)
        for cell, value, proposed in first[["cell", "value", "proposed"]].itertuples(index=False, name=None)
    ]
