"""The one place through which text goes to a terminal: what arrives from outside steers it nowhere.

A cell, a file's name, a reason that somebody gave may hold escape sequences, marks that turn the direction of writing,
or words that rich takes for markup. They are shown as `�`, and markup is off; colours come from styles alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TextIO

import typer
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment
from rich.text import Text

_STEERING = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f\\ufeff\\ufff9-\\uffff"
    "\\ud800-\\udfff\\U000e0000-\\U000e007f]"
)
_SHOWN = "\ufffd"


def for_terminal(text: str) -> str:
    """The text with `�` for every character that steers a terminal; line breaks and tabs stay."""
    return _STEERING.sub(_SHOWN, text)


def cell(text: str, style: str = "") -> Text:
    """A table's cell that says this text, whatever stands in it."""
    return Text(for_terminal(text), style=style)


def speak(text: str, *, error: bool = False) -> None:
    """One line, or several; an error's go to standard error."""
    typer.echo(for_terminal(text), err=error)


def json_text(value: Any, indent: int | None = 2) -> str:
    """The value as JSON in which every character that steers a terminal is escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=str, allow_nan=False)
    return _STEERING.sub(lambda found: json.dumps(found[0])[1:-1], written)


def terminal(**options: Any) -> Console:
    """A rich console for a terminal, without markup; `options` are those of rich's."""
    console = Console(**({"markup": False, "emoji": False, "highlight": False} | options))
    console.push_render_hook(_Harmless())
    return console


class PlainStream:
    """A stream that writes what `for_terminal` leaves, for what others write of the words that a user gave."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """As the stream's."""
        return self._stream.write(for_terminal(text))

    def isatty(self) -> bool:
        """Never a terminal, so that nobody sends colours through it."""
        return False


def steers(words: Iterable[str]) -> bool:
    """Whether one of the words would steer a terminal."""
    return any(_STEERING.search(word) for word in words)


class _Harmless(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Rendered(x) for x in renderables]


class _Rendered:
    """What a renderable gives, its texts made harmless; rich's own control codes are no texts."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self._inner, options):
            yield segment if segment.control else Segment(for_terminal(segment.text), segment.style)
