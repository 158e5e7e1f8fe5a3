"""What a federation's own corrections make of the judge, and whether that is better on notes held out."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commentary.causes import Meaning
from commentary.training.certainty_learning import certainties_of, held_out_twice, read_twice
from commentary.training.verdict_learning import HeldOut, labelled_digest, train_verdicts, writers
from commentary.verdicts import Learned, Way
from schemas.form import Form

FOLDS = 5


@dataclass(frozen=True)
class OwnJudge:
    """What was learned from all notes and the corrections, and shares of verdicts right, before and after: on writers
    held out, and on the corrected notes held out. `corrections` counts the corrected verdicts; `source` is a digest."""

    learned: Learned
    source: str
    corrections: int
    writers_before: float
    writers_after: float
    own_before: float
    own_after: float
    better: bool


def learn_corrections(form: Form, meaning: Meaning | None, folder: Path) -> OwnJudge:
    """The judge trained with the corrected notes (*.jsonl) of a folder too.

    Each writer is judged by what was learned of the others and of the corrections, each corrected note by what was
    learned of the writers and of the other corrections.
    """
    shipped, shipped_words = read_twice(form, meaning)
    own, own_words = read_twice(form, meaning, folder)
    known, folds = writers(shipped_words), {n.key: f"own {zlib.crc32(n.key.encode()) % FOLDS}" for n in own_words}
    everyone = {n.key: "own" for n in own_words}
    before = held_out_twice(shipped, shipped_words, known)
    own_before = held_out_twice([*shipped, *own], [*shipped_words, *own_words], everyone)
    after = held_out_twice([*shipped, *own], [*shipped_words, *own_words], known | folds)
    source = labelled_digest() + labelled_digest(folder)
    scorer = train_verdicts([*shipped, *shipped_words, *own, *own_words], source)
    writers_after, own_after = _parted(after[Way.MEANING], folds)
    right = [_right(x) for x in (before[Way.MEANING], own_before[Way.MEANING], writers_after, own_after)]
    return OwnJudge(
        Learned(scorer, certainties_of(after, [*shipped_words, *own_words])),
        source,
        len(own_after),
        *(_share(right[0], before[Way.MEANING]), _share(right[2], writers_after)),
        *(_share(right[1], own_before[Way.MEANING]), _share(right[3], own_after)),
        better=right[2] + right[3] >= right[0] + right[1],
    )


def _parted(verdicts: Sequence[HeldOut], own: Mapping[str, str]) -> tuple[list[HeldOut], list[HeldOut]]:
    return [v for v in verdicts if v.key not in own], [v for v in verdicts if v.key in own]


def _right(verdicts: Sequence[HeldOut]) -> int:
    return sum(v.verdict == v.truth for v in verdicts)


def _share(right: int, verdicts: Sequence[HeldOut]) -> float:
    return right / max(len(verdicts), 1)
