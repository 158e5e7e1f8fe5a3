"""The `esep` command: its commands put together, and every error told in a sentence with its exit code.

Each command is a thin call; what is slow to import is imported where it is used.
"""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from flows import lone_commands, round_commands, season_commands
from flows.round import PlainStream, speak, steers, unsaid
from schemas.errors import EsepError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Collect statistical returns, check them, write back, and make the national report.\n\n"
    "Exit codes: 0 done · 1 findings stand in the way · 2 wrong use · 3 a file of the round is wrong · 4 esep's fault.",
)

for panel in (lone_commands, season_commands, round_commands):
    app.add_typer(panel.commands)


def _version(asked: bool) -> None:
    if asked:
        from flows.round import code_version

        typer.echo(f"esep {code_version()}")
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")]


@app.callback()
def _options(version: _Version = False) -> None: ...


def main() -> None:
    """Run the command; every error ends with one sentence and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if steers(sys.argv):  # what typer says of wrong words, it says with them
        sys.stderr = PlainStream(sys.stderr)
    try:
        app()
    except EsepError as error:
        _fail(f"esep: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        from flows.runs import STOPPED

        _fail(STOPPED)
        sys.exit(130)
    except OSError as error:
        _fail(f"esep: {error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(3)
    except Exception as error:
        if _is_starved(error):
            _fail("esep: memory ran out; give it more (ulimit -v), and the same command goes on from where it was")
            sys.exit(3)
        _fail(f"esep: a fault of esep itself: {type(error).__name__}: {error} (trace: {_trace_file()})")
        sys.exit(4)


def _is_starved(error: Exception) -> bool:
    """Whether memory ran out, or the loader had none to map a library into."""
    return isinstance(error, MemoryError) or (isinstance(error, ImportError) and "map segment" in str(error))


def _fail(text: str) -> None:
    speak(unsaid(text), error=True)


def _trace_file() -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="esep-fault-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(unsaid(traceback.format_exc()))
    return file.name
