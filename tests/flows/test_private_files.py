"""What a round holds is read by its owner alone, and no password is written anywhere."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.round import write_file
from flows.round.private_files import keep_private
from flows.round.secrets_unsaid import _known, never_say, unsaid
from ledger.store import Store
from ledger.whole_ledger import open_ledger
from tests.flows.collection import collected
from tests.postgresql_server import PostgresServer

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> set[str]:
    return {
        x.relative_to(folder).as_posix()
        for x in folder.rglob("*")
        if not x.is_symlink() and stat.S_IMODE(x.stat().st_mode) & 0o077
    }


def test_each_that_writes_does_so_for_the_owner(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("x")
    (tmp_path / "source").chmod(0o600)
    Store(tmp_path / "store").put(tmp_path / "source")
    with open_ledger(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        ledger.start_run("collect", "", "")
        assert open_to_others(tmp_path) == set()
    write_file(tmp_path / "letter.eml", "x")
    assert open_to_others(tmp_path) == set()


def test_what_was_open_is_closed_and_what_comes_is_too(tmp_path: Path) -> None:
    for name in ("store", "outbox"):
        (tmp_path / name).mkdir(mode=0o755)
    for name in ("esep.env", "ledger.sqlite"):
        (tmp_path / name).write_text("x")
    (tmp_path / "register.csv").write_text("x")
    assert len(open_to_others(tmp_path)) == 5
    keep_private(tmp_path)
    assert open_to_others(tmp_path) == {"register.csv"}
    (tmp_path / "new").write_text("x")
    assert open_to_others(tmp_path) == {"register.csv"}


@pytest.mark.slow
def test_what_a_round_holds_is_its_owners_alone(full_round: Path) -> None:
    given = open_to_others(full_round)
    collected(full_round)
    assert {x for x in open_to_others(full_round) if x not in given} == set()
    assert {"store", "ledger.sqlite", "reports"} <= {x.name for x in full_round.iterdir()}


@pytest.mark.parametrize(
    ("secret", "said", "shown"),
    [("marked-word", "535 marked-word", "535 ***"), ("postgresql://u:p%40ss-word@h/d", "u:p@ss-word p%40ss-word", "u:*** ***"),
     ("postgresql://h/d?password=in-query", "?password=in-query", "?password=***"), ("sqlite:////d/l.sqlite", "/d/l.sqlite", "/d/l.sqlite")],
)  # fmt: skip
def test_a_password_is_not_said(secret: str, said: str, shown: str) -> None:
    never_say(secret)
    assert unsaid(said) == shown
    _known.clear()


@pytest.mark.slow
def test_a_run_leaves_no_password_anywhere(
    postgresql: PostgresServer, full_round: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    temporary = tempfile.mkdtemp()  # a socket's name must be short
    request.addfinalizer(lambda: shutil.rmtree(temporary))
    url = postgresql.new_database()
    (tmp_path / "address").write_text(url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ESEP_")} | {
        "ESEP_LEDGER_URL_FILE": str(tmp_path / "address"), "ESEP_SMTP_PASSWORD": "marked-smtp-word", "ESEP_SMTP_USER": "u",
        "ESEP_SMTP_HOST": "127.0.0.1", "ESEP_SMTP_PORT": str(closed), "ESEP_CACHE": str(tmp_path / "cache"),
        "TMPDIR": temporary, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }  # fmt: skip
    code = "import sys, runpy; sys.argv[0] = 'esep'; from flows.cli import main; main()"
    said = ""
    for words in (["send"], ["status"]):  # sending collects first
        run = subprocess.run(
            [sys.executable, "-c", code, *words, str(full_round)], env=environment, capture_output=True, check=False
        )
        said += run.stdout.decode() + run.stderr.decode()
    (tmp_path / "said").write_text(said)
    (tmp_path / "address").unlink()
    assert (full_round / "ledger.id").is_file(), said
    assert (full_round / "outbox").is_dir(), said
    for path in (x for place in (tmp_path, Path(temporary)) for x in place.rglob("*") if x.is_file()):
        content = path.read_bytes()
        assert b"marked-smtp-word" not in content, path
        assert postgresql.password.encode() not in content, path
