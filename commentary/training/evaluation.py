"""Labelled notes in, predictions and scores out: what `esep assess` writes and `make evaluate` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from commentary.causes import Meaning
from commentary.statements import Note
from commentary.verdicts import ANALYTICAL, CONTRADICTED, EXPLAINED, GRADES, assess
from schemas.errors import UsageError
from schemas.form import Form

RESAMPLES = 1000
SEED = 20260101
_GROUPS = ("language", "difficulty")
_TABLES = ("explained", "contradicted", "inadequate")
_COUNTS = ("verdicts", "right", "notes", "grade_right", "grade_near", "quotes", "quotes_real")

Floats = npt.NDArray[np.float64]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines. Raises UsageError with the line that does not read."""
    records = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise UsageError(f"{path.name} line {number} is not JSON: {error}") from None
        if not isinstance(record, dict) or not {"id", "figures", "material"} <= set(record):
            raise UsageError(f"{path.name} line {number}: a note needs id, figures and material")
        records.append(record)
    return records


def note_of(record: dict[str, Any], form: Form) -> Note:
    """A record of the labels' format (labels may be missing) as a note of the form's dates."""
    organisation = str(record.get("organisation") or "")
    figures = {k: (v.get("prior"), v.get("current")) for k, v in record["figures"].items()}
    return Note(
        key=str(record["id"]),
        organisation=organisation,
        names=(organisation,) if organisation else (),
        text=record.get("note") or "",
        figures=figures,
        material=tuple(record["material"]),
        as_of=form.as_of,
        prior_as_of=form.prior_as_of,
        last_year=record.get("last_year_note"),
    )


def predict_jsonl(
    records: Sequence[dict[str, Any]], form: Form, meaning: Meaning | None = None
) -> Iterator[dict[str, Any]]:
    """For each record {"id", "grade", "verdicts", "reasons", "quotes", "confidence"}, in order."""
    result = assess([note_of(r, form) for r in records], form, meaning)
    grades = result.grades["grade"].to_dict()
    verdicts: dict[str, list[dict[str, Any]]] = {}
    for row in result.verdicts.to_dict("records"):
        verdicts.setdefault(str(row["key"]), []).append({str(k): v for k, v in row.items()})
    for record in records:
        rows = verdicts.get(str(record["id"]), [])
        yield {
            "id": record["id"],
            "grade": grades[str(record["id"])],
            "verdicts": {r["indicator"]: r["verdict"] for r in rows},
            "reasons": {r["indicator"]: r["reasons"].split("|") for r in rows if r["reasons"]},
            "quotes": {r["indicator"]: r["quote"] for r in rows if r["quote"]},
            "confidence": {r["indicator"]: round(r["confidence"], 3) for r in rows},
        }


def scores(
    predictions: Sequence[dict[str, Any]], records: Sequence[dict[str, Any]], resamples: int = RESAMPLES
) -> pd.DataFrame:
    """The scores of predictions against labels, with bootstrap intervals over notes.

    Index: (group, measure), group being `all`, `language: …` or `difficulty: …`. Columns: value, low and high (95 %),
    notes. A measure with nothing below the line is NaN. A note without a prediction counts as wrong.
    """
    by_id = {p["id"]: p for p in predictions}
    counts = np.array([_count(by_id.get(r["id"], {}), r) for r in records], dtype=np.float64)
    frames = {}
    for name, chosen in _groups(records).items():
        frames[name] = _with_intervals(counts[chosen], resamples)
    return pd.concat(frames, names=["group", "measure"])


def _groups(records: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    groups = {"all": list(range(len(records)))}
    for field in _GROUPS:
        for value in sorted({str(r[field]) for r in records if r.get(field)}):
            groups[f"{field}: {value}"] = [i for i, r in enumerate(records) if str(r.get(field)) == value]
    return groups


def _count(prediction: dict[str, Any], record: dict[str, Any]) -> list[float]:
    """What one note adds to the counts: _COUNTS, then true and false positives and negatives of each of _TABLES."""
    given, gold = prediction.get("verdicts") or {}, record["verdicts"]
    rank = {g: i for i, g in enumerate(GRADES)}
    grade = prediction.get("grade")
    near = grade in rank and abs(rank[grade] - rank[record["grade"]]) <= 1
    text = " ".join((record.get("note") or "").split())
    quotes = [" ".join(q.split()) for q in (prediction.get("quotes") or {}).values() if q and q.strip()]
    right = sum(given.get(i) == v for i, v in gold.items())
    values = [len(gold), right, 1, grade == record["grade"], near, len(quotes), sum(q in text for q in quotes)]
    for verdict in (EXPLAINED, CONTRADICTED):
        values += _table([(v == verdict, given.get(i) == verdict) for i, v in gold.items()])
    values += _table([(record["grade"] != ANALYTICAL, grade is not None and grade != ANALYTICAL)])
    return [float(v) for v in values]


def _table(pairs: Sequence[tuple[bool, bool]]) -> list[int]:
    """True positives, false positives, false negatives, true negatives of (labelled, predicted) pairs."""
    return [
        sum((g, p) == kind for g, p in pairs) for kind in ((True, True), (False, True), (True, False), (False, False))
    ]


def _with_intervals(counts: Floats, resamples: int) -> pd.DataFrame:
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=resamples)
    value = _measures(counts.sum(axis=0, keepdims=True)).iloc[0]
    sampled = _measures(drawn @ counts)
    frame = pd.DataFrame({"value": value, "low": sampled.quantile(0.025), "high": sampled.quantile(0.975)})
    return frame.assign(notes=len(counts))


def _measures(sums: Floats) -> pd.DataFrame:
    """The measures of summed counts, one row a sum."""
    names = [*_COUNTS, *(f"{t}_{k}" for t in _TABLES for k in ("tp", "fp", "fn", "tn"))]
    n = pd.DataFrame(sums, columns=names)
    found = {"verdict accuracy": n["right"] / n["verdicts"]}
    for table in _TABLES:
        tp, fp, fn, tn = (n[f"{table}_{k}"] for k in ("tp", "fp", "fn", "tn"))
        found[f"{table} precision"], found[f"{table} recall"] = tp / (tp + fp), tp / (tp + fn)
        if table == "explained":
            found["explained F1"] = 2 * tp / (2 * tp + fp + fn)
            found["explained MCC"] = (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    found |= {"grade exact": n["grade_right"] / n["notes"], "grade within one": n["grade_near"] / n["notes"]}
    found["quotes real"] = n["quotes_real"] / n["quotes"]
    return pd.DataFrame(found)
