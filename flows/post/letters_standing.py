"""Which letters stand: so what is owed is told by the letters, the state they tell of, and the files in the outbox."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import pandas as pd

from flows.post.awaiting import Addressee
from flows.post.deliveries_due import WITHDRAWN
from reports.letters import letter_digest


@dataclass(frozen=True)
class StandingLetters:
    """The letters about returns that stand: sent, or waiting in the outbox.

    `letters` are the ledger's rows without the lost ones, `every` all of them, of the first to the last.
    """

    letters: pd.DataFrame
    every: pd.DataFrame

    @classmethod
    def of(cls, letters: pd.DataFrame, lost: set[str]) -> Self:
        """Those that stand of the ledger's letters."""
        every = letters[letters["stage"].eq("")]
        return cls(every[~every["message_id"].isin(lost)], every)

    def owed(self, answered: Sequence[Addressee]) -> list[Addressee]:
        """Who is owed a letter about its return as it stands.

        Whoever has none that was sent or waits; and whoever was told since of another state of the same file, which is
        past: it is told again, with a Message-ID of its own.
        """
        return [
            dataclasses.replace(x, telling=self._telling(x))
            for x, told in ((x, self._told(x)) for x in answered)
            if told.empty or self._told_since(x, told)
        ]

    def taken_up(self, answered: Sequence[Addressee]) -> list[str]:
        """The Message-IDs of letters that some have received before they were withdrawn, and that hold again."""
        found = []
        for addressee in answered:
            told = self._told(addressee)
            if len(told) and told["error"].iloc[-1] == WITHDRAWN and not self._told_since(addressee, told):
                found.append(str(told["message_id"].iloc[-1]))
        return found

    def _told(self, to: Addressee) -> pd.DataFrame:
        """The letters of this version that somebody has received, or that wait."""
        same = self.letters[self.letters["version_key"].eq(to.version_key)]
        return same[same["error"].ne(WITHDRAWN) | same["sent_at"].ne("")]

    def _told_since(self, to: Addressee, told: pd.DataFrame) -> bool:
        """Whether a letter about the same file that was sent after these tells of another state."""
        later = self.every[self.every.index > told.index[-1]]
        past = later["version_key"].ne("") & later["version_key"].ne(to.version_key) & later["sent_at"].ne("")
        return to.counts and bool((past & later["file"].eq(to.file)).any())

    def _telling(self, to: Addressee) -> int:
        """Which telling of this version the next letter is: one that was not sent, or was lost, stays what it was."""
        identifiers = self.letters.loc[self.letters["sent_at"].ne(""), "message_id"]
        sent = {str(x).strip("<>").partition("@")[0] for x in identifiers}
        telling = 0
        while letter_digest(to.organisation, to.version_key, telling) in sent:
            telling += 1
        return telling
