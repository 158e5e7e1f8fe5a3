"""Prefect as esep uses it: quiet, without telemetry, its database in a folder of ours. To be set before its import."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from flows.round import Settings, can_be_written, writable_cache
from schemas.errors import StorageError


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
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }
    for name, value in ours.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ:
        os.environ["PREFECT_HOME"] = str(writable_cache(settings) / "prefect")
    elif not can_be_written(Path(os.environ["PREFECT_HOME"])):
        raise StorageError(f"PREFECT_HOME, {os.environ['PREFECT_HOME']}, cannot be written; name a folder that can")
    warnings.filterwarnings("ignore", module="prefect.*")
