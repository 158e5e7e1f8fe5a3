"""`esep serve`: the round's flows as Prefect deployments, run on a schedule until it is stopped.

Without a Prefect server of the user's own (PREFECT_API_URL) one is started beside it, on this machine alone.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from flows.round import speak
from flows.runs.beginning import checked_workspace
from flows.runs.prefect_setup import prepare_prefect
from schemas.errors import StorageError

_PATIENCE = 90


def serve_round(path: Path) -> None:
    """Serve until interrupted. Raises StorageError where Prefect's server does not start."""
    work = checked_workspace(path, quiet=False)
    prepare_prefect(work.settings)
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    with _server():
        import prefect
        from prefect.schedules import Cron

        from flows.runs.prefect_flows import collect_and_send, consolidate

        settings, folder = work.settings, str(path.absolute())
        collecting = collect_and_send.to_deployment(
            name="collect and send",
            parameters={"path": folder},
            schedule=Cron(settings.collect_cron, timezone=settings.timezone),
        )
        nightly = consolidate.to_deployment(
            name="consolidate",
            parameters={"path": folder, "partial": True},
            schedule=Cron(settings.consolidate_cron, timezone=settings.timezone),
        )
        crons = f"collect and send at «{settings.collect_cron}», consolidate at «{settings.consolidate_cron}»"
        speak(f"Serving {path}: {crons}.")
        speak(f"Runs: {os.environ['PREFECT_API_URL'].removesuffix('/api')}. Stop with Ctrl-C.")
        prefect.serve(collecting, nightly, print_starting_message=False)  # type: ignore[arg-type]


@contextlib.contextmanager
def _server() -> Iterator[None]:
    """A Prefect server on the loopback address, stopped at the end; none where the user names one."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await_health(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2).close()
            return
        time.sleep(0.3)
    raise StorageError(f"Prefect's server does not start; see whether {os.environ['PREFECT_HOME']} can be written")
