"""Draws the pictures of README.md anew from a demo round: `python docs/pictures/draw.py demo`.

Needs chromium, libreoffice and pdftoppm.
"""

from __future__ import annotations

import email
import email.policy
import subprocess
import sys
import tempfile
from email.message import EmailMessage
from pathlib import Path

from PIL import Image

from reports.wording import phrase

HERE = Path(__file__).parent
LETTER, TEMPLATE = "aktobe", "astana"
RETURNED = phrase("letter.subject.returned", "kk")
COLOURS = 48


def page_drawn(page: Path, picture: str, width: int, height: int) -> None:
    """A picture of the top of an HTML page."""
    target = HERE / picture
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         f"--window-size={width},{height}", f"--screenshot={target}", page.resolve().as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip
    made_small(target)


def workbook_drawn(workbook: Path, picture: str, number: int, folder: Path) -> None:
    """A picture of one page of a workbook, as it is printed."""
    subprocess.run(
        ["libreoffice", "--headless", "--convert-to", "pdf", "--outdir", folder, workbook],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["pdftoppm", "-r", "80", "-f", str(number), "-l", str(number), "-png", "-singlefile",
         folder / f"{workbook.stem}.pdf", (HERE / picture).with_suffix("")],
        check=True, capture_output=True,
    )  # fmt: skip
    made_small(HERE / picture)


def made_small(picture: Path) -> None:
    """The picture with few colours: a third of the bytes, and nobody sees it."""
    with Image.open(picture) as drawn:
        drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


def returned_letter(outbox: Path) -> EmailMessage:
    """The letter that sent the first return back."""
    for path in sorted(outbox.rglob(f"{LETTER}-*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if isinstance(message, EmailMessage) and str(message["Subject"]).startswith(RETURNED):
            return message
    raise SystemExit(f"{outbox} holds no letter that sends a return of {LETTER} back")


def draw(demo: Path) -> None:
    """Draws all four."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = returned_letter(demo / "outbox").get_body(("html",))
        assert body is not None
        (folder / "letter.html").write_text(body.get_content(), encoding="utf-8")
        page_drawn(folder / "letter.html", "letter.png", 860, 900)
        page_drawn(demo / "reports" / "index.html", "round.png", 1200, 900)
        workbook_drawn(demo / "reports" / "national.xlsx", "national.png", 1, folder)
        esep = [sys.executable, "-m", "flows", "template", str(demo), "--out", name]
        subprocess.run(esep, check=True, capture_output=True)
        workbook_drawn(next(folder.glob(f"{TEMPLATE}-*.xlsx")), "template.png", 2, folder)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
