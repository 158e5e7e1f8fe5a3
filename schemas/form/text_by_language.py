"""A text as a form gives it: in every language that people read."""

from __future__ import annotations

import re

from pydantic import ConfigDict, RootModel

from schemas.languages import in_language

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Text(RootModel[dict[str, str]]):
    """A text by language. In a language that it lacks it is that of the language's fallback (schemas.languages)."""

    model_config = ConfigDict(frozen=True)

    def __init__(self, root: dict[str, str] | None = None, /, **texts: str) -> None:
        super().__init__(root if root is not None else texts)

    def __hash__(self) -> int:
        return hash(tuple(self.root.items()))

    def __getitem__(self, language: str) -> str:
        return self.root.get(language) or (in_language(self.root, language) if any(self.root.values()) else "")

    def everywhere(self) -> tuple[str, ...]:
        """The text in every language that it has."""
        return tuple(x for x in self.root.values() if x)

    @property
    def kk(self) -> str:
        """The text in Kazakh."""
        return self["kk"]

    @property
    def ru(self) -> str:
        """The text in Russian."""
        return self["ru"]

    @property
    def en(self) -> str:
        """The text in English."""
        return self["en"]


def unknown_placeholders(template: str, known: frozenset[str]) -> list[str]:
    """The {placeholders} of the template that nothing fills, and its lone braces, in order."""
    lone = ["{" if "{" in rest else "}" for rest in [_PLACEHOLDER.sub("", template)] if "{" in rest or "}" in rest]
    return [f"{{{x}}}" for x in dict.fromkeys(_PLACEHOLDER.findall(template)) if x not in known] + lone
