"""The commands' texts by language, from `texts.yaml`."""

from __future__ import annotations

import functools
from pathlib import Path

from schemas.form import Parameter, fill
from schemas.languages import in_language
from schemas.yaml_text import read_yaml_file

_SOURCE = Path(__file__).with_name("texts.yaml")


@functools.cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = read_yaml_file(_SOURCE)
    return found


def command_text(name: str, language: str, **values: Parameter) -> str:
    """The text of a dotted name such as `status.title`, its {placeholders} filled. KeyError where there is none."""
    group, _, item = name.partition(".")
    return fill(in_language(_catalogue()[group][item], language), values, language)
