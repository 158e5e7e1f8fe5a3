"""Workbooks that Excel has encrypted with its own default password, and opens without asking."""

from __future__ import annotations

import contextlib
import io
import re

from workbooks.files.compound_files import stream
from workbooks.files.limits import MEBIBYTE, Refused

_PASSWORD = "VelvetSweatshop"
_ROUNDS = re.compile(rb'spinCount="(\d{1,12})"')
# Excel writes 100,000; each takes some microseconds.
_MOST_ROUNDS = 500_000
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPENED = (b"PK\x03\x04", _COMPOUND)
# The library holds every byte of an .xls as an object of its own.
_LARGEST = 8 * MEBIBYTE


def unlocked(data: bytes) -> bytes | None:
    """The workbook within an encrypted one, read with Excel's default password; None where that is not its password."""
    import msoffcrypto

    if not data.startswith(_COMPOUND) or len(data) > _LARGEST or _asks_too_much(data):
        return None
    opened = io.BytesIO()
    # The library tells a wrong password and a broken file by many kinds of exceptions.
    with contextlib.suppress(Exception):
        office_file = msoffcrypto.OfficeFile(io.BytesIO(data))
        # To have the password verified would take its many rounds twice; what opens tells as surely.
        office_file.load_key(password=_PASSWORD)
        office_file.decrypt(opened)
        if opened.getvalue().startswith(_OPENED):
            return opened.getvalue()
    return None


def _asks_too_much(data: bytes) -> bool:
    """Whether the key takes more rounds than Excel's own."""
    try:
        found = _ROUNDS.search(stream(data, "EncryptionInfo"))
    except Refused:
        return False
    return found is not None and int(found.group(1)) > _MOST_ROUNDS
