"""`esep learn`: the judge of notes trained with a round's corrections too, if it is better for it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from commentary.causes import load_meaning
from commentary.training import OwnJudge, learn_corrections, save_judge
from flows.commands.decisions_shown import export_labels
from flows.round import Workspace
from schemas.errors import UsageError

FOLDER = "judge"


def learn_from_round(path: Path, further: tuple[Path, ...] = (), *, anyway: bool = False) -> str:
    """Train with the verdicts that people gave in the round, and with `further` files of such notes; what came of it.

    The round is judged by the result from the next collection on. Raises UsageError where there is no correction, and,
    unless `anyway`, where the judge would be worse for it; what was there then stays.
    """
    work = Workspace.at(path)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        export_labels(path, folder / "round.jsonl")
        for number, file in enumerate(further, 1):
            (folder / f"further-{number}.jsonl").write_bytes(file.read_bytes())
        if not any(x.stat().st_size for x in folder.iterdir()):
            raise UsageError(f"no verdict of {path} has been corrected yet; see `esep decide --help`")
        found = learn_corrections(work.round.form, load_meaning(), folder)
    if not found.better and not anyway:
        raise UsageError(f"{_told(found)}: it is worse, and nothing was replaced; --anyway takes it all the same")
    save_judge(found.learned, work.round.path / FOLDER, found.source)
    return f"{_told(found)}. Written to {work.round.path / FOLDER}; run `esep collect {path}` to judge by it."


def _told(found: OwnJudge) -> str:
    return (
        f"{found.corrections} corrected verdicts; right on writers held out: {found.writers_before:.3f} before, "
        f"{found.writers_after:.3f} with them; on corrected notes held out: {found.own_before:.3f} before, "
        f"{found.own_after:.3f} with the others"
    )
