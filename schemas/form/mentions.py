"""How notes speak of a form's rows: what `forms/<name>/mentions.yaml` holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from schemas.form.strict import Strict

# Words parted by spaces; the first is looked up, so it is neither a gap (`~2`) nor one that may be missing (`слово?`).
Phrase = Annotated[str, Field(pattern=r"^[^\s~?*][^\s?]*( +[^\s]+)*$")]
Phrases = dict[str, tuple[Phrase, ...]]


class Breakdown(Strict):
    """A row and its kinds, whose words (chairs, commissions) mean these rows only in talk of the whole.

    `total_means` is the kind that the words of the form's total mean in such talk.
    """

    whole: str
    parts: Annotated[tuple[str, ...], Field(min_length=1)]
    total_means: str = ""

    def named(self) -> tuple[str, ...]:
        """Every indicator of the breakdown."""
        return (self.whole, *self.parts, *((self.total_means,) if self.total_means else ()))


class Mentions(Strict):
    """How notes speak of a form's rows: what `forms/<name>/mentions.yaml` holds.

    `phrases` name a row outright, `weak` ones only beside a change or a figure of it; `no_mention` holds words of both
    and names no row. Without `phrases` they are derived from the rows' labels and aliases. A `#` of a phrase stands for
    the numbers from `phrase_numbers[0]` to `phrase_numbers[1]`, for any where that is left out.

    `general` is what a cause speaks of that names no row: the first whose change it counts, else the last. Rows of
    `in_letterheads` are named by titles and signatures too. Rows of `counted_of_these` count by a weak phrase behind
    'of them'. `breakdowns` are rows that are taken apart by kinds.
    """

    phrases: Phrases = Field(default_factory=dict)
    weak: Phrases = Field(default_factory=dict)
    no_mention: tuple[Phrase, ...] = ()
    phrase_numbers: tuple[float, float] | None = None
    general: tuple[str, ...] = ()
    in_letterheads: tuple[str, ...] = ()
    counted_of_these: tuple[str, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()

    def named(self) -> Iterator[tuple[str, str]]:
        """Every indicator that is named, with the key under which it is."""
        names = {
            "phrases": self.phrases,
            "weak": self.weak,
            "general": self.general,
            "in_letterheads": self.in_letterheads,
            "counted_of_these": self.counted_of_these,
            "breakdowns": [name for breakdown in self.breakdowns for name in breakdown.named()],
        }
        return ((key, name) for key, group in names.items() for name in group)
