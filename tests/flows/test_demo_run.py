"""`esep demo` as a user runs it, with a real Prefect; twice in the same folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_demo_runs_and_runs_again(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    for _ in range(2):
        done = _esep_demo(folder, tmp_path)
        assert done.returncode == 0, done.stderr
        assert "✗" not in done.stdout
        assert done.stdout.count("✓") == 16
        assert "(not found" not in done.stdout
        for place in ("national.xlsx", "national-note.docx", "returns.csv", "audit"):
            assert (folder / "reports" / place).exists()
        assert len(list((folder / "outbox").glob("*.eml"))) >= 38


@pytest.mark.slow
def test_a_foreign_folder_ends_with_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.txt").touch()
    done = _esep_demo(tmp_path / "demo", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def _esep_demo(folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "demo", str(folder)]
    environment = os.environ | {"PREFECT_HOME": str(home / "prefect"), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
