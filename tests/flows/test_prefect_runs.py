"""The real thing: Prefect runs from the command line, a process killed in the middle, a schedule that fires."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.slow
ESEP = [sys.executable, "-m", "flows"]


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One Prefect database for these tests, apart from the user's."""
    home = tmp_path_factory.getbasetemp() / "prefect-of-tests"
    return os.environ | {"PREFECT_HOME": str(home)}


def run(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*ESEP, *map(str, arguments)], capture_output=True, text=True, timeout=240, env=environment, check=False
    )


def test_a_round_runs_end_to_end_and_a_second_collection_does_nothing(full_round, environment):
    result = run(environment, "run", full_round)
    assert result.returncode == 0, result.stderr
    reports = full_round / "reports"
    for name in ("returns.csv", "findings.csv", "suspects.csv", "commentary.csv", "figures.csv", "national.xlsx",
                 "national-note.docx", "index.html", "audit/index.html"):  # fmt: skip
        assert (reports / name).stat().st_size > 0, name
    assert set(pd.read_csv(reports / "returns.csv")["outcome"]) == {"accepted"}
    assert len(list((full_round / "outbox").glob("*.eml"))) == 5
    before = {p: p.stat().st_mtime_ns for p in full_round.rglob("*") if p.is_file() and "ledger" not in p.name}
    again = run(environment, "collect", full_round)
    assert "Nothing new" in again.stdout
    assert before == {p: p.stat().st_mtime_ns for p in full_round.rglob("*") if p.is_file() and "ledger" not in p.name}
    found = json.loads(run(environment, "consolidate", full_round, "--json").stdout)
    assert (found["included"], found["members"], found["missing"]) == (3, 11100, [])


def test_a_killed_collection_goes_on_where_it_was(full_round, environment):
    slow = environment | {"ESEP_CHUNK": "1"}
    process = subprocess.Popen(
        [*ESEP, "collect", str(full_round)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=slow,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not list(full_round.glob("store/*/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (full_round / "reports" / "returns.csv").exists()
    result = run(environment, "collect", full_round)
    assert result.returncode == 0, result.stderr
    assert pd.read_csv(full_round / "reports" / "returns.csv")["outcome"].tolist() == ["accepted"] * 5


def test_a_schedule_collects_what_arrives(full_round, environment):
    served = environment | {"ESEP_COLLECT_CRON": "* * * * *"}
    process = subprocess.Popen(
        [*ESEP, "serve", str(full_round)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=served,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 200
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(2)]
        while not (full_round / "reports" / "returns.csv").exists() and time.monotonic() < deadline:
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            time.sleep(1)
        assert (full_round / "reports" / "returns.csv").exists()
        address = next(x for x in said if x.startswith("Runs: ")).removeprefix("Runs: ").partition(";")[0]
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(f"{address}/api/admin/version", timeout=10)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def running_in(home: str) -> list[str]:
    """The processes whose environment names this folder of Prefect's."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            given = (process / "environ").read_bytes().split(b"\0")
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            found += [process.name] if f"PREFECT_HOME={home}".encode() in given and state != "Z" else []
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
def test_ctrl_c_in_the_middle_of_work_ends_everything_in_five_seconds(full_round, environment, tmp_path):
    home = tmp_path / "prefect"
    shutil.copytree(environment["PREFECT_HOME"], home) if Path(environment["PREFECT_HOME"]).is_dir() else None
    proxied = {"ALL_PROXY": "socks5://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "PREFECT_HOME": str(home)}
    process = subprocess.Popen(
        [*ESEP, "collect", str(full_round)], stderr=subprocess.PIPE, text=True, env=environment | proxied
    )
    deadline = time.monotonic() + 120
    while not list(full_round.glob("store/*/*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, said = process.communicate(timeout=60)
    while running_in(str(home)) and time.monotonic() < begun + 5:
        time.sleep(0.1)
    assert (process.returncode, running_in(str(home))) == (130, [])
    assert said.strip() == "esep: stopped; what was read is kept, the same command goes on from there"


def test_a_prefect_folder_that_cannot_be_written_is_one_sentence(full_round, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = run(os.environ | {"PREFECT_HOME": str(blocked / "prefect")}, "collect", full_round)
    assert result.returncode == 3
    assert len(result.stderr.strip().splitlines()) == 1
