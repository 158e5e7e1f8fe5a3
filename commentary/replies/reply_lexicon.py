"""The words of replies, as `reply_words.yaml` holds them, looked up in a sentence."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from commentary.text import Hit, Lexicon, Token, fold
from schemas.yaml_text import read_yaml_file

WORDS = Path(__file__).parent / "reply_words.yaml"
Hits = Mapping[str, tuple[Hit, ...]]
_ENDINGS = "endings"
_KEYS = {"number": "#", "date": "@", "code": "№", "ordinal": "#"}


@functools.cache
def reply_lexicon() -> Lexicon:
    """The lexicon of replies."""
    return Lexicon({group: labels for group, labels in _words().items() if group != _ENDINGS})


@functools.cache
def endings(name: str) -> tuple[str, ...]:
    """The endings of a kind (since, refused, promised), folded. Raises KeyError."""
    return tuple(fold(ending) for ending in _words()[_ENDINGS][name])


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = read_yaml_file(WORDS)
    return read


def reply_hits(tokens: Sequence[Token]) -> Hits:
    """The hits of each group, in text order."""
    found: dict[str, tuple[Hit, ...]] = {}
    for hit in reply_lexicon().hits([_KEYS.get(t.kind, t.key) for t in tokens]):
        found[hit.group] = (*found.get(hit.group, ()), hit)
    return found
