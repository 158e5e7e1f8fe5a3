"""Rows of a form that its reader could not tell apart, rows out of their order, and examples that name no row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.form.model import FACTS
from schemas.languages import CODE

KeyPath = tuple[str, ...]


def row_faults(content: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong with the rows: path of keys, sentence.

    Row numbers that stand twice or out of order, labels and aliases that two rows share, names in examples that are
    none of a row.
    """
    rows = content.get("indicators")
    if not isinstance(rows, dict):
        return
    records = {str(name): row for name, row in rows.items() if isinstance(row, dict)}
    yield from _numbers(records)
    yield from _labels(records)
    yield from _examples(content.get("rules"), frozenset(records))


def _numbers(records: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[KeyPath, str]]:
    seen: dict[int, str] = {}
    highest = 0
    for name, record in records.items():
        row = record.get("row")
        if not isinstance(row, int):
            continue
        if row in seen:
            yield ("indicators", name, "row"), f"row {row} is that of «{seen[row]}» already; give each row its own"
        elif row < highest:
            yield ("indicators", name, "row"), f"row {row} stands after row {highest}; put the rows in their order"
        seen.setdefault(row, name)
        highest = max(highest, row)


def _labels(records: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[KeyPath, str]]:
    """A label that two rows of one section share: reading could not say which of the two is meant."""
    owner: dict[tuple[object, str], str] = {}
    for name, record in records.items():
        for path, label in _said_of(name, record):
            said = record.get("section"), " ".join(re.findall(r"\w+", label.casefold()))
            if said[1] and owner.setdefault(said, name) != name:
                yield path, f"«{label}» names «{owner[said]}» too: the rows cannot be told apart; word one otherwise"


def _examples(rules: object, names: frozenset[str]) -> Iterator[tuple[KeyPath, str]]:
    known = names | FACTS | {"peers"}
    for rule, record in rules.items() if isinstance(rules, dict) else ():
        example = record.get("example") if isinstance(record, dict) else None
        for outcome, figures in example.items() if isinstance(example, dict) else ():
            for key in figures if isinstance(figures, dict) else ():
                name = str(key).removeprefix("children.").partition("@")[0]
                if name not in known:
                    path = ("rules", str(rule), "example", str(outcome), str(key))
                    yield path, f"«{name}» is no indicator of the form; mend its spelling or add it to the form"


def _said_of(name: str, record: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    for key, label in record.items():
        if isinstance(label, str) and CODE.fullmatch(str(key)):
            yield ("indicators", name, str(key)), label
    aliases = record.get("aliases")
    for place, alias in enumerate(aliases if isinstance(aliases, list) else []):
        if isinstance(alias, str):
            yield ("indicators", name, "aliases", str(place)), alias
