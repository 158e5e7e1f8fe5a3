"""What a flow that a service begins may work on: the round that is served, as long as the service is there."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from schemas.errors import RoundError

# the service sets it for the runs that it begins
SERVED_ROUND = "ESEP_SERVED_ROUND"


def only_served(path: str) -> Path:
    """The folder, where it is the round that this process is to serve. Raises RoundError for another."""
    served = os.environ.get(SERVED_ROUND, "")
    if not served or Path(path).resolve() != Path(served).resolve():
        raise RoundError(f"{path} is not the round that is served here: a run is begun for {served or 'none'} alone")
    return Path(served)


def end_with_service() -> None:
    """End this process when the service that began it has ended: nobody would hear of its run."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
