"""The room that judges notes knows no row of any form by name."""

from __future__ import annotations

import ast
from pathlib import Path

from schemas.form.loading import FORMS, load_form

ROOM = Path(__file__).parents[2] / "commentary"


def test_no_module_names_an_indicator() -> None:
    names = {i for path in FORMS.glob("*/form.yaml") for i in load_form(path.parent.name).indicators}
    said = {
        (path.name, node.value)
        for path in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in names
    }
    assert said == set()
