"""The language of who runs a command: that of the terminal, where esep speaks it."""

from __future__ import annotations

import os

from schemas.languages import SHIPPED

_USUAL = "en"


def operator_language() -> str:
    """kk, ru or en, by the environment as programs on a terminal read it (LC_ALL, LC_MESSAGES, LANG); else en."""
    named = next(filter(None, (os.environ.get(x, "") for x in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = named.partition(".")[0].partition("_")[0].lower()
    return language if language in SHIPPED else _USUAL
