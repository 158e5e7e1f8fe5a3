"""A zip that may come from anybody: what no pack holds is refused, what was written is signed and always the same."""

from __future__ import annotations

import struct
import warnings
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from flows.evidence.pack_reading import opened_pack, read_member, unpack_member
from flows.evidence.pack_signature import SignatureState, checked_signature, signature_of
from flows.evidence.pack_writing import write_pack
from schemas.errors import PackError, RoundError, StorageError

CENTRAL, SIZE = b"PK\x01\x02", 24


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of two members of one name
        for name, content in members:
            archive.writestr(name, content)
    return path


def opened(path: Path) -> list[str]:
    with opened_pack(path) as archive:
        return archive.namelist()


@pytest.mark.parametrize(
    "name",
    ["../outside.txt", "/etc/outside.txt", "round/../../outside.txt", "C:/outside.txt", "round\\outside.txt", "a//b",
     "round/", "a\nb", "."],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(tmp_path, name):
    with pytest.raises(PackError, match="leads elsewhere"):
        opened(zipped(tmp_path / "forged.zip", ("manifest.json", b"{}"), (name, b"x")))


@pytest.mark.parametrize("name", ["national.csv", "NATIONAL.csv"])
def test_two_members_of_one_name_are_refused(tmp_path, name):
    with pytest.raises(PackError, match="two members of one name"):
        opened(zipped(tmp_path / "forged.zip", ("national.csv", b"x"), (name, b"y")))


def test_a_bomb_is_refused_before_a_byte_of_it_is_unpacked(tmp_path):
    forged = zipped(tmp_path / "bomb.zip", ("round/big.csv", b"x"))
    content = bytearray(forged.read_bytes())
    struct.pack_into("<I", content, content.rindex(CENTRAL) + SIZE, 2**32 - 2)
    forged.write_bytes(content)
    with pytest.raises(PackError, match="would unpack to more than"):
        opened(forged)


def test_a_member_packed_otherwise_or_no_zip_at_all_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "lzma.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a", b"x")
    with pytest.raises(PackError, match="packed as esep does not"):
        opened(tmp_path / "lzma.zip")
    (tmp_path / "no.zip").write_bytes(b"no zip at all")
    with pytest.raises(PackError, match="no evidence pack"):
        opened(tmp_path / "no.zip")
    with pytest.raises(PackError, match="cannot be read"):
        opened(tmp_path / "none.zip")


def test_a_member_cut_short_is_told(tmp_path):
    whole = zipped(tmp_path / "whole.zip", ("a.bin", bytes(range(256)) * 40))
    content = bytearray(whole.read_bytes())
    content[60] ^= 1
    whole.write_bytes(content)
    with opened_pack(whole) as archive:
        with pytest.raises(PackError, match=r"a\.bin cannot be read"):
            read_member(archive, "a.bin")
        with pytest.raises(PackError, match=r"a\.bin cannot be read"):
            unpack_member(archive, "a.bin", tmp_path / "out" / "a.bin")


def test_where_there_is_no_room_to_unpack_the_disk_is_named_and_not_the_pack(tmp_path):
    whole = zipped(tmp_path / "whole.zip", ("a.bin", b"x"))
    (tmp_path / "taken").write_bytes(b"a file where a folder should be")
    with opened_pack(whole) as archive, pytest.raises(StorageError, match="cannot be unpacked"):
        unpack_member(archive, "a.bin", tmp_path / "taken" / "a.bin")


def key_pair(folder: Path) -> tuple[Path, Path]:
    key = Ed25519PrivateKey.generate()
    private, public = folder / "key.pem", folder / "key.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_a_signature_is_right_by_the_key_given_or_carried_and_wrong_for_another_manifest(tmp_path):
    (tmp_path / "other").mkdir()
    (private, public), (_, other) = key_pair(tmp_path), key_pair(tmp_path / "other")
    signature = signature_of(b"manifest", private)
    assert signature == signature_of(b"manifest", private)
    said = [checked_signature(b"manifest", signature, key) for key in (public, None, other)]
    assert [x for x, _ in said] == [SignatureState.GIVEN, SignatureState.CARRIED, SignatureState.STRANGER]
    assert len({fingerprint for _, fingerprint in said}) == 1
    assert checked_signature(b"another", signature, public)[0] == SignatureState.WRONG
    assert checked_signature(b"manifest", None, public) == (SignatureState.UNSIGNED, "")
    with pytest.raises(PackError, match="no signature"):
        checked_signature(b"manifest", b"{}", public)
    with pytest.raises(RoundError, match="no public key"):
        checked_signature(b"manifest", signature, private)


def test_a_pack_is_written_whole_or_not_at_all_and_always_the_same(tmp_path):
    members = [("a.csv", [b"a,b\n", b"1,2\n"]), ("round/store/x", [b"bytes"])]
    first = write_pack(tmp_path / "1.zip", members, None)
    assert write_pack(tmp_path / "2.zip", members, None) == first
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    assert opened(tmp_path / "1.zip") == ["a.csv", "round/store/x", "manifest.json"]
    with pytest.raises(RoundError, match="no private key"):
        write_pack(tmp_path / "3.zip", members, tmp_path / "1.zip")
    assert sorted(x.name for x in tmp_path.iterdir()) == ["1.zip", "2.zip"]
