"""No module knows an indicator of a form by its name: such names stand in forms/, where the form's own files say them.

`python -m tests.house.indicator_names` lists what still does, and fails where there is any.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import yaml

from tests.house.modules import ROOT, sources, tree

EXEMPT = ("flows.demo",)
# under names that `--json` has always given them: the share of last year's total that a consolidation holds, and the
# returns of others that a check of one does not know
OTHER_MEANING = {("flows/runs/consolidating.py", "coverage"), ("flows/commands/round_of_one.py", "others")}
# words of the language that a form happens to use for an indicator, where they are an argument of a call: how="left"
KEYWORDS = {"how", "method", "keep", "side", "align", "justify", "horizontal", "vertical"}


def indicator_names() -> set[str]:
    """The names of all indicators of all forms."""
    forms = [yaml.safe_load(x.read_text(encoding="utf-8")) for x in sorted((ROOT / "forms").glob("*/form.yaml"))]
    return {name for form in forms for name in form["indicators"]}


def standing_names() -> list[tuple[str, int, str]]:
    """File, line and name of every indicator that a module names in a string."""
    names = indicator_names()
    compound = re.compile(rf"(?<![\w-])({'|'.join(sorted(x for x in names if '_' in x))})(?![\w-])")
    found = []
    for module, path in sources().items():
        if module.startswith(EXEMPT):
            continue
        for text, line in _strings(tree(module)):
            told = [text] if text in names else compound.findall(text)
            found += [(path.relative_to(ROOT).as_posix(), line, name) for name in told]
    return [x for x in found if (x[0], x[2]) not in OTHER_MEANING]


def _strings(module: ast.Module) -> Iterator[tuple[str, int]]:
    """The string constants that are neither docstrings nor words of the language of a library."""
    passed: set[int] = set()
    for node in ast.walk(module):
        for other in _of_the_language(node):
            passed.update(id(x) for x in ast.walk(other))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            yield node.value, node.lineno


def _of_the_language(node: ast.AST) -> list[ast.expr]:
    """Docstrings, literal types, and what is given to a keyword of a library, as an argument or in a dict."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "Literal":
        return [node.slice]
    if isinstance(node, ast.keyword) and node.arg in KEYWORDS:
        return [node.value]
    if isinstance(node, ast.Dict):
        return [x for key, x in zip(node.keys, node.values, strict=True) if getattr(key, "value", None) in KEYWORDS]
    return []


def main() -> int:
    """Print the names that still stand; the exit code."""
    found = standing_names()
    for file, line, name in found:
        print(f"{file}:{line}: names the indicator «{name}»")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
