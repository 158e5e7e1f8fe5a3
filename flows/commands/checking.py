"""`esep check`: one return validated without a round, by the same judgement that a round uses."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table

from flows.commands.round_of_one import HISTORY, REGISTER, Measure, round_of_one
from flows.round import cell, command_text, terminal
from judging import judge, told_findings
from schemas.errors import UsageError
from schemas.form import Form, messages
from schemas.frames import Suspects, open_ones, published
from schemas.languages import SHIPPED

# That others have not reported says nothing of a file; whose it is and who sent it, only a register tells.
_OF_OTHERS = ("return-missing", "organisation-unidentified", "organisation-disputed", "sender-unknown")


@dataclass(frozen=True)
class Checked:
    """What was found in some files: frames.Returns, Findings, Suspects; `unknown` is what a round would know beside."""

    returns: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    form: Form
    unknown: tuple[str, ...]

    @property
    def compared(self) -> bool:
        """Whether the figures were compared with last year's."""
        return HISTORY not in self.unknown

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be told."""
        return tuple(dict.fromkeys((*SHIPPED, *self.form.languages)))

    @property
    def would_be_returned(self) -> bool:
        """Whether a file would come back, or cannot be read or taken for anybody's."""
        return bool(self.returns["outcome"].isin(("returned", "unreadable", "unidentified")).any())

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
            "not_known": list(self.unknown),
        }


def check_files(files: list[Path], history: Path | None, measure: Measure = Measure("membership")) -> Checked:
    """Check workbooks, with notes that are files of their own, as a round does that nothing else has come to.

    Raises UsageError for a file that is not there.
    """
    for path in files:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such file")
    alone = round_of_one(files, history, measure)
    judgement = judge(alone.readings, alone.context)
    left_out = _OF_OTHERS if REGISTER in alone.unknown else _OF_OTHERS[:1]
    open_findings = judgement.open_findings
    findings = open_findings[~open_findings["rule"].isin(left_out)].reset_index(drop=True)
    form = alone.context.form
    told = told_findings(findings, judgement.suspects, form)
    return Checked(judgement.returns, told, judgement.suspects, form, alone.unknown)


def check_table(found: Checked, language: str) -> None:
    """Print the verdict of each file and what to mend, without what is settled; in the form's first language unless
    another is asked for."""
    language = language or found.form.languages[0]
    out = terminal(soft_wrap=False)
    asked = open_ones(found.findings)
    for row in found.returns.to_dict("records"):
        mine = asked[asked["file"].eq(row["file"])]
        count = (mine["severity"].eq("hard") if row["outcome"] == "returned" else mine["severity"].ne("")).sum()
        out.print(command_text(f"check.{row['outcome']}", language, file=row["file"], count=str(count)))
        if len(mine):
            out.print(_table(mine, found.form, language))
        for line in _likely(found, row["file"], language):
            out.print(line)
    for name in found.unknown:
        out.print(command_text(f"check.no_{name}", language), style="dim")


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
