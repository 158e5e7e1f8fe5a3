"""The texts of what people read, by language, from `texts.yaml`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.form import Form, Text, format_number
from schemas.plurals import filled, pieces
from schemas.yaml_text import read_yaml_file

_SOURCE = Path(__file__).with_name("texts.yaml")


@functools.cache
def catalogue() -> dict[str, Text]:
    """Every text by its dotted name, such as `letter.verdict.accepted`."""
    return dict(_flat("", read_yaml_file(_SOURCE)))


def _flat(path: str, node: dict[str, Any]) -> list[tuple[str, Text]]:
    if all(isinstance(text, str) for text in node.values()):
        return [(path, Text.model_validate(node))]
    return [item for key, value in node.items() for item in _flat(f"{path}.{key}" if path else str(key), value)]


def phrase(name: str, language: str, /, **values: float | str) -> str:
    """The text of this name with its {placeholders} filled, numbers grouped. KeyError where one is missing."""
    return _filled(catalogue()[name][language], language, values)


def form_phrase(form: Form, name: str, language: str, /, **values: float | str) -> str:
    """The phrase, as the form's national.yaml says it where it does. {total} is the label of the form's total."""
    total = form.indicators[form.role.total].label[language] if form.role.total else ""
    own = form.national.wording.get(name)
    if own is None:
        return phrase(name, language, total=total, **values)
    return _filled(own[language], language, {"total": total} | values)


def _filled(template: str, language: str, values: Mapping[str, float | str]) -> str:
    return filled(
        template, values.__getitem__, lambda _, x: x if isinstance(x, str) else format_number(x, language)
    )  # fmt: skip


def known(name: str) -> bool:
    """Whether there is a text of this name."""
    return name in catalogue()


def fixed_words() -> frozenset[str]:
    """What every text says whatever fills it, in every language: the pieces between its {placeholders}."""
    texts = (text[language] for text in catalogue().values() for language in ("kk", "ru", "en"))
    return frozenset(piece.strip() for text in texts for piece in pieces(text) if piece.strip())
