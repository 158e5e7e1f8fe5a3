"""What is made of a form nationally: what `forms/<name>/national.yaml` holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import Field

from schemas.form.strict import Strict
from schemas.form.text_by_language import Text, unknown_placeholders

Positive = Annotated[float, Field(gt=0)]
# What a form may say in its own words, each with the placeholders that its text may hold; {total} is the label of the
# form's total in the language.
WORDINGS: dict[str, frozenset[str]] = {
    "workbook.incomplete": frozenset({"all", "missing", "share"}),
    "workbook.incomplete_unknown": frozenset({"all", "missing"}),
    "workbook.contribution_help": frozenset(),
    "workbook.accepted_total": frozenset(),
    "workbook.share": frozenset(),
    "page.share": frozenset(),
    "page.total": frozenset(),
    "picture.size": frozenset(),
    "picture.change": frozenset(),
    "picture.none": frozenset(),
    "audit.incomplete": frozenset(),
    "audit.reporting": frozenset(),
    "audit.member-has-reported": frozenset(),
    "audit.member-stands": frozenset(),
    "audit.summed-are-standing": frozenset(),
}
Fault = tuple[tuple[str, ...], str]


class ComputedRatio(Strict):
    """A row that does not add up, computed anew from two sums: `times` · part / whole, to so many decimals."""

    part: str
    whole: str
    times: Positive = 100
    decimals: Annotated[int, Field(ge=0, le=6)] = 1


class CountedOrganisations(Strict):
    """A row that counts the organisations of the register without a parent that are of these kinds."""

    kinds: tuple[Literal["regional", "local", "primary", "branch"], ...]


class WatchedShare(Strict):
    """The percentage points that a row's share of the total may move in a year, of an organisation and of all.

    `says` and `national_says` are the auditors' sentences of the two checks, with {bound}.
    """

    points: Positive
    national_points: Positive
    says: Text | None = None
    national_says: Text | None = None


class WatchedRatio(Strict):
    """A ratio to watch, with the distances (in robust standard deviations) from which it stands out.

    Groups of fewer than `fewest` returns say nothing. `says` tells a return that stands out, with {value} and {last}:
    the ratio, or with `says_inverse` so many of the bottom to one of the top.
    """

    top: str
    bottom: str
    history: Positive = 4.0
    peers: Positive = 2.5
    fewest: Annotated[int, Field(ge=1)] = 10
    says: Text | None = None
    says_inverse: bool = False

    @property
    def name(self) -> str:
        """The ratio in words of the form."""
        return f"{self.top} / {self.bottom}"


class NationalPlan(Strict):
    """What is made of a form nationally: what `forms/<name>/national.yaml` holds, all of it optional.

    `ratios` and `counted`: the rows that are computed instead of added up. `shares`: the shares of the total that
    auditors watch; organisations whose total is below `fewest_for_shares` are left out. `watched`: the ratios by which
    a return may stand out. `wording`: what the form says in its own words (see WORDINGS).
    """

    ratios: dict[str, ComputedRatio] = Field(default_factory=dict)
    counted: dict[str, CountedOrganisations] = Field(default_factory=dict)
    shares: dict[str, WatchedShare] = Field(default_factory=dict)
    fewest_for_shares: Annotated[float, Field(ge=0)] = 50
    watched: dict[str, WatchedRatio] = Field(default_factory=dict)
    wording: dict[str, Text] = Field(default_factory=dict)

    @property
    def computed(self) -> frozenset[str]:
        """The rows that are computed as ratios."""
        return frozenset(self.ratios)

    def faults(self, indicators: Collection[str]) -> Iterator[Fault]:
        """What the plan names that the form does not know: the keys that lead there, and what is wrong."""
        for path, name in self._named():
            if name not in indicators:
                yield ("national", *path), f"«{name}» is no indicator of the form"
        for path, text, known in self._texts():
            for language in ("kk", "ru", "en"):
                if wrong := unknown_placeholders(text[language], known):
                    yield ("national", *path, language), f"nothing fills {', '.join(wrong)}"
        for name in self.wording:
            if name not in WORDINGS:
                yield ("national", "wording", name), f"«{name}» is nothing that a form says in its own words"

    def _named(self) -> Iterator[tuple[tuple[str, ...], str]]:
        for kind, rows in (("ratios", self.ratios), ("counted", self.counted), ("shares", self.shares)):
            yield from (((kind, name), name) for name in rows)
        for name, ratio in self.ratios.items():
            yield ("ratios", name, "part"), ratio.part
            yield ("ratios", name, "whole"), ratio.whole
        for name, watched in self.watched.items():
            yield ("watched", name, "top"), watched.top
            yield ("watched", name, "bottom"), watched.bottom

    def _texts(self) -> Iterator[tuple[tuple[str, ...], Text, frozenset[str]]]:
        for name, share in self.shares.items():
            for key, said in (("says", share.says), ("national_says", share.national_says)):
                if said:
                    yield ("shares", name, key), said, frozenset({"bound"})
        for name, watched in self.watched.items():
            if watched.says:
                yield ("watched", name, "says"), watched.says, frozenset({"value", "last"})
        for name, text in self.wording.items():
            yield ("wording", name), text, WORDINGS.get(name, frozenset()) | {"total"}
