"""What a verification finds: something that is not as it was noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Difference:
    """One thing that differs: the name of its sentence, and what fills it."""

    name: str
    said: Mapping[str, str] = field(default_factory=dict)
