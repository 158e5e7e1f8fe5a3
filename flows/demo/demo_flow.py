"""The demo as one Prefect flow run: collect, what arrives after the first letters, collect again, consolidate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.demo.build import add_resubmissions, build_round
from flows.round import Workspace, screen
from flows.runs import CollectionDone, ConsolidationDone, collect_steps, consolidate_steps
from judging import Judgement


@dataclass(frozen=True)
class Demonstrated:
    """What both collections and the consolidation came to."""

    first: CollectionDone
    second: CollectionDone
    judgements: tuple[Judgement, Judgement]
    consolidation: ConsolidationDone


@task(name="build the round", cache_policy=NO_CACHE)
def build(folder: Path) -> None:
    """The round's folder with the first returns."""
    build_round(folder)


@task(name="mended returns arrive", cache_policy=NO_CACHE)
def mend(work: Workspace) -> None:
    """The letters are noted as sent, as if there were a server; then the second arrival, in the same inbox."""
    with work.ledger() as ledger:
        for message in ledger.letters()["message_id"]:
            ledger.mark_sent(message, dt.datetime.now(dt.UTC))
    add_resubmissions(work.round.path)


@flow(name="demo", validate_parameters=False)
def demonstrate(folder: Path) -> Demonstrated:
    """Run the demo in this folder, which is empty."""
    show = screen()
    with show.stage("build the round"):
        build(folder)
    work = Workspace.at(folder)
    show.say("The first returns have arrived:")
    first, before = collect_steps(work)
    show.say("Offices have read their letters and send mended returns:")
    with show.stage("mended returns arrive"):
        mend(work)
    second, after = collect_steps(work)
    show.say("All members stand; the national report:")
    consolidation = consolidate_steps(work, partial=False, judgement=after)
    return Demonstrated(first, second, (before, after), consolidation)
