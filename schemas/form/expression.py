"""The rule language: a closed grammar, parsed to a small tree. Nothing is ever evaluated as Python.

    members == working + students + pensioners          figures of the column that is judged
    x@prior, x@accepted, x@change                       last year as stated, as accepted; the stated change
    == != <= >= < >  + - * /  and or not  if A then B   abs max min
    filled(x) whole(x) transposed(a, b) hb_within(a, b) predicates
    count(…) any(…) sum(children.x)                     over the set that `each` names; over the children

Python's own parser reads it, after `x@prior` has been made one name (left alone, `0.05 * x@prior` would be a
matrix product) and `if … then` has been taken off; only the nodes below are let through.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COLUMNS = ("prior", "accepted", "change")
FUNCTIONS = {"abs": 1, "max": None, "min": None}
PREDICATES = {"filled": 1, "whole": 1, "transposed": 2, "hb_within": 2}
AGGREGATES = ("count", "any", "sum")
_AT = "ǂ"  # stands for @ inside a name: a letter to Python, in no indicator's name


class ExpressionError(ValueError):
    """A text that is not of the rule language. `column` is 0-based within it."""

    def __init__(self, message: str, column: int = 0) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Number:
    """A literal number."""

    value: float


@dataclass(frozen=True, slots=True)
class String:
    """A literal text, to compare a fact with."""

    value: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A threshold of the round or a fact of the return (kind, period, has_accepted …)."""

    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. `column` is "" for the column that is judged, else prior, accepted or change; `children` sums later."""

    indicator: str
    column: str = ""
    children: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function, predicate or aggregate applied to its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator between two terms: arithmetic, comparison, and, or, then (implication)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    operand: Node


Node = Number | String | Fact | Figure | Call | Operation | Not
COMPARISONS = frozenset({"==", "!=", "<=", ">=", "<", ">"})
ARITHMETIC = frozenset({"+", "-", "*", "/"})
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/",
    ast.Eq: "==", ast.NotEq: "!=", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip


def parse(text: str, indicators: frozenset[str], facts: frozenset[str] = frozenset()) -> Node:
    """The tree of a rule's text. `indicators` and `facts` are the names it may use, beside `x` for the set's member.

    Raises ExpressionError with the column of what is wrong.
    """
    implication = re.fullmatch(r"\s*if\b(.*)\bthen\b(.*)", text, re.DOTALL)
    if implication:
        parts = (_parse_python(implication[i], implication.start(i), indicators, facts) for i in (1, 2))
        return Operation("then", *parts)
    return _parse_python(text, 0, indicators, facts)


def _parse_python(text: str, offset: int, indicators: frozenset[str], facts: frozenset[str]) -> Node:
    lead = len(text) - len(text.lstrip())
    source = re.sub(r"(?<=\w)@(?=[a-z])", _AT, text.strip())
    try:
        body = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        column = error.offset - 1 if error.offset else len(source)
        raise ExpressionError(f"not of the rule language: {error.msg}", offset + lead + column) from None
    return _Builder(source, offset + lead, indicators, facts).build(body)


class _Builder:
    """Turns Python's nodes into ours; whatever has no place in the grammar is an error at its column."""

    def __init__(self, source: str, offset: int, indicators: frozenset[str], facts: frozenset[str]) -> None:
        self.source, self.offset, self.indicators, self.facts = source, offset, indicators, facts

    def error(self, node: ast.expr, message: str) -> ExpressionError:
        line = self.source.splitlines()[node.lineno - 1].encode()
        before = sum(len(x) + 1 for x in self.source.splitlines()[: node.lineno - 1])
        return ExpressionError(message, self.offset + before + len(line[: node.col_offset].decode()))

    def build(self, node: ast.expr) -> Node:
        handlers: dict[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self._constant, ast.Name: self._name, ast.Attribute: self._children,
            ast.Call: self._call, ast.BinOp: self._arithmetic, ast.Compare: self._compare,
            ast.BoolOp: self._boolean, ast.UnaryOp: self._unary,
        }  # fmt: skip
        handler = handlers.get(type(node))
        if handler is None:
            raise self.error(node, f"{type(node).__name__} has no place in a rule")
        return handler(node)

    def _constant(self, node: ast.Constant) -> Node:
        if isinstance(node.value, str):
            return String(node.value)
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.error(node, f"{node.value!r} is neither a number nor a text")
        return Number(float(node.value))

    def _name(self, node: ast.Name) -> Node:
        name, _, column = node.id.partition(_AT)
        if name in self.facts and not column:
            return Fact(name)
        if name != "x" and name not in self.indicators:
            raise self.error(node, f"«{name}» is no indicator, threshold or fact of the form")
        if column and column not in COLUMNS:
            raise self.error(node, f"«@{column}» is none of @prior, @accepted, @change")
        return Figure(name, column)

    def _children(self, node: ast.Attribute) -> Node:
        if not isinstance(node.value, ast.Name) or node.value.id != "children":
            raise self.error(node, "only children.x has a dot")
        inner = self._name(ast.copy_location(ast.Name(node.attr), node))
        if not isinstance(inner, Figure):
            raise self.error(node, "children. needs an indicator")
        return Figure(inner.indicator, inner.column, children=True)

    def _call(self, node: ast.Call) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        known = {**FUNCTIONS, **PREDICATES, **dict.fromkeys(AGGREGATES, 1)}
        if name not in known or node.keywords:
            raise self.error(node, f"«{name or ast.unparse(node.func)}» is no function of the rule language")
        wanted = known[name]
        if wanted is not None and len(node.args) != wanted:
            raise self.error(node, f"{name} takes {wanted} argument(s)")
        return Call(name, tuple(self.build(x) for x in node.args))

    def _arithmetic(self, node: ast.BinOp) -> Node:
        operator = _OPERATORS.get(type(node.op))
        if operator is None:
            raise self.error(node, "only + - * / are known")
        left, right = self.build(node.left), self.build(node.right)
        if operator == "/" and isinstance(right, Number) and right.value == 0:
            raise self.error(node, "division by zero")
        return Operation(operator, left, right)

    def _compare(self, node: ast.Compare) -> Node:
        operator = _OPERATORS.get(type(node.ops[0]))
        if len(node.ops) != 1 or operator is None:
            raise self.error(node, "one comparison at a time, of == != <= >= < >")
        return Operation(operator, self.build(node.left), self.build(node.comparators[0]))

    def _boolean(self, node: ast.BoolOp) -> Node:
        tree = self.build(node.values[0])
        for value in node.values[1:]:
            tree = Operation(_OPERATORS[type(node.op)], tree, self.build(value))
        return tree

    def _unary(self, node: ast.UnaryOp) -> Node:
        operand = self.build(node.operand)
        if isinstance(node.op, ast.Not):
            return Not(operand)
        if isinstance(node.op, ast.USub):
            return Number(-operand.value) if isinstance(operand, Number) else Operation("*", Number(-1.0), operand)
        raise self.error(node, "this sign has no place in a rule")


def children_of(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node, left to right."""
    match node:
        case Call():
            return node.arguments
        case Operation():
            return (node.left, node.right)
        case Not():
            return (node.operand,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, the outer before the inner, left before right."""
    yield node
    for part in children_of(node):
        yield from walk(part)


def figures_of(node: Node) -> tuple[Figure, ...]:
    """The figures that the tree names, in reading order, each once."""
    return tuple(dict.fromkeys(x for x in walk(node) if isinstance(x, Figure)))


def substitute(node: Node, indicator: str) -> Node:
    """The tree with `x` standing for one indicator."""
    match node:
        case Figure(indicator="x"):
            return Figure(indicator, node.column, node.children)
        case Call():
            return Call(node.function, tuple(substitute(x, indicator) for x in node.arguments))
        case Operation():
            return Operation(node.operator, substitute(node.left, indicator), substitute(node.right, indicator))
        case Not():
            return Not(substitute(node.operand, indicator))
    return node


def is_comparison(node: Node) -> bool:
    """Whether the tree is one comparison of two quantities, so that its residual is left − right."""
    return (
        isinstance(node, Operation)
        and node.operator in COMPARISONS
        and not any(isinstance(x, Operation) and x.operator in COMPARISONS for x in (node.left, node.right))
    )


def has_aggregate(node: Node) -> bool:
    """Whether the tree runs over the whole set at once (count, any, or sum other than of children)."""
    return any(
        isinstance(x, Call)
        and x.function in AGGREGATES
        and not (isinstance(x.arguments[0], Figure) and x.arguments[0].children)
        for x in walk(node)
    )
