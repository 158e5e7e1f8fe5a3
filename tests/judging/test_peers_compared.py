"""Changes are compared with a group that is settled once, so that a question does not come and go."""

from __future__ import annotations

import pytest

from judging.judged_round import Judgement
from judging.judgement import judge
from tests.judging.made_by_hand import arrived, context, history, of
from tests.judging.test_whole_judgement import LAST, filled

NAMES = tuple(f"o{n:02d}" for n in range(24))
LAST_OF_ALL = history(**dict.fromkeys(NAMES, LAST))
FIRST, LATER = "2026-01-12T08:00:00+00:00", "2026-01-20T08:00:00+00:00"


def judged(first: dict[str, float], later: dict[str, float]) -> Judgement:
    """Of returns that state these members, some seen first and some on a later day."""
    readings = [
        type(x)(x.document, x.file_time, seen)
        for given, seen in ((first, FIRST), (later, LATER))
        for x in arrived(*(of(o, "", *filled(members=n)) for o, n in given.items()))
    ]
    return judge(readings, context(*NAMES, history=LAST_OF_ALL))


def asked(judgement: Judgement) -> set[str]:
    own = judgement.findings[judgement.findings["rule"].eq("members-outlier")]
    return set(own["organisation"])


def members(names: tuple[str, ...], step: float) -> dict[str, float]:
    return {o: LAST["members"] + step * (n - len(names) / 2 + 0.5) for n, o in enumerate(names)}


EARLY = members(NAMES[:12], 2) | {"o03": LAST["members"] * 1.5}


@pytest.mark.slow
def test_a_question_stays_whoever_reports_later() -> None:
    alone = judged(EARLY, {})
    assert asked(alone) == {"o03"}
    wild = members(NAMES[12:], LAST["members"] / 8)
    assert "o03" in asked(judged(EARLY, wild))
    assert "o03" not in asked(judged(wild, EARLY))


def test_who_reports_later_is_held_to_the_same_group() -> None:
    assert asked(judged(EARLY, {"o20": LAST["members"] * 1.6})) == {"o03", "o20"}


@pytest.mark.parametrize(("count", "expected"), [(11, set()), (12, {"o03"})])
def test_nothing_is_compared_before_half_have_sent(count: int, expected: set[str]) -> None:
    few = dict(list(EARLY.items())[:count])
    assert asked(judged(few, {})) == expected
