"""`esep check`: one return validated without a round, by the same judgement that a round uses."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from flows.commands.returns_date import read_for_their_date
from flows.round import NotesInLimits, RoundFolder, cell, command_text, read_history, terminal
from judging import ArrivedDocument, Context, Judgement, judge, told_findings
from schemas.documents import Document, DocumentKind
from schemas.errors import UsageError
from schemas.form import Form, load_form, messages
from schemas.frames import History, Register, Suspects, empty, published
from schemas.languages import SHIPPED
from schemas.round_terms import RoundTerms

# A single return is not late, and nobody is missing: those are matters of a round.
_OF_A_ROUND = ("late", "return-missing", "organisation-unidentified", "organisation-disputed")


@dataclass(frozen=True)
class Checked:
    """What was found in some files: frames.Returns, Findings, Suspects; `compared` with last year's figures or not."""

    returns: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    form: Form
    compared: bool

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be told."""
        return tuple(dict.fromkeys((*SHIPPED, *self.form.languages)))

    @property
    def would_be_returned(self) -> bool:
        """Whether a file would come back, or cannot be read."""
        return bool(self.returns["outcome"].isin(("returned", "unreadable")).any())

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        findings = self.findings.drop(columns=["parameters", "organisation"])
        suspects = self.suspects[list(published(Suspects))].drop(columns="organisation")
        return {
            "returns": self.returns[["file", "sha256", "outcome"]].to_dict("records"),
            "findings": findings.to_dict("records"),
            "suspects": suspects.assign(proposed=self.suspects["proposed"].where(self.suspects["told"])).to_dict(
                "records"
            ),
            "compared_with_last_year": self.compared,
        }


@dataclass(frozen=True)
class Measure:
    """What files are held to: a form, by name or path, and a date, or a round that says both and its thresholds.

    Without a date and a round, the files are held to the date that their covers state, if they are on the form.
    """

    form: str | Path = ""
    as_of: str = ""
    round: Path | None = None


def check_files(files: list[Path], history: Path | None, measure: Measure = Measure("membership")) -> Checked:
    """Check workbooks, with notes that are files of their own. Raises UsageError for a file that is not there."""
    for path in files:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    folder = RoundFolder(measure.round) if measure.round else None
    form = folder.form if folder else load_form(measure.form)
    date = folder.terms.as_of if folder else _date(measure.as_of)
    form, documents = read_for_their_date(files, form, date)
    accepted = read_history(history, form) if history else folder.history if folder else empty(History)
    context = _context(documents, form, accepted, folder.terms if folder else None)
    time = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    judgement = judge([ArrivedDocument(x, time) for x in documents], context)
    return _checked(judgement, form, compared=not accepted.empty)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--as-of {text} is no date; write it as 2027-01-01") from None


def _context(documents: list[Document], form: Form, accepted: pd.DataFrame, terms: RoundTerms | None) -> Context:
    """Each workbook is an organisation of its own: the one that its cover's code names, or else a nameless one."""
    owners = {
        x.file: _organisation(x, number, accepted)
        for number, x in enumerate(documents)
        if x.kind == DocumentKind.WORKBOOK
    }
    if len(owners) == 1:
        owners |= {x.file: next(iter(owners.values())) for x in documents}
    blank = dict.fromkeys(Register.to_schema().columns, "") | {"kind": "regional", "language": form.languages[0]}
    rows = [
        blank | {"id": owners[x.file], "name_kk": _name(x), "name_ru": _name(x, -1)}
        for x in documents
        if x.kind == DocumentKind.WORKBOOK
    ]
    register = Register.validate(pd.DataFrame(rows).drop_duplicates("id")) if rows else empty(Register)
    alone = terms or RoundTerms(as_of=form.as_of, deadline=dt.date.max, sender="")
    timeless = alone.model_copy(update={"deadline": dt.date.max})
    return Context(timeless, form, register, accepted, assignments=owners, assess=NotesInLimits())


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
    told = told_findings(findings, judgement.suspects, form)
    return Checked(judgement.returns, told, judgement.suspects, form, compared)


def check_table(found: Checked, language: str) -> None:
    """Print the verdict of each file and what to mend; in the form's first language unless another is asked for."""
    language = language or found.form.languages[0]
    out = terminal(soft_wrap=False)
    for row in found.returns.to_dict("records"):
        mine = found.findings[found.findings["file"].eq(row["file"])]
        count = (mine["severity"].eq("hard") if row["outcome"] == "returned" else mine["severity"].ne("")).sum()
        out.print(command_text(f"check.{row['outcome']}", language, file=row["file"], count=str(count)))
        if len(mine):
            out.print(_table(mine, found.form, language))
        for line in _likely(found, row["file"], language):
            out.print(line)
    if not found.compared:
        out.print(command_text("check.no_history", language), style="dim")


def _table(findings: pd.DataFrame, form: Form, language: str) -> Table:
    table = Table(show_lines=False)
    for name in ("cell", "severity", "message"):
        table.add_column(command_text(f"check.{name}", language))
    texts = messages(findings, form, pd.Series(language, index=findings["organisation"].unique()))
    styles = {"hard": "red", "soft": "yellow", "commentary": "cyan"}
    for (_, row), text in zip(findings.iterrows(), texts, strict=True):
        kind = cell(command_text(f"check.{row['severity']}", language), style=styles[row["severity"]])
        table.add_row(cell("!".join(filter(None, (row["sheet"], row["cell"])))), kind, cell(text))
    return table


def _likely(found: Checked, file: str, language: str) -> list[str]:
    mine = found.suspects[found.suspects["file"].eq(file) & found.suspects["rank"].eq(1)]
    mine = mine[mine["value"].notna() & mine["period"].eq("current")].drop_duplicates(["indicator", "period"])
    told, asked = mine[mine["told"]], mine[mine["likely"] & ~mine["told"]]
    return [
        *(command_text("check.likely", language, cell=place, value=value, proposed=proposed)
          for place, value, proposed in told[["cell", "value", "proposed"]].itertuples(index=False, name=None)),
        *(command_text("check.compare", language, cell=place, value=value)
          for place, value in asked[["cell", "value"]].itertuples(index=False, name=None)),
    ]  # fmt: skip
