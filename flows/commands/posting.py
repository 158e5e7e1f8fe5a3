"""`esep send` and `esep remind`: what leaves the house is first brought up to date with what has arrived."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from flows.post import (
    ReminderPlan,
    plan_reminders,
    record_sent,
    send_letters,
    today_of,
    withdraw_past_reminders,
    write_reminders,
)
from flows.round import FileFault, Workspace, is_closed, new_files, only_writer, say_faults, writes_round
from flows.runs import collect_round
from schemas.errors import UsageError


@writes_round
def send_round(path: Path, *, quiet: bool = False) -> dict[str, Any]:
    """Collect where something has arrived or changed, so that no letter goes out as it was; then send what waits.

    Raises MailError where the server cannot be used.
    """
    work, failed = _up_to_date(path, quiet)
    withdraw_past_reminders(work, today_of(work))
    sent = send_letters(work)
    record_sent(work)
    return sent | {"failed": failed}


def remind_round(path: Path, *, on: dt.date | None = None, dry_run: bool = False, quiet: bool = False) -> ReminderPlan:
    """Write the reminders of today, or with `dry_run` only say whom they would go to, on another day if asked.

    Raises UsageError for another day without `dry_run`.
    """
    if dry_run:
        work = Workspace.at(path)
        return plan_reminders(work, on or today_of(work))
    if on is not None:
        raise UsageError("--on only looks ahead: give it with --dry-run")
    with only_writer(path):
        work, failed = _up_to_date(path, quiet)
        say_faults(failed)
        return write_reminders(work, today_of(work))


def reminder_lines(plan: ReminderPlan, path: Path, *, dry_run: bool) -> str:
    """Whom the reminders go to and who is left in peace, a line each."""
    if plan.closed:
        return f"{path} is closed: nobody is reminded any more."
    if plan.stage is None:
        return f"No reminder is due on {plan.day:%d.%m.%Y}."
    done = "would be written" if dry_run else "written"
    lines = [f"Reminders {done}, {plan.stage.told}: {len(plan.reminded)}"]
    lines += [f"  {x.organisation}: {x.why}" for x in plan.reminded]
    if plan.left:
        lines += [f"Not reminded, though no return stands: {len(plan.left)}"]
        lines += [f"  {x.organisation}: {x.why}" for x in plan.left]
    if dry_run and (arrived := len(new_files(Workspace.at(path)))):
        lines.append(
            f"Since the last collection {arrived} files have arrived; `esep remind {path}` collects them first."
        )
    elif plan.reminded and not dry_run:
        lines.append(f"They lie in {path / 'outbox'}; `esep send {path}` sends them.")
    return "\n".join(lines)


def _up_to_date(path: Path, quiet: bool) -> tuple[Workspace, list[FileFault]]:
    """The workspace, collected where something has arrived or changed, and what our side failed in that.

    Not in a closed round, whose figures are locked, nor before the first return has come.
    """
    work = Workspace.at(path)
    failed: list[FileFault] = []
    with work.ledger() as ledger:
        closed = is_closed(ledger)
        begun = ledger.runs()["command"].eq("collect").any()
    if not closed and (begun or len(new_files(work))):
        failed = collect_round(path, quiet=quiet)["failed"]
    return Workspace.at(path), failed
