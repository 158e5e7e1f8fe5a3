"""A Prefect server of our own beside a command: on the loopback address, with a password, for no other site's pages."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.errors import StorageError

_HOST, _PATIENCE, _LAST_WORDS = "127.0.0.1", 600, 2
# for a command alone: no pages, no schedules
_PLAIN = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
# runs of the last two weeks, events of two days
_KEPT = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "1209600",
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P2D",
}


class PrefectServer:
    """A server that was begun: `url` of its API, `auth` its user and password. It starts while others work on."""

    def __init__(self, database: Path, *, plain: bool) -> None:
        self.auth = f"esep:{secrets.token_urlsafe(24)}"
        self._said = database.with_suffix(".said")
        with socket.socket() as listening, self._said.open("wb") as said:
            listening.bind((_HOST, 0))
            listening.listen(128)
            self.address = f"http://{_HOST}:{listening.getsockname()[1]}"
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.runs.server_process", str(listening.fileno())],
                # its end tells the server of ours: nothing is ever written
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                pass_fds=[listening.fileno()],
                env={**os.environ, **self._environment(database), **(_PLAIN if plain else _KEPT)},
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"{self.address}/api"

    def _environment(self, database: Path) -> dict[str, str]:
        return {
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
            "PREFECT_API_URL": self.url,
            "PREFECT_SERVER_API_AUTH_STRING": self.auth,
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.address,
            "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        }

    @property
    def client_settings(self) -> dict[str, str]:
        """What those who call it must know."""
        return {"PREFECT_API_URL": self.url, "PREFECT_API_AUTH_STRING": self.auth}

    def await_start(self) -> None:
        """Wait until it answers. Raises StorageError where it does not start."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/health", timeout=2).close()
                return
            time.sleep(0.1)
        lines = self._said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        why = f": {lines[-1].strip()}" if lines else ""
        raise StorageError(f"Prefect's server does not start; its folder is {os.environ['PREFECT_HOME']}{why}")

    def stop(self) -> None:
        """End it at once."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.unlink(missing_ok=True)


def _send_events() -> None:
    """What Prefect still has to tell the server; later it would try for minutes to tell it to one that is gone."""
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=_LAST_WORDS, at_exit=False)


@contextlib.contextmanager
def known_to_prefect(settings: Mapping[str, str]) -> Iterator[None]:
    """Prefect with these settings, in this process and those that it begins; it may have been imported before."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    import prefect.settings as known

    try:
        with known.temporary_settings({getattr(known, name): value for name, value in settings.items()}):
            try:
                yield
            finally:
                _send_events()
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
