"""`make evaluate`: the judge of notes scored on writers held out; with NOTES=file.jsonl on the notes of that file."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from rich.table import Table

from commentary.causes import load_meaning
from commentary.training import (
    PRECISION,
    cross_validated,
    failing_stages,
    held_out_scores,
    judge_held_out,
    predict_jsonl,
    read_jsonl,
    risk_by_coverage,
    scores,
)
from flows.round import speak, terminal, write_file
from reports.pages import risk_coverage_picture
from schemas.errors import EsepError, UsageError
from schemas.form import load_form

PICTURE = Path("risk-coverage.svg")


def evaluate_held_out(picture: Path) -> None:
    """Print the measures of each writer, person, language and length held out, beside the rules and the baseline of
    priors; where wrong verdicts went wrong; and how many of the surest are right, which is drawn too."""
    form, meaning = load_form("membership"), load_meaning()
    held = judge_held_out(form, meaning)
    title = f"held out, {'with' if meaning else 'without'} sentence embeddings"
    out = terminal()
    out.print(_table(title, held_out_scores(held)))
    out.print(_table("where wrong verdicts went wrong", failing_stages(held.notes, held.by_writer)))
    surest = risk_by_coverage(held.by_writer)
    out.print(_table("the surest verdicts", surest.set_index("decided")))
    write_file(picture, risk_coverage_picture(surest, PRECISION))
    speak(f"drawn: {picture}")


def _table(title: str, found: pd.DataFrame) -> Table:
    """The frame as a table, low and high as an interval."""
    if "low" in found:
        both = zip(found["low"], found["high"], strict=True)
        found = found.assign(**{"95 % interval": [f"{low:.3f} to {high:.3f}" for low, high in both]})
    rows = found.reset_index()
    names = [*map(str, found.index.names), *(x for x in found.columns if x not in ("low", "high"))]
    table = Table(*(x for x in names), title=title)
    for row in rows.to_dict("records"):
        table.add_row(*(_shown(row[name]) for name in names))
    return table


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value == int(value) and value > 1 else f"{value:.3f}"
    return str(value)


def evaluate(path: Path) -> None:
    """Print each measure with its bootstrap interval, by language and difficulty. Raises UsageError."""
    form, meaning, records = load_form("membership"), load_meaning(), read_jsonl(path)
    found = scores(list(predict_jsonl(records, form, meaning)), records)
    title = f"{path.name}, {'with' if meaning else 'without'} sentence embeddings"
    out = terminal()
    out.print(_table(title, found))
    out.print("Cross-validated, trained parts:", cross_validated(form, meaning))


def main() -> int:
    """Evaluate the file that the command line names, or the judge on writers held out; the exit code."""
    try:
        if len(sys.argv) == 1:
            evaluate_held_out(PICTURE)
        elif len(sys.argv) == 2 and Path(sys.argv[1]).is_file():
            evaluate(Path(sys.argv[1]))
        else:
            raise UsageError("name a file of labelled notes: make evaluate NOTES=file.jsonl")
    except EsepError as error:
        speak(f"esep: {error}", error=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
