"""A sentence without its figures, as it is embedded: repeated sentences become one, and figures carry no meaning."""

from __future__ import annotations

import re

# The model reads 512 word pieces; no sentence of 5,000 that people wrote is longer.
LONGEST_EMBEDDED = 1_000
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"\s+")


def mask(text: str) -> str:
    """The first LONGEST_EMBEDDED characters of the text with every number as N, white space squeezed."""
    return _SPACES.sub(" ", _NUMBER.sub("N", text)).strip()[:LONGEST_EMBEDDED]
