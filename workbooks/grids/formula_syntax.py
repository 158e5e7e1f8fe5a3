"""The grammar of simple spreadsheet formulas: a closed one, parsed to a small tree; what else there is, is refused."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_CELL = r"\$?[A-Z]{1,3}\$?\d{1,7}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<text>\"(?:[^\"]|\"\")*\")|(?P<range>{_CELL}:{_CELL})"
    rf"|(?P<cell>{_CELL})(?![\w(])|(?P<name>[A-Z]+)\(|(?P<mark><=|>=|<>|[-+*/(),;%=<>&]))\s*"
)
_DEPTH = 40
_LONGEST = 600
_COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")


class NotComputed(Exception):
    """The formula is not of the simple kind, or a cell that it needs has no number."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a formula: `kind` is number, text, cell, range, call, or an operator's sign; `parts` its operands."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()


@functools.lru_cache(maxsize=4096)
def parse_formula(formula: str) -> Node:
    """The tree of a formula, with or without its leading equals sign. Raises NotComputed."""
    return _Parser(_tokens(formula.strip().removeprefix("="))).whole()


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match or len(found) > _LONGEST:
            raise NotComputed("not a simple formula")
        kind = match.lastgroup or ""
        found.append((kind, match.group(kind)))
        position = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0

    def whole(self) -> Node:
        node = self._comparison()
        if self._next != len(self._tokens):
            raise NotComputed("not a simple formula")
        return node

    def _accept(self, *marks: str) -> str:
        kind, text = self._tokens[self._next] if self._next < len(self._tokens) else ("", "")
        if kind == "mark" and text in marks:
            self._next += 1
            return text
        return ""

    def _expect(self, *marks: str) -> str:
        found = self._accept(*marks)
        if not found:
            raise NotComputed("not a simple formula")
        return found

    def _comparison(self) -> Node:
        self._depth += 1
        if self._depth > _DEPTH:
            raise NotComputed("nested too deep")
        node = self._sum()
        while mark := self._accept(*_COMPARISONS):
            node = Node(mark, parts=(node, self._sum()))
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        node = self._product()
        while mark := self._accept("+", "-"):
            node = Node(mark, parts=(node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while mark := self._accept("*", "/"):
            node = Node(mark, parts=(node, self._signed()))
        return node

    def _signed(self) -> Node:
        signs = []
        while mark := self._accept("+", "-"):
            signs.append(mark)
        node = self._factor()
        while self._accept("%"):
            node = Node("/", parts=(node, Node("number", "100")))
        for mark in signs:
            node = Node("negative", parts=(node,)) if mark == "-" else node
        return node

    def _factor(self) -> Node:
        if self._next >= len(self._tokens):
            raise NotComputed("not a simple formula")
        kind, text = self._tokens[self._next]
        self._next += 1
        if kind in ("number", "cell", "range"):
            return Node(kind, text)
        if kind == "text":
            return Node(kind, text[1:-1].replace('""', '"'))
        if kind == "name":
            return Node("call", text, self._arguments())
        if kind == "mark" and text == "(":
            node = self._comparison()
            self._expect(")")
            return node
        raise NotComputed("not a simple formula")

    def _arguments(self) -> tuple[Node, ...]:
        if self._accept(")"):
            return ()
        found = [self._comparison()]
        while self._expect(",", ";", ")") != ")":
            found.append(self._comparison())
        return tuple(found)
