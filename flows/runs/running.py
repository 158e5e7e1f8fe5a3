"""Running a round's flows from the command line: Prefect is started once, said on the screen, and timed apart."""

from __future__ import annotations

import contextlib
import importlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flows.round import Screen, Workspace, refuse_incomplete, sentence_model, use_screen, writes_round
from flows.runs.beginning import checked_workspace, nothing_new
from flows.runs.prefect_databases import keep_empty, throwaway_database
from flows.runs.prefect_server import PrefectServer, known_to_prefect
from flows.runs.prefect_setup import prepare_prefect
from flows.runs.stopping import stopping_at_once


@writes_round
def collect_round(path: Path, *, quiet: bool = False) -> dict[str, Any]:
    """Collect; what it did, as plain values. Nothing is started where nothing is new."""
    work = checked_workspace(path, quiet)
    if (done := nothing_new(work)) is not None:
        return done
    return _in_prefect(path, work, quiet, lambda flows: flows.collect(path).as_json())


@writes_round
def consolidate_round(path: Path, *, partial: bool, quiet: bool = False) -> dict[str, Any]:
    """Consolidate; what it did. Raises MissingReturnsError."""
    work = checked_workspace(path, quiet, locked=True)
    with work.ledger() as ledger:
        refuse_incomplete(work, ledger, partial)
    return _in_prefect(path, work, quiet, lambda flows: flows.consolidate(path, partial).as_json())


@writes_round
def run_round(path: Path, *, partial: bool, quiet: bool = False) -> dict[str, Any]:
    """Collect, then consolidate, in one flow run."""
    work = checked_workspace(path, quiet)
    return _in_prefect(path, work, quiet, lambda flows: flows.run(path, partial))


def _import_ahead() -> None:
    """Import what the steps will need while Prefect's server starts: it would otherwise be waited for, one by one."""
    sentence_model()
    for name in ("docx", "openpyxl", "great_expectations"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


@contextlib.contextmanager
def prefect_for_a_command() -> Iterator[None]:
    """Prefect with a server of our own, its database thrown away in the end; with that of the user where there is one.

    Raises StorageError where it does not start.
    """
    if os.environ.get("PREFECT_API_URL"):
        threading.Thread(target=_import_ahead, daemon=True).start()
        yield
        return
    with throwaway_database() as database:
        server = PrefectServer(database, plain=True)
        try:
            threading.Thread(target=_import_ahead, daemon=True).start()
            with known_to_prefect(server.client_settings):
                server.await_start()
                keep_empty(database)
                yield
        finally:
            server.stop()


def _in_prefect(path: Path, work: Workspace, quiet: bool, call: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    show = Screen(quiet=quiet)
    use_screen(show)
    begun = time.perf_counter()
    show.say("Starting Prefect (7 to 20 seconds, once a command) …")
    prepare_prefect(work.settings)
    with stopping_at_once(), prefect_for_a_command():
        from flows.runs import prefect_flows

        result = call(prefect_flows)
    worked = sum(show.seconds.values())
    show.say(f"Done: {worked:.1f} s of work; {time.perf_counter() - begun - worked:.1f} s to start and stop Prefect.")
    return result | {"seconds": round(worked, 2)}
