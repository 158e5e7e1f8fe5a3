"""`esep assess`: verdicts on notes that come as JSON lines."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from commentary.causes import load_meaning
from commentary.training import predict_jsonl, read_jsonl
from flows.round import json_text, write_file
from schemas.errors import UsageError
from schemas.form import load_form


def assess_file(notes: Path, out: Path | None, form: str | Path = "membership") -> None:
    """Write a verdict line for each note, to `out` or to standard output. Raises UsageError for a wrong file."""
    chosen = load_form(form)
    try:
        records = read_jsonl(notes)
        predicted = list(predict_jsonl(records, chosen, load_meaning()))
    except OSError as error:
        raise UsageError(f"{notes} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{notes} does not hold notes as JSON lines: {type(error).__name__}: {error}") from None
    lines = "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in predicted)
    if out:
        write_file(out, lines)
    else:
        sys.stdout.write("".join(json_text(x, indent=None) + "\n" for x in predicted))
