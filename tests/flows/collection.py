"""A collection as the command's steps leave it, without Prefect around them: seconds instead of a server's start.

Every collection of a test is counted: no message is lost in any of them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from flows.round.closings import figures_digest, standing_figures
from flows.round.hand_edits import note_history
from flows.round.intake import read_chunk, store_new_files, unread_chunks
from flows.round.integrity import note_written
from flows.round.report_files import CONSOLIDATED, collected_reports, digest_of_reports
from flows.round.workspace import Workspace
from flows.runs.collecting import write_reports
from flows.runs.consolidating import sum_standing, write_national
from judging.judgement import Judgement, judge
from tests.flows.kept_rounds import kept


@kept
def collected(folder: Path) -> Judgement:
    """Store, read, judge, and write reports and ledger of the round in this folder."""
    work = Workspace.at(folder)
    store_new_files(work)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        judgement = judge(work.readings(ledger), work.context(ledger))
        run = ledger.start_run("collect", "", "")
        note_history(work, ledger)
    write_reports.fn(work, judgement, run)
    assert unaccounted(work, judgement) == []
    with work.ledger() as ledger:
        note_written(work, ledger, "collect", [work.round.reports / x for x in collected_reports(work.round.reports)])
        counts = {"state": work.state_digest(ledger), "reports": digest_of_reports(work.round.reports)}
        ledger.finish_run(run, "done", counts)
    return judgement


@kept
def published(folder: Path) -> Judgement:
    """Collect, and write the national report; without the audit, which takes longer than all the rest."""
    judgement = collected(folder)
    work = Workspace.at(folder)
    with work.ledger() as ledger:
        run, state = ledger.start_run("consolidate", "", ""), work.state_digest(ledger)
    write_national.fn(work, judgement, sum_standing.fn(work, judgement))
    figures = standing_figures(judgement.figures_by_source, judgement.returns)
    with work.ledger() as ledger:
        note_written(work, ledger, "consolidate", [work.round.reports / x for x in CONSOLIDATED])
        ledger.finish_run(run, "done", {"state": state, "figures": figures_digest(figures)})
    return judgement


def unaccounted(work: Workspace, judgement: Judgement) -> list[str]:
    """The messages that are neither heard (counted, in the queue, a courtesy, a program's), nor give a letter back, nor
    are our own; and those that two letters answer."""
    heard = {x.file for x in judgement.messages} | {x.file for x in judgement.bounces}
    with work.ledger() as ledger:
        documents = [x.document for x in work.readings(ledger)]
        answered = [sha256 for given in ledger.letters().query("error == ''")["replies_to"] for sha256 in given]
    messages = [x for x in documents if x.kind == "container" and x.mail and "/" not in x.file.removesuffix(".eml")]
    lost = [x.file for x in messages if x.file not in heard and x.file.endswith(".eml")]
    return lost + [x for x, times in Counter(answered).items() if times > 1]
