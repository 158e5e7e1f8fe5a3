"""`make evaluate`: scores on labelled notes; a wrong call is one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NOTES = Path(__file__).parents[1] / "commentary" / "written_notes.jsonl"


@pytest.mark.slow
def test_labelled_notes_are_scored_by_language(capsys):
    from flows.commands.evaluating import evaluate

    evaluate(NOTES)
    said = capsys.readouterr().out
    assert "verdict accuracy" in said
    assert "language: kk" in said
    assert "Cross-validated" in said


def test_without_a_file_it_says_what_to_name():
    result = subprocess.run(
        [sys.executable, "-m", "flows.commands.evaluating"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "NOTES" in result.stderr
