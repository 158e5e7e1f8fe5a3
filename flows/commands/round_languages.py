"""The languages in which a round's commands can speak."""

from __future__ import annotations

from pathlib import Path

from flows.round import Workspace


def languages_of(path: Path) -> tuple[str, ...]:
    """The languages that people of the round may read. Raises RoundError."""
    return Workspace.at(path).round.languages
