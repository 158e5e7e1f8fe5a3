"""The store of originals: content is kept once, whole, under its digest."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.store import Store
from schemas.errors import StorageError


@given(content=st.binary(max_size=3000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_content_comes_back_under_its_digest(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "есеп 2026.xlsx"
    source.write_bytes(content)
    store = Store(tmp_path / "store")

    sha256 = store.put(source)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.path_of(sha256) == tmp_path / "store" / sha256[:2] / sha256
    assert store.path_of(sha256).read_bytes() == content
    assert source.read_bytes() == content


def test_existing_content_is_not_written_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"same")
    (tmp_path / "b").write_bytes(b"same")
    store = Store(tmp_path / "store")
    kept = store.path_of(store.put(tmp_path / "a"))
    before = kept.stat()

    store.put(tmp_path / "b")

    after = kept.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert sum(path.is_file() for path in (tmp_path / "store").rglob("*")) == 1


def test_only_what_was_put_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    assert not store.has("0" * 64)
    with pytest.raises(ValueError, match="no sha256"):
        store.path_of("../../etc/passwd")


def test_a_file_that_changes_while_it_is_copied_is_kept_under_what_was_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"new")
    monkeypatch.setattr("ledger.store._digest", lambda _: "0" * 64)

    sha256 = Store(tmp_path / "store").put(source)

    assert sha256 == hashlib.sha256(b"new").hexdigest()


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only"), (errno.EACCES, "access is denied")],
)
def test_a_store_that_cannot_be_written_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    (tmp_path / "source").write_bytes(b"x" * 10)
    monkeypatch.setattr("ledger.store.os.fsync", fail)

    with pytest.raises(StorageError, match=said):
        Store(tmp_path / "store").put(tmp_path / "source")

    assert not any(path.is_file() for path in (tmp_path / "store").rglob("*"))


def test_a_file_stands_where_the_store_should_be(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"")
    (tmp_path / "source").write_bytes(b"x")
    with pytest.raises(StorageError, match="cannot be kept in the store"):
        Store(tmp_path / "store").put(tmp_path / "source")


def test_a_source_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.xlsx cannot be read: it does not exist"):
        Store(tmp_path / "store").put(tmp_path / "gone.xlsx")
