"""The commands' texts in kk, ru and en, from `texts.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml

from schemas.form import Parameter, fill


@functools.cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, dict[str, str]]] = yaml.load(
        Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"), Loader=loader
    )
    return found


def wording(name: str, language: str, **values: Parameter) -> str:
    """The text of a dotted name such as `status.title`, its {placeholders} filled. KeyError where there is none."""
    group, _, item = name.partition(".")
    return fill(_catalogue()[group][item][language], values, language)
