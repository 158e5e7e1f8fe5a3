"""The reason that a person gives for a decision: it may be left out, but what a command shows in its place is none."""

from __future__ import annotations

import re

from flows.round import command_text
from schemas.errors import UsageError


def reason_in_words(because: str, option: str = "--because", language: str = "en") -> str:
    """The reason as given; "" where none is. Raises UsageError for one without a letter or digit, as the «…» is."""
    if because.strip() and not re.search(r"\w", because):
        raise UsageError(command_text("reopen.no_words", language, option=option, because=because))
    return because
