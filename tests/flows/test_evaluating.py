"""`make evaluate`: scores on labelled notes; a wrong call is one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOTES = Path(__file__).parents[1] / "commentary" / "written_notes.jsonl"


@pytest.mark.slow
@pytest.mark.training
def test_labelled_notes_are_scored_by_language(capsys):
    from flows.commands.evaluating import evaluate

    evaluate(NOTES)
    said = capsys.readouterr().out
    assert "verdict accuracy" in said
    assert "language: kk" in said
    assert "Cross-validated" in said


@pytest.mark.slow
@pytest.mark.training
def test_without_a_file_the_judge_is_scored_on_writers_held_out(capsys):
    from flows.commands.evaluating import evaluate_held_out

    evaluate_held_out()
    said = capsys.readouterr().out
    assert "writer: terse" in said
    assert "persona: terse" in said
    assert "priors" in said


def test_a_file_that_is_not_there_is_told_with_what_to_name(tmp_path):
    command = [sys.executable, "-m", "flows.commands.evaluating", str(tmp_path / "none.jsonl")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "NOTES" in result.stderr
