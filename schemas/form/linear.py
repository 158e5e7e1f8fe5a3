"""The linear rules of a form: coefficients, bounds and constants, drawn from the parsed trees of its checks.

A check becomes one or more rules `low <= Σ coefficient · cell + Σ coefficient · given <= high`. Given are the constants
of a return: last year's accepted figures and the sums over its children. A ratio (coverage) is multiplied by its
divisor, which must be positive; what then remains a product of two cells is linear as long as one of them is fixed.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.documents import Period
from schemas.form.checks import Check
from schemas.form.expression import Call, Fact, Figure, Node, Number, Operation

Cell = tuple[str, str]
Product = tuple[Cell, Cell]
ACCEPTED = "accepted"
CHILDREN = "children."


@dataclass(frozen=True)
class LinearRule:
    """Σ coefficients · cells + Σ products · cell · cell + Σ given · constants of the return, `operator`, `constant`.

    Cells are (indicator, column) with the columns current, prior and change; given ones have the column accepted, or
    children.current and children.prior for the sum over the children. `divisor` is a cell that must be positive.
    """

    check: str
    coefficients: Mapping[Cell, float]
    operator: str
    constant: float = 0.0
    tolerance: float = 0.0
    given: Mapping[Cell, float] = field(default_factory=dict)
    products: Mapping[Product, float] = field(default_factory=dict)
    divisor: Cell | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """What the left side must lie between, tolerance included; infinite where there is no bound."""
        low = self.constant - self.tolerance if self.operator != "<=" else -math.inf
        high = self.constant + self.tolerance if self.operator != ">=" else math.inf
        return low, high

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that the rule speaks of, each once."""
        pairs = [cell for product in self.products for cell in product]
        return tuple(dict.fromkeys([*self.coefficients, *pairs]))


@dataclass(frozen=True)
class LinearRules:
    """The checks as linear rules; `whole` and `required` give the cell of checks that ask for an integer, a value.

    `unused` names the checks that are not linear (a count over the set, an alternative): no search can use them.
    """

    rules: tuple[LinearRule, ...]
    whole: Mapping[str, Cell]
    required: Mapping[str, Cell]
    unused: tuple[str, ...]


def linear_rules(checks: Sequence[Check], thresholds: Mapping[str, float]) -> LinearRules:
    """The linear rules of the checks, in their order. Conditions are left to whoever evaluates them for a return."""
    rules: list[LinearRule] = []
    whole: dict[str, Cell] = {}
    required: dict[str, Cell] = {}
    unused: list[str] = []
    for check in checks:
        column = Period.PRIOR if check.period == Period.PRIOR else Period.CURRENT
        try:
            for part in _conjuncts(check.tree):
                match part:
                    case Call(function="whole", arguments=(Figure() as figure,)):
                        whole[check.name] = _cell(figure, column)
                    case Call(function="filled", arguments=(Figure() as figure,)):
                        required[check.name] = _cell(figure, column)
                    case _:
                        rules += _comparisons(check, part, column, thresholds)
        except _NotLinear:
            unused.append(check.name)
    return LinearRules(tuple(rules), whole, required, tuple(unused))


class _NotLinear(Exception):
    pass


Polynomial = dict[tuple[Cell, ...], float]


def _conjuncts(node: Node) -> list[Node]:
    if isinstance(node, Operation) and node.operator == "and":
        return _conjuncts(node.left) + _conjuncts(node.right)
    return [node]


def _cell(figure: Figure, column: str) -> Cell:
    place = str(figure.column or column)
    return (figure.indicator, f"{CHILDREN}{place}" if figure.children else place)


def _comparisons(check: Check, node: Node, column: str, thresholds: Mapping[str, float]) -> list[LinearRule]:
    if not isinstance(node, Operation) or node.operator not in ("==", "<=", ">=", "<", ">"):
        raise _NotLinear
    build = functools.partial(_rule, check, column=column, thresholds=thresholds)
    if node.operator == "==":
        return [build("==", Operation("-", node.left, node.right))]
    smaller, greater = (node.left, node.right) if node.operator[0] == "<" else (node.right, node.left)
    strict = len(node.operator) == 1
    return [
        build("<=", Operation("-", left, right), strict=strict)
        for left in _branches(smaller, "max")
        for right in _branches(greater, "min")
    ]


def _branches(node: Node, extreme: str) -> list[Node]:
    """The terms that must all satisfy a bound when the node does: max(a, b) <= c is a <= c and b <= c."""
    match node:
        case Call(function="abs", arguments=(inner,)) if extreme == "max":
            return [inner, Operation("*", Number(-1.0), inner)]
        case Call(function=name, arguments=parts) if name == extreme:
            return [x for part in parts for x in _branches(part, extreme)]
        case Operation(operator="-" | "+", right=Number()):
            return [Operation(node.operator, x, node.right) for x in _branches(node.left, extreme)]
    return [node]


def _rule(
    check: Check, operator: str, difference: Node, *, column: str, thresholds: Mapping[str, float], strict: bool = False
) -> LinearRule:
    tolerance = -check.rule.tolerance if strict else check.rule.tolerance
    numerator, denominator = _rational(difference, column, thresholds)
    divisor = _divisor(denominator)
    if divisor is None:
        scale = denominator[()]
        numerator = {k: v / scale for k, v in numerator.items()}
    elif operator == "==":
        raise _NotLinear
    else:
        scale = denominator[(divisor,)]
        numerator = _sum({k: v / scale for k, v in numerator.items()}, {(divisor,): -tolerance}, 1)
        tolerance = 0.0
    constant, linear, given, products = 0.0, {}, {}, {}
    for cells, coefficient in numerator.items():
        match cells:
            case ():
                constant = -coefficient
            case (cell,) if _is_given(cell):
                given[cell] = coefficient
            case (cell,):
                linear[cell] = coefficient
            case (first, second) if first != second and not _is_given(first) and not _is_given(second):
                products[first, second] = coefficient
            case _:
                raise _NotLinear
    return LinearRule(check.name, linear, operator, constant, tolerance, given, products, divisor)


def _is_given(cell: Cell) -> bool:
    return cell[1] == ACCEPTED or cell[1].startswith(CHILDREN)


def _divisor(denominator: Polynomial) -> Cell | None:
    if set(denominator) == {()}:
        return None
    if len(denominator) == 1:
        (cells,) = denominator
        if len(cells) == 1 and not _is_given(cells[0]):
            return cells[0]
    raise _NotLinear


def _rational(node: Node, column: str, thresholds: Mapping[str, float]) -> tuple[Polynomial, Polynomial]:
    one: Polynomial = {(): 1.0}
    match node:
        case Number():
            return {(): node.value}, one
        case Fact() if node.name in thresholds:
            return {(): float(thresholds[node.name])}, one
        case Figure():
            return {(_cell(node, column),): 1.0}, one
        case Call(function="sum", arguments=(Figure(children=True) as figure,)):
            return {(_cell(figure, column),): 1.0}, one
        case Operation(operator="+" | "-" | "*" | "/"):
            top, bottom = _rational(node.left, column, thresholds)
            right_top, right_bottom = _rational(node.right, column, thresholds)
            if node.operator == "*":
                return _product(top, right_top), _product(bottom, right_bottom)
            if node.operator == "/":
                return _product(top, right_bottom), _product(bottom, right_top)
            sign = 1.0 if node.operator == "+" else -1.0
            if bottom == right_bottom:
                return _sum(top, right_top, sign), bottom
            return _sum(_product(top, right_bottom), _product(right_top, bottom), sign), _product(bottom, right_bottom)
    raise _NotLinear


def _sum(left: Polynomial, right: Polynomial, sign: float) -> Polynomial:
    total = dict(left)
    for cells, coefficient in right.items():
        total[cells] = total.get(cells, 0.0) + sign * coefficient
    return {cells: x for cells, x in total.items() if x != 0}


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    result: Polynomial = {}
    for a, x in left.items():
        for b, y in right.items():
            cells = tuple(sorted(a + b))
            result[cells] = result.get(cells, 0.0) + x * y
    return result
