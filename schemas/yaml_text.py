"""Reading YAML: by a safe loader, the one in C where there is one, which takes a tenth of the time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What a YAML text holds, as plain values. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)


def read_yaml_file(path: Path) -> Any:
    """What a YAML file in UTF-8 holds, as plain values. Raises yaml.YAMLError, OSError."""
    return read_yaml(path.read_text(encoding="utf-8"))


class DoubledKey(NamedTuple):
    """A key that stands twice in one mapping, where it does so the second time, and the line of the first (1-based)."""

    key: str
    line: int
    column: int
    first: int


def doubled_keys(text: str) -> list[DoubledKey]:
    """The keys that stand twice in one mapping: YAML would silently take the last. Raises yaml.YAMLError."""
    return list(_doubled(yaml.compose(text, Loader=_LOADER)))


def _doubled(node: Any) -> Iterator[DoubledKey]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _doubled(item)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, int] = {}
    for key, value in node.value:
        name, line, column = key.value, key.start_mark.line + 1, key.start_mark.column + 1
        if isinstance(name, str) and name in seen:
            yield DoubledKey(name, line, column, seen[name])
        seen.setdefault(str(name), line)
        yield from _doubled(value)
