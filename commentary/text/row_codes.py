"""Numbers of a unit that are the codes of a form's rows: at its beginning, behind `строка`, in lists and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from commentary.text.segments import NoteUnit
from commentary.text.tokens import Token

_BEHIND_OPENER = (":", "–", "-", ")", "|", "=", "→")
_BEHIND_CODE = (":", "=")
_LISTED = frozenset({",", "и", "мен", "жане"})
_RANGES = ("–", "-")


def with_row_codes(tokens: tuple[Token, ...], text: str, unit: NoteUnit, rows: Mapping[int, str]) -> tuple[Token, ...]:
    """The tokens, with the numbers that are codes of rows read as such, and no other number read as one."""
    known = [t if t.kind != "code" or t.value in rows else t._replace(kind="number", key="#") for t in tokens]
    opened = _in_pairs(_labelled(_opening(known, text, unit, rows), rows), rows)
    return tuple(_in_ranges(_in_lists(opened, rows), rows))


def rows_of(token: Token, at: int, tokens: tuple[Token, ...], rows: Mapping[int, str]) -> list[str]:
    """The indicators of a code at a place: its own; of one that opens a range, those up to its end."""
    if token.kind != "code" or int(token.value) not in rows:
        return []
    ranged = tokens[at + 1].key in _RANGES and tokens[at + 2].kind == "code" if at + 2 < len(tokens) else False
    last = int(tokens[at + 2].value) if ranged else int(token.value) + 1
    return [name for code, name in rows.items() if token.value <= code < max(last, token.value + 1)]


def _opening(tokens: list[Token], text: str, unit: NoteUnit, rows: Mapping[int, str]) -> list[Token]:
    """A code that opens a row or a line: `102: …`, `102 | …`, `102. …`."""
    if len(tokens) < 2 or not _may_be_code(tokens[0], rows):
        return tokens
    last = 0
    while last + 2 < len(tokens) and tokens[last + 1].key in _LISTED and _may_be_code(tokens[last + 2], rows):
        last += 2
    stop = text[tokens[last].end : tokens[last].end + 2]
    behind = tokens[last + 1].key if last + 1 < len(tokens) else ""
    opens = unit.kind == "row" or behind in _BEHIND_OPENER or (stop[:1] == "." and not stop[1:].isdigit())
    return [_as_code(t) if t.kind == "number" and i <= last else t for i, t in enumerate(tokens)] if opens else tokens


def _labelled(tokens: list[Token], rows: Mapping[int, str]) -> list[Token]:
    """`по 101: –600, 102: –550`, `102 = 550`: a code before a colon, anywhere in the sentence."""
    marks = (*_BEHIND_CODE, "–") if tokens and tokens[0].kind == "code" else _BEHIND_CODE
    found = list(tokens)
    for i, (token, mark) in enumerate(pairwise(tokens)):
        second = tokens[i + 2] if i + 2 < len(tokens) else None
        before = tokens[i - 1] if i else None
        if _may_be_code(token, rows) and (
            (mark.key in marks and not _is_figure(before, second)) or _is_told(mark, second, rows)
        ):
            found[i] = _as_code(token)
    return found


def _is_figure(before: Token | None, second: Token | None) -> bool:
    """`Бастауыш ұйымдар 202: алты ауылда …`: a word of some length before the number, and words behind the mark."""
    behind_word = before is not None and before.kind == "word" and len(before.key) > _PREPOSITION
    return behind_word and second is not None and (second.kind == "word" or second.spelled)


_PREPOSITION = 3


def _is_told(mark: Token, second: Token | None, rows: Mapping[int, str]) -> bool:
    """`201 — 778`: behind a dash stands a number that is no code itself."""
    return mark.key == "–" and second is not None and second.kind == "number" and second.value not in rows


def _in_pairs(tokens: list[Token], rows: Mapping[int, str]) -> list[Token]:
    """`Екі көрсеткішке, 102 мен 103-ке, бір себеп`: two codes joined by 'and', and nothing counted behind them."""
    found = list(tokens)
    for i, (joint, last) in enumerate(pairwise(tokens[1:])):
        counted = i + 3 < len(tokens) and tokens[i + 3].kind == "word"
        if joint.key in _JOINTS and not counted and _may_be_code(tokens[i], rows) and _may_be_code(last, rows):
            found[i], found[i + 2] = _as_code(tokens[i]), _as_code(last)
    return found


_JOINTS = _LISTED - {","}


def _in_lists(tokens: list[Token], rows: Mapping[int, str]) -> list[Token]:
    """`301, 302: по 19 меньше`: what is listed before a code, or behind one, up to a number that is none."""
    found = list(tokens)
    for places in (range(len(found) - 3, -1, -1), range(2, len(found))):
        step = 1 if places.step < 0 else -1
        for i in places:
            joined = found[i + step].key in _LISTED and found[i + 2 * step].kind == "code"
            ends = step > 0 or i + 1 >= len(found) or found[i + 1].kind == "mark"
            if joined and ends and _may_be_code(found[i], rows):
                found[i] = _as_code(found[i])
    return found


def _in_ranges(tokens: list[Token], rows: Mapping[int, str]) -> list[Token]:
    """`602–606-жолдар`: both ends of a range are codes; the first stands for all of them but the last."""
    found = list(tokens)
    for i, (mark, last) in enumerate(pairwise(tokens[1:])):
        if mark.key in _RANGES and last.kind == "code" and _may_be_code(found[i], rows):
            found[i] = _as_code(found[i])
    return found


def _may_be_code(token: Token, rows: Mapping[int, str]) -> bool:
    return token.kind == "number" and not token.sign and not token.decimals and token.value in rows


def _as_code(token: Token) -> Token:
    return token._replace(kind="code", key="№")
