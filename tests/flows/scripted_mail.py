"""Messages as people's mail programs send them: the words above, below or inside our letter, from a phone, forwarded."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Any

_HEAD = "{from_}: department@example.org\n{sent}: 25 января 2026 г. 9:11\n{to}: {clerk}\n{subject}: {title}\n"
_LABELS = {
    "ru": {"from_": "От", "sent": "Отправлено", "to": "Кому", "subject": "Тема"},
    "kk": {"from_": "Кімнен", "sent": "Жіберілді", "to": "Кімге", "subject": "Тақырып"},
}
_SAID = {"ru": "25.01.2026 9:11, department@example.org пишет:", "kk": "25.01.2026 9:11, department@example.org жазды:"}


def message_of(said: Mapping[str, Any], answered: EmailMessage, address: str, name: str) -> EmailMessage:
    """The message in which a clerk says this to a letter; `name` becomes its Message-ID."""
    untied = said["how"] == "untied"
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = said.get("from", address), "department@example.org"
    message["Subject"] = said["subject"] if untied else f"Re: {answered['Subject']}"
    message["Message-ID"], message["Date"] = f"<{name}@clerk>", dt.datetime(2026, 1, 25, 10, tzinfo=dt.UTC)
    if not untied:
        message["In-Reply-To"] = answered["Message-ID"]
        message["References"] = answered["Message-ID"]
    for header, value in said.get("headers", {}).items():
        message[header] = value
    _BODIES[said["how"]](message, said, answered, address)
    if said.get("picture"):
        message.add_attachment(_PICTURE, maintype="image", subtype="png", filename="ответ.png")
    return message


_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def plain_of(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").strip()


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _with_answers(text: str, after: Mapping[int, str], marked: str = "") -> str:
    """The letter with each answer below the paragraph of its point; `marked` begins the lines of the letter."""
    lines, pending = [], ""
    for line in [*text.splitlines(), ""]:
        number = re.match(r"(\d+)\. ", line)
        if number and int(number[1]) in after:
            pending = after[int(number[1])]
        if pending and not line.strip():
            lines += ["", pending] if marked else [pending]
            pending = ""
        lines.append(f"{marked}{line}".rstrip())
    return "\n".join(lines)


def _head(language: str, clerk: str, letter: EmailMessage) -> str:
    return _HEAD.format(clerk=clerk, title=letter["Subject"], **_LABELS[language])


def _above(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    message.set_content(f"{said['words']}\n\n{_SAID[said['clerk']]}\n{_quoted(plain_of(letter))}\n")


def _below(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    message.set_content(f"{_SAID[said['clerk']]}\n{_quoted(plain_of(letter))}\n\n{said['words']}\n")


def _inline(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    message.set_content(f"{_SAID[said['clerk']]}\n{_with_answers(plain_of(letter), said['after'], '> ')}\n")


def _phone(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    sent = {"ru": "Отправлено с iPhone", "kk": "iPhone құрылғысынан жіберілді"}[said["clerk"]]
    wrote = {
        "ru": "25 янв. 2026 г., в 9:11, department@example.org написал(а):",
        "kk": "2026 ж. 25 қаңтар, 9:11, department@example.org жазды:",
    }
    message.set_content(f"{said['words']}\n\n{sent}\n\n> {wrote[said['clerk']]}\n>\n{_quoted(plain_of(letter))}\n")


def _untied(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    message.set_content(f"{said['words']}\n")


def _forwarded(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    title = {"ru": "Пересылаемое сообщение", "kk": "Қайта жіберілген хат"}[said["clerk"]]
    head = _HEAD.format(clerk=clerk, title="Re: " + letter["Subject"], **_LABELS[said["clerk"]])
    head = head.replace("department@example.org", "buh@mail.example.net")
    message.set_content(f"{said['words']}\n\n-------- {title} --------\n{head}\n{said['inner']}\n")


def _outlook_inside(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    text = _with_answers(plain_of(letter), said["after"])
    head = _head(said["clerk"], clerk, letter)
    message.set_content(f"{said['words']}\n\n________________________________\n{head}\n{text}\n")


def _paragraphs(letter: EmailMessage, after: Mapping[int, str]) -> str:
    """The letter's lines as a page, each answer in a coloured paragraph below its point."""
    answers = {text: f'<p><span style="color:#C00000">{escape(text)}</span></p>' for text in after.values()}
    lines = _with_answers(plain_of(letter), after).splitlines()
    return "\n".join(answers.get(x) or f"<p>{escape(x) or '&nbsp;'}</p>" for x in lines)


def _outlook_coloured(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    head = "<br>".join(escape(x) for x in _head(said["clerk"], clerk, letter).splitlines())
    page = f"<p>{said['words']}</p><div id='divRplyFwdMsg'><hr>{head}</div>{_paragraphs(letter, said['after'])}"
    message.set_content(f"<html><body>{page}</body></html>", subtype="html")


def _blockquote_coloured(message: EmailMessage, said: Mapping[str, Any], letter: EmailMessage, clerk: str) -> None:
    inside = _paragraphs(letter, said["after"])
    page = f"<div class='gmail_attr'>{_SAID[said['clerk']]}</div><blockquote class='gmail_quote'>{inside}</blockquote>"
    message.set_content(f"<html><body>{page}</body></html>", subtype="html")


_BODIES = {
    "above": _above,
    "below": _below,
    "inline": _inline,
    "phone": _phone,
    "untied": _untied,
    "forwarded": _forwarded,
    "outlook-inside": _outlook_inside,
    "outlook-coloured": _outlook_coloured,
    "blockquote-coloured": _blockquote_coloured,
}
