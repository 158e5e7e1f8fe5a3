"""A text as a form gives it: in every language that people read."""

from __future__ import annotations

import re

from schemas.form.strict import Strict

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Text(Strict):
    """A text in the three languages."""

    kk: str
    ru: str
    en: str

    def __getitem__(self, language: str) -> str:
        return str(getattr(self, language))


def unknown_placeholders(template: str, known: frozenset[str]) -> list[str]:
    """The {placeholders} of the template that nothing fills, and its lone braces, in order."""
    lone = ["{" if "{" in rest else "}" for rest in [_PLACEHOLDER.sub("", template)] if "{" in rest or "}" in rest]
    return [f"{{{x}}}" for x in dict.fromkeys(_PLACEHOLDER.findall(template)) if x not in known] + lone
