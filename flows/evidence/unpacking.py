"""A pack taken apart in a temporary folder: its members held to its manifest, its round ready to be worked on."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
from pydantic import SecretStr

from flows.evidence.national_sums import NATIONAL, read_national
from flows.evidence.pack_contents import LEDGER, ROUND, VERSION
from flows.evidence.pack_reading import is_inside, opened_pack, read_member, unpack_member
from flows.evidence.pack_signature import SignatureState, checked_signature
from flows.evidence.pack_writing import FORMAT, MANIFEST, SIGNATURE
from flows.round import RoundFolder, Settings, Workspace
from ledger import restore_ledger
from schemas.differences import Difference
from schemas.errors import PackError
from schemas.form import form_file

_LONGEST_LINE = 64 << 20


@dataclass(frozen=True)
class PackFacts:
    """What a pack says of itself: the esep that wrote it, how many members; what is known of its signature, and the
    fingerprint of the key that made it."""

    esep: str
    members: int
    signature: SignatureState
    fingerprint: str


@dataclass(frozen=True)
class UnpackedRound:
    """A round that was taken out of a pack; `differences` are those from the pack's manifest, and of its signature."""

    folder: Path
    facts: PackFacts
    differences: tuple[Difference, ...]
    said: Mapping[str, str]

    def workspace(self, settings: Settings, *, read_anew: bool = False) -> Workspace:
        """The round with a ledger made of the pack's rows; `read_anew`, of all but what reading the originals gave.

        Raises PackError where the rows are those of no ledger, LedgerError for a newer one.
        """
        here = settings.model_copy(update={"ledger_url": SecretStr(""), "mail_server": self.said["mail_server"]})
        work = Workspace(RoundFolder(self.folder / ROUND), here)
        if not form_file(work.round.terms.form, work.round.path).resolve().is_relative_to(self.folder.resolve()):
            raise PackError(f"the pack does not bring the form «{work.round.terms.form}»")
        for file in work.round.path.glob("ledger.sqlite*"):
            file.unlink()
        left = ("readings", "documents") if read_anew else ()
        try:
            restore_ledger(work.round.ledger_url, self.said["ledger"], _rows(self.folder / LEDGER, left))
        except ValueError as fault:
            raise PackError(f"the ledger of the pack cannot be made again: {fault}") from None
        return work

    def national(self) -> pd.DataFrame:
        """The national figures that the pack states. Raises PackError where there are none."""
        try:
            return read_national((self.folder / NATIONAL).read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError):
            raise PackError(f"the pack's {NATIONAL} holds no table of national figures") from None


@contextmanager
def unpacked(path: Path, key: Path | None = None) -> Iterator[UnpackedRound]:
    """A pack's round in a temporary folder, its members held to its manifest, its signature to a public key.

    Raises PackError for what is no pack, RoundError for a key that is none.
    """
    with opened_pack(path) as archive, tempfile.TemporaryDirectory(prefix="esep-pack-") as name:
        folder = Path(name)
        manifest = read_member(archive, MANIFEST)
        if manifest is None:
            raise PackError(f"{path} has no {MANIFEST}: it is no evidence pack")
        signature, fingerprint = checked_signature(manifest, read_member(archive, SIGNATURE), key)
        differences = [*_signature_differences(signature, fingerprint, given=key is not None)]
        noted = _noted(manifest)
        differences += _unpack(archive, noted, folder)
        said = _version(folder)
        facts = PackFacts(said["esep"], len(noted), signature, fingerprint)
        yield UnpackedRound(folder, facts, tuple(differences), said)


def _signature_differences(state: SignatureState, fingerprint: str, *, given: bool) -> Iterator[Difference]:
    if state == SignatureState.WRONG:
        yield Difference("pack-signature-wrong")
    elif state == SignatureState.STRANGER:
        yield Difference("pack-signature-stranger", {"key": fingerprint})
    elif state == SignatureState.UNSIGNED and given:
        yield Difference("pack-unsigned")


def _noted(manifest: bytes) -> dict[str, str]:
    """The digest of each member, as the manifest has it."""
    try:
        said: dict[str, Any] = json.loads(manifest)
        if said["format"] != FORMAT:
            raise PackError(f"the pack is of format {said['format']}, this esep knows {FORMAT}: take a newer esep")
        return {str(name): str(x["sha256"]) for name, x in said["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PackError(f"the pack's {MANIFEST} cannot be read") from None


def _unpack(archive: ZipFile, noted: Mapping[str, str], folder: Path) -> Iterator[Difference]:
    """Unpacks what the manifest names; what is missing, has been changed or was added."""
    found = {x for x in archive.namelist() if x not in (MANIFEST, SIGNATURE)}
    for name in sorted(noted.keys() - found):
        yield Difference("pack-member-missing", {"member": name})
    for name in sorted(found - noted.keys()):
        yield Difference("pack-member-added", {"member": name})
    for name in sorted(noted.keys() & found):
        if unpack_member(archive, name, folder / name) != noted[name]:
            yield Difference("pack-member-changed", {"member": name})


def _version(folder: Path) -> dict[str, str]:
    try:
        said = json.loads((folder / VERSION).read_text(encoding="utf-8"))
        return {x: str(said[x]) for x in ("esep", "ledger", "form", "mail_server")}
    except (OSError, ValueError, KeyError, TypeError):
        raise PackError(f"the pack has no {VERSION} that can be read") from None


def _rows(folder: Path, left: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of the tables but those that are left out. Raises ValueError for a line that is no row."""
    for name in sorted(x.stem for x in folder.glob("*.jsonl") if x.stem not in left):
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            while line := lines.readline(_LONGEST_LINE):
                row = json.loads(line)
                # a letter's path leads to a file that is read
                if not isinstance(row, dict) or (name == "letters" and not is_inside(str(row.get("path")))):
                    raise ValueError(f"{name}.jsonl holds what is no row of it")
                yield name, row
