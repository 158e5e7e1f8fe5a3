"""Messages of people who say that they are somebody else, against a round in which returns stand and letters are out."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

from tests.flows.conftest import fill_in

STRANGER, SOUTH, NORTH = "someone@gmail.invalid", "south@example.org", "north@example.org"
IN_TIME = "Mon, 26 Jan 2026 10:00:00 +0500"
BECAUSE = "верно, потому что обучались также заместители председателей"


@dataclasses.dataclass(frozen=True)
class Known:
    """What a forger may know: the letter to the north (Message-ID, subject, short number), that to the south, and the
    returns that he has seen."""

    folder: Path
    north: tuple[str, str, str]
    south: tuple[str, str, str]
    own: Mapping[str, bytes]

    def filled(self, organisation: str, **changes: object) -> bytes:
        """A return of the organisation of the forger's own making."""
        return fill_in(self.folder / f"{organisation}.xlsx", organisation, **changes).read_bytes()  # type: ignore[arg-type]


def message(
    sender: str,
    words: str = "Отчёт прилагается.",
    files: Mapping[str, bytes] | None = None,
    *,
    date: str = IN_TIME,
    subject: str = "Отчёт",
    **more: str,
) -> bytes:
    """A message as it arrives; `more` are further headers, put before all others."""
    made = EmailMessage()
    for header, value in more.items():
        made[header.replace("_", "-")] = value
    made["From"], made["To"], made["Subject"], made["Date"] = sender, "department@example.org", subject, date
    made.set_content(words)
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, inner in files.items():
            archive.writestr(name, inner)
    return content.getvalue()


def bounce(letter: str, holds: bytes) -> bytes:
    """A bounce that gives back a letter of that Message-ID, and a return in its place."""
    given_back = f"Message-ID: {letter}\nFrom: department@example.org\nTo: {NORTH}\n\nx"
    made = EmailMessage()
    made["From"], made["To"], made["Date"] = "mailer-daemon@evil.invalid", "department@example.org", IN_TIME
    made["Subject"], made["Auto-Submitted"] = "Undelivered", "auto-replied"
    made.set_content(f"{NORTH}: 550 no such user\n\n{given_back}")
    made.add_attachment(holds, maintype="application", subtype="octet-stream", filename="отчёт.xlsx")
    return made.as_bytes()


def _reply(known: Known, sender: str, words: str, letter: str = "north", **more: str) -> bytes:
    message_id, subject, _ = getattr(known, letter)
    return message(sender, words, subject=f"Re: {subject}", In_Reply_To=message_id, **more)


def _return(known: Known, sender: str, organisation: str = "north", **more: str) -> bytes:
    return message(sender, files={"отчёт.xlsx": known.filled(organisation, women=3_333)}, **more)


FAILED = {"Authentication_Results": "mx.example.org; spf=fail smtp.mailfrom=x@evil.invalid; dmarc=fail"}
FAILED_SPF = {"Authentication_Results": "mx.example.org; spf=softfail smtp.mailfrom=x@evil.invalid"}
CLEARED_BY_ANOTHER = {
    "Received": "from a by mx.example.org; Mon, 26 Jan 2026 10:00:01 +0500",
    "authentication-Results": "mx.example.org; dmarc=fail",
    "AUTHENTICATION_RESULTS": "mx.evil.invalid; dmarc=pass; spf=pass",
}

FORGED: dict[str, Callable[[Known], bytes]] = {
    "mended-copy": lambda k: message(STRANGER, files={"отчёт.xlsx": k.filled("north")}),
    "other-member": lambda k: _return(k, SOUTH),
    "date-of-2099": lambda k: _return(k, STRANGER, date="Mon, 26 Jan 2099 10:00:00 +0500"),
    "date-before-the-round": lambda k: _return(k, STRANGER, date="Mon, 26 Jan 2015 10:00:00 +0500"),
    "address-as-name": lambda k: _return(k, f'"{NORTH}" <evil@x.invalid>'),
    "two-addresses": lambda k: _return(k, f"{NORTH}, evil@x.invalid"),
    "homograph": lambda k: _return(k, "north@ex\u0430mple.org".encode().decode()),
    "copied-figures": lambda k: message(STRANGER, files={"отчёт.xlsx": k.own["south"]}),
    "copied-file-of-another": lambda k: message(NORTH, files={"отчёт.xlsx": k.own["south"]}),
    "note-of-two-lines": lambda k: message(
        STRANGER, "Северная областная организация\nЖенщин стало больше, потому что открыты новые школы и приняты люди."
    ),
    "note-beside-anothers-return": lambda k: message(
        STRANGER, files={"отчёт.xlsx": k.filled("north"), "пояснение.txt": "Рост, потому что открыты школы.".encode()}
    ),
    "failed-dmarc": lambda k: _return(k, NORTH, **FAILED),
    "failed-spf": lambda k: _return(k, NORTH, **FAILED_SPF),
    "cleared-by-another-server": lambda k: _return(k, NORTH, **CLEARED_BY_ANOTHER),
    "archive": lambda k: message(
        STRANGER, files={"а.zip": zipped({"north/отчёт.xlsx": k.filled("north", women=3_334)})}
    ),
    "mail-in-mail": lambda k: message(STRANGER, files={"a.eml": _return(k, NORTH)}),
    "mail-in-archive": lambda k: message(STRANGER, files={"а.zip": zipped({"a.eml": _return(k, NORTH)})}),
    "mailbox": lambda k: message(
        STRANGER, files={"a.mbox": f"From {NORTH} Mon Jan 26 10:00:00 2026\n".encode() + _return(k, NORTH)}
    ),
    "bounce-with-return": lambda k: bounce("<nobody@nowhere>", k.filled("north", women=3_335)),
    "answer": lambda k: _reply(k, STRANGER, f"Число 60 {BECAUSE}."),
    "answer-with-failed-dmarc": lambda k: _reply(k, NORTH, f"Число 60 {BECAUSE}.", **FAILED),
    "answer-of-another-member": lambda k: _reply(k, SOUTH, f"Число 60 {BECAUSE}."),
    "correction": lambda k: _reply(k, STRANGER, "Обучено председателей: должно быть 50 вместо 60."),
    "correction-of-another-member": lambda k: _reply(k, SOUTH, "Обучено председателей: должно быть 50 вместо 60."),
    "empty-form": lambda k: message(
        STRANGER,
        files={"отчёт.xlsx": k.filled("north", raw=dict.fromkeys(k.own["rows"], None))},  # type: ignore[call-overload]
    ),
    "return-with-our-number": lambda k: message(
        STRANGER, files={"отчёт.xlsx": k.filled("north")}, subject=f"Re: {k.north[1]}", In_Reply_To=k.north[0]
    ),
    "code-of-another": lambda k: message(SOUTH, files={"north.xlsx": k.filled("north", women=3_336)}),
    "scan": lambda k: message(STRANGER, "Северная областная организация", {"north.pdf": b"%PDF-1.4\n%%EOF"}),
}
