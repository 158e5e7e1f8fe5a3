"""The words of replies, as `reply_words.yaml` holds them, looked up in a sentence."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from commentary.text import Hit, Lexicon, Token, fold
from schemas.yaml_text import read_yaml_file

WORDS = Path(__file__).parent / "reply_words.yaml"
Hits = Mapping[str, tuple[Hit, ...]]
_KEYS = {"number": "#", "date": "@", "code": "¤", "ordinal": "#"}


@functools.cache
def reply_lexicon() -> Lexicon:
    """The lexicon of replies."""
    return Lexicon(_words())


def _key(text: str, token: Token) -> str:
    """What the lexicon sees of a token; `екеуі`, which is read as two, is the word for both."""
    if token.spelled and (word := fold(text[token.start : token.end])).startswith(reply_words("collectives")):
        return word
    return _KEYS.get(token.kind, token.key)


@functools.cache
def reply_words(name: str) -> tuple[str, ...]:
    """A set of single words or endings of `reply_words.yaml`, folded. Raises KeyError."""
    return tuple(fold(word) for word in _words()["words"][name])


@functools.cache
def _words() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = read_yaml_file(WORDS)
    return read


def reply_hits(text: str, tokens: Sequence[Token]) -> Hits:
    """The hits of each group in the tokens of a text, in text order."""
    found: dict[str, tuple[Hit, ...]] = {}
    for hit in reply_lexicon().hits([_key(text, token) for token in tokens]):
        found[hit.group] = (*found.get(hit.group, ()), hit)
    return found
