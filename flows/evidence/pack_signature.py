"""The signature of a pack: Ed25519 (RFC 8032) over the bytes of its manifest."""

from __future__ import annotations

import base64
import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from schemas.errors import PackError, RoundError

ALGORITHM = "Ed25519"
_RAW_BYTES = 32


class SignatureState(StrEnum):
    """What is known of a pack's signature.

    unsigned: there is none. given: right, by the public key that was given. carried: right, by the key that the pack
    itself brings, which says nothing of who holds it. wrong: not of this manifest. stranger: right, but by another key
    than the one given.
    """

    UNSIGNED = "unsigned"
    GIVEN = "given"
    CARRIED = "carried"
    WRONG = "wrong"
    STRANGER = "stranger"


def signature_of(manifest: bytes, key_file: Path) -> bytes:
    """The signature of a manifest and the public key, as a JSON file. Raises RoundError where the key is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    made = "`openssl genpkey -algorithm ed25519 -out FILE` makes one"
    try:
        key = load_pem_private_key(key_file.read_bytes(), None)
    except OSError as fault:
        raise RoundError(
            f"the signing key {key_file} (ESEP_SIGNING_KEY_FILE) cannot be read: {fault.strerror}"
        ) from None
    except (ValueError, TypeError):
        raise RoundError(f"{key_file} (ESEP_SIGNING_KEY_FILE) is no private key without a password; {made}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise RoundError(f"{key_file} (ESEP_SIGNING_KEY_FILE) is another kind of key than {ALGORITHM}; {made}")
    parts = {"public_key": key.public_key().public_bytes_raw(), "signature": key.sign(manifest)}
    said = {"algorithm": ALGORITHM, **{name: base64.b64encode(x).decode() for name, x in parts.items()}}
    return (json.dumps(said, indent=2) + "\n").encode()


def checked_signature(manifest: bytes, signature: bytes | None, given: Path | None) -> tuple[SignatureState, str]:
    """What is known of the signature, and the fingerprint of the key that made it ("" for none).

    Raises RoundError where the public key that is given is none, PackError where the signature's file is none.
    """
    wanted = _public_key(given) if given else None
    if signature is None:
        return SignatureState.UNSIGNED, ""
    said = _read(signature)
    carried, state = said["public_key"], SignatureState.WRONG
    if _is_right(manifest, said["signature"], carried):
        state = SignatureState.CARRIED
        if wanted is not None:
            state = SignatureState.GIVEN if wanted == carried else SignatureState.STRANGER
    return state, fingerprint(carried)


def fingerprint(public_key: bytes) -> str:
    """By what people compare keys: the first 32 hex digits of the sha256 of the key's 32 bytes."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def _read(signature: bytes) -> dict[str, bytes]:
    try:
        said: dict[str, Any] = json.loads(signature)
        if said["algorithm"] != ALGORITHM:
            raise PackError(f"the pack is signed by «{said['algorithm']}», not by {ALGORITHM}")
        return {x: base64.b64decode(said[x], validate=True) for x in ("public_key", "signature")}
    except (ValueError, KeyError, TypeError):
        raise PackError("the pack's signature.json holds no signature") from None


def _is_right(manifest: bytes, signature: bytes, public_key: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if len(public_key) != _RAW_BYTES:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, manifest)
    except (InvalidSignature, ValueError):
        return False
    return True


def _public_key(file: Path) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(file.read_bytes())
    except OSError as fault:
        raise RoundError(f"the public key {file} cannot be read: {fault.strerror}") from None
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise RoundError(f"{file} is no public key of {ALGORITHM}; `openssl pkey -in KEY -pubout` writes one")
    return key.public_bytes_raw()
