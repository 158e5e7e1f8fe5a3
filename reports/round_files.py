"""The CSV files of a round, as texts: the published columns of the frames, UTF-8, comma, header, a line a record.

Figures carry no grouping and no needless decimals (18063, 95.1, -615). A text that a spreadsheet would take for a
formula gets an apostrophe before it, and a path `./`, which leaves it the same path; numbers stay numbers.
"""

from __future__ import annotations

import re

import pandas as pd

from reports.wording import phrase, printable
from schemas.form import Form, Indicator, plain_number
from schemas.frames import (
    Commentary,
    DecisionsMade,
    Figures,
    Findings,
    PublishedChanges,
    Returns,
    Suspects,
    Worklist,
    published,
)

FILES = {
    "returns.csv": Returns,
    "findings.csv": Findings,
    "worklist.csv": Worklist,
    "suspects.csv": Suspects,
    "commentary.csv": Commentary,
    "figures.csv": Figures,
    "changes.csv": PublishedChanges,
    "decisions.csv": DecisionsMade,
}
_FREE_TEXTS = ("sender", "sheet", "observed", "expected", "message", "cost", "quote", "raw", "by", "because")
_NUMBERS = ("value", "proposed", "effect", "old", "new")
_FORMULA = re.compile(r"^\s*[=+@-]")
_NUMBER_OR_DASH = re.compile(r"^\s*[+-]?[\d\s.,]*\s*%?\s*$")
_BREAKS = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]+")


def returns_csv(returns: pd.DataFrame) -> str:
    """returns.csv of frames.Returns."""
    return _csv(returns, "returns.csv")


def findings_csv(findings: pd.DataFrame) -> str:
    """findings.csv of frames.Findings; `parameters` stay behind."""
    return _csv(findings, "findings.csv")


def worklist_csv(findings: pd.DataFrame, effect: pd.DataFrame, form: Form, language: str) -> str:
    """worklist.csv: the open findings, those first that can cost the nation's figures most, and what that is in words.

    `effect` is schemas.judge.effect_on_national of the findings; what cannot be told comes before what costs nothing.
    """
    rows = zip(effect["effect"], effect["counted"], findings["severity"], strict=True)
    costs = [_cost(x, form.indicators.get(str(counted)), severity, language) for x, counted, severity in rows]
    rank = effect["effect"].fillna(0.5).to_numpy()
    told = findings.assign(effect=effect["effect"].to_numpy(), cost=costs, _=rank)
    return _csv(told.sort_values("_", ascending=False, kind="stable"), "worklist.csv")


def _cost(effect: float, counted: Indicator | None, severity: str, language: str) -> str:
    if effect != effect:
        return phrase("worklist.unknown", language)
    if not effect or counted is None:
        return phrase("worklist.nothing", language)
    name = "worklist.whole" if severity == "hard" else "worklist.moved"
    return phrase(name, language, count=effect, label=counted.label[language])


def suspects_csv(suspects: pd.DataFrame) -> str:
    """suspects.csv of frames.Suspects."""
    return _csv(suspects, "suspects.csv")


def commentary_csv(commentary: pd.DataFrame) -> str:
    """commentary.csv of frames.Commentary."""
    return _csv(commentary, "commentary.csv")


def figures_csv(figures: pd.DataFrame) -> str:
    """figures.csv of frames.Figures; a cell that was not read has an empty value, `state` stays behind."""
    return _csv(figures, "figures.csv")


def changes_csv(changes: pd.DataFrame) -> str:
    """changes.csv of frames.PublishedChanges."""
    return _csv(changes, "changes.csv")


def decisions_csv(decisions: pd.DataFrame) -> str:
    """decisions.csv of frames.DecisionsMade."""
    return _csv(
        decisions.assign(**{x: decisions[x].map(_safe_text) for x in ("old", "new", "about", "second")}),
        "decisions.csv",
    )


def _csv(frame: pd.DataFrame, file: str) -> str:
    columns = list(published(FILES[file]))
    out = frame[columns].copy()
    for column in columns:
        if column in _NUMBERS and out[column].dtype == float:
            out[column] = [plain_number(float(x)) for x in out[column]]
        elif column != "rank":
            guard = _safe_text if column in _FREE_TEXTS else _safe_path if column == "file" else _exact
            distinct = {x: guard(str(x)) for x in pd.unique(out[column])}
            out[column] = out[column].map(distinct)
    text: str = out.to_csv(index=False, lineterminator="\n")
    return text


def _exact(text: str) -> str:
    """A key or path: as it is, save for line breaks and what no file can hold."""
    return printable(_BREAKS.sub(" ", text))


def _safe_text(text: str) -> str:
    line = _exact(text).strip()
    return f"'{line}" if _FORMULA.match(line) and not _NUMBER_OR_DASH.match(line) else line


def _safe_path(path: str) -> str:
    line = _exact(path)
    return f"./{line}" if _FORMULA.match(line) else line
