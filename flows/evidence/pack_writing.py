"""Writing a pack: a zip in which nothing depends on when or where it was written, with a digest of every member."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from flows.evidence.pack_signature import signature_of
from schemas.errors import StorageError

MANIFEST, SIGNATURE = "manifest.json", "signature.json"
FORMAT = 1
_TEXTS = (".csv", ".json", ".jsonl", ".html", ".txt", ".yaml", ".eml", ".lock")
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o100644 << 16


def write_pack(path: Path, members: Iterable[tuple[str, Iterable[bytes]]], key_file: Path | None) -> str:
    """Write the members with their manifest, signed where there is a key; the sha256 of the manifest.

    The whole pack is written, or nothing. Raises StorageError, RoundError for a key that is none.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as unfinished:
            whole = Path(unfinished.name)
            try:
                with zipfile.ZipFile(unfinished, "w") as archive:
                    digest = _write(archive, members, key_file)
                whole.chmod(0o644)
                whole.replace(path)
            finally:
                whole.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from None
    return digest


def _write(archive: zipfile.ZipFile, members: Iterable[tuple[str, Iterable[bytes]]], key_file: Path | None) -> str:
    noted = {name: _add(archive, name, content) for name, content in members}
    manifest = (json.dumps({"format": FORMAT, "files": noted}, ensure_ascii=False, indent=1) + "\n").encode()
    _add(archive, MANIFEST, [manifest])
    if key_file is not None:
        _add(archive, SIGNATURE, [signature_of(manifest, key_file)])
    return hashlib.sha256(manifest).hexdigest()


def _add(archive: zipfile.ZipFile, name: str, content: Iterable[bytes]) -> dict[str, str | int]:
    """Adds a member, texts deflated, all else as it is; its digest and size."""
    info = zipfile.ZipInfo(name, _MOMENT)
    info.create_system, info.external_attr = _UNIX, _MODE
    info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_TEXTS) else zipfile.ZIP_STORED
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as stream:
        for piece in content:
            stream.write(piece)
            digest.update(piece)
            size += len(piece)
    return {"sha256": digest.hexdigest(), "size": size}
