"""The Kazakh sentences of the national note of any form, and figures in them that link to the annex."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from schemas.form import format_number
from schemas.yaml_text import read_yaml_file

_SOURCE = Path(__file__).with_name("national_note.yaml")
_LINK = re.compile("\x01(\\w+)\x02([^\x03]*)\x03")


@functools.cache
def general_sentences() -> dict[str, str]:
    """The sentences by name, as they stand where the form does not say them otherwise."""
    loaded: dict[str, str] = read_yaml_file(_SOURCE)
    return loaded


def sentence(name: str, /, **values: float | str) -> str:
    """The general sentence of this name, filled."""
    return filled(general_sentences()[name], **values)


def filled(template: str, /, **values: float | str) -> str:
    """The template filled. Figures are grouped, and do not part from the word after them at a line's end."""
    given = {k: v if isinstance(v, str) else format_number(v, "kk") for k, v in values.items()}
    return re.sub(r"(\d\x03?) (?=\S)", "\\1\u00a0", template.format_map(given))


def linked(indicator: str, value: float) -> str:
    """The figure, marked to link to the indicator's row in the annex."""
    return f"\x01{indicator}\x02{format_number(value, 'kk')}\x03"


def pieces(text: str) -> list[tuple[str, str]]:
    """The text as runs: (words, the indicator that they link to or "")."""
    runs: list[tuple[str, str]] = []
    end = 0
    for match in _LINK.finditer(text):
        runs += [(text[end : match.start()], ""), (match[2], match[1])]
        end = match.end()
    return [run for run in [*runs, (text[end:], "")] if run[0]]
