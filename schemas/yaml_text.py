"""Reading YAML: by a safe loader, the one in C where there is one, which takes a tenth of the time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What a YAML text holds, as plain values. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)


def read_yaml_file(path: Path) -> Any:
    """What a YAML file in UTF-8 holds, as plain values. Raises yaml.YAMLError, OSError."""
    return read_yaml(path.read_text(encoding="utf-8"))
