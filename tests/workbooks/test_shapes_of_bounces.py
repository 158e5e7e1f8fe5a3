"""How mail systems give a letter back, each in its own shape; and what looks like it, but is none."""

from __future__ import annotations

import base64

import pytest

from tests.workbooks.test_mail_heads import POST
from workbooks.files.mail import open_message

OURS = "<ours@example.org>"
LETTER = f"From: department@example.org\r\nTo: north@example.org\r\nMessage-ID: {OURS}\r\nSubject: x\r\n\r\nТекст\r\n"
AUTO = "Auto-Submitted: auto-replied\r\n"
TO = "To: department@example.org\r\nMIME-Version: 1.0\r\n"


def parts(*inner: str, kind: str = "mixed") -> str:
    body = "".join(f"--b\r\n{x}\r\n" for x in inner)
    return f'Content-Type: multipart/{kind}; boundary="b"\r\n\r\n{body}--b--\r\n'


def text(words: str, kind: str = "plain") -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n{words}\r\n"


IN_BASE64 = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
    LETTER.encode()
).decode("ascii")
AS_FILE = (
    'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="original.eml"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(LETTER.encode()).decode("ascii")
)
GIVING_BACK = {
    "exchange, without a report": (
        "From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.kz>\r\n"
        f"Subject: Undeliverable: x\r\nIn-Reply-To: {OURS}\r\n{TO}{text('<b>550 5.1.10 RESOLVER</b>', 'html')}"
    ),
    "exchange, in russian": (
        "From: postmaster@corp.kz\r\nSubject: =?utf-8?b?"
        + base64.b64encode("Недоставленное сообщение: x".encode()).decode("ascii")
        + f"?=\r\n{TO}{parts(text('Не удалось доставить'), IN_BASE64)}"
    ),
    "a gateway, in russian": (
        f"From: noreply@gateway.kz\r\n{AUTO}Subject: Сообщение не доставлено\r\n{TO}"
        f"{parts(text('550 нет такого ящика'), AS_FILE)}"
    ),
    "a gateway, in kazakh": (
        f"From: noreply@gateway.kz\r\n{AUTO}Subject: Хат жеткізілмеді\r\n{TO}{text(f'Message-ID: {OURS}')}"
    ),
    "qmail": (
        f"From: MAILER-DAEMON@mx.kz\r\nSubject: failure notice\r\n{TO}"
        f"{text('Hi. This is the qmail-send program.' + chr(13) + chr(10) + LETTER)}"
    ),
    "a page": (
        f"From: Mail Delivery <bounces@mx.kz>\r\n{AUTO}Subject: Delivery failed\r\n{TO}"
        f"{text('<p>Message-ID: &lt;ours@example.org&gt;</p>', 'html')}"
    ),
}
NOT_GIVING_BACK = {
    "away": f"From: north@example.org\r\n{AUTO}Subject: Автоматический ответ\r\nIn-Reply-To: {OURS}\r\n{TO}{text('отпуск')}",
    "late": f"From: MAILER-DAEMON@mx.kz\r\nSubject: Warning: message delayed 24 hours\r\n{TO}{text(LETTER)}",
    "late, in russian": f"From: MAILER-DAEMON@mx.kz\r\nSubject: Доставка задерживается\r\n{TO}{text(LETTER)}",
    "a person": f"From: north@example.org\r\nSubject: письмо не доставлено\r\nIn-Reply-To: {OURS}\r\n{TO}{text('?')}",
}


def test_a_letter_is_known_by_the_number_in_the_subject_where_nothing_else_names_it() -> None:
    sent = f"From: postmaster@corp.kz\r\nSubject: Undeliverable: report =?utf-8?b?4oSW?= DF3479\r\n{TO}{text('sorry')}"
    found = open_message(sent.encode(), POST).head
    assert found is not None
    assert found.undelivered == ("DF3479",)


@pytest.mark.parametrize("shape", GIVING_BACK)
def test_whatever_gives_a_letter_back_names_it(shape: str) -> None:
    found = open_message(GIVING_BACK[shape].encode(), POST).head
    assert found is not None
    assert (found.undelivered, found.automatic, found.returns_nothing) == ((OURS,), True, True)


@pytest.mark.parametrize("shape", NOT_GIVING_BACK)
def test_what_only_looks_so_gives_nothing_back(shape: str) -> None:
    found = open_message(NOT_GIVING_BACK[shape].encode(), POST).head
    assert found is not None
    assert found.undelivered == ()
    assert found.returns_nothing == (shape != "a person")


def test_a_program_that_only_asks_for_silence_may_bring_a_return() -> None:
    found = open_message(f"From: 1c@north.kz\r\nX-Auto-Response-Suppress: All\r\n{TO}{text('x')}".encode(), POST).head
    assert found is not None
    assert (found.automatic, found.returns_nothing) == (True, False)
