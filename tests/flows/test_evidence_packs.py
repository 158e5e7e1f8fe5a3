"""A pack is the same whenever it is packed, needs nothing but itself to be checked, and tells of every change in it."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from flows.commands.closing import close_round
from flows.commands.packing import pack_round
from flows.commands.verified_packs import PackVerification, pack_lines, verify_pack
from flows.evidence.software_bill import LOCK, software_bill
from flows.evidence.unpacking import unpacked
from schemas.errors import EsepError, PackError, RoundError, TamperedError, UnpublishedError
from tests.flows.collection import published
from tests.flows.conftest import SIZES, fill_in, new_round

pytestmark = pytest.mark.slow
Members = dict[str, bytes]


def key_pair(folder: Path, name: str) -> tuple[Path, Path]:
    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


@pytest.fixture(scope="module")
def closed(tmp_path_factory) -> Path:
    """A closed round with a signing key, `key.pub` and another's `other.pub` beside it."""
    place = tmp_path_factory.mktemp("packed")
    folder = new_round(place / "round")
    for organisation in SIZES:
        fill_in(folder / "inbox" / f"{organisation}.xlsx", organisation)
    published(folder)
    close_round(folder, partial=False, author="Aliya")
    private, _ = key_pair(place, "key")
    key_pair(place, "other")
    (folder / "esep.env").write_text(f"ESEP_SIGNING_KEY_FILE={private}\nESEP_SMTP_PASSWORD=geheim\n")
    pack_round(folder)
    return folder


@pytest.fixture
def members(closed) -> Members:
    with zipfile.ZipFile(closed / "evidence.zip") as archive:
        return {x: archive.read(x) for x in archive.namelist()}


def zipped(path: Path, members: Members, *more: tuple[str, bytes]) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of two members of one name
        for name, content in (*members.items(), *more):
            archive.writestr(name, content)
    return path


def with_new_manifest(members: Members) -> Members:
    """What a forger without the key does: a manifest that fits, and no signature."""
    kept = {name: x for name, x in members.items() if name not in ("manifest.json", "signature.json")}
    noted = {name: {"sha256": hashlib.sha256(x).hexdigest(), "size": len(x)} for name, x in kept.items()}
    return kept | {"manifest.json": json.dumps({"format": 1, "files": noted}).encode()}


def told(found: PackVerification, language: str = "en") -> str:
    return pack_lines(found, language)


def test_a_pack_agrees_by_itself_and_says_whose_key_signed_it(closed, tmp_path):
    alone = shutil.copy(closed / "evidence.zip", tmp_path / "alone.zip")
    by_given = verify_pack(alone, closed.parent / "key.pub")
    assert by_given.differences == ()
    assert (by_given.files, by_given.facts.signature) == (5, "given")
    assert "by the key that was given" in told(by_given)
    assert "read again" in told(by_given)
    carried = verify_pack(alone, quick=True)
    assert carried.facts.signature == "carried"
    assert "whose key that is it does not say" in told(carried)
    stranger = verify_pack(alone, closed.parent / "other.pub", quick=True)
    assert [x.name for x in stranger.differences] == ["pack-signature-stranger"]


def test_packing_twice_gives_the_same_bytes(closed, tmp_path):
    again = tmp_path / "again.zip"
    pack_round(closed, again)
    assert again.read_bytes() == (closed / "evidence.zip").read_bytes()


def test_a_pack_holds_what_the_figures_rest_on_and_no_secret(members):
    assert {
        "round/register.csv", "round/form/form.yaml", "round/reports/figures.csv", "round/reports/findings.csv",
        "round/reports/versions/1/national.xlsx", "round/next/history.csv", "ledger/decisions.jsonl",
        "ledger/events.jsonl", "national.csv", "code/bom.json", "code/version.json", "signature.json",
    } <= members.keys()  # fmt: skip
    assert sum(x.startswith("round/store/") for x in members) == len(SIZES)
    assert "geheim" not in b"".join(members.values()).decode("latin-1")
    assert members["README.txt"].decode().count("esep verify") == 3


def test_the_software_bill_is_cyclonedx_and_names_what_the_lock_names():
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    bill = software_bill(LOCK.read_text(encoding="utf-8"), "0.1.0+abc")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    named = {(x["name"], x["version"]) for x in json.loads(bill)["components"]}
    locked = [line.split()[0].split("==") for line in LOCK.read_text().splitlines() if line[:1].isalnum()]
    assert named == {(name, version) for name, version in locked}


def edited(name: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def edit(members: Members) -> Members:
        assert old in members[name]
        return members | {name: members[name].replace(old, new, 1)}

    return edit


def source(members: Members) -> str:
    return next(x for x in members if x.startswith("round/store/"))


def source_changed(members: Members) -> Members:
    content = bytearray(members[source(members)])
    content[len(content) // 2] ^= 1
    return members | {source(members): bytes(content)}


def without(name: str) -> Callable[[Members], Members]:
    return lambda members: {x: content for x, content in members.items() if x != name}


def less_the_last_line(name: str) -> Callable[[Members], Members]:
    return lambda members: members | {name: b"".join(members[name].splitlines(keepends=True)[:-1])}


def less_the_second_line(name: str) -> Callable[[Members], Members]:
    return lambda members: (
        members | {name: b"".join(x for i, x in enumerate(members[name].splitlines(keepends=True)) if i != 1)}
    )


def another_source(members: Members) -> Members:
    """Another file instead of a source, with its own digest everywhere but in the chain."""
    old = source(members).rpartition("/")[2]
    new = hashlib.sha256(b"PK another").hexdigest()
    rest = {
        x: content.replace(old.encode(), new.encode()) for x, content in members.items() if x.endswith("files.jsonl")
    }
    kept = {x: content for x, content in members.items() if not x.endswith(old)}
    return kept | rest | {f"round/store/{new[:2]}/{new}": b"PK another"}


TAMPERED = {
    "a byte of a source": source_changed,
    "another source in its place": another_source,
    "a source removed": lambda members: {x: y for x, y in members.items() if x != source(members)},
    "a figure of the nation": edited("national.csv", b"members,", b"members,1"),
    "a figure of the ledger": edited("ledger/figures.jsonl", b'"value":5000.0', b'"value":5001.0'),
    "a published figure": edited("ledger/published.jsonl", b'"value":5000.0', b'"value":5001.0'),
    "a decision's author": edited("ledger/decisions.jsonl", b"Aliya", b"Bolat"),
    "a decision removed": less_the_last_line("ledger/decisions.jsonl"),
    "an event": edited("ledger/events.jsonl", b'"kind":"judged"', b'"kind":"begun"'),
    "an event removed": less_the_second_line("ledger/events.jsonl"),
    "all events removed": without("ledger/events.jsonl"),
    "a report": edited("round/reports/figures.csv", b",5000,", b",5001,"),
    "a published version": edited("round/reports/versions/1/figures.csv", b",5000,", b",5001,"),
    "next year's history": edited("round/next/history.csv", b",5000,", b",5001,"),
    "last year's history": edited("round/history.csv", b"north,members,5000", b"north,members,5001"),
}  # fmt: skip
HELD_BY_THE_MANIFEST = {
    "the register": edited("round/register.csv", b"north@example.org", b"n@example.org"),
    "the form": edited("round/form/form.yaml", b"\n", b"\n\n"),
    "the code's version": edited("code/version.json", b'"python"', b'"snake"'),
    "the software bill": edited("code/bom.json", b"numpy", b"mumpy"),
    "the manifest": edited("manifest.json", b'"size": ', b'"size": 1'),
    "a member added": lambda members: members | {"round/reports/extra.csv": b"x"},
    "a member removed": without("README.txt"),
    "the signature": edited("signature.json", b'"signature": "', b'"signature": "AAAA'),
}  # fmt: skip


@pytest.mark.parametrize("kind", [*TAMPERED, *HELD_BY_THE_MANIFEST])
def test_whoever_changes_a_member_is_found(closed, members, tmp_path, kind):
    tamper = (TAMPERED | HELD_BY_THE_MANIFEST)[kind]
    forged = zipped(tmp_path / "forged.zip", tamper(members))
    with unpacked(forged, closed.parent / "key.pub") as found:
        assert found.differences != ()


@pytest.mark.parametrize("kind", TAMPERED)
def test_with_a_manifest_that_fits_the_chain_or_the_originals_still_tell(members, tmp_path, kind):
    """Nobody gave a key, so an unsigned pack is none the worse for it: the rest must tell."""
    forged = zipped(tmp_path / "forged.zip", with_new_manifest(TAMPERED[kind](members)))
    found = verify_pack(forged, quick=kind != "a figure of the nation")
    assert [x for x in found.differences if x.name != "pack-unusable"] != []
    assert found.facts.signature == "unsigned"


def test_a_manifest_made_anew_is_not_signed(closed, members, tmp_path):
    forged = zipped(tmp_path / "forged.zip", with_new_manifest(members))
    found = verify_pack(forged, closed.parent / "key.pub", quick=True)
    assert [x.name for x in found.differences] == ["pack-unsigned"]
    kept = with_new_manifest(members | {"round/x.txt": b"x"}) | {"signature.json": members["signature.json"]}
    found = verify_pack(zipped(tmp_path / "kept.zip", kept), quick=True)
    assert [x.name for x in found.differences] == ["pack-signature-wrong"]


@pytest.mark.parametrize(
    ("member", "content"),
    [
        ("manifest.json", b"[]"),
        ("manifest.json", b'{"format": 9}'),
        ("code/version.json", b"x"),
        ("signature.json", b"{}"),
    ],
)
def test_what_is_no_pack_is_told_in_a_sentence(members, tmp_path, member, content):
    with pytest.raises(PackError):
        verify_pack(zipped(tmp_path / "forged.zip", members | {member: content}), quick=True)


def test_a_letter_that_leads_out_of_the_pack_is_not_read(members, tmp_path):
    letter = {"id": 1, "path": "../../../etc/passwd"}
    forged = with_new_manifest(members | {"ledger/letters.jsonl": json.dumps(letter).encode()})
    with pytest.raises(EsepError, match="no row"):
        verify_pack(zipped(tmp_path / "forged.zip", forged))


def test_a_key_that_is_none_is_told(closed, tmp_path, monkeypatch):
    with pytest.raises(RoundError, match="no public key"):
        verify_pack(closed / "evidence.zip", closed / "register.csv")
    monkeypatch.setenv("ESEP_SIGNING_KEY_FILE", str(closed / "register.csv"))
    with pytest.raises(RoundError, match="no private key"):
        pack_round(closed, tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())


def test_a_round_that_is_not_as_it_says_is_not_packed(closed, tmp_path):
    copy = shutil.copytree(closed, tmp_path / "copy")
    report = copy / "reports" / "figures.csv"
    report.write_bytes(report.read_bytes() + b"x")
    with pytest.raises(TamperedError, match=r"figures\.csv"):
        pack_round(copy, tmp_path / "x.zip")


def test_what_came_since_is_collected_first(round_folder, fill, tmp_path):
    fill("north")
    with pytest.raises(RoundError, match="esep collect"):
        pack_round(round_folder, tmp_path / "x.zip")
    published(round_folder)
    pack_round(round_folder, tmp_path / "x.zip")
    assert verify_pack(tmp_path / "x.zip", quick=True).facts.signature == "unsigned"
    (round_folder / "register.csv").write_text(
        (round_folder / "register.csv").read_text(encoding="utf-8").replace("north@", "n@"), encoding="utf-8"
    )
    with pytest.raises(UnpublishedError, match="esep run"):
        pack_round(round_folder, tmp_path / "y.zip")


def test_the_sentences_are_in_three_languages(members, tmp_path):
    forged = zipped(tmp_path / "forged.zip", members | {"national.csv": b"x"})
    found = verify_pack(forged, quick=True)
    said = {language: told(found, language) for language in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3
    assert all("{" not in text for text in said.values())
    assert io.StringIO(said["kk"]).readline().startswith(str(forged))
