"""`esep serve`: the round's flows as Prefect deployments, run on a schedule until it is stopped.

Without a Prefect server of the user's own (PREFECT_API_URL) one is started beside it, on this machine alone.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from flows.round import Workspace, speak
from flows.runs.beginning import checked_workspace
from flows.runs.prefect_databases import database_of_round
from flows.runs.prefect_server import PrefectServer, known_to_prefect
from flows.runs.prefect_setup import prepare_prefect
from flows.runs.served_round import SERVED_ROUND
from flows.runs.stopping import stopping_at_once

# one after the other: a consolidation that falls due with a collection waits for its end
_AT_ONCE = 1


def serve_round(path: Path) -> None:
    """Serve until interrupted. Raises StorageError where Prefect's server does not start."""
    work = checked_workspace(path, quiet=False)
    prepare_prefect(work.settings)
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    os.environ[SERVED_ROUND] = str(path.absolute())
    with stopping_at_once(), _server(path):
        _end_runs_of_the_dead()
        _serve(work, path)


def _serve(work: Workspace, path: Path) -> None:
    import prefect
    from prefect.schedules import Cron

    from flows.runs.prefect_flows import collect_and_send, consolidate_served

    settings, folder = work.settings, str(path.absolute())
    collecting = collect_and_send.to_deployment(
        name="collect and send",
        parameters={"path": folder},
        schedule=Cron(settings.collect_cron, timezone=settings.timezone),
    )
    nightly = consolidate_served.to_deployment(
        name="consolidate",
        parameters={"path": folder},
        schedule=Cron(settings.consolidate_cron, timezone=settings.timezone),
    )
    crons = f"collect and send at «{settings.collect_cron}», consolidate at «{settings.consolidate_cron}»"
    speak(f"Serving {path}: {crons}. Stop with Ctrl-C.")
    prefect.serve(collecting, nightly, print_starting_message=False, limit=_AT_ONCE)  # type: ignore[arg-type]


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[None]:
    """A Prefect server on the loopback address, stopped at the end; none where the user names one."""
    if os.environ.get("PREFECT_API_URL"):
        speak(f"Runs: {os.environ['PREFECT_API_URL'].removesuffix('/api')}.")
        yield
        return
    with database_of_round(folder) as database:
        server = PrefectServer(database, plain=False)
        key = database.with_suffix(".key")
        try:
            with known_to_prefect(server.client_settings):
                server.await_start()
                _write_key(key, server.auth)
                speak(f"Runs: {server.address}; what its page asks for stands in {key}.")
                yield
        finally:
            server.stop()
            key.unlink(missing_ok=True)


def _write_key(path: Path, auth: str) -> None:
    """What the page of the runs asks for, readable for its owner alone; no log has it."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(f"{auth}\n")


def _end_runs_of_the_dead() -> None:
    """Runs of a service that was killed are shown as crashed: nobody is at them any more."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
    from prefect.client.schemas.objects import StateType
    from prefect.states import Crashed

    underway = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING])
    of_this_round = FlowRunFilter(state=FlowRunFilterState(type=underway))
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=of_this_round):
            client.set_flow_run_state(run.id, Crashed(message="the service was stopped"), force=True)
