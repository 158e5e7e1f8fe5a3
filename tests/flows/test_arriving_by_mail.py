"""What a round makes of messages: which settings tell who sent them and when."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from flows.round.intake import read_chunk, store_new_files, unread_chunks
from flows.round.workspace import Workspace
from schemas.documents import MailHead

Filler = Callable[..., Path]


def mailed(path: Path, *headers: str, sender: str = "north@example.org") -> Path:
    """The workbook put into a message in its place, below the given headers."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "department@example.org", "Отчет"
    letter.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name)
    path.unlink()
    message = path.with_suffix(".eml")
    message.write_bytes("".join(f"{line}\n" for line in headers).encode() + letter.as_bytes())
    return message


def heads(folder: Path) -> set[MailHead | None]:
    work = Workspace.at(folder)
    store_new_files(work)
    for chunk in unread_chunks(work):
        read_chunk(work, chunk)
    with work.ledger() as ledger:
        return {x.document.mail for x in work.readings(ledger)}


def test_the_settings_reach_the_readers_and_a_change_of_them_reads_anew(round_folder: Path, fill: Filler) -> None:
    mailed(fill("north"), "Authentication-Results: mx.evil.org; dmarc=fail")
    assert [x.failed for x in heads(round_folder) if x] == [("dmarc",)]
    (round_folder / "esep.env").write_text("ESEP_MAIL_SERVER=other.example.org, MX.example.org.\n")
    assert [x.failed for x in heads(round_folder) if x] == [()]
    assert unread_chunks(Workspace.at(round_folder)) == []
