"""The simple formulas of an .xls file as text: references, sums, differences, products, ROUND. No more."""

from __future__ import annotations

import struct

from workbooks.grids.grid import address

_BINARY = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/"}
_NEGATIVE, _PARENTHESES, _ATTRIBUTE, _INTEGER, _NUMBER = 0x13, 0x15, 0x19, 0x1E, 0x1F
_SPACE, _SUM_OF_ONE, _VOLATILE = 0x40, 0x10, 0x01
# Tokens of these kinds come in three classes, which the upper bits tell.
_FUNCTION, _FUNCTION_OF_ANY, _CELL, _AREA = 0x01, 0x02, 0x04, 0x05
_CLASSES = (0x20, 0x40, 0x60)
_FIXED = {24: ("ABS", 1), 27: ("ROUND", 2)}
_OF_ANY = {0: "COUNT", 4: "SUM", 6: "MIN", 7: "MAX", 344: "SUBTOTAL"}
_COLUMN = 0x3FFF


def formula_text(tokens: bytes) -> str | None:
    """The formula that the tokens of a cell's record stand for, without the equals sign; None if it is not simple."""
    try:
        return _text(tokens)
    except (struct.error, IndexError, KeyError):
        return None


def _text(tokens: bytes) -> str | None:
    stack: list[str] = []
    position = 0
    while position < len(tokens):
        token, operand = tokens[position], position + 1
        size = _apply(token, tokens, operand, stack)
        if size is None:
            return None
        position = operand + size
    return stack[0] if len(stack) == 1 else None


def _apply(token: int, tokens: bytes, operand: int, stack: list[str]) -> int | None:
    """Puts what a token stands for on the stack; the size of its operand, None for a token that is not simple."""
    if token in _BINARY:
        right, left = stack.pop(), stack.pop()
        stack.append(f"({left}{_BINARY[token]}{right})")
        return 0
    if token in (_NEGATIVE, _PARENTHESES):
        stack.append(f"({'-' if token == _NEGATIVE else ''}{stack.pop()})")
        return 0
    if token == _ATTRIBUTE:
        kind = tokens[operand]
        if kind & _SUM_OF_ONE:
            stack.append(f"SUM({stack.pop()})")
        return 3 if kind & (_SUM_OF_ONE | _SPACE | _VOLATILE) else None
    if token in (_INTEGER, _NUMBER):
        code, size = ("<H", 2) if token == _INTEGER else ("<d", 8)
        stack.append(str(struct.unpack_from(code, tokens, operand)[0]))
        return size
    return _apply_classed(token & 0x1F, tokens, operand, stack) if token & 0x60 in _CLASSES else None


def _apply_classed(kind: int, tokens: bytes, operand: int, stack: list[str]) -> int | None:
    if kind == _CELL:
        row, column = struct.unpack_from("<2H", tokens, operand)
        stack.append(address(row, column & _COLUMN))
        return 4
    if kind == _AREA:
        top, bottom, left, right = struct.unpack_from("<4H", tokens, operand)
        stack.append(f"{address(top, left & _COLUMN)}:{address(bottom, right & _COLUMN)}")
        return 8
    if kind == _FUNCTION:
        name, count = _FIXED[struct.unpack_from("<H", tokens, operand)[0]]
        _call(name, count, stack)
        return 2
    if kind == _FUNCTION_OF_ANY:
        count, number = struct.unpack_from("<BH", tokens, operand)
        _call(_OF_ANY[number], count & 0x7F, stack)
        return 3
    return None


def _call(name: str, count: int, stack: list[str]) -> None:
    if not 0 < count <= len(stack):
        raise IndexError(name)
    arguments = stack[-count:]
    del stack[-count:]
    stack.append(f"{name}({','.join(arguments)})")
