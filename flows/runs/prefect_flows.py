"""The Prefect flows. Each is one run: a subflow would cost a second, and a round is one piece of work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.post import record_sent, send_letters, today_of, withdraw_past_reminders, write_reminders
from flows.round import Workspace, only_writer, refuse_faults
from flows.runs.beginning import checked_workspace, nothing_new
from flows.runs.collecting import CollectionDone, collect_steps
from flows.runs.consolidating import ConsolidationDone, consolidate_steps
from flows.runs.served_round import end_with_service, only_served


@flow(name="collect", validate_parameters=False)
def collect(path: Path) -> CollectionDone:
    """Store, read, judge and answer what has arrived."""
    return collect_steps(Workspace.at(path))[0]


@flow(name="collect and send", validate_parameters=False)
def collect_and_send(path: str) -> dict[str, Any]:
    """What a schedule does: collect where something is new, remind if asked to, and send what waits in the outbox."""
    end_with_service()
    served = only_served(path)
    with only_writer(served):
        work = checked_workspace(served, quiet=False)
        done = nothing_new(work)
        collected = collect_steps(work, scheduled=True)[0].as_json() if done is None else done
        reminded = write_days_reminders(work)
        sent = send_new_letters(work)
        refuse_faults([collected])
        return {"collected": collected, "reminded": reminded, "sent": sent}


@task(name="write reminders", cache_policy=NO_CACHE)
def write_days_reminders(work: Workspace) -> dict[str, Any] | None:
    """Who was reminded, where the settings ask for it; those that are past are taken back all the same."""
    day = today_of(work)
    if work.settings.remind:
        return write_reminders(work, day).as_json()
    withdraw_past_reminders(work, day)
    return None


@task(name="send letters", cache_policy=NO_CACHE)
def send_new_letters(work: Workspace) -> dict[str, Any]:
    """What was sent."""
    sent = send_letters(work)
    record_sent(work)
    return sent


@flow(name="consolidate", validate_parameters=False)
def consolidate(path: Path, partial: bool = False) -> ConsolidationDone:
    """Sum what stands, write the national report, run the audit."""
    with only_writer(path):
        return consolidate_steps(Workspace.at(path), partial)


@flow(name="consolidate nightly", validate_parameters=False)
def consolidate_served(path: str) -> ConsolidationDone:
    """What a schedule does at night: consolidate what has come so far."""
    end_with_service()
    served = only_served(path)
    with only_writer(served):
        return consolidate_steps(Workspace.at(served), partial=True)


@flow(name="run", validate_parameters=False)
def run(path: Path, partial: bool = False) -> dict[str, Any]:
    """Collect, then consolidate what was collected."""
    work = Workspace.at(path)
    collected, judgement = collect_steps(work)
    return {"collected": collected.as_json(), "consolidated": consolidate_steps(work, partial, judgement).as_json()}
