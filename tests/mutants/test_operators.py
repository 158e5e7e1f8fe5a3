"""The mutants are what they are said to be, and every room's list finds its modules and tests."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutants.operators import mutations
from tests.mutants.rooms import equivalent_mutants, groups, jobs_of


def changes(text: str) -> list[str]:
    return [x.change for x in mutations(Path("m.py"), ast.parse(text))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a < b", ["a < b → a <= b", "a < b → a >= b"]), ("a == b", ["a == b → a != b"]), ("a + b", ["a + b → a - b"]), ("a and b", ["a and b → a or b"]),
        ("x = not a", ["x = not a → x = a"]), ("min(a, b)", ["min(a, b) → pass", "min(a, b) → max(a, b)"]), ("x = 3", ["x = 3 → x = 4", "x = 3 → x = 2"]),
        ("x = True", ["x = True → x = False"]), ("x = (a, b)", ["x = (a, b) → x = (b,)", "x = (a, b) → x = (a,)"]), ("def f():\n    return a", ["return a → return None"]),
        ("'''A docstring 1 < 2.'''", []), ("x: tuple[int, str] | None = a", []), ("zip(a, strict=True)", ["zip(a, strict=True) → pass"]),
    ],
)  # fmt: skip
def test_the_changes_of_a_text(text: str, told: list[str]) -> None:
    assert changes(text) == told


def test_two_changes_of_one_text_are_told_apart() -> None:
    assert changes("def f():\n    x = a < b\n    y = a < b")[:4] == [
        "a < b → a <= b",
        "a < b → a >= b",
        "a < b → a <= b #2",
        "a < b → a >= b #2",
    ]


def test_a_mutant_is_made_and_the_tree_otherwise_left() -> None:
    tree = ast.parse("def f(a, b):\n    return a < b")
    found = mutations(Path("m.py"), tree)
    assert ast.unparse(tree) == "def f(a, b):\n    return a < b"
    found[0].place.put(found[0].new)
    assert ast.unparse(ast.fix_missing_locations(tree)) in (
        "def f(a, b):\n    return a <= b",
        "def f(a, b):\n    return None",
    )
    assert found[0].key.startswith("m.py::f: ")


def test_every_room_has_modules_tests_and_mutants() -> None:
    given = groups([])
    assert all(x.modules and x.tests for x in given)
    keys = {m.key for x in given for m, _ in jobs_of(x, ())}
    assert len(keys) > 2000
    assert equivalent_mutants() <= keys, "a survivor that no longer exists"
    with pytest.raises(KeyError, match="no such room"):
        groups(["attic"])
