"""Texts of a form that are missing in a language, and placeholders in them that nothing fills."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.languages import CODE, SHIPPED
from schemas.yaml_text import read_yaml_file

KeyPath = tuple[str, ...]
_KINDS = Path(__file__).with_name("finding_kinds.yaml")
_FOUND_EVERYWHERE = frozenset({"raw", "cell", "lhs", "rhs", "quote"})
_OF_A_RULE = frozenset({"row", "raw", "cell", "lhs", "rhs", "diff", "cur", "prior"})


def text_faults(content: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong with the texts of a form: path of keys, sentence."""
    given = content.get("languages")
    declared = tuple(map(str, given)) if isinstance(given, list) else SHIPPED
    fallback = content.get("fallback")
    needed = [x for x in declared if not (isinstance(fallback, dict) and x in fallback)]
    for path, texts in _texts_in(content, (), frozenset({*declared, *SHIPPED})):
        yield from _languages(path, texts, declared, needed)
        yield from _placeholders(path, texts)
    yield from _unfilled(content)
    yield from _kinds_unknown(content)


def _texts_in(node: Any, path: KeyPath, codes: frozenset[str]) -> Iterator[tuple[KeyPath, dict[str, str]]]:
    """Every record that bears a text, with what it says by language."""
    if isinstance(node, dict) and path[:1] != ("fallback",):
        if any(isinstance(node.get(code), str) for code in codes):
            yield path, {str(k): v for k, v in node.items() if isinstance(v, str) and CODE.fullmatch(str(k))}
        for key, value in node.items():
            yield from _texts_in(value, (*path, str(key)), codes)


def _languages(
    path: KeyPath, texts: Mapping[str, str], declared: tuple[str, ...], needed: list[str]
) -> Iterator[tuple[KeyPath, str]]:
    for language in needed:
        if not texts.get(language, "").strip():
            yield path, f"has no text in {language}; add it, or name under fallback: whose text stands for it"
    for language in texts:
        if language not in declared:
            yield (*path, language), f"{language} is none of the form's languages ({', '.join(declared)}); declare it"


def _placeholders(path: KeyPath, texts: Mapping[str, str]) -> Iterator[tuple[KeyPath, str]]:
    """Texts that ask for other placeholders than the first one does."""
    asked = {language: _names(text) for language, text in texts.items()}
    first = next(iter(asked), "")
    for language, names in asked.items():
        if odd := names ^ asked[first]:
            told = ", ".join(f"{{{name}}}" for name in sorted(odd))
            yield (*path, language), f"{told} stands in one of {first}, {language} only; ask for the same in each"


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def _unfilled(content: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    for top, name, record, filled in _messages(content):
        for language, text in record.items():
            if isinstance(text, str) and CODE.fullmatch(str(language)):
                for odd in sorted(_names(text) - filled):
                    known = ", ".join(sorted(filled))
                    yield (top, name, str(language)), f"nothing fills {{{odd}}}; there are: {known}"


def _messages(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], frozenset[str]]]:
    """Every message of the form, and the placeholders that are filled in it."""
    for name, rule in _records(content, "rules"):
        terms = rule.get("terms")
        yield "rules", name, rule, _OF_A_RULE | frozenset(terms if isinstance(terms, dict) else ())
    for top, kinds in _known_kinds().items():
        for name, record in _records(content, top):
            if name in kinds:
                filled = _FOUND_EVERYWHERE | frozenset(kinds[name])
                unsure = record.get("unsure")
                yield top, name, record, filled
                yield top, name, unsure if isinstance(unsure, dict) else {}, filled


def _records(content: Mapping[str, Any], top: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    records = content.get(top)
    for name, record in records.items() if isinstance(records, dict) else ():
        if isinstance(record, dict):
            yield str(name), record


def _kinds_unknown(content: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Findings that nothing raises: the wording that was meant to stand in the place of the general one never would."""
    for top, kinds in _known_kinds().items():
        for name, _ in _records(content, top):
            if name not in kinds:
                yield (
                    (top, name),
                    f"is raised by nothing; mend its spelling or delete it; there are: {', '.join(kinds)}",
                )


@functools.cache
def _known_kinds() -> dict[str, dict[str, list[str]]]:
    known: dict[str, dict[str, list[str]]] = read_yaml_file(_KINDS)
    return known
