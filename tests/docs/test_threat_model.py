"""The threat model: every line of its tables names a test that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "threat-model.md"
CITED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def lines() -> list[str]:
    rows = [x for x in PAGE.read_text(encoding="utf-8").splitlines() if x.startswith("| ")]
    return [x for x in rows if not x.startswith("| What somebody tries")]


def test_each_line_names_a_test() -> None:
    assert len(lines()) > 15
    assert [x for x in lines() if not CITED.search(x)] == []


def test_each_test_that_is_named_is_there() -> None:
    cited = [CITED.search(x) for x in lines()]
    named = {(found[1], found[2]) for found in cited if found}
    there = {
        (file, node.name)
        for file in {x for x, _ in named}
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert named <= there, named - there
