"""Making the folder of a new round."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import yaml

from flows.round import Workspace, write_file
from schemas.errors import RoundError, UsageError
from schemas.form import load_form
from schemas.frames import Register
from schemas.round_terms import RoundTerms

_README = """# A round of returns

- `round.yaml`: as-of date, deadline, sender, thresholds. Look it through before you begin.
- `register.csv`: the organisations that report. `history.csv`: the figures accepted last year.
- `inbox/`: put what arrives here, in whatever folders. Nothing in it is ever changed.
- `reports/`, `outbox/`, `store/`, `ledger.sqlite`: written by esep.

    esep template {round}     the workbooks to send out
    esep run {round} --partial
    esep status {round}
"""


def init_round(folder: Path, as_of: str, deadline: str, sender: str, previous: Path | None) -> str:
    """Make the folder and say what to do next. Raises UsageError for a wrong date or a folder that is in use."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; give a new folder")
    date = _date(as_of, "--as-of") if as_of else dt.date(dt.date.today().year + 1, 1, 1)
    last = _date(deadline, "--deadline") if deadline else date + dt.timedelta(days=30)
    terms = RoundTerms(as_of=date, deadline=last, sender=sender or _sender_of(previous))
    (folder / "inbox").mkdir(parents=True)
    content = terms.model_dump(mode="json", exclude={"published"}) | {"languages": list(terms.languages)}
    content |= {"as_of": date, "deadline": last}
    write_file(folder / "round.yaml", yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    write_file(folder / "README.md", _README.format(round=folder))
    _first_files(folder, previous)
    form = load_form(terms.form).for_round(date)
    left = "look the register through" if previous else "fill in register.csv and history.csv"
    return f"{folder} is ready for returns as of {date} on form {form.version}; {left}, then `esep template {folder}`"


def _sender_of(previous: Path | None) -> str:
    if previous is None:
        return "statistics@example.org"
    return Workspace.at(previous).round.terms.sender


def _date(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text} is no date; write it as 2027-01-01") from None


def _first_files(folder: Path, previous: Path | None) -> None:
    if previous is None:
        write_file(folder / "register.csv", ",".join(Register.to_schema().columns) + "\n")
        write_file(folder / "history.csv", "organisation,indicator,value\n")
        return
    if not (previous / "next" / "history.csv").is_file():
        raise RoundError(f"{previous} is not closed: run `esep close {previous}` first")
    shutil.copy(previous / "register.csv", folder / "register.csv")
    shutil.copytree(previous / "next", folder, dirs_exist_ok=True)
