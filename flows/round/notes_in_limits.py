"""Notes assessed within limits on time and memory: what a note breaks is broken for no other, and not tried again.

A note of usual length takes time in proportion to it, and is assessed here, together with all others of its kind. One
that is longer, or that breaks the assessment, goes by itself through a process that can be ended.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import multiprocessing as mp
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from commentary.causes import Meaning, load_meaning
from commentary.statements import Note
from commentary.verdicts import SHIPPED, AssessedNote, NotAssessed, assess_each, digest_of_judge
from flows.round.code_identity import code_version
from schemas.form import Form
from workbooks.files import limit_memory, quiet_process

# The longest of 600 notes that people wrote has 4,200 characters.
USUAL_LENGTH = 20_000
SECONDS = 30.0
MEMORY = 3 << 29
_TO_START = 60.0  # what a process imports is not counted against a note
Result = AssessedNote | NotAssessed


@dataclasses.dataclass(frozen=True)
class NotesInLimits:
    """Assesses notes as `assess_each` does, with NotAssessed for those that break the limits.

    `seconds` and `memory` (bytes of address space) limit one note. `given_up` are the states of notes that broke them
    before: they are not tried again. `judge` is the folder of what the judge of notes has learned.
    """

    seconds: float = SECONDS
    memory: int = MEMORY
    given_up: frozenset[str] = frozenset()
    judge: Path = SHIPPED

    def __call__(self, notes: Sequence[Note], form: Form, meaning: Meaning | None) -> list[Result]:
        """What each note says, in their order."""
        usual = [note for note in notes if _length(note) <= USUAL_LENGTH]
        found = {x.key: x for x in self._together(usual, form, meaning)}
        rest = [note for note in notes if note.key not in found]
        states = {note.key: self._state(note, form) for note in rest}
        known = {key for key, state in states.items() if state in self.given_up}
        found |= {key: NotAssessed(key, states[key]) for key in known}
        fresh = [note for note in rest if note.key not in known]
        for note, assessed in zip(fresh, self._apart(fresh, form, meaning), strict=True):
            found[note.key] = assessed or NotAssessed(note.key, states[note.key])
        return [found[note.key] for note in notes]

    def _together(self, notes: Sequence[Note], form: Form, meaning: Meaning | None) -> list[Result]:
        """All notes at once; none where one of them breaks the assessment, so that each is tried apart."""
        try:
            return assess_each(notes, form, meaning, self.judge)
        except Exception:
            return []

    def _apart(self, notes: Sequence[Note], form: Form, meaning: Meaning | None) -> Iterator[AssessedNote | None]:
        if not notes:
            return
        with _Process(form, meaning is not None, self) as process:
            for note in notes:
                yield process.assess(note)

    def _state(self, note: Note, form: Form) -> str:
        """A digest of all that decides whether a note can be assessed: its words, the code, the limits."""
        told = dataclasses.replace(note, other_names=())
        parts = (
            code_version(),
            form.digest,
            repr((self.seconds, self.memory)),
            digest_of_judge(self.judge),
            repr(told),
        )
        return hashlib.sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _length(note: Note) -> int:
    return len(note.text) + len(note.last_year or "") + sum(map(len, note.reasons.values()))


class _Process:
    """A process that assesses one note after another; started when it is first needed, to be closed (`with`)."""

    def __init__(self, form: Form, with_meaning: bool, limits: NotesInLimits) -> None:
        self._form, self._with_meaning, self._limits = form, with_meaning, limits
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> _Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def assess(self, note: Note) -> AssessedNote | None:
        """What the note says; None where it broke the limits."""
        try:
            pipe = self._pipe or self._started()
            pipe.send(note)
            if pipe.poll(self._limits.seconds):
                answer: AssessedNote | None = pipe.recv()
                return answer
        except (EOFError, OSError):
            pass  # the process has died of the note
        self._end()
        return None

    def _started(self) -> Connection:
        context = mp.get_context("forkserver")
        self._pipe, theirs = context.Pipe()
        wanted = (theirs, self._form, self._with_meaning, self._limits.memory, self._limits.judge)
        self._process = context.Process(target=_assess_all, args=wanted, daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(_TO_START):
            raise EOFError
        self._pipe.recv()
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None


def _assess_all(pipe: Connection, form: Form, with_meaning: bool, memory: int, judge: Path) -> None:
    """Assesses what comes through the pipe until it closes; None for what did not fit or failed."""
    quiet_process()
    meaning = load_meaning() if with_meaning else None
    limit_memory(memory)
    with contextlib.suppress(EOFError, OSError):
        pipe.send(None)
        while True:
            note = pipe.recv()
            try:
                (answer,) = assess_each([note], form, meaning, judge)
            except Exception:
                answer = None
            pipe.send(answer)
