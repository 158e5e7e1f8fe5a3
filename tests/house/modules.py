"""The modules of esep and what each imports of the others, read from the source; a face leads on to what it names."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("schemas", "workbooks", "commentary", "judging", "ledger", "expectations", "reports", "flows")


@functools.cache
def sources() -> dict[str, Path]:
    """The file of every module by its dotted name; a package goes by its own."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@functools.cache
def tree(module: str) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(sources()[module].read_text(encoding="utf-8"))


@functools.cache
def faces() -> dict[str, dict[str, str]]:
    """Of each room with a face: the names that its stub exports, and the module that each comes from."""
    found = {}
    for name, path in sources().items():
        stub = path.with_suffix(".pyi")
        if path.name == "__init__.py" and stub.is_file():
            nodes = [x for x in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(x, ast.ImportFrom)]
            found[name] = {alias.name: f"{name}.{x.module}" for x in nodes for alias in x.names}
    return found


@functools.cache
def imports(module: str) -> frozenset[str]:
    """The modules of ours that a module imports, those behind a face by the names that are taken from it."""
    return frozenset(_imported(module)) - {module}


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (x.name for x in node.names if x.name in sources())
        elif isinstance(node, ast.ImportFrom) and node.module in sources():
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in sources() else faces().get(node.module, {}).get(alias.name, node.module)


def named(module: str) -> set[str]:
    """The modules and faces of ours that a module names in its imports."""
    froms = {x.module for x in ast.walk(tree(module)) if isinstance(x, ast.ImportFrom) and x.module in sources()}
    return {x for x in froms if x}


@functools.cache
def longest_chain(module: str) -> tuple[str, ...]:
    """The longest chain of imports that begins with the module and ends at faces: a reader need go no further."""
    return (module, *max(map(longest_chain, named(module)), key=len, default=()))


def circles() -> list[str]:
    """Modules that are on a circle of imports, those behind the faces too."""
    left = {name: set(imports(name)) for name in sources()}
    while ends := [name for name, others in left.items() if not others & left.keys()]:
        for name in ends:
            del left[name]
    return sorted(left)
