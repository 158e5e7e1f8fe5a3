"""What a CMS file holds: an opaque-signed message (smime.p7m), or a file signed with a digital signature (.p7m, .cms).

The content is taken out; whether the signature is good is not judged.
"""

from __future__ import annotations

import base64
import binascii
import re

from workbooks.files.limits import Refused

_PKCS7 = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_SUFFIXES = ("p7m", "p7s", "p7b", "p7c", "cms", "sig")
_ARMOUR = re.compile(rb"-----BEGIN (?:PKCS ?#?7|CMS)[^-\r\n]{0,20}-----\s+([A-Za-z0-9+/=\s]+)-----END")


def is_signed(head: bytes, suffix: str) -> bool:
    """Whether a file that begins so is CMS, as bytes or in base64."""
    if head.startswith(b"\x30") and _PKCS7 in head[:24]:
        return True
    if head.lstrip().startswith((b"-----BEGIN PKCS", b"-----BEGIN CMS")):
        return True
    return suffix in _SUFFIXES and _PKCS7 in _bytes_of_base64(head.lstrip()[:64])[:24]


def signed_content(data: bytes) -> bytes:
    """The signed content, empty for a signature that stands apart from it. Raises Refused: encrypted, corrupt."""
    from asn1crypto import cms

    try:
        container = cms.ContentInfo.load(_plain(data))
        kind = str(container["content_type"].native)
        if kind == "signed_data":
            content = container["content"]["encap_content_info"]["content"]
            return b"" if content.native is None else bytes(content)
    except Exception as error:
        raise Refused("corrupt", f"CMS: {error}"[:200]) from error
    raise Refused("encrypted" if kind.endswith(("enveloped_data", "encrypted_data")) else "not-a-workbook", kind)


def _plain(data: bytes) -> bytes:
    if data.startswith(b"\x30"):
        return data
    armoured = _ARMOUR.search(data)
    return _bytes_of_base64(armoured[1] if armoured else data)


def _bytes_of_base64(text: bytes) -> bytes:
    letters = re.sub(rb"\s+", b"", text)
    try:
        return base64.b64decode(letters[: len(letters) // 4 * 4], validate=True)
    except binascii.Error:
        return b""
