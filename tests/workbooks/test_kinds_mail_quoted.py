"""What a message quotes or forwards is not its sender's word: the ways that mail programs mark it, in three languages."""

from __future__ import annotations

import html
from email.message import EmailMessage

import pytest
from reading_returns import KEY

from workbooks.files.mail import open_message
from workbooks.files.mail_lines import page_lines, plain_lines
from workbooks.files.quoted_mail import own_words, words_below_quotations
from workbooks.read.file_reading import read_bytes

OWN = "Мүшелер саны 12 адамға өсті, себебі жаңа мектеп ашылды."
LETTER = "Студенттер саны 100 адамға өсті, себебін жазыңыз."


def plain(*lines: str) -> str:
    return own_words(plain_lines("\n".join(lines)))


def page(source: str) -> str:
    return own_words(page_lines(source.encode()))


HEADS = {
    "outlook ru": ["От: Орг. отдел <a@example.org>", "Отправлено: 19 января 2026 г. 9:00", "Кому: b@example.org", "Тема: Есеп"],
    "outlook en": ["From: Dept <a@example.org>", "Sent: Monday, January 19, 2026 9:00 AM", "To: b@example.org", "Subject: x"],
    "outlook kk": ["Жіберуші: Бөлім <a@example.org>", "Жіберілді: 19.01.2026 9:00", "Кімге: b@example.org", "Тақырып: Есеп"],
    "kazakh": ["Кімнен: a@example.org", "Тақырыбы: Есеп"],
    "with a rule": ["________________________________", "От: a@example.org", "Дата: 19.01.2026", "Тема: Есеп"],
    "bold": ["*From:* Dept <a@example.org>", "*Sent:* Monday", "*Subject:* x"],
    "thunderbird": ["-------- Пересылаемое сообщение --------", "Тема: \tЕсеп", "Дата: \tMon", "От: \tБөлім", "Кому: \tb"],
    "gmail": ["---------- Forwarded message ---------", "От: <a@example.org>", "Date: пн, 19 янв. 2026 г.", "Subject: x"],
    "original": ["-----Original Message-----", "From: Dept", "Sent: Monday", "To: b", "Subject: x"],
    "исходное": ["-----Исходное сообщение-----"],
    "apple": ["Begin forwarded message:", "", "From: Dept <a@example.org>", "Subject: x"],
    "бастапқы": ["----- Бастапқы хабарлама -----"],
    "өз сөзімен": ["----- Хат басы туралы -----", "Кімнен: a@example.org", "Тақырып: Есеп"],
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_nothing_below_the_head_of_another_message_is_the_senders(head: str) -> None:
    assert plain(OWN, "", *HEADS[head], "", LETTER) == OWN
    rows = "".join(f"<p>{line}</p>" for line in HEADS[head])
    assert page(f"<div><p>{OWN}</p></div><div>{rows}</div><p>{LETTER}</p>") == OWN


ATTRIBUTIONS = [
    "On Mon, Jan 19, 2026 at 9:00 AM Org dept <a@example.org> wrote:",
    "пн, 19 янв. 2026 г. в 09:00, <a@example.org>:",
    "Понедельник, 19 января 2026, 9:00 +05:00 от Орг. отдел <a@example.org>:",
    '19.01.2026, 09:00, "Орг. отдел" <a@example.org>:',
    "19 января 2026 г., в 09:00, Орг. отдел <a@example.org> написал(а):",
    "19.01.2026 9:00, Орг. отдел пишет:",
    "2026 ж. 19 қаңтар, 09:00, Бөлім <a@example.org> жазды:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answers_above_between_and_below_quoted_lines_are_the_senders(attribution: str) -> None:
    below = "Студенттер оқуын аяқтады."
    assert plain(OWN, attribution, f"> {LETTER}", "ИӘ.", f">> {LETTER}", below) == f"{OWN}\nИӘ.\n{below}"
    quoted = f"<blockquote>{LETTER}</blockquote>"
    assert page(
        f"<div>{OWN}</div><div>{html.escape(attribution)}</div>{quoted}<div>ИӘ.</div>{quoted}<p>{below}</p>"
    ) == (f"{OWN}\nИӘ.\n{below}")
    assert plain(OWN, "", attribution, "", LETTER) == OWN


def test_an_attribution_that_is_broken_in_two() -> None:
    broken = ["On Mon, Jan 19, 2026 at 9:00 AM Org department", "<a@example.org> wrote:"]
    assert plain(OWN, *broken, f"> {LETTER}", "Студенттер кетті.") == f"{OWN}\nСтуденттер кетті."


def test_the_senders_own_dates_and_colons_end_nothing() -> None:
    own = [
        "2026 жылғы 12 қаңтардағы бұйрық бойынша:",
        "Приказ от 12.01.2026 № 5:",
        "Министерство в 2025 году сообщило:",
        "Тақырыбы: мүшелер саны",
        "Дата: 20.01.2026",
        "101: 23 585 → 23 051",
        "----- Түсіндірме жазба -----",
        OWN,
    ]
    assert plain(*own) == "\n".join(own)


PAGES = {
    "gmail": f'<div dir="ltr">{OWN}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">пн, 19 янв., Отдел:<br></div><blockquote class="gmail_quote">{LETTER}</blockquote></div>',
    "apple mail": f'<body>{OWN}<br><blockquote type="cite"><div>{LETTER}</div><blockquote>{LETTER}</blockquote>{LETTER}</blockquote></body>',
    "outlook divider": f'<p>{OWN}</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>От:</b> a@example.org<br><b>Отправлено:</b> 19.01<br><b>Тема:</b> Есеп</p></div><p>{LETTER}</p>',
    "outlook on the web": f'<div>{OWN}</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">x</div><div>{LETTER}</div>',
    "forwarded once more": f'<div>{OWN}</div><div id="x_divRplyFwdMsg"><b>From:</b> a</div><div>{LETTER}</div>',
    "mail.ru": f'<div>{OWN}</div><div>Понедельник, 19 января 2026, 9:00 +05:00 от Отдел &lt;a@example.org&gt;:</div><blockquote style="border-left:1px solid #0857A6"><div class="js-helper">{LETTER}</div></blockquote>',
    "yahoo": f'<div>{OWN}</div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday, Dept wrote:</div>{LETTER}</div>',
    "thunderbird": f'<p>{OWN}</p><div class="moz-cite-prefix">19.01.2026 Отдел:<br></div><blockquote type="cite">{LETTER}</blockquote>',
    "thunderbird forwarded": f'<p>{OWN}</p><div class="moz-forward-container"><table><tr><th>Тема:</th><td>x</td></tr></table>{LETTER}</div>',
    "zimbra": f'<div>{OWN}</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>От: </b>a</div><div data-marker="__QUOTED_TEXT__">{LETTER}</div>',
    "zimbra's text alone": f'<div>{OWN}</div><div data-marker="__QUOTED_TEXT__">{LETTER}</div>',
    "table of headers": f"<p>{OWN}</p><table><tr><td>From:</td><td>a@example.org</td></tr><tr><td>Subject:</td><td>x</td></tr></table>{LETTER}",
}  # fmt: skip


@pytest.mark.parametrize("program", PAGES)
def test_what_a_page_quotes_is_not_the_senders(program: str) -> None:
    assert page(PAGES[program]) == OWN


@pytest.mark.parametrize(
    "signature",
    ["-- ", "--", "Sent from my iPhone", "Отправлено с iPhone", "Отправлено из мобильной Почты Mail.ru",
     "Get Outlook for Android", "iPhone құрылғысынан жіберілді", "Менің iPhone-ымнан жіберілді"],
)  # fmt: skip
def test_what_a_program_signs_with_is_not_the_senders(signature: str) -> None:
    assert plain(OWN, "", signature) == OWN
    assert plain(OWN, "-- ", "Бухгалтер, 8 (700) 000-00-00") == OWN


def both(text: str, source: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "b@example.org", "department@example.org", "есеп"
    mail.set_content(text)
    if source:
        mail.add_alternative(source, subtype="html")
    return mail.as_bytes()


def test_of_text_and_page_the_one_in_which_quotations_are_found_counts() -> None:
    unmarked = f"{OWN}\n\nпн, 19 янв. Отдел:\n{LETTER}"
    assert open_message(both(unmarked, PAGES["gmail"])).body == OWN
    assert open_message(both("Бұл хабар HTML түрінде.", f"<p>{OWN}</p>")).body == OWN


def test_our_letter_attached_to_an_answer_is_not_the_senders_word_and_a_colleagues_note_is() -> None:
    for sender, counts in (("Department <department@example.org>", False), ("accountant@example.org", True)):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "b@example.org", "department@example.org", "есеп"
        mail.set_content("Рақмет.")
        inner = EmailMessage()
        inner["From"], inner["Subject"] = sender, "хат"
        inner.set_content(OWN)
        mail.add_attachment(inner)
        assert (OWN in open_message(mail.as_bytes()).body) is counts


def test_a_return_with_our_letter_quoted_below_has_no_note() -> None:
    text = "\n".join(["Сәлеметсіз бе! Түзетілген есеп тіркелді.", "", *HEADS["outlook ru"], "", LETTER])
    assert read_bytes(both(text, ""), "хат.eml", KEY)[0].notes == ()


def test_a_body_of_nothing_but_marks_is_gone_through_once() -> None:
    for text in (
        "From: a@b\n" * 20_000,
        "> \n" * 100_000,
        "- " * 100_000,
        "a@b:\n" * 20_000,
        "." * 200_000,
        "_" * 90_000,
    ):
        own_words(plain_lines(text))
        own_words(page_lines(text.encode()))


def test_an_answer_between_quoted_questions_keeps_them_above_it():
    body = "Добрый день!\n\n27.11.2026 20:11, dep@example.org:\n> Коллеги!\n> > давнее\n> 1. Принято (104)?\nверно\n\n> 2. Обучено (505)?\nнет\n\n> Вопросы пишите.\n"
    assert words_below_quotations(plain_lines(body)).splitlines() == [
        "Добрый день!", "", "> Коллеги!", "> давнее", "> 1. Принято (104)?", "верно", "", "> 2. Обучено (505)?", "нет",
    ]  # fmt: skip


def test_a_letter_quoted_below_the_answer_is_left_out():
    body = "верно\n\n27.11.2026 20:11, dep@example.org:\n> 1. Принято (104)?\n> 2. Обучено (505)?\n"
    assert words_below_quotations(plain_lines(body)) == "верно"
