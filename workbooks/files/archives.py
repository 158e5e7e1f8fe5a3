"""The members of a zip archive, as labels and bytes. Nothing is written, no path is followed, no link opened."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterator

from workbooks.files.limits import LIMITS, Refused

_UNICODE_PATH = 0x7075
_RUBBISH = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
Member = tuple[str, bytes, dt.datetime | None, str]


def members(data: bytes, allowance: int) -> Iterator[Member]:
    """Label, bytes, time and reason of refusal of each file of an archive that may hold `allowance` bytes in all."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except Exception as error:
        raise Refused("corrupt", str(error)[:200]) from error
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > LIMITS.leaves or unpacked > allowance:
        raise Refused("too-large", f"{len(infos)} members, {unpacked} bytes")
    if unpacked > LIMITS.ratio_applies_above and unpacked > LIMITS.ratio * len(data):
        raise Refused("too-large", f"{unpacked} bytes from {len(data)}")
    for info in infos:
        label = safe_label(member_name(info))
        if _RUBBISH.search(label):
            continue
        content, refused = _content(archive, info)
        yield label, content, _time(info), refused


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[bytes, str]:
    if info.flag_bits & 0x1:
        return b"", "password"
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return b"", "unsafe"
    if info.file_size > LIMITS.file_bytes:
        return b"", "too-large"
    try:
        return archive.read(info), ""
    except Exception:
        return b"", "corrupt"


def member_name(info: zipfile.ZipInfo) -> str:
    """The name of a member, decoded as Windows, Russian DOS or Unicode tools wrote it."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return info.filename
    for encoding in ("utf-8", "cp866", "kz1048"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or not re.search(r"[─-╿▀-▟]", name):
            return name
    return info.filename


def safe_label(name: str) -> str:
    """A member's name as a label: forward slashes, no climbing, no control characters."""
    text = "".join(x for x in unicodedata.normalize("NFC", name) if unicodedata.category(x)[0] != "C")
    parts = [part.strip() for part in text.replace("\\", "/").split("/")]
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept)[:240] or "unnamed"


def _time(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time)
    except ValueError:
        return None
