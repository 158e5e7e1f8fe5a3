"""The demo's letters in a real browser, on a phone and on a desk: nothing is wider than the screen."""

from __future__ import annotations

import email
import html
import json
import re
import shutil
import subprocess
from email.policy import SMTP
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WIDTHS = (390, 1440)
MOST_WORDS = 250
_MEASURE = """<script>onload = () => {
  const told = [...document.querySelectorAll('iframe')].map(f => {
    const page = f.contentDocument.documentElement;
    return [f.name, page.scrollWidth, page.clientWidth];
  });
  const out = document.createElement('pre');
  out.id = 'told';
  out.textContent = JSON.stringify(told);
  document.body.replaceChildren(out);
}</script>"""


@pytest.fixture(scope="module")
def demo_letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """The text and the HTML of each letter of the demo's round, by the file's name."""
    from flows.demo.build import build_round
    from flows.post import with_version_keys, write_letters
    from flows.round import Workspace, read_chunk, store_new_files, unread_chunks
    from judging import judge

    folder = tmp_path_factory.mktemp("demo")
    build_round(folder)
    work = Workspace.at(folder)
    store_new_files(work)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        judgement = judge(work.readings(ledger), work.context(ledger))
    write_letters(work, judgement, with_version_keys(judgement))
    letters = {}
    for path in sorted((folder / "outbox").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=SMTP)
        parts = (message.get_body((x,)).get_content() for x in ("plain", "html"))  # type: ignore[attr-defined]
        letters[path.stem] = (next(parts), next(parts))
    return letters


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
def test_no_letter_is_wider_than_the_screen(demo_letters: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    pages = {name: page for name, (_, page) in demo_letters.items()}
    pages["too wide"] = "<p style='width:2000px'>.</p>"
    frames = [
        f'<iframe name="{name}" width="{width}" height="900" style="border:0" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in pages.items()
        for width in WIDTHS
    ]
    sheet = tmp_path / "letters.html"
    sheet.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{''.join(frames)}{_MEASURE}", encoding="utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=10000", "--dump-dom", sheet.as_uri(),
    ]  # fmt: skip
    dump = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True).stdout
    found = re.search(r'<pre id="told">(.*?)</pre>', dump, re.S)
    assert found is not None
    told = json.loads(html.unescape(found[1]))
    assert len(told) == len(WIDTHS) * len(pages)
    wider = [name for name, scrolled, shown in told if scrolled > shown]
    assert wider == ["too wide"] * len(WIDTHS)


@pytest.mark.slow
def test_nine_letters_in_ten_are_short(demo_letters: dict[str, tuple[str, str]]) -> None:
    assert len(demo_letters) > 40
    counts = sorted(sum(any(x.isalnum() for x in word) for word in text.split()) for text, _ in demo_letters.values())
    assert sum(x < MOST_WORDS for x in counts) >= 0.9 * len(counts), counts[-6:]
