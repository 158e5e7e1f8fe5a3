"""Runs the tests of a room against mutants: each in a fork of one warm process, the changed module in memory only.

No file is touched: the fork's importer compiles the changed tree in place of the module, so that two mutants run
beside each other and nothing is left to restore. A fork starts in milliseconds, where a new interpreter needs seconds
for pandas and pandera alone.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from tests.mutants.operators import Mutation

THIRD_PARTY = ("numpy", "pandas", "pandera.pandas", "scipy.optimize", "hypothesis", "pytest", "yaml", "pydantic",
               "openpyxl", "xlsxwriter", "lazy_loader", "_pytest.assertion.rewrite")  # fmt: skip
MEMORY = 4 << 30
SLACK, SLOWER = 3.0, 3.0  # seconds of the processor, and times the unchanged tests, until a mutant has timed out
ASLEEP = 20.0  # seconds of the clock for one of the processor: the machine may be busy, or a mutant wait for ever
KILLED, SURVIVED, TIMED_OUT = "killed", "survived", "timed out"


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from the changed tree."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_code(self, fullname: str) -> CodeType:
        return self.code

    def get_data(self, path: str | bytes) -> bytes:
        return Path(os.fsdecode(path)).read_bytes()

    def get_filename(self, fullname: str) -> str:
        return self.path


@dataclass
class _Run:
    mutation: Mutation | None
    process: int
    started: float


def warm(preload: Sequence[str], mutated: Sequence[Path]) -> None:
    """Imports what every run needs and no mutant changes. Raises ValueError where that holds a mutated module."""
    for name in (*THIRD_PARTY, *preload):
        importlib.import_module(name)
    loaded = [x for x in map(module_name, mutated) if x in sys.modules]
    if loaded:
        raise ValueError(f"preloaded, so that its mutants would never run: {', '.join(loaded)}")


def module_name(path: Path) -> str:
    """The module's dotted name."""
    return ".".join(path.with_suffix("").parts)


def unchanged(tests: Sequence[str]) -> float:
    """The processor's seconds that the tests take on the unchanged room. Raises ValueError where they fail."""
    _, status, used = os.wait4(_start(tests, None, None, math.inf), 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise ValueError(f"the tests fail without any mutant: {' '.join(tests)}")
    return used.ru_utime + used.ru_stime


def outcomes(
    jobs: Sequence[tuple[Mutation, ast.Module]], tests: Sequence[str], limit: float, workers: int
) -> Iterator[tuple[Mutation, str]]:
    """What becomes of each mutant, as it becomes known."""
    waiting, running = list(jobs), list[_Run]()
    while waiting or running:
        while waiting and len(running) < workers:
            mutation, tree = waiting.pop(0)
            running.append(_Run(mutation, _start(tests, mutation, tree, limit), time.monotonic()))
        time.sleep(0.02)
        for run in list(running):
            outcome = _outcome(run, limit)
            if outcome and run.mutation:
                running.remove(run)
                yield run.mutation, outcome


def _outcome(run: _Run, limit: float) -> str:
    """How the run ended; "" while it goes on."""
    ended, status = os.waitpid(run.process, os.WNOHANG)
    if ended:
        return TIMED_OUT if os.WIFSIGNALED(status) else KILLED if status else SURVIVED
    if time.monotonic() - run.started < ASLEEP * limit:
        return ""
    os.killpg(run.process, signal.SIGKILL)
    os.waitpid(run.process, 0)
    return TIMED_OUT


def _start(tests: Sequence[str], mutation: Mutation | None, tree: ast.Module | None, limit: float) -> int:
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        try:
            if limit < math.inf:
                used = sum(os.times()[:2])
                resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + limit), math.ceil(used + limit) + 5))
            code = _tested(tests, mutation, tree)
        except BaseException:
            code = 3
        os._exit(code)
    return process


def _tested(tests: Sequence[str], mutation: Mutation | None, tree: ast.Module | None) -> int:
    """In the fork: the exit code of the tests with this one change."""
    import hypothesis
    import pytest

    os.setpgrp()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    if "MUTANTS_SHOWN" not in os.environ:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
    phases = [x for x in hypothesis.Phase if x.name not in ("shrink", "explain", "reuse")]
    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None, phases=phases)
    hypothesis.settings.load_profile("mutants")
    sys.dont_write_bytecode = True
    if mutation is not None and tree is not None:
        mutation.place.put(mutation.new)
        code = compile(ast.fix_missing_locations(tree), str(mutation.path), "exec")
        sys.meta_path.insert(0, _Changed(module_name(mutation.path), str(mutation.path.resolve()), code))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]))
