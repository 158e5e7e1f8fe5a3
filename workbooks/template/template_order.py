"""For whom a template is written, and what an office would have filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class TemplateOrder:
    """An organisation's template: code, names, language of the office, kind, last year's accepted figures, e-mail.

    `accepted` is empty for an organisation without accepted figures; its last year is then for it to fill in.
    """

    organisation: str
    name_kk: str
    name_ru: str
    language: str
    kind: str
    accepted: Mapping[str, float]
    email: str = ""

    def name(self, language: str) -> str:
        """The organisation's name: Kazakh in Kazakh, else Russian."""
        return self.name_kk if language == "kk" else self.name_ru


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
