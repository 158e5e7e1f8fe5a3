"""What `make evaluate` makes of verdicts held out: the stage that failed, the risk over the coverage, own corrections."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from commentary.training import own_corrections, save_judge
from commentary.training.certainty_learning import read_twice
from commentary.training.held_out_writers import length_of
from commentary.training.own_corrections import learn_corrections
from commentary.training.risk_coverage import SHARES, risk_by_coverage
from commentary.training.verdict_learning import HeldOut, LabelledNote
from commentary.training.wrong_stages import STAGES, failing_stages, stage_of
from commentary.verdicts import Learned, holds_a_judge
from reports.pages import risk_coverage_picture
from tests.commentary.test_verdict_weighing import CAUSE, FIGURE, FORM, labelled, ruled


def note(text: str, truth: str, quoted: bool = False) -> LabelledNote:
    read, found = ruled(text)
    units = frozenset({(0, "students")} if quoted else set())
    return LabelledNote("w", "n", {"students": truth, "members": "unmentioned"}, found, read.table, units)


@pytest.mark.parametrize(
    ("text", "quoted", "truth", "verdict", "stage"),
    [
        (CAUSE, True, "explained", "explained", ""),
        (CAUSE, True, "explained", "restated", "cause not attached"),
        (FIGURE, True, "explained", "restated", "cause not recognised"),
        (CAUSE, False, "explained", "unmentioned", "cause not read"),
        (CAUSE, False, "restated", "explained", "no cause taken for one"),
        (FIGURE, False, "restated", "unmentioned", "mention not seen"),
        (FIGURE, False, "unmentioned", "restated", "mention seen where there is none"),
        (FIGURE, False, "contradicted", "restated", "contradiction"),
        (FIGURE, False, "explained", "contradicted", "contradiction"),
    ],
)
def test_a_wrong_verdict_went_wrong_at_one_stage(text: str, quoted: bool, truth: str, verdict: str, stage: str) -> None:
    assert stage_of(note(text, truth, quoted), "students", verdict) == stage


def test_each_stage_says_how_good_the_judge_would_be_without_it() -> None:
    told = note(FIGURE, "restated")
    verdicts = [HeldOut("w", "n", "students", "restated", v, 0.0) for v in ("restated", "unmentioned", "unmentioned")]
    found = failing_stages([told], verdicts)
    assert tuple(found.index) == STAGES
    assert found.loc["mention not seen"].tolist() == [2, 1.0, 1.0]
    assert found.loc["contradiction", "accuracy"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("words", "expected"), [(0, "up to 30 words"), (30, "up to 30 words"), (31, "up to 100 words"), (101, "longer")]
)
def test_a_notes_length_is_that_of_its_words(words: int, expected: str) -> None:
    assert length_of({"note": " ".join(["сөз"] * words)}) == expected


def test_the_surest_verdicts_are_counted_first() -> None:
    scores = np.linspace(-3, 3, 200)
    verdicts = [
        HeldOut(w, f"{w}{s}", "students", "explained" if s > 0 else "restated", "explained", float(s))
        for w in "ab"
        for s in scores
    ]
    found = risk_by_coverage(verdicts)
    assert found["decided"].tolist() == list(SHARES)
    assert found["right"].iloc[0] == 1.0
    assert found["right"].iloc[-1] == pytest.approx(0.5)
    assert found["confidence"].is_monotonic_decreasing
    picture = risk_coverage_picture(found, 0.95)
    assert picture.startswith("<svg")
    assert picture.count("<polyline") == 3
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def record(number: int, verdict: str) -> dict[str, object]:
    text = CAUSE if verdict == "explained" else FIGURE
    figures = {"students": (300, 250), "members": (1000, 950), "working": (700, 700)}
    return {
        "id": f"r/{number}", "note": text, "material": ["students"], "verdicts": {"students": verdict},
        "figures": {k: {"prior": p, "current": c} for k, (p, c) in figures.items()}, "evidence": {"students": text},
    }  # fmt: skip


def test_corrections_are_learned_and_held_to_the_writers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(form, meaning, folder=None):
        if folder is not None:
            return read_twice(form, meaning, folder)
        notes = [labelled(writer, n) for writer in "ab" for n in range(4)]
        return notes, notes

    monkeypatch.setattr(own_corrections, "read_twice", few)
    given = tmp_path / "given"
    given.mkdir()
    lines = [json.dumps(record(n, "explained" if n % 2 else "restated"), ensure_ascii=False) for n in range(6)]
    (given / "round.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = learn_corrections(FORM, None, given)
    assert found.corrections == 6
    assert 0 <= found.own_before <= 1
    assert found.own_after == 1.0
    assert found.better
    save_judge(found.learned, tmp_path / "judge", found.source)
    assert holds_a_judge(tmp_path / "judge")
    assert isinstance(found.learned, Learned)
    assert not holds_a_judge(given)
