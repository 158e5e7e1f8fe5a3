"""A round's esep.env, and secrets in files of their own; everything that is wrong in them is said at once.

Values stand as they are written: a dollar sign in a password names no other variable.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from flows.round.csv_rows import text_of
from flows.round.fault_sentences import fault, meant
from schemas.errors import RoundError

PREFIX = "ESEP_"
_BESIDE = "_FILE"
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def read_env_file(path: Path, fields: Iterable[str], secrets: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The ESEP_… variables that the file gives, in capitals, and what is wrong in it, a sentence each.

    `fields` are the names of all settings, `secrets` of those that may stand in files. Raises RoundError where it
    cannot be read.
    """
    bindings = list(parse_stream(io.StringIO(text_of(path, RoundError))))
    known = [_variable(x) for x in fields] + [_variable(x) + _BESIDE for x in secrets]
    given = {x.key.upper(): x.value or "" for x in bindings if x.key and x.key.upper().startswith(PREFIX)}
    return {name: value for name, value in given.items() if name in known}, [*_faults(bindings, known)]


def _faults(bindings: Iterable[Binding], known: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for binding in bindings:
        name = (binding.key or "").upper()
        if binding.error or (name and binding.value is None):
            yield fault("setting.no_line", line=str(binding.original.line + _blank_lines(binding)))
            continue
        if name in seen:
            yield fault("setting.twice", name=name)
        seen.add(name)
        allowed = name in known
        near = meant(name, known) if name and not allowed else ""
        if near or (name.startswith(PREFIX) and not allowed):
            yield fault("setting.unknown", name=name, meant=near)
        elif allowed and _CONTROL.search(binding.value or ""):
            yield fault("setting.control", name=name)


def _blank_lines(binding: Binding) -> int:
    """The lines before the one that says something: the parser counts them to what follows."""
    text = binding.original.string
    return text[: len(text) - len(text.lstrip())].count("\n")


def _variable(setting: str) -> str:
    return f"{PREFIX}{setting}".upper()


def secrets_from_files(given: Mapping[str, str], secrets: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The variables whose values stand in files which `<name>_FILE` names, and what is wrong with these."""
    found: dict[str, str] = {}
    faults: list[str] = []
    for name in map(_variable, secrets):
        place = given.get(name + _BESIDE, "")
        if place and given.get(name):
            faults.append(fault("setting.both", name=name))
        elif place and not os.access(place, os.R_OK):
            faults.append(fault("place.field", field=name + _BESIDE, said=fault("setting.no_file")))
        elif place:
            found[name] = text_of(Path(place), RoundError).rstrip("\r\n")
    return found, faults
