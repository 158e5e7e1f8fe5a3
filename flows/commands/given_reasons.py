"""The reason that a person gives for a decision: it may be left out, but what a command shows in its place is none."""

from __future__ import annotations

import re

from schemas.errors import UsageError


def reason_in_words(because: str) -> str:
    """The reason as given; "" where none is. Raises UsageError for one without a letter or digit, as the «…» is."""
    if because.strip() and not re.search(r"\w", because):
        raise UsageError(f"--because «{because}» stands for a reason: write the reason in words, or leave it out")
    return because
