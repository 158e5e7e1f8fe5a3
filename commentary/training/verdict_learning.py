"""Trains the scorer of verdicts.

The notes of `training/labelled` are of one writer a file; all of them train the weights. Each note is taken twice, as
it is read with sentence embeddings and without, so that one scorer serves both. How surely its verdicts are right is
learned from writers held out (certainty_learning).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from commentary.causes import Floats, Meaning, cause_probabilities
from commentary.statements import NoteTable, read_for_assessment
from commentary.training.evaluation import note_of, read_jsonl
from commentary.verdicts import (
    CONTRADICTED,
    EXPLAINED,
    SHARPNESS,
    UNMENTIONED,
    PairScorer,
    RuledNote,
    rule_verdicts,
    weighed,
)
from schemas.form import Form

LABELLED = Path(__file__).parent / "labelled"
TUNED_ON = "tuned_on"
KINDS = (EXPLAINED, "restated", UNMENTIONED, CONTRADICTED)
_PENALTY = 0.04
_QUOTED = 0.1
_SHARED_WORDS = 0.6


@dataclass(frozen=True)
class LabelledNote:
    """A labelled note as the rules found it; `quoted` are the (unit, indicator) whose unit holds the cause quoted."""

    writer: str
    key: str
    verdicts: Mapping[str, str]
    ruled: RuledNote
    table: NoteTable
    quoted: frozenset[tuple[int, str]]


@dataclass(frozen=True)
class Examples:
    """Rows of evidence: `pair` of all pairs, `starts` where each example's begin; `truth` whether it is explained.

    `quoted` says of a pair that its unit holds the cause, `known` weighs a pair whose being one is known.
    """

    pair: Floats
    starts: Floats
    indicator: Floats
    truth: Floats
    quoted: Floats
    known: Floats


def read_labelled(form: Form, meaning: Meaning | None, folder: Path = LABELLED) -> list[LabelledNote]:
    """The labelled notes of a folder, each file a writer's, read and ruled."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        records = read_jsonl(path)
        read = [read_for_assessment(note_of(r, form), form) for r in records]
        for record, note, p in zip(records, read, cause_probabilities(read, meaning), strict=True):
            ruled = rule_verdicts(note, p)
            evidence = record.get("evidence") or {}
            explained = {i: evidence.get(i) or "" for i, v in record["verdicts"].items() if v == EXPLAINED}
            quoted = {(u, i) for u, i in ruled.evidence.pairs if _holds(note.texts[u], explained.get(i, ""))}
            found.append(
                LabelledNote(path.stem, note.note.key, record["verdicts"], ruled, note.table, frozenset(quoted))
            )
    return found


def _holds(text: str, cause: str) -> bool:
    """Whether most words of the shorter of the two stand in the other."""
    a, b = ({w.strip(".,:;!?()«»\"'") for w in x.lower().split()} - {""} for x in (text, cause))
    return bool(a and b) and len(a & b) >= _SHARED_WORDS * min(len(a), len(b))


def examples_of(notes: Sequence[LabelledNote]) -> Examples:
    """The evidence of all changes that the rules do not call contradicted and that any unit could explain."""
    pair: list[Sequence[float]] = []
    starts, indicator, truth, quoted, known = [], [], [], [], []
    for note in notes:
        evidence = note.ruled.evidence
        for name, own in zip(evidence.indicators, evidence.of_indicators, strict=True):
            mine = [(p, x) for p, x in zip(evidence.pairs, evidence.of_pairs, strict=True) if p[1] == name]
            if not mine or note.ruled.verdicts[name].verdict == CONTRADICTED:
                continue
            explained = note.verdicts[name] == EXPLAINED
            said = [float(p in note.quoted) for p, _ in mine]
            starts.append(len(pair))
            pair.extend(x for _, x in mine)
            indicator.append(own)
            truth.append(float(explained))
            quoted.extend(said)
            known.extend([float(not explained or any(said)) / len(mine) ** 0.5] * len(mine))
    return Examples(*(np.array(x, dtype=np.float64) for x in (pair, starts, indicator, truth, quoted, known)))


def fit_scorer(examples: Examples) -> PairScorer:
    """The scorer of least log loss over the changes, with that of the quoted units beside it, and an L2 penalty."""
    mean, scale = _standard(examples.pair)
    own_mean, own_scale = _standard(examples.indicator)
    x, z = (examples.pair - mean) / scale, (examples.indicator - own_mean) / own_scale
    starts = examples.starts.astype(int)
    bag = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(x))))
    wide, count = x.shape[1], len(starts)

    def loss(flat: Floats) -> tuple[float, Floats]:
        w, v = flat[:wide], flat[wide:-2]
        own = x @ w + flat[-2]
        largest = np.maximum.reduceat(own, starts)
        grown = np.exp(SHARPNESS * (own - largest[bag]))
        total = np.add.reduceat(grown, starts)
        score = largest + np.log(total) / SHARPNESS + z @ v + flat[-1]
        value = (
            _log_loss(score, examples.truth).sum() + _QUOTED * (examples.known * _log_loss(own, examples.quoted)).sum()
        )
        value += count * _PENALTY * ((w**2).sum() + (v**2).sum())
        error = _logistic(score) - examples.truth
        slope = error[bag] * grown / total[bag] + _QUOTED * examples.known * (_logistic(own) - examples.quoted)
        penalty = 2 * count * _PENALTY
        gradient = np.concatenate([x.T @ slope + penalty * w, z.T @ error + penalty * v, [slope.sum()], [error.sum()]])
        return float(value), gradient

    start = np.zeros(wide + z.shape[1] + 2)
    flat = np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120}).x)
    pair, own = flat[:wide] / scale, flat[wide:-2] / own_scale
    bias = np.array([flat[-2] - pair @ mean, flat[-1] - own @ own_mean])
    return PairScorer(pair, own, bias)


def _standard(x: Floats) -> tuple[Floats, Floats]:
    scale = x.std(axis=0)
    return x.mean(axis=0), np.where(scale < 1e-6, 1.0, scale)


def _logistic(score: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(score, -30.0, 30.0))))


def _log_loss(score: Floats, truth: Floats) -> Floats:
    return np.asarray(np.logaddexp(0.0, score) - truth * score)


@dataclass(frozen=True)
class HeldOut:
    """A verdict on a note of a writer, or person, that the scorer was not trained on; `score` is the verdict's."""

    writer: str
    key: str
    indicator: str
    truth: str
    verdict: str
    score: float | None


def held_out(notes: Sequence[LabelledNote], judged: Sequence[LabelledNote], group: Mapping[str, str]) -> list[HeldOut]:
    """The verdicts on `judged`, each by a scorer trained on `notes` of other groups; `group` is that of a note's key.

    Notes of no group train always and are not judged.
    """
    found = []
    for left in sorted(set(group.values())):
        scorer = fit_scorer(examples_of([n for n in notes if group.get(n.key) != left]))
        for note in judged:
            if group.get(note.key) != left:
                continue
            for i, v in weighed(note.ruled, scorer, note.table).items():
                found.append(HeldOut(note.writer, note.key, i, note.verdicts[i], v.verdict, v.score))
    return found


def writers(notes: Sequence[LabelledNote]) -> dict[str, str]:
    """note key -> its writer, for the writers that the rules were not tuned on."""
    return {n.key: n.writer for n in notes if n.writer != TUNED_ON}


def train_verdicts(notes: Sequence[LabelledNote], source: str = "") -> PairScorer:
    """The scorer trained on all labelled notes; `source` is the digest of these."""
    return replace(fit_scorer(examples_of(notes)), source=source)


def labelled_digest(folder: Path = LABELLED) -> str:
    """The digest of the labelled notes: other notes, other weights."""
    return hashlib.sha256(b"".join(p.read_bytes() for p in sorted(folder.glob("*.jsonl")))).hexdigest()
