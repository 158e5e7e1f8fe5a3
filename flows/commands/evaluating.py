"""`make evaluate`: the judge of notes scored on writers held out; with NOTES=file.jsonl on the notes of that file."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.table import Table

from commentary.causes import load_meaning
from commentary.training import cross_validated, held_out_scores, predict_jsonl, read_jsonl, scores
from flows.round import speak, terminal
from schemas.errors import EsepError, UsageError
from schemas.form import load_form


def evaluate_held_out() -> None:
    """Print the measures of each writer, language and person held out, beside the rules and the baseline of priors."""
    form, meaning = load_form("membership"), load_meaning()
    found = held_out_scores(form, meaning)
    table = Table(title=f"held out, {'with' if meaning else 'without'} sentence embeddings")
    for name in ("group", "judge", "measure", "value", "95 % interval", "notes"):
        table.add_column(name)
    for row in found.reset_index().to_dict("records"):
        interval = f"{row['low']:.3f} to {row['high']:.3f}"
        table.add_row(
            row["group"], row["judge"], row["measure"], f"{row['value']:.3f}", interval, f"{row['notes']:.0f}"
        )
    terminal().print(table)


def evaluate(path: Path) -> None:
    """Print each measure with its bootstrap interval, by language and difficulty. Raises UsageError."""
    form, meaning, records = load_form("membership"), load_meaning(), read_jsonl(path)
    found = scores(list(predict_jsonl(records, form, meaning)), records)
    table = Table(title=f"{path.name}, {'with' if meaning else 'without'} sentence embeddings")
    for name in ("group", "measure", "value", "95 % interval", "notes"):
        table.add_column(name)
    for row in found.reset_index().to_dict("records"):
        interval = f"{row['low']:.3f} to {row['high']:.3f}"
        table.add_row(row["group"], row["measure"], f"{row['value']:.3f}", interval, f"{row['notes']:.0f}")
    out = terminal()
    out.print(table)
    out.print("Cross-validated, trained parts:", cross_validated(form, meaning))


def main() -> int:
    """Evaluate the file that the command line names, or the judge on writers held out; the exit code."""
    try:
        if len(sys.argv) == 1:
            evaluate_held_out()
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
