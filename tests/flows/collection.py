"""A collection as the command's steps leave it, without Prefect around them: seconds instead of a server's start."""

from __future__ import annotations

from pathlib import Path

from flows.round.intake import read_chunk, store_new_files, unread_chunks
from flows.round.workspace import Workspace
from flows.runs.collecting import write_reports
from judging.judgement import Judgement, judge


def collected(folder: Path) -> Judgement:
    """Store, read, judge, and write reports and ledger of the round in this folder."""
    work = Workspace.at(folder)
    store_new_files(work)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        judgement = judge(work.readings(ledger), work.context(ledger))
        run = ledger.start_run("collect", "", "")
    write_reports.fn(work, judgement, run)
    return judgement
