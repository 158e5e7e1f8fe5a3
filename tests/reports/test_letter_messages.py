"""A letter as a message: its heads, to whom it goes, what is enclosed, and that no text from a file can steer it."""

from __future__ import annotations

import email
from email.policy import SMTP

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.letters.letter_message import header_text, letter
from reports.letters.letter_numbers import LETTERS, SIGNS, letter_number


def bodies(message):
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_headers_are_deterministic_and_dated(content, a_round, build):
    one, two = letter(content, a_round.form), letter(content, a_round.form)
    assert one["Message-ID"] == two["Message-ID"]
    assert one["Message-ID"].endswith("@example.org>")
    assert one["Message-ID"] != letter(build.replace(content, version_key="v2"), a_round.form)["Message-ID"]
    assert one["Date"] == "Wed, 21 Jan 2026 08:00:00 +0000"
    assert one["To"] == "south@example.org"


@pytest.mark.parametrize("between", ["; ", ", ", ";", " "])
def test_every_address_of_the_registers_cell_is_a_recipient(content, a_round, build, between):
    message = letter(build.replace(content, recipient=f"A@example.org{between}b@example.org"), a_round.form)
    assert message["To"] == "a@example.org, b@example.org"


@pytest.mark.parametrize(
    "recipient",
    ["a@example.org\r\nBcc: evil@example.org", "a@example.org, Bcc: evil@example.org", "a@example.org evil",
     "", "кто@пример.кз", "<a@example.org>"],
)  # fmt: skip
def test_no_second_recipient_and_no_second_header(content, a_round, build, recipient):
    message = letter(build.replace(content, recipient=recipient), a_round.form)
    assert message["To"] is None
    assert "evil" not in str(message.items())
    message.as_bytes()


def test_names_cannot_start_headers_or_markup(content, a_round, build):
    from schemas.form.model import Text

    name = "Ұйым\r\nBcc: evil@example.org\x00 <script>alert(1)</script>"
    message = letter(build.replace(content, names=Text(kk=name, ru=name, en=name), file="<b>.xlsx"), a_round.form)
    assert message["Bcc"] is None
    assert "\n" not in header_text(name)
    html = bodies(message)[1]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


@given(st.text(), st.text())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_from_a_file_can_be_written_and_sent(content, a_round, build, text, name):
    found = build.findings(build.finding("required", "members", "E7", observed=text, message=text, sheet=text))
    changed = build.replace(
        content, outcome="returned", findings=found, file=f"\udc9f{name}", recipient=text, attachment=(name, b"")
    )
    email.message_from_bytes(letter(changed, a_round.form).as_bytes(), policy=SMTP)


def test_the_letter_answers_the_message_that_brought_the_return(content, a_round, build):
    changed = build.replace(content, answers=("<one@mail>",), department="Ұйымдастыру бөлімі")
    message = email.message_from_bytes(letter(changed, a_round.form).as_bytes(), policy=SMTP)
    assert message["In-Reply-To"] == message["References"] == "<one@mail>"
    assert message["From"].addresses[0].display_name == "Ұйымдастыру бөлімі"
    assert message["Reply-To"] == "department@example.org"
    assert message["List-Id"] == "<esep.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain = letter(content, a_round.form)
    assert plain["In-Reply-To"] is None


@given(st.text())
def test_a_letter_number_is_short_and_has_no_look_alikes(message_id):
    number = letter_number(message_id)
    assert len(number) == 6
    assert number[0] in LETTERS
    assert set(number) <= set(SIGNS)
    assert not set(SIGNS) & set("0O1IL2Z5S8BUVABCEHKMOPTXY") - set("ZSU")
    assert number == letter_number(f" {message_id} ") or message_id != message_id.strip()


def test_the_marked_workbook_goes_with_it(content, a_round, build):
    changed = build.replace(content, attachment=("есеп\r\n.xlsx", b"PK"), lost=("суреттер", "VBA"))
    message = letter(changed, a_round.form)
    (part,) = message.iter_attachments()
    assert part.get_filename() == "есеп .xlsx"
    assert part.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "суреттер, VBA" in flat(bodies(message)[0])
