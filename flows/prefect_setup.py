"""Prefect as esep uses it: quiet, without telemetry, its database in a folder of ours. To be set before its import."""

from __future__ import annotations

import os
import warnings

from flows.settings import Settings, writable_cache


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
    warnings.filterwarnings("ignore", module="prefect.*")
