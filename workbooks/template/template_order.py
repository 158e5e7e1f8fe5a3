"""For whom a template is written, and what an office would have filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.languages import SHIPPED, in_language
from schemas.round_terms import RoundTerms


@dataclass(frozen=True)
class TemplateOrder:
    """An organisation's template: code, names, language of the office, kind, last year's accepted figures, e-mail.

    `terms` are those of the round: to whom the return goes, and by when; None outside a round.
    `names` are its names in further languages, `languages` those of the round: labels are shown in the office's own
    and in the first other of them. `accepted` is empty for an organisation without accepted figures; its last year is
    then for it to fill in.
    """

    organisation: str
    name_kk: str
    name_ru: str
    language: str
    kind: str
    accepted: Mapping[str, float]
    email: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = SHIPPED[:2]
    terms: RoundTerms | None = None

    @property
    def all_names(self) -> dict[str, str]:
        """The organisation's names by language."""
        return {"kk": self.name_kk, "ru": self.name_ru} | dict(self.names)

    @property
    def second_language(self) -> str:
        """The language of the small labels: the first of the round's that is not the office's."""
        return next((x for x in self.languages if x != self.language), self.language)

    def name(self, language: str) -> str:
        """The organisation's name in the language, or in the one that it falls back to."""
        return in_language(self.all_names, language)


@dataclass(frozen=True)
class FilledReturn:
    """What an office has filled in. `prior` overrides the locked figures, `raw` single cells by (indicator, period)."""

    current: Mapping[str, float]
    note: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    chair: str = ""
    prepared_by: str = ""
    signed_on: dt.date | None = None
    prior: Mapping[str, float] | None = None
    raw: Mapping[tuple[str, str], object] = field(default_factory=dict)
