"""What arrives from outside steers no terminal: names, cells, reasons and authors in every command's output."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.table import Table

from flows.round.terminal_text import PlainStream, cell, for_terminal, json_text, steers, terminal

HOSTILE = "a\x1b[31mred\x1b]0;own\x07\u202egnp\u2066\x00\x9b2J\r[bold]b"
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ROOT = Path(__file__).parents[2]


def test_every_steering_character_is_shown_and_the_rest_stays() -> None:
    assert for_terminal("Ә\tі\n«101»") == "Ә\tі\n«101»"
    assert not STEERING.search(for_terminal(HOSTILE))
    assert for_terminal("\ud800x\u2028y") == "\ufffdx\ufffdy"


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b2J", "\u202e", "\0", "\ud83d"])
def test_steering_words_are_told(text) -> None:
    assert steers(["check", text])
    assert not steers(["check", "отчет [red].xlsx"])


def test_a_console_prints_no_markup_and_no_steering_but_its_own_styles() -> None:
    out = io.StringIO()
    console = terminal(file=out, force_terminal=True, color_system="standard", width=200)
    table = Table("x")
    table.add_row(HOSTILE)
    table.add_row(cell(HOSTILE, "red"))
    console.print(table)
    console.print(HOSTILE)
    console.print("plain", style="bold")
    shown = out.getvalue()
    assert shown.count("[bold]b") == 3
    assert "\x1b[1mplain" in shown
    assert not STEERING.search(re.sub(r"\x1b\[[0-9;]*m", "", shown))


def test_json_says_the_same_and_steers_nothing() -> None:
    written = json_text({"file": HOSTILE, "lone": "\ud800"})
    assert not STEERING.search(written)
    assert json.loads(written) == {"file": HOSTILE, "lone": "\ud800"}


def test_a_plain_stream_is_no_terminal() -> None:
    inner = io.StringIO()
    stream = PlainStream(inner)
    stream.write("\x1b[31mx")
    assert inner.getvalue() == "\ufffd[31mx"
    assert not stream.isatty()


def esep(*words: str) -> bytes:
    command = [sys.executable, "-m", "flows", *words]
    done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT, timeout=300)
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--json",), ("--language", "ru")])
def test_check_says_nothing_that_steers(tmp_path, more) -> None:
    path = tmp_path / "a\x1b[31mred\u202e[bold].csv"
    path.write_text("Код;Показатель;Было;Стало\n101;Мүшелер саны;1;\x1b]0;own\x07[red]=1\n", encoding="utf-8")
    shown = esep("check", str(path), *more).decode()
    assert "red" in shown
    assert not STEERING.search(shown)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("status", HOSTILE.replace("\0", "")), ("check", "no\x1b[31m.csv"), ("check", "--\x1b[31mx"), ("rules", "--form", "\x9b2J")]
)  # fmt: skip
def test_errors_say_nothing_that_steers(words) -> None:
    shown = esep(*words).decode(errors="replace")
    assert shown.strip()
    assert not STEERING.search(shown)
