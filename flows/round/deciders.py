"""Who decides: a person's name, which every decision bears."""

from __future__ import annotations

import getpass
import platform
import unicodedata
from pathlib import Path

from flows.round.command_texts import command_text
from flows.round.settings import load_settings
from schemas.errors import UsageError

_LONGEST = 200


def decider(round_folder: Path, by: str | None, *, by_name: bool = False, language: str = "en") -> str:
    """Who decides: the name that was given, or else that of the settings, or else the login, told as one.

    Raises UsageError, in the language, where the name is empty or holds line breaks or other control characters; with
    `by_name` also where only the login is known.
    """
    name = load_settings(round_folder).by if by is None else by
    if by is None and not name and not by_name:
        return f"{getpass.getuser()} @ {platform.node()} (login, no name given)"
    if any(unicodedata.category(x) in ("Cc", "Cf", "Zl", "Zp", "Cs") for x in name):
        raise UsageError(command_text("decider.steering", language))
    name = " ".join(name.split())
    if not any(x.isalpha() for x in name):
        raise UsageError(command_text("decider.missing", language))
    if len(name) > _LONGEST:
        raise UsageError(command_text("decider.long", language, count=str(_LONGEST)))
    return name
