"""Labelled replies of clerks: what was tuned on is read whole, what was held out nearly so, and nothing confirms falsely."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reply_scores import FOLDER, FORM, faults, labelled, letters, scores

from commentary.replies import read_reply
from schemas.yaml_text import read_yaml_file

TRAPS = read_yaml_file(FOLDER / "replies_that_confirm_nothing.yaml")


@pytest.mark.parametrize("reply", labelled("replies_tuned_on.yaml"), ids=lambda r: r.text[:40])
def test_a_reply_is_read_as_labelled(reply):
    assert faults(reply) == set()


def test_replies_held_out_are_read_nearly_as_labelled():
    found = scores("replies_held_out.yaml")
    assert found.false == 0
    assert found.ties >= 0.95 * found.replies
    assert found.values >= 0.95 * found.valued


@pytest.mark.parametrize("trap", TRAPS, ids=[x["text"][:40] for x in TRAPS])
def test_no_confirmation_is_read_where_none_is(trap):
    read = read_reply(trap["text"], letters()[trap["letter"]], FORM)
    assert [s.question for s in read if s.kind == "confirmed"] == trap.get("confirms", [])
