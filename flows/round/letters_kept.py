"""What our letters say, read from where they were written to: a reply may have been typed inside one."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbooks.files import MEBIBYTE, Refused, bodies_of

# text and page stand before what is attached
_READ = MEBIBYTE // 4


@dataclass(frozen=True)
class LettersKept:
    """The letters of a round by their Message-ID: `letters` are those of the ledger, their paths below `root`."""

    root: Path
    letters: pd.DataFrame

    def __call__(self, message_id: str) -> tuple[str, ...]:
        """What a letter says, as its text and as its page; nothing where it is not kept, or cannot be read."""
        path = self._paths.get(message_id, "")
        if not path:
            return ()
        try:
            with (self.root / path).open("rb") as stream:
                return bodies_of(stream.read(_READ))
        except (OSError, Refused):
            return ()

    @functools.cached_property
    def _paths(self) -> dict[str, str]:
        return dict(zip(self.letters["message_id"], self.letters["path"], strict=True))
