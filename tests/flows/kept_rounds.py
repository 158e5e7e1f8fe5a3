"""The first step of a round, kept: many tests begin with the same returns, and each step over them costs seconds."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
_KEPT: dict[str, tuple[Path, object]] = {}
_SHELF = tempfile.TemporaryDirectory(prefix="esep-kept-rounds-")


def kept(step: Callable[[Path], Result]) -> Callable[[Path], Result]:
    """The step, which in a folder without a ledger is done once for each content and then copied, with its result."""

    @functools.wraps(step)
    def first_or_again(folder: Path) -> Result:
        if (folder / "ledger.sqlite").exists():
            return step(folder)
        key = _content(folder, step.__qualname__)
        if key not in _KEPT:
            result = step(folder)
            _KEPT[key] = (Path(shutil.copytree(folder, Path(_SHELF.name) / key)), result)
            return result
        left, result = _KEPT[key]
        shutil.copytree(left, folder, dirs_exist_ok=True, copy_function=_copy_what_is_new)
        return result  # type: ignore[return-value]

    return first_or_again


def _copy_what_is_new(source: str, target: str) -> None:
    if not Path(target).exists():  # the step has left what was there before as it was
        shutil.copy2(source, target)


def _content(folder: Path, step: str) -> str:
    """A digest of what the step would see: each file of the folder, and the settings of the environment."""
    told = [step, *(f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("ESEP_"))]
    for path in sorted(x for x in folder.rglob("*") if x.is_file()):
        told.append(f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
