"""The rule language as Excel formulas, in the English, comma-separated form that a workbook stores.

The formulas keep the three outcomes: a rule over an empty cell, a text or a zero divisor is not evaluated ("").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schemas.form import (
    ARITHMETIC,
    COMPARISONS,
    Call,
    Fact,
    Figure,
    Node,
    Not,
    Number,
    Operation,
    String,
    children_of,
    substitute,
    walk,
)

LONGEST_FORMULA = 8000  # Excel stores 8,192 characters
_LONGEST_LITERAL = 250  # and 255 in one text within a formula
_EXACT = 1e-6

Locate = Callable[[Figure], str]


class NotInExcelError(ValueError):
    """A part of a rule that no formula of one workbook can say; the text names it."""


def excel_formula(
    tree: Node,
    locate: Locate,
    facts: Mapping[str, float | str | bool] | None = None,
    members: tuple[str, ...] = (),
    tolerance: float = _EXACT,
) -> str:
    """The tree as an Excel expression, without the leading `=`. Figures become the addresses that `locate` gives.

    `facts` are the thresholds and what is known of the organisation; they become constants. `members` are the
    indicators that count, any and sum run over. Raises NotInExcelError for what Excel cannot say: the children of an
    organisation, its peers, a fact that is not given, or a formula beyond Excel's length.
    """
    formula = _Writer(locate, facts or {}, members, tolerance)(tree)
    return _not_too_long(formula)


def excel_verdict(
    tree: Node,
    condition: Node | None,
    locate: Locate,
    facts: Mapping[str, float | str | bool],
    members: tuple[str, ...] = (),
    tolerance: float = _EXACT,
    failure: int = 1,
) -> str | None:
    """A formula that gives 0 where the rule holds, `failure` where not, and "" where it is not evaluated.

    None where the condition can never apply to this organisation. Raises NotInExcelError as excel_formula does.
    """
    write = _Writer(locate, facts, members, tolerance)
    applies = True if condition is None else fold(condition, facts)
    if applies is False:
        return None
    verdict = f"IF({write(tree)},0,{failure})"
    for part in (tree, None if applies is True else condition):
        if part is not None:
            if part is condition:
                verdict = f'IF({write(part)},{verdict},"")'
            guard = write.guard(part)
            verdict = f'IF({guard},{verdict},"")' if guard else verdict
    parts = (*walk(tree), *(walk(condition) if condition else ()))
    divides = any(isinstance(x, Operation) and x.operator == "/" for x in parts)
    return _not_too_long(f'IFERROR({verdict},"")' if divides else verdict)


def fold(condition: Node, facts: Mapping[str, float | str | bool]) -> bool | None:
    """What a condition comes to by the facts alone; None where it depends on figures.

    Raises NotInExcelError for a fact that is not given.
    """
    match condition:
        case Fact():
            return bool(_known(condition, facts))
        case Not():
            inner = fold(condition.operand, facts)
            return None if inner is None else not inner
        case Operation(operator="and" | "or"):
            sides = (fold(condition.left, facts), fold(condition.right, facts))
            decisive = condition.operator == "or"
            if decisive in sides:
                return decisive
            return None if None in sides else not decisive
        case Operation(operator=operator, left=Fact() as fact, right=String(value=text)):
            same = _known(fact, facts) == text
            return same if operator == "==" else not same
    missing = [x for x in walk(condition) if isinstance(x, Fact) and x.name not in facts]
    if missing:
        raise NotInExcelError(f"«{missing[0].name}» is not known in a workbook")
    return None


def excel_text(text: str) -> str:
    """A text as Excel literals; long ones are joined of several."""
    pieces = [text[i : i + _LONGEST_LITERAL] for i in range(0, len(text), _LONGEST_LITERAL)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def excel_number(value: float) -> str:
    """A number as Excel writes it in a formula."""
    text = str(int(value)) if value == int(value) else repr(float(value)).upper()
    return f"({text})" if value < 0 else text


def _known(fact: Fact, facts: Mapping[str, float | str | bool]) -> float | str | bool:
    if fact.name not in facts:
        raise NotInExcelError(f"«{fact.name}» is not known in a workbook")
    return facts[fact.name]


def _not_too_long(formula: str) -> str:
    if len(formula) > LONGEST_FORMULA:
        raise NotInExcelError(f"a formula of {len(formula)} characters is beyond Excel")
    return formula


@dataclass(frozen=True)
class _Writer:
    """Writes trees as expressions, for one way of finding the cells."""

    locate: Locate
    facts: Mapping[str, float | str | bool]
    members: tuple[str, ...]
    tolerance: float
    _functions: Mapping[str, str] = field(default_factory=lambda: {"abs": "ABS", "max": "MAX", "min": "MIN"})

    def __call__(self, node: Node) -> str:
        match node:
            case Number():
                return excel_number(node.value)
            case Figure():
                return self._address(node)
            case Fact():
                value = _known(node, self.facts)
                return ("TRUE" if value else "FALSE") if isinstance(value, bool) else excel_number(float(value))
            case Not():
                return f"NOT({self(node.operand)})"
            case Call():
                return self._call(node)
            case Operation():
                return self._operation(node)
        raise NotInExcelError(f"the text «{node.value}» stands alone")

    def guard(self, node: Node) -> str:
        """A condition that is true where the node can be evaluated; "" where it always can."""
        aggregates = [x for x in walk(node) if isinstance(x, Call) and self._over_members(x)]
        parts = [" + ".join(f"({self.guard(y)})" for y in self._each(x.arguments[0])) + " > 0" for x in aggregates]
        cells = list(dict.fromkeys(self._address(x) for x in self._needed(node)))
        if cells:
            parts.append(f"COUNT({','.join(cells)})={len(cells)}")
        return f"AND({','.join(parts)})" if len(parts) > 1 else "".join(parts)

    def _needed(self, node: Node) -> list[Figure]:
        """The figures without which the node has no value."""
        if isinstance(node, Figure):
            return [node]
        if isinstance(node, Call) and (node.function == "filled" or self._over_members(node)):
            return []
        return [figure for part in children_of(node) for figure in self._needed(part)]

    def _address(self, figure: Figure) -> str:
        if figure.children:
            raise NotInExcelError("other organisations' returns are not in a workbook")
        return self.locate(figure)

    def _over_members(self, call: Call) -> bool:
        return call.function in ("count", "any", "sum") and not (
            isinstance(call.arguments[0], Figure) and call.arguments[0].children
        )

    def _each(self, argument: Node) -> list[Node]:
        return [substitute(argument, name) for name in self.members]

    def _call(self, call: Call) -> str:
        if self._over_members(call):
            counted = call.function != "sum"
            terms = [
                f"IF({self.guard(x)},{f'IF({self(x)},1,0)' if counted else self(x)},0)"
                for x in self._each(call.arguments[0])
            ]
            total = f"({'+'.join(terms)})"
            return f"({total}>0)" if call.function == "any" else total
        arguments = [self(x) for x in call.arguments]
        if call.function == "filled":
            return f"(LEN(TRIM({arguments[0]}))>0)"
        if call.function == "whole":
            return f"(ABS({arguments[0]}-ROUND({arguments[0]},0))<={excel_number(_EXACT)})"
        if call.function not in self._functions:
            raise NotInExcelError(f"{call.function} has no counterpart in Excel")
        return f"{self._functions[call.function]}({','.join(arguments)})"

    def _operation(self, node: Operation) -> str:
        if isinstance(node.left, Fact) and isinstance(node.right, String):
            return "TRUE" if fold(node, self.facts) else "FALSE"
        left, right = self(node.left), self(node.right)
        if node.operator in ARITHMETIC:
            return f"({left}{node.operator}{right})"
        if node.operator in COMPARISONS:
            return self._comparison(node.operator, left, right)
        if node.operator == "then":
            return f"OR(NOT({left}),{right})"
        return f"{node.operator.upper()}({left},{right})"

    def _comparison(self, operator: str, left: str, right: str) -> str:
        small = excel_number(self.tolerance)
        match operator:
            case "==":
                return f"(ABS({left}-{right})<={small})"
            case "!=":
                return f"(ABS({left}-{right})>{small})"
            case "<=":
                return f"({left}-{right}<={small})"
            case ">=":
                return f"({left}-{right}>=-{small})"
            case "<":
                return f"({left}-{right}<-{small})"
        return f"({left}-{right}>{small})"
