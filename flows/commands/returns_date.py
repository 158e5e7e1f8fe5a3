"""The date that returns are held to where no round says it: the one that their covers state, on the form's own rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.round import FileFault, Settings, Workspace, file_time, load_settings, own_sentences, refuse_faults
from judging import ArrivedDocument
from schemas.documents import Document
from schemas.form import Form
from workbooks.form_key import form_key
from workbooks.read import Unread, read_isolated


@dataclass(frozen=True)
class ReadForDate:
    """The form for the date, the documents read by it, and which of them lie in the round's inbox."""

    form: Form
    readings: list[ArrivedDocument]
    in_inbox: frozenset[str]


def read_for_their_date(
    files: Sequence[Path], form: Form, date: dt.date | None, work: Workspace | None = None
) -> ReadForDate:
    """The form for the date and the files read by it; without a date, for the one that the files state.

    Believed are workbooks that state one later date and, where they state a version of the form, this form's of that
    year: a template of a later round. Whatever else they state, an older form above all, is held to the form's date.
    The files are read in workers with the limits of a round; one that lies in the round's inbox goes by its name there.
    """
    settings = work.settings if work else load_settings()
    names, in_inbox = _names(files, work)
    dated = form.for_round(date) if date else form
    readings = _read(files, names, dated, settings)
    stated = None if date else _later_date([x.document for x in readings], form)
    if stated is not None:
        dated = form.for_round(stated)
        readings = _read(files, names, dated, settings)
    known = frozenset(x.document.file for x in readings if x.document.file.startswith(in_inbox)) if in_inbox else ()
    return ReadForDate(dated, readings, frozenset(known))


def _names(files: Sequence[Path], work: Workspace | None) -> tuple[list[str], tuple[str, ...]]:
    """The name of each file: below the inbox, or else its last part where no other bears it; those in the inbox."""
    inbox = work.round.inbox.resolve() if work else None
    last = Counter(path.name for path in files)
    names, known = [], []
    for path in files:
        whole = path.resolve()
        if inbox and whole.is_relative_to(inbox):
            names.append(whole.relative_to(inbox).as_posix())
            known.append(names[-1])
        else:
            names.append(path.name if last[path.name] == 1 else whole.as_posix().lstrip("/"))
    return names, tuple(known)


def _read(files: Sequence[Path], names: Sequence[str], form: Form, settings: Settings) -> list[ArrivedDocument]:
    key = form_key(form, form.as_of, form.prior_as_of, own_sentences(form))
    found = read_isolated(
        list(zip(map(str, files), names, strict=True)),
        key,
        workers=settings.workers,
        seconds=settings.read_seconds,
        memory=settings.read_memory_mb * 2**20,
    )
    failed = [
        FileFault(file=name, reason=x.reason, said="")
        for name, x in zip(names, found, strict=True)
        if isinstance(x, Unread)
    ]
    refuse_faults([{"failed": failed}])
    both = zip(files, found, strict=True)
    return [ArrivedDocument(x, file_time(path)) for path, read in both if not isinstance(read, Unread) for x in read]


def _later_date(documents: Iterable[Document], form: Form) -> dt.date | None:
    covers = [document.cover for document in documents if document.cover.found]
    dates = {cover.as_of for cover in covers}
    if len(dates) != 1 or not (date := next(iter(dates))) or date <= form.as_of:
        return None
    versions = {cover.form_version.strip() for cover in covers}
    return date if versions <= {"", form.for_round(date).version} else None
