"""What goes into the pack of a round: its own files, originals, reports, letters, ledger, and which code it was."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from flows.evidence.national_sums import NATIONAL, held_national, national_csv
from flows.evidence.software_bill import LOCK, software_bill
from flows.round import Workspace, code_version, command_text, files_written
from ledger import REVISION, Ledger, each_row
from schemas.errors import StorageError, UsageError
from schemas.form import form_file, is_shipped
from schemas.languages import SHIPPED

ROUND, LEDGER, VERSION = "round", "ledger", "code/version.json"
_FILES = (
    "round.yaml", "register.csv", "register-before.csv", "register-events.csv", "history.csv", "settled-before.csv",
    "learnt.csv",
)  # fmt: skip
_FOLDERS = {"history-notes": "*.txt", "outbox": "**/*.eml", "next": "**/*"}
_BLOCK = 1 << 20
Member = tuple[str, Iterable[bytes]]


def pack_members(work: Workspace, ledger: Ledger) -> Iterator[Member]:
    """Everything that goes into the pack by its name there, in pieces; always the same for the same round.

    Settings and passwords do not. Raises StorageError where a file cannot be read, UsageError for a form that lies
    elsewhere.
    """
    yield "README.txt", _text("\n\n".join(command_text("pack.readme", x) for x in SHIPPED) + "\n")
    yield NATIONAL, _text(national_csv(held_national(work, ledger)))
    version = code_version()
    yield VERSION, _text(_version(work, ledger, version))
    lock = LOCK.read_text(encoding="utf-8") if LOCK.is_file() else ""
    yield "code/requirements.lock", _text(lock)
    yield "code/bom.json", _text(software_bill(lock, version))
    for table, rows in groupby(each_row(ledger), key=lambda x: x[0]):
        yield f"{LEDGER}/{table}.jsonl", (_line(row) for _, row in rows)
    for name, path in sorted(_paths(work, ledger).items()):
        yield f"{ROUND}/{name}", _pieces(path)


def _version(work: Workspace, ledger: Ledger, version: str) -> str:
    """What made the pack, and what of this machine's settings decides how a message is read."""
    said = {
        "esep": version,
        "python": platform.python_version(),
        "ledger": REVISION,
        "form": work.round.form.digest,
        "mail_server": work.settings.mail_server,
    }
    return json.dumps(said, indent=2) + "\n"


def _paths(work: Workspace, ledger: Ledger) -> dict[str, Path]:
    """The files of the round by their paths below its folder; the form, where it is a shipped one, as its own."""
    folder = work.round.path
    found = {x: folder / x for x in (*_FILES, *files_written(ledger)) if (folder / x).is_file()}
    for name, pattern in _FOLDERS.items():
        found |= {x.relative_to(folder).as_posix(): x for x in (folder / name).glob(pattern) if x.is_file()}
    for sha in ledger.known_files()["sha256"].unique():
        found[f"store/{sha[:2]}/{sha}"] = work.store.path_of(sha)
    return found | _form_files(work)


def _form_files(work: Workspace) -> dict[str, Path]:
    folder = work.round.path.resolve()
    file = form_file(work.round.terms.form, work.round.path).resolve()
    files = sorted(file.parent.glob("*.yaml")) if file.name == "form.yaml" else [file]
    if is_shipped(file):
        return {f"form/{x.name}": x for x in files}
    if not file.is_relative_to(folder):
        raise UsageError(f"the form {file} lies outside the round: copy it to {work.round.path / 'form'} first")
    return {x.relative_to(folder).as_posix(): x for x in files}


def _text(text: str) -> list[bytes]:
    return [text.encode()]


def _line(row: dict[str, object]) -> bytes:
    return (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while piece := stream.read(_BLOCK):
                yield piece
    except OSError as fault:
        raise StorageError(f"{path} cannot be read: {fault.strerror}") from None
