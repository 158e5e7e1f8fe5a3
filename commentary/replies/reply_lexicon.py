"""The words of replies, as `reply_words.yaml` holds them, looked up in a sentence."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

from commentary.text import Hit, Lexicon, Token
from schemas.yaml_text import read_yaml_file

WORDS = Path(__file__).parent / "reply_words.yaml"
Hits = Mapping[str, tuple[Hit, ...]]
_KEYS = {"number": "#", "date": "@", "code": "№", "ordinal": "#"}


@functools.cache
def reply_lexicon() -> Lexicon:
    """The lexicon of replies."""
    return Lexicon(read_yaml_file(WORDS))


def reply_hits(tokens: Sequence[Token]) -> Hits:
    """The hits of each group, in text order."""
    found: dict[str, tuple[Hit, ...]] = {}
    for hit in reply_lexicon().hits([_KEYS.get(t.kind, t.key) for t in tokens]):
        found[hit.group] = (*found.get(hit.group, ()), hit)
    return found
