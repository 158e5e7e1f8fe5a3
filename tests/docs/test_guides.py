"""The pages for whoever carries it on: their commands are run, on a copy of the checkout, as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# its commands need a server of PostgreSQL: tests/ledger/test_shared_database.py does what they do
OF_A_SERVER = "share-a-ledger.md"
GUIDES = sorted(x for x in (ROOT / "docs" / "guides").glob("*.md") if x.name != OF_A_SERVER)
BLOCK = re.compile(r"^```(bash|yaml)(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "__pycache__", "demo", ".*_cache", ".hypothesis")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the checkout, whose code `esep` and `python` run."""
    copy = shutil.copytree(ROOT, tmp_path / "esep", ignore=LEFT_OUT)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, call in (("esep", "-m flows"), ("python", "")):
        (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {call} "$@"\n')
        (commands / name).chmod(0o755)
    return copy


def steps(page: Path) -> list[tuple[str, str, str]]:
    """The blocks of a page that do something: kind, what stands beside it, text."""
    blocks = [(kind, beside.strip(), text) for kind, beside, text in BLOCK.findall(page.read_text(encoding="utf-8"))]
    return [x for x in blocks if x[0] == "bash" or "into=" in x[1]]


def put_under(file: Path, key: str, text: str) -> None:
    """Writes the text as the first entry under a top-level key of a YAML file."""
    before, found, after = file.read_text(encoding="utf-8").partition(f"\n{key}:\n")
    assert found, f"{file} has no {key}:"
    file.write_text(before + found + text + after, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_do_what_it_says(page: Path, checkout: Path, prefect: str) -> None:
    environment = os.environ | {
        "PYTHONPATH": str(checkout),
        "PATH": f"{checkout.parent / 'bin'}:{os.environ['PATH']}",
        "ESEP_CACHE": str(checkout.parent / "cache"),
        "PREFECT_API_URL": prefect,
    }
    done = 0
    for kind, beside, text in steps(page):
        if kind == "yaml":
            given = dict(x.split("=") for x in beside.split())
            put_under(checkout / given["into"], given["under"], text)
        else:
            run = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", text],
                cwd=checkout, env=environment, capture_output=True, text=True, check=False, timeout=200,
            )  # fmt: skip
            assert run.returncode == 0, f"{text}\n{run.stdout}\n{run.stderr}"
        done += 1
    assert done, "a page without a step"
