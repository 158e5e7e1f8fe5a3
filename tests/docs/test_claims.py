"""What README and docstrings claim of the code as a whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import schemas.errors
from schemas.errors import EsepError

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "workbooks", "commentary", "judging", "ledger", "expectations", "reports", "flows")
PURE = ("schemas", "commentary", "judging", "reports")


def _modules(*rooms: str) -> list[tuple[Path, ast.Module]]:
    paths = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {x.name.split(".")[0] for x in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _names(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.slow
def test_the_environment_is_read_in_flows_alone() -> None:
    readers = {
        _names(path)
        for path, tree in _modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb")
    }
    assert {name.split("/")[0] for name in readers} == {"flows"}
    assert readers <= {
        "flows/round/settings.py", "flows/round/fault_sentences.py", "flows/runs/prefect_setup.py",
        "flows/runs/prefect_server.py", "flows/runs/prefect_databases.py", "flows/runs/running.py",
        "flows/runs/served_round.py", "flows/runs/serving.py",
    }  # fmt: skip


@pytest.mark.slow
def test_the_network_is_used_in_flows_alone() -> None:
    users = {
        _names(p)
        for p, tree in _modules(*ROOMS)
        if _imported(tree) & {"smtplib", "socket", "imaplib", "urllib", "httpx"}
    }
    assert {name.split("/")[0] for name in users} <= {"flows"}


def test_the_pure_rooms_write_no_file_and_start_no_process() -> None:
    writing = {"write_text", "write_bytes", "mkdir", "unlink"}
    for path, tree in _modules(*PURE):
        if "training" in path.parts:
            continue
        assert not _imported(tree) & {"subprocess", "multiprocessing", "shutil", "tempfile", "sqlite3", "sqlalchemy"}, (
            path
        )
        calls = {x.func.attr for x in ast.walk(tree) if isinstance(x, ast.Call) and isinstance(x.func, ast.Attribute)}
        assert not calls & writing, (path, calls & writing)


def test_the_tree_of_errors_is_the_one_that_its_module_draws() -> None:
    drawn: dict[str, tuple[str, int]] = {}
    above: list[tuple[int, str]] = []
    for line in (schemas.errors.__doc__ or "").splitlines():
        found = re.match(r"^([ │├└─]*)(\w+Error|EsepError)\s+(\d)", line)
        if found:
            depth = len(found[1])
            above = [x for x in above if x[0] < depth]
            drawn[found[2]] = (above[-1][1] if above else "Exception", int(found[3]))
            above.append((depth, found[2]))
    real = {
        name: (kind.__bases__[0].__name__, kind.exit_code)
        for name, kind in vars(schemas.errors).items()
        if isinstance(kind, type) and issubclass(kind, EsepError)
    }
    assert drawn == real


def test_the_lock_has_a_hash_for_everything_that_is_installed_uv_too() -> None:
    for name in ("requirements.lock", "bootstrap.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pinned = re.findall(
            r"^[A-Za-z0-9_.\[\]-]+==[^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+", text, re.MULTILINE
        )
        assert len(pinned) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)), name
        assert "://" not in text, name
    assert not re.search(
        r"pip install(?!.*--require-hashes)(?!.*-e \.)", (ROOT / "Makefile").read_text(encoding="utf-8")
    )
