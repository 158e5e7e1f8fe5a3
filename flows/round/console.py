"""What a command shows while it works: a progress bar on a terminal, plain lines elsewhere, nothing with --json."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.round.terminal_text import terminal

Advance = Callable[[int], None]


class Screen:
    """Where a command speaks. `quiet` for --json: then only the result is printed, and errors go to stderr."""

    def __init__(self, quiet: bool = False) -> None:
        self.out = terminal(quiet=quiet, soft_wrap=True)
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        """One line."""
        self.out.print(text)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        """A part of the work, with its time; `total` steps that the caller reports one by one."""
        begun = time.perf_counter()
        if self.out.is_terminal and not self.out.quiet:
            with Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                          TimeElapsedColumn(), console=self.out, transient=True) as bar:  # fmt: skip
                row = bar.add_task(name, total=total)
                yield lambda steps: bar.update(row, advance=steps)
        else:
            yield lambda steps: None
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun
        of = f" ({total})" if total else ""
        self.out.print(f"  {name}{of}: {time.perf_counter() - begun:.1f} s")


_screen = Screen()


def screen() -> Screen:
    """The screen of this process's command."""
    return _screen


def use_screen(new: Screen) -> None:
    """Set the screen of this process's command; tasks of a flow speak through it."""
    global _screen
    _screen = new
