"""Ctrl-C: the work ends at once, and the process soon after, whatever a library is still waiting for."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from flows.round import speak

# What a command says that Ctrl-C has ended.
STOPPED = "esep: stopped; what was read is kept, the same command goes on from there"
_PATIENCE, _INTERRUPTED = 3.0, 130


@contextlib.contextmanager
def stopping_at_once() -> Iterator[None]:
    """Work that Ctrl-C ends: with KeyboardInterrupt, and where that is held up, the process itself after 3 seconds.

    What was being written then is taken back or made again: a process may die at any time. Those that it began end
    with it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted = threading.Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if interrupted.is_set():
            _leave()
        interrupted.set()
        timer = threading.Timer(_PATIENCE, _leave)
        timer.daemon = True
        timer.start()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except BaseException:
        # what a library makes of it is no fault of ours
        if interrupted.is_set():
            speak(STOPPED, error=True)
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, interrupt if interrupted.is_set() else before)


def _leave() -> None:
    with contextlib.suppress(OSError):
        speak(STOPPED, error=True)
    os._exit(_INTERRUPTED)
