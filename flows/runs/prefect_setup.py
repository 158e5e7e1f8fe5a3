"""Prefect as esep uses it: quiet, without telemetry, its database in a folder of ours. To be set before its import."""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path

from flows.round import Settings, can_be_written, writable_cache
from schemas.errors import StorageError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def prepare_prefect(settings: Settings) -> None:
    """Set Prefect's environment, unless the user has set it. Raises StorageError where its folder cannot be written."""
    ours = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",  # `esep demo` has Prefect start its own
    }
    for name, value in ours.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ:
        os.environ["PREFECT_HOME"] = str(writable_cache(settings) / "prefect")
        _clear_former(Path(os.environ["PREFECT_HOME"]))
    if not can_be_written(Path(os.environ["PREFECT_HOME"])):
        raise StorageError(
            f"PREFECT_HOME, {os.environ['PREFECT_HOME']}, cannot be written or is full; name a folder with room"
        )
    _keep_from_proxies()
    warnings.filterwarnings("ignore", module="prefect.*")


def _clear_former(home: Path) -> None:
    """Clear the one database of all commands and rounds that there once was, and that only grew."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            (home / f"prefect.db{end}").unlink()


def _keep_from_proxies() -> None:
    """A server on this machine is called without a proxy; without one of the user's elsewhere none is needed at all.

    What stands for a SOCKS proxy stops Prefect's client even where it is not used.
    """
    for name in ("NO_PROXY", "no_proxy"):
        given = [x.strip() for x in os.environ.get(name, "").split(",") if x.strip()]
        os.environ[name] = ",".join([*given, *(x for x in _LOOPBACK if x not in given)])
    if not os.environ.get("PREFECT_API_URL"):
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            os.environ.pop(name, None)
            os.environ.pop(name.upper(), None)
