"""A round's files and settings, read once, before anything is done with them."""

from __future__ import annotations

from pathlib import Path

from flows.round.private_files import keep_private
from flows.round.round_folder import RoundFolder
from flows.round.settings import Settings, load_settings
from schemas.errors import RoundError


def read_round(folder: Path) -> tuple[RoundFolder, Settings]:
    """The round in a folder, which is its owner's alone from now on, and the settings.

    Raises RoundError with everything that is wrong in either, one fault a line.
    """
    keep_private(folder)
    round = RoundFolder(folder)
    try:
        settings = load_settings(folder)
    except RoundError as wrong:
        try:
            round.read_all()
        except RoundError as further:
            raise RoundError(f"{wrong}\n{further}") from None
        raise
    round.read_all()
    return round, settings
