"""Making the folder of a new round."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import yaml
from pydantic import ValidationError

from flows.round import Workspace, field_faults, is_closed, report_differences, write_file
from schemas.errors import RoundError, UsageError
from schemas.form import Form, form_file, form_source, is_shipped, load_form_at
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


def init_round(
    folder: Path, as_of: str, deadline: str, sender: str, previous: Path | None, form: str | Path = ""
) -> str:
    """Make the folder and say what to do next.

    `form` is a name or a path; without it the form is that of the round before. Raises UsageError for a wrong date or
    a folder that is in use, FormError for a form that is wrong, RoundError for a round before that is not closed.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; give a new folder")
    if previous is not None:
        _refuse_open(previous)
    date = _date(as_of, "--as-of") if as_of else dt.date(dt.date.today().year + 1, 1, 1)
    last = _date(deadline, "--deadline") if deadline else date + dt.timedelta(days=30)
    file = _form_file(form, previous)
    chosen = load_form_at(file).for_round(date)
    terms = _terms(previous, chosen, date, last, sender)
    (folder / "inbox").mkdir(parents=True)
    content = terms.model_dump(mode="json", exclude={"published"}) | {"languages": list(terms.languages)}
    content |= {"as_of": date, "deadline": last}
    content = {key: value for key, value in content.items() if value not in ("", None, {})}
    write_file(folder / "round.yaml", yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    write_file(folder / "README.md", _README.format(round=folder))
    _first_files(folder, previous)
    if not is_shipped(file):
        _copy_form(file, folder / "form")
    left = "look the register through" if previous else "fill in register.csv and history.csv"
    return f"{folder} is ready for returns as of {date} on form {chosen.version}; {left}, then `esep template {folder}`"


def _refuse_open(previous: Path) -> None:
    """Raises RoundError where the round before is open or half closed; a round without a ledger has only next/."""
    closed, work = (previous / "next" / "history.csv").is_file(), Workspace.at(previous)
    if work.has_ledger:
        with work.ledger() as ledger:
            closed = closed and is_closed(ledger)
            differ = [x.said["file"] for x in report_differences(work, ledger)] if closed else []
        if half := [x for x in differ if x.startswith("next/")]:
            raise RoundError(
                f"{previous} is not wholly closed: {', '.join(half)} is not as the closing wrote it; reopen the round "
                f"and close it again (`esep reopen {previous} --because …`, `esep close {previous}`)"
            )
    if not closed:
        raise RoundError(f"{previous} is not closed: run `esep close {previous}` first")


def _form_file(form: str | Path, previous: Path | None) -> Path:
    """The file of the form that was asked for, or else of the form of the round before."""
    if form:
        return form_file(form)
    if previous is None:
        raise UsageError("say which form the round is of: --form FILE_OR_NAME")
    before = Workspace.at(previous).round
    return form_file(before.terms.form, before.path)


def _languages_of(form: Form) -> tuple[str, ...]:
    """The languages of a round of the form: those that rounds usually have, if it speaks them, or its first two."""
    usual: tuple[str, ...] = RoundTerms.model_fields["languages"].default
    return usual if set(usual) <= set(form.languages) else form.languages[:2]


def _copy_form(file: Path, folder: Path) -> None:
    """The form's files, so that the round is whole by itself."""
    for key, (text, name) in form_source(file).texts.items():
        write_file(folder / (name if key else "form.yaml"), text)


def _terms(previous: Path | None, form: Form, as_of: dt.date, deadline: dt.date, sender: str) -> RoundTerms:
    """The terms of the round before, of another year; what was published is of that year alone."""
    before = Workspace.at(previous).round.terms if previous else None
    kept = before.model_dump(exclude={"published"}) if before else {"sender": "statistics@example.org"}
    spoken = before.languages if before and set(before.languages) <= set(form.languages) else _languages_of(form)
    given = {"as_of": as_of, "deadline": deadline, "form": form.name, "languages": spoken}
    try:
        return RoundTerms(**(kept | given | ({"sender": sender} if sender else {})))
    except ValidationError as wrong:
        raise UsageError(
            "; ".join(f"{'.'.join(place)} {said}".strip() for place, said in field_faults(wrong))
        ) from None


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
    shutil.copy(previous / "register.csv", folder / "register.csv")
    shutil.copytree(previous / "next", folder, dirs_exist_ok=True)
