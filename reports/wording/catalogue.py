"""The texts of what people read, in kk, ru and en, from `texts.yaml`."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import yaml

from schemas.form import Text, format_number

_PLACEHOLDER = re.compile(r"\{\w*\}")
_SOURCE = Path(__file__).with_name("texts.yaml")


@functools.cache
def catalogue() -> dict[str, Text]:
    """Every text by its dotted name, such as `letter.verdict.accepted`."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return dict(_flat("", yaml.load(_SOURCE.read_text(encoding="utf-8"), Loader=loader)))


def _flat(path: str, node: dict[str, Any]) -> list[tuple[str, Text]]:
    if set(node) == {"kk", "ru", "en"}:
        return [(path, Text.model_validate(node))]
    return [item for key, value in node.items() for item in _flat(f"{path}.{key}" if path else str(key), value)]


def phrase(name: str, language: str, /, **values: float | str) -> str:
    """The text of this name with its {placeholders} filled, numbers grouped. KeyError where one is missing."""
    given = {k: v if isinstance(v, str) else format_number(v, language) for k, v in values.items()}
    return catalogue()[name][language].format_map(given)


def known(name: str) -> bool:
    """Whether there is a text of this name."""
    return name in catalogue()


def fixed_words() -> frozenset[str]:
    """What every text says whatever fills it, in every language: the pieces between its {placeholders}."""
    texts = (text[language] for text in catalogue().values() for language in ("kk", "ru", "en"))
    return frozenset(piece.strip() for text in texts for piece in _PLACEHOLDER.split(text) if piece.strip())
