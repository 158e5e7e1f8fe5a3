"""Where a wrong verdict went wrong, and how good the judge would be if it never went wrong there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from commentary.causes import CAUSAL
from commentary.training.verdict_learning import HeldOut, LabelledNote
from commentary.verdicts import CONTRADICTED, EXPLAINED, UNMENTIONED

STAGES = (
    "contradiction", "no cause taken for one", "cause not read", "cause not recognised", "cause not attached",
    "mention not seen", "mention seen where there is none",
)  # fmt: skip


def stage_of(note: LabelledNote, indicator: str, verdict: str) -> str:
    """The one of STAGES at which this verdict on the note went wrong; "" where it is right."""
    truth = note.verdicts[indicator]
    if verdict == truth:
        return ""
    if CONTRADICTED in (truth, verdict):
        return "contradiction"
    if verdict == EXPLAINED:
        return "no cause taken for one"
    if truth == EXPLAINED:
        return _at_the_cause(note, indicator)
    return "mention not seen" if verdict == UNMENTIONED else "mention seen where there is none"


def _at_the_cause(note: LabelledNote, indicator: str) -> str:
    """What became of the unit that holds the cause which the labels quote."""
    evidence = note.ruled.evidence
    probability = [x[0] for pair, x in zip(evidence.pairs, evidence.of_pairs, strict=True) if pair in note.quoted
                   and pair[1] == indicator]  # fmt: skip
    if not probability:
        return "cause not read"
    return "cause not attached" if max(probability) >= CAUSAL else "cause not recognised"


def failing_stages(notes: Sequence[LabelledNote], verdicts: Sequence[HeldOut]) -> pd.DataFrame:
    """Index stage, in the order of STAGES; columns wrong (verdicts), share (of all wrong ones), and accuracy: of all
    verdicts, if those that went wrong at the stage were right."""
    known: Mapping[str, LabelledNote] = {n.key: n for n in notes}
    wrong = Counter(filter(None, (stage_of(known[v.key], v.indicator, v.verdict) for v in verdicts)))
    right, total = len(verdicts) - wrong.total(), max(len(verdicts), 1)
    rows = [(wrong[x], wrong[x] / max(wrong.total(), 1), (right + wrong[x]) / total) for x in STAGES]
    return pd.DataFrame(rows, columns=["wrong", "share", "accuracy"], index=pd.Index(STAGES, name="stage"))
