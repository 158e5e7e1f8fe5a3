"""Learns how surely a verdict is right, from writers held out: `make train`, or `python -m …certainty_learning`.

The scorer of a writer's verdicts was trained on the other writers, and so were the curves by which the threshold is
chosen: neither has seen the hand that it is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import isotonic_regression

from commentary.causes import Floats, Meaning, load_meaning
from commentary.training.saved_judges import save_judge
from commentary.training.verdict_learning import (
    KINDS,
    LABELLED,
    HeldOut,
    LabelledNote,
    held_out,
    labelled_digest,
    read_labelled,
    train_verdicts,
    writers,
)
from commentary.verdicts import (
    EXPLAINED,
    SHIPPED,
    Certainty,
    Curve,
    Learned,
    Way,
)
from schemas.form import Form, load_form

PRECISION = 0.95  # how many of the verdicts that are told as facts must be right
FEWEST = 30
_BIN = 40


def curves_of(verdicts: Sequence[HeldOut]) -> dict[str, Curve]:
    """The curve of each of KINDS by isotonic regression on these verdicts: only of an explained change does a higher
    score make the verdict surer."""
    return {kind: _curve([v for v in verdicts if v.verdict == kind], rising=kind == EXPLAINED) for kind in KINDS}


def _curve(verdicts: Sequence[HeldOut], *, rising: bool) -> Curve:
    right = np.array([float(v.verdict == v.truth) for v in verdicts])
    scores = np.array([v.score for v in verdicts if v.score is not None])
    rate = round(_share(right), 4)
    if len(scores) < len(verdicts) or len(verdicts) < 2 * _BIN:
        return Curve((), rate)
    order = np.argsort(scores, kind="stable")
    bins = np.array_split(order, len(order) // _BIN)
    told = isotonic_regression([_share(right[b]) for b in bins], weights=[len(b) for b in bins], increasing=rising).x
    middles = [float(np.median(scores[b])) for b in bins]
    return Curve(tuple((round(s, 3), round(float(p), 4)) for s, p in zip(middles, told, strict=True)), rate)


def _share(right: Floats) -> float:
    """The share that is right; of few little is known: as if two more had been, one right and one wrong."""
    return float((right.sum() + 1) / (len(right) + 2))


def probabilities_apart(verdicts: Sequence[HeldOut]) -> Floats:
    """How likely each verdict is right, by curves of the other writers."""
    found = np.zeros(len(verdicts))
    for writer in sorted({v.writer for v in verdicts}):
        curves = curves_of([v for v in verdicts if v.writer != writer])
        for n, v in enumerate(verdicts):
            if v.writer == writer:
                found[n] = curves[v.verdict].probability(v.score)
    return found


def certainty_of(verdicts: Sequence[HeldOut], precision: float = PRECISION) -> Certainty:
    """The curves of these verdicts, and the threshold: the lowest from which on they are right this often.

    Where they are at none, a verdict must be that sure itself.
    """
    probability = probabilities_apart(verdicts)
    right = np.array([float(v.verdict == v.truth) for v in verdicts])
    threshold = told_from(probability, right, precision)
    told = probability >= threshold
    share = float(right[told].mean()) if told.any() else 0.0
    return Certainty(curves_of(verdicts), threshold, round(float(told.mean()), 4), round(share, 4))


def told_from(probability: Floats, right: Floats, precision: float) -> float:
    """The lowest probability from which on at least FEWEST verdicts, and so many of them as `precision` says, are
    right; `precision` where there is none."""
    order = np.argsort(-probability, kind="stable")
    sorted_, count = probability[order], np.arange(1, len(order) + 1)
    reached = (np.cumsum(right[order]) / count >= precision) & (count >= FEWEST)
    last = np.append(sorted_[1:] < sorted_[:-1], True)  # of equally sure verdicts all are told, or none
    places = np.flatnonzero(reached & last)
    # rounded down, so that those at the threshold stay told
    return float(np.floor(sorted_[places[-1]] * 1e4) / 1e4) if len(places) else precision


def certainties(with_meaning: Sequence[LabelledNote], without: Sequence[LabelledNote]) -> dict[Way, Certainty]:
    """What is known of each way of judging. The same notes come twice: read with sentence embeddings, and without."""
    return certainties_of(held_out_twice(with_meaning, without, writers(without)), without)


def held_out_twice(
    with_meaning: Sequence[LabelledNote], without: Sequence[LabelledNote], group: Mapping[str, str]
) -> dict[Way, list[HeldOut]]:
    """The verdicts on the notes as read with sentence embeddings and without, by the same scorers."""
    both = [*with_meaning, *without]
    found: dict[Way, list[HeldOut]] = {Way.MEANING: [], Way.WORDS: []}
    seen: set[tuple[str, str]] = set()
    for verdict in held_out(both, both, group):
        # those of a note as it was read with embeddings come first
        key = (verdict.key, verdict.indicator)
        found[Way.WORDS if key in seen else Way.MEANING].append(verdict)
        seen.add(key)
    return found


def certainties_of(held: Mapping[Way, Sequence[HeldOut]], without: Sequence[LabelledNote]) -> dict[Way, Certainty]:
    """What is known of each way of judging, from verdicts on notes held out and from what the rules say of them."""
    keys = {v.key for v in held[Way.WORDS]}
    ruled = [
        HeldOut(n.writer, n.key, i, n.verdicts[i], v.verdict, None)
        for n in without
        if n.key in keys
        for i, v in n.ruled.verdicts.items()
    ]
    return {way: certainty_of(verdicts) for way, verdicts in held.items()} | {Way.RULES: certainty_of(ruled)}


def read_twice(
    form: Form, meaning: Meaning | None, folder: Path = LABELLED
) -> tuple[list[LabelledNote], list[LabelledNote]]:
    """The labelled notes of a folder, read with sentence embeddings where there are any, and read without."""
    without = read_labelled(form, None, folder)
    return (without if meaning is None else read_labelled(form, meaning, folder)), without


def train_all(form: Form, meaning: Meaning | None) -> None:
    """Write the scorer and what is known of its certainty."""
    with_meaning, without = read_twice(form, meaning)
    scorer = train_verdicts([*with_meaning, *without], labelled_digest())
    save_judge(Learned(scorer, certainties(with_meaning, without)), SHIPPED, labelled_digest())


if __name__ == "__main__":
    train_all(load_form(), load_meaning())
