"""The rooms whose mutants are made, the tests that are to notice them, and what became of each mutant."""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.mutants.operators import Mutation, mutations
from tests.mutants.running import SLACK, SLOWER, outcomes, unchanged, warm

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Asked:
    """What is run: modules whose path holds `module`, of these `sample` mutants drawn by `seed` (all where 0)."""

    module: str = ""
    sample: int = 0
    seed: int = 0
    workers: int = 2


@dataclass(frozen=True)
class Group:
    """Modules of a room and the tests that are to notice their mutants, the quickest first."""

    room: str
    modules: Sequence[Path]
    tests: Sequence[str]
    preload: Sequence[str]


def groups(rooms: Sequence[str]) -> list[Group]:
    """The groups of these rooms; of all where none is named. Raises KeyError for a room that is not listed."""
    told = yaml.safe_load((HERE / "rooms.yaml").read_text(encoding="utf-8"))
    found, taken = list[Group](), set[Path]()
    for room in told:
        for part in told[room]:
            modules = [x for x in _found(part["modules"]) if x not in taken]
            taken.update(modules)
            found.append(Group(room, modules, [str(x) for x in _found(part["tests"])], part.get("preload", [])))
    unknown = set(rooms) - set(told)
    if unknown:
        raise KeyError(f"no such room in rooms.yaml: {', '.join(sorted(unknown))}")
    return [x for x in found if not rooms or x.room in rooms]


def _found(patterns: Sequence[str]) -> list[Path]:
    """The files of these patterns in their order; a file that is meant by two counts where it comes first."""
    found = [x.relative_to(ROOT) for pattern in patterns for x in sorted(ROOT.glob(pattern))]
    return [x for x in dict.fromkeys(found) if x.name != "__init__.py"]


def equivalent_mutants() -> set[str]:
    """The keys of the mutants that change nothing that can be seen, or nothing that matters; survivors.yaml says why."""
    told = yaml.safe_load((HERE / "survivors.yaml").read_text(encoding="utf-8")) or []
    return {f"{part['module']}::{mutant}" for part in told for mutant in part["mutants"]}


def jobs_of(group: Group, equivalent: Collection[str]) -> list[tuple[Mutation, ast.Module]]:
    """Every mutant of the group that could be noticed."""
    jobs = []
    for path in group.modules:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        jobs += [(x, tree) for x in mutations(path, tree) if x.key not in equivalent]
    return jobs


def tested(group: Group, asked: Asked) -> list[tuple[str, str]]:
    """The mutants drawn of the group, told in a line, and what became of each."""
    jobs = [x for x in jobs_of(group, equivalent_mutants()) if asked.module in x[0].path.as_posix()]
    if asked.sample and asked.sample < len(jobs):
        jobs = random.Random(asked.seed).sample(jobs, asked.sample)
    if not jobs:
        return []
    warm(group.preload, group.modules)
    limit = SLACK + SLOWER * unchanged(group.tests)
    found = []
    for x, outcome in outcomes(jobs, group.tests, limit, asked.workers):
        found.append((f"{x.path}:{x.line} in {x.inside}: {x.change}", outcome))
        if sys.stderr.isatty():
            print(f"\r{group.room}: {len(found)} of {len(jobs)} ", end="", file=sys.stderr, flush=True)
    return found
