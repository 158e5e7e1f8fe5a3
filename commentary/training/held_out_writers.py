"""How good the judge is on notes of writers, and of persons, that its scorer was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from commentary.causes import Meaning
from commentary.training.certainty_learning import read_twice
from commentary.training.evaluation import RESAMPLES, read_jsonl, scores
from commentary.training.learning import fit
from commentary.training.verdict_learning import LABELLED, TUNED_ON, HeldOut, LabelledNote, held_out, writers
from commentary.verdicts import EXPLAINED, UNMENTIONED
from schemas.form import Form

MEASURES = ("explained F1", "explained MCC", "verdict accuracy")
_PENALTY = 3.0
_LENGTHS = (("up to 30 words", 30), ("up to 100 words", 100), ("longer", 1 << 30))

Records = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class HeldOutNotes:
    """The labelled notes as they were read, and the verdicts on them with their writer, and their person, held out.

    `records` are their labels, each with its `writer` and its `length`.
    """

    notes: Sequence[LabelledNote]
    records: Records
    by_writer: Sequence[HeldOut]
    by_person: Sequence[HeldOut]


def judge_held_out(form: Form, meaning: Meaning | None) -> HeldOutNotes:
    """The verdicts on notes of writers that the rules were not tuned on, each by a scorer that knows no such hand."""
    notes, without = read_twice(form, meaning)
    both = notes if meaning is None else [*notes, *without]
    files = [path for path in sorted(LABELLED.glob("*.jsonl")) if path.stem != TUNED_ON]
    records = [r | {"writer": path.stem, "length": length_of(r)} for path in files for r in read_jsonl(path)]
    return HeldOutNotes(notes, records, held_out(both, notes, writers(notes)), held_out(both, notes, _persons(records)))


def length_of(record: Mapping[str, Any]) -> str:
    """How long a note is, by its words."""
    words = len((record.get("note") or "").split())
    return next(name for name, most in _LENGTHS if words <= most)


def _persons(records: Records) -> dict[str, str]:
    return {str(r["id"]): f"{r['writer']} {r['persona']}" for r in records}


def held_out_scores(held: HeldOutNotes, resamples: int = RESAMPLES) -> pd.DataFrame:
    """MEASURES of held-out notes with bootstrap intervals over notes, beside the rules and a baseline of priors.

    Index: (group, judge, measure); group is `all`, `writer: …`, `language: …`, `length: …` or `persona: …`, judge
    `learned` (writer held out; of a persona's rows the person held out), `rules` (nothing learned of these notes) or
    `priors` (indicator, sign and number of changes alone). Columns: value, low and high (95 %), notes.
    """
    records, persons = held.records, _persons(held.records)
    judged = {
        "learned": _by_note(held.by_writer),
        "rules": {n.key: {i: v.verdict for i, v in n.ruled.verdicts.items()} for n in held.notes},
        "priors": _priors(records),
    }
    tables = {("all", judge): _measured(records, found, resamples) for judge, found in judged.items()}
    for field in ("writer", "language", "length"):
        for value, mine in _grouped(records, lambda r, f=field: str(r[f])).items():
            tables |= {(f"{field}: {value}", j): _measured(mine, found, resamples) for j, found in judged.items()}
    by_person = judged | {"learned": _by_note(held.by_person)}
    for value, mine in _grouped(records, lambda r: persons[str(r["id"])]).items():
        tables |= {(f"persona: {value}", j): _measured(mine, found, resamples) for j, found in by_person.items()}
    return pd.concat(tables, names=["group", "judge", "measure"])


def _by_note(verdicts: Sequence[HeldOut]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for v in verdicts:
        found.setdefault(v.key, {})[v.indicator] = v.verdict
    return found


def _grouped(records: Records, of: Callable[..., str]) -> dict[str, Records]:
    return {value: [r for r in records if of(r) == value] for value in sorted({of(r) for r in records})}


def _measured(records: Records, verdicts: Mapping[str, Mapping[str, str]], resamples: int) -> pd.DataFrame:
    predictions = [{"id": r["id"], "verdicts": verdicts.get(str(r["id"]), {})} for r in records]
    found = scores(predictions, records, resamples)
    return pd.DataFrame(found.xs("all", level="group")).reindex(list(MEASURES))


def _priors(records: Records) -> dict[str, dict[str, str]]:
    """What guessing by indicator, sign and number of changes gives, each writer guessed from the others."""
    rows = [(r, i) for r in records for i in r["verdicts"]]
    names = sorted({i for _, i in rows})
    x = np.array([_prior_row(r, i, names) for r, i in rows])
    writer = np.array([r["writer"] for r, _ in rows])
    truth = np.array(["explained" if r["verdicts"][i] == EXPLAINED else "other" for r, i in rows])
    found: dict[str, dict[str, str]] = {}
    for left in sorted(set(writer)):
        train, test = writer != left, writer == left
        model = fit(x[train], truth[train].tolist(), ("explained", "other"), np.full(x.shape[1], _PENALTY))
        said = model.probabilities(x[test])[:, 0] >= 0.5
        for (record, indicator), yes in zip([r for r, t in zip(rows, test, strict=True) if t], said, strict=True):
            found.setdefault(str(record["id"]), {})[indicator] = EXPLAINED if yes else UNMENTIONED
    return found


def _prior_row(record: dict[str, Any], indicator: str, names: Sequence[str]) -> list[float]:
    figures = record["figures"].get(indicator) or {}
    sign = float(np.sign((figures.get("current") or 0) - (figures.get("prior") or 0)))
    own = [float(indicator == n) for n in names]
    return [*own, *(sign * o for o in own), sign, float(len(record["verdicts"]))]
