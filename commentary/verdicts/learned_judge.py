"""What the judge of notes has learned, as a folder of small files: the scorer's weights and its certainty."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commentary.verdicts.certainty import CERTAINTY, Certainty, Way, load_certainties
from commentary.verdicts.pair_scoring import VERDICT_WEIGHTS, PairScorer, load_scorer

SHIPPED = VERDICT_WEIGHTS.parent


@dataclass(frozen=True)
class Learned:
    """The scorer, and how surely it is right by the way of judging."""

    scorer: PairScorer
    certainties: Mapping[Way, Certainty]


@functools.cache
def learned_in(folder: Path = SHIPPED) -> Learned:
    """What training.save_judge wrote into the folder; what is shipped, where none is given."""
    return Learned(load_scorer(folder / VERDICT_WEIGHTS.name), load_certainties(folder / CERTAINTY.name))


def holds_a_judge(folder: Path) -> bool:
    """Whether both files are there."""
    return all((folder / x.name).is_file() for x in (VERDICT_WEIGHTS, CERTAINTY))


def digest_of_judge(folder: Path) -> str:
    """A digest of both files: other weights, other verdicts."""
    contents = [(folder / x.name).read_bytes() for x in (VERDICT_WEIGHTS, CERTAINTY)]
    return hashlib.sha256(b"\0".join(contents)).hexdigest()
