"""`make evaluate NOTES=file.jsonl`: the verdicts on labelled notes scored, and the trained parts cross-validated."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.table import Table

from commentary.causes import load_meaning
from commentary.training import cross_validated, predict_jsonl, read_jsonl, scores
from flows.round import speak, terminal
from schemas.errors import EsepError, UsageError
from schemas.form import load_form


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
    """Evaluate the file that the command line names; the exit code."""
    try:
        if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
            raise UsageError("name a file of labelled notes: make evaluate NOTES=file.jsonl")
        evaluate(Path(sys.argv[1]))
    except EsepError as error:
        speak(f"esep: {error}", error=True)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
