"""The members of a zip file in memory, by the standard library; whatever is unusual in it is refused as corrupt."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from workbooks.files.limits import Refused

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


@dataclass(slots=True)
class Member:
    """A member, as the directory states it."""

    archive: zipfile.ZipFile
    entry: zipfile.ZipInfo

    @property
    def unpacked(self) -> int:
        """Its size in bytes."""
        return self.entry.file_size


def directory(data: bytes) -> dict[str, Member]:
    """The members of a zip file by name. Raises Refused (corrupt)."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise Refused("corrupt", str(error)) from error
    # Some tools write the separator of their system.
    return {entry.filename.replace("\\", "/"): Member(archive, entry) for entry in archive.infolist()}


def unpacked(member: Member, name: str) -> bytes:
    """The bytes of a member. Raises Refused: password, or corrupt where sizes or checksum are not as stated.

    No more than the stated size is unpacked, so that a lying directory costs nothing.
    """
    if member.entry.flag_bits & _ENCRYPTED:
        raise Refused("password", name)
    if member.entry.compress_type not in _METHODS:
        raise Refused("corrupt", name)
    try:
        content = member.archive.read(member.entry)
    except _FAULTS as error:
        raise Refused("corrupt", f"{name}: {error}") from error
    if len(content) != member.unpacked:
        raise Refused("corrupt", f"{name}: size")
    return content
