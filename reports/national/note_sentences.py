"""The Kazakh sentences of the national note, and figures in them that link to the annex."""

from __future__ import annotations

import functools
import math
import re
from pathlib import Path

from reports.wording import dative_of_number
from schemas.form import format_number
from schemas.yaml_text import read_yaml_file

_SOURCE = Path(__file__).with_name("national_note.yaml")
_LINK = re.compile("\x01(\\w+)\x02([^\x03]*)\x03")


@functools.cache
def _sentences() -> dict[str, str]:
    loaded: dict[str, str] = read_yaml_file(_SOURCE)
    return loaded


def sentence(name: str, /, **values: float | str) -> str:
    """The sentence filled. Figures are grouped, and do not part from the word after them at a line's end."""
    given = {k: v if isinstance(v, str) else format_number(v, "kk") for k, v in values.items()}
    text = _sentences()[name].format_map(given)
    return re.sub(r"(\d\x03?) (?=\S)", "\\1\u00a0", text)


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


def unlinked(text: str) -> str:
    """The text without its marks."""
    return _LINK.sub(r"\2", text)


def people(change: float, indicator: str = "", verb: bool = False) -> str:
    """7 227 адамға артық, 58 адамға кем; with `verb` артты, азайды; «өзгерген жоқ» for none."""
    up, down = ("people_rose", "people_fell") if verb else ("people_up", "people_down")
    if not change or math.isnan(change):
        return sentence("same")
    size = linked(indicator, abs(change)) if indicator else format_number(abs(change), "kk")
    return sentence(up if change > 0 else down, change=size)


def things(change: float, indicator: str) -> str:
    """111-ге артық, 40-қа кем: of organisations, which are counted without a noun."""
    if not change or math.isnan(change):
        return sentence("same")
    given = {"change": linked(indicator, abs(change)), "dative": dative_of_number(int(abs(change)))}
    return sentence("things_up" if change > 0 else "things_down", **given)
