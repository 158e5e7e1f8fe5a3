"""The small changes that a mutant is made of: each is one place of a module's syntax tree, changed to what is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip
_PAIRS = ("min max", "any all", "ceil floor", "eq ne", "le lt", "ge gt", "isna notna", "first last", "nonzero isnan")
NAMES = {a: b for pair in _PAIRS for a, b in (pair.split(), pair.split()[::-1])}
CHECKED_ELSEWHERE = {"strict", "frozen", "slots", "observed", "ignore_index", "copy", "maxsize"}  # no behaviour of ours
MOST_ELEMENTS = 6  # of one display that are left out, each by itself
ANNOTATIONS = {"annotation", "returns", "decorator_list", "type_params"}
SHOWN = 100


@dataclass(frozen=True)
class Place:
    """Where a node stands: in this field of its parent, or in the field's list at `index`."""

    parent: ast.AST
    field: str
    index: int | None = None

    def put(self, node: ast.AST | None) -> None:
        """Puts the node there; None takes the list's element out."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        elif node is None:
            del getattr(self.parent, self.field)[self.index]
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(frozen=True)
class Mutation:
    """One change of one module: the place, what it puts there, and how it is told."""

    path: Path
    line: int
    inside: str
    change: str
    place: Place
    new: ast.AST | None

    @property
    def key(self) -> str:
        """What names the mutation though lines move."""
        return f"{self.path.as_posix()}::{self.inside}: {self.change}"


def mutations(path: Path, tree: ast.Module) -> list[Mutation]:
    """Every mutation of the module, in the order of its lines; told apart by a number where one text says two."""
    found: list[Mutation] = []
    told: dict[str, int] = {}
    for place, node, inside, shown in _places(tree, "", tree):
        for new in _changes(node, place):
            change = _told(place, node, new, shown)
            if change is None:
                continue
            number = told[inside + change] = told.get(inside + change, 0) + 1
            change += f" #{number}" if number > 1 else ""
            line = getattr(node, "lineno", getattr(place.parent, "lineno", 0))
            found.append(Mutation(path, line, inside, change, place, new))
    return sorted(found, key=lambda x: x.line)


def _places(parent: ast.AST, inside: str, shown: ast.AST) -> Iterator[tuple[Place, ast.AST, str, ast.AST]]:
    """Each node below: its place, the function that it is in, and the node whose text shows it best."""
    if isinstance(parent, ast.FunctionDef | ast.ClassDef):
        inside = f"{inside}.{parent.name}".strip(".")
    for field, value in ast.iter_fields(parent):
        if field in ANNOTATIONS or (isinstance(parent, ast.Subscript) and field == "slice" and _names_only(value)):
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(node, ast.AST) and not _left_alone(node):
                text = parent if isinstance(parent, ast.expr) else shown
                yield Place(parent, field, index), node, inside, text
                yield from _places(node, inside, node if isinstance(node, ast.stmt) else shown)


def _names_only(node: ast.AST) -> bool:
    """Whether a subscript is one of a type."""
    return not any(isinstance(x, ast.Constant) for x in ast.walk(node)) and isinstance(node, ast.Tuple)


def _left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.keyword) and node.arg in CHECKED_ELSEWHERE:
        return True
    return isinstance(node, ast.Import | ast.ImportFrom | ast.expr_context)


def _changes(node: ast.AST, place: Place) -> Iterator[ast.AST | None]:
    match node:
        case ast.cmpop():
            yield from (new() for new in COMPARISONS.get(type(node), ()))
        case ast.operator():
            if type(node) in ARITHMETIC:
                yield ARITHMETIC[type(node)]()
        case ast.And():
            yield ast.Or()
        case ast.Or():
            yield ast.And()
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() | float() as value):
            yield from (ast.Constant(value + step) for step in (1, -1))
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in NAMES:
            yield ast.Name(NAMES[name]) if isinstance(node, ast.Name) else ast.Attribute(node.value, NAMES[name])
        case ast.Return(value=ast.AST() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Continue():
            yield ast.Break()
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()
        case ast.Tuple() | ast.List() | ast.Set() if place.field not in ("slice", "target", "targets"):
            yield from _shorter(node)
    if place.field in ("test", "ifs") and isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript):
        yield ast.UnaryOp(ast.Not(), node)


def _shorter(node: ast.Tuple | ast.List | ast.Set) -> Iterator[ast.AST]:
    elements = node.elts
    if len(elements) > 1 and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for left_out in range(min(len(elements), MOST_ELEMENTS)):
            rest = [x for n, x in enumerate(elements) if n != left_out]
            yield ast.Set(rest) if isinstance(node, ast.Set) else type(node)(rest, ast.Load())


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _told(place: Place, node: ast.AST, new: ast.AST | None, shown: ast.AST) -> str | None:
    """The change in words, None where it cannot be said (and so is no code)."""
    statement = node if isinstance(node, ast.stmt) else shown
    if isinstance(node, ast.stmt):
        return f"{_short(node)} → {_short(new) if new else 'nothing'}"
    before = _text(statement)
    place.put(new)
    try:
        after = _text(statement)
    finally:
        place.put(node)
    return None if before == after else _difference(before, after)


def _text(node: ast.AST) -> str:
    if isinstance(
        node, ast.FunctionDef | ast.ClassDef | ast.Module | ast.For | ast.While | ast.If | ast.With | ast.Try
    ):
        return ast.unparse(ast.fix_missing_locations(node)).split("\n")[0]
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).split())


def _short(node: ast.AST) -> str:
    text = _text(node)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _difference(before: str, after: str) -> str:
    """Both texts, cut to the neighbourhood of where they differ."""
    if max(len(before), len(after)) <= SHOWN:
        return f"{before} → {after}"
    first = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, first - SHOWN // 2)
    cut = [("…" if start else "") + x[start : start + SHOWN] for x in (before, after)]
    return f"{cut[0]} → {cut[1]}"
