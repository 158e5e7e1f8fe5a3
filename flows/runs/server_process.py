"""The process of a Prefect server of ours: it ends with the process that began it, however that one ends."""

from __future__ import annotations

import os
import socket
import sys
import threading


def serve(listening: int) -> None:
    """Serve Prefect's API on a socket that listens already, until standard input ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import uvicorn

    # more time than a client of ours leaves between two calls: it would meet with a line that is being closed
    config = uvicorn.Config(
        "prefect.server.api.server:create_app", factory=True, log_level="error", lifespan="on", timeout_keep_alive=120
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


def _end_with_parent() -> None:
    """Nothing of the database is lost: SQLite takes back what was not finished."""
    os.read(0, 1)
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
