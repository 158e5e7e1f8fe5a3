"""The commands' texts by language, from `texts.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from schemas.form import Parameter, fill
from schemas.languages import in_language

_SOURCE = Path(__file__).with_name("texts.yaml")


@functools.cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, dict[str, str]]] = yaml.load(_SOURCE.read_text(encoding="utf-8"), Loader=loader)
    return found


def wording(name: str, language: str, **values: Parameter) -> str:
    """The text of a dotted name such as `status.title`, its {placeholders} filled. KeyError where there is none."""
    group, _, item = name.partition(".")
    return fill(in_language(_catalogue()[group][item], language), values, language)
