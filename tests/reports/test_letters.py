from __future__ import annotations

import email
import re
from email.policy import SMTP

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.letters.letter_content import header_text, letter
from schemas.frames import OUTCOMES


def bodies(message):
    return message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_in_every_language(content, build, outcome, language):
    message = letter(build.replace(content, outcome=outcome, language=language), build.round().form)
    again = email.message_from_bytes(message.as_bytes(), policy=SMTP)
    plain, html = bodies(again)
    assert "{" not in plain
    assert content.sha256 in plain
    assert f'lang="{language}"' in html
    assert max(len(line) for line in plain.splitlines()) < 100


def test_an_accepted_return_has_a_receipt_and_no_list_of_errors(content, a_round):
    plain, html = bodies(letter(content, a_round.form))
    assert "ТҮЗЕТУ ҚАЖЕТ" not in plain
    assert "2 000" in plain.replace("\u00a0", " ")
    for told in (content.file, content.sha256, "1 600", "09:30"):
        assert told in flat(html).replace("\u00a0", " ")


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


def test_findings_of_a_return_hang_together(content, a_round, build):
    found = build.findings(
        build.finding("twofold-change", "trained_conciliation", "E60", "soft", observed="18233"),
        build.finding("training-balance", "trained", "E56", observed="5001", expected="21411"),
    )
    likely = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1))
    plain, html = bodies(
        letter(build.replace(content, outcome="returned", findings=found, suspects=likely), a_round.form)
    )
    told = flat(plain).replace("\u00a0", " ")
    assert "Есеп!E60 ұяшығындағы 18 233 саны 1 823 болуы тиіс (бір цифр артық)" in told
    assert told.index("Ең ықтимал") < told.index("training-balance") < told.index("twofold-change")
    assert "21 411" not in told, "the total is not to be changed where another cell is the likely slip"
    assert "өздігінен шешілуі мүмкін" in told
    assert "Есеп!E56" in html


def test_what_should_stand_is_said_where_the_cell_itself_is_wrong(content, a_round, build):
    found = build.findings(build.finding("change-as-stated", "working", "F9", observed="451", expected="541"))
    plain = flat(bodies(letter(build.replace(content, outcome="returned", findings=found), a_round.form))[0])
    assert "қазір тұрғаны 451; болуы тиіс 541" in plain


def test_consequences_of_swapped_columns_are_folded_under_the_cause(content, a_round, build):
    names = [x.name for x in a_round.form.indicators.values() if x.prior][:20]
    rows = [build.finding("prior-as-accepted", name, f"D{i}", period="prior") for i, name in enumerate(names, 7)]
    found = build.findings(*rows, build.finding("columns-swapped", message="бағандардың орны ауысқан"))
    plain, _ = bodies(letter(build.replace(content, outcome="returned", findings=found), a_round.form))
    assert plain.count("prior-as-accepted") == 0
    assert "ескертулер: 20" in flat(plain)
    assert re.search(r"^1\. бағандардың", plain, re.M)
    assert not re.search(r"^2\. ", plain, re.M)


def test_many_findings_of_one_rule_are_one_remark(content, a_round, build):
    names = [x.name for x in a_round.form.indicators.values() if x.core][:12]
    found = build.findings(*(build.finding("required", name, f"E{i}") for i, name in enumerate(names, 7)))
    plain, _ = bodies(letter(build.replace(content, outcome="returned", findings=found), a_round.form))
    told = flat(plain)
    assert "Міндетті жолдар толтырылмаған (ұяшық саны: 12)" in told
    assert "Есеп!E7" in told
    assert "тағы 4 жол" in told


def told_of(content, a_round, build, likely, language="en"):
    found = build.findings(build.finding("members-balance", "members", "E7", observed="100"))
    changed = build.replace(content, language=language, outcome="returned", findings=found, suspects=likely)
    return flat(bodies(letter(changed, a_round.form))[0])


def test_everything_adds_up_only_where_every_hard_rule_then_holds(content, a_round, build):
    row = ("E8", "working", 90, 80, "wrong-digit", 1)
    told = told_of(content, a_round, build, build.suspects(row))
    assert "Most likely Есеп!E8: 90 should be 80 (a wrong digit). Then everything adds up." in told
    told = told_of(content, a_round, build, build.suspects(row, settles=False))
    assert "80 (a wrong digit)." in told
    assert "adds up" not in told


def test_repairs_that_are_equally_likely_are_cells_without_values_in_the_order_of_the_sheet(content, a_round, build):
    rows = [("E10", "pensioners", 9, 19, "wrong-digit", 1), ("E9", "students", 90, 80, "wrong-digit", 2)]
    told = told_of(content, a_round, build, build.suspects(*rows, likely=False, told=False, settles=False))
    assert "one or more of these cells: Есеп!E9 (90); Есеп!E10 (9). Compare them with the source document." in told
    assert "should be" not in told
    assert not {"80", "19"} & set(
        re.findall(r"\d+", told.partition("E9 (90)")[2].partition("SHA")[0].partition("101 ")[0])
    )


def test_a_broken_bound_is_told_with_the_cell_and_no_value(content, a_round, build):
    row = ("E24", "women", 99999, 19999, "wrong-digit", 1)
    more = {"told": False, "least": 0.0, "most": 19999.0, "settles": False}
    told = told_of(content, a_round, build, build.suspects(row, **more), "ru").replace("\u00a0", " ")
    assert "сверьте с первичным документом ячейку Есеп!E24: сейчас в ней 99 999 (не больше 19 999)" in told
    assert "должно быть" not in told.lower()
    assert "сходится" not in told


def test_last_years_figures_and_the_change_are_asked_about(content, a_round, build):
    row = ("D24", "women", 27152, 27025, "unknown", 1)
    told = told_of(content, a_round, build, build.suspects(row, period="prior", settles=False), "ru")
    assert "расходятся с принятым в прошлом году отчётом: Есеп!D24" in told
    row = ("F9", "working", 451, 541, "transposed-digits", 1)
    more = {"period": "change", "told": False, "settles": False}
    told += told_of(content, a_round, build, build.suspects(row, **more), "ru")
    assert "Проверьте изменение в ячейке Есеп!F9: сейчас в ней 451" in told
    assert not {"27025", "27\u00a0025", "541"} & set(re.findall(r"\d+(?:\u00a0\d+)?", told))


def test_a_shifted_block_is_one_act(content, a_round, build):
    rows = [(f"E{n}", x, n, n + 1, "shifted-row", 1) for n, x in enumerate(("working", "students", "pensioners"), 8)]
    told = told_of(content, a_round, build, build.suspects(*rows))
    assert "Most likely these cells are wrong (values shifted by a row): Есеп!E8: 8 → 9 Есеп!E9: 9 → 10" in told
    told = told_of(content, a_round, build, build.suspects(*rows, told=False, settles=False))
    assert "seem to have slid to a neighbouring row: Есеп!E8 (8); Есеп!E9 (9); Есеп!E10 (10)" in told


def test_an_empty_cell_as_the_repair(content, a_round, build):
    found = build.findings(build.finding("required", "staff", "E51"))
    likely = build.suspects(("E51", "staff", float("nan"), 30, "unknown", 1))
    changed = build.replace(content, language="en", outcome="returned", findings=found, suspects=likely)
    plain = flat(bodies(letter(changed, a_round.form))[0])
    assert "Fill in cell Есеп!E51 first: it holds no number." in plain
    assert "Most likely 30" not in plain
    assert "stands there empty" in plain


def test_folded_comparisons_keep_last_year(content, a_round, build):
    names = ("trained", "trained_chairs", "trained_audit")
    found = build.findings(
        *(build.finding("twofold-change", x, f"E{i}", "soft", observed="50",
                        parameters={"row": str(i), "prior": 20.0, "cur": 50.0}) for i, x in enumerate(names))
    )  # fmt: skip
    changed = build.replace(content, language="ru", outcome="queried", findings=found)
    plain = flat(bodies(letter(changed, a_round.form))[0])
    assert plain.count("сейчас стоит 50 (прошлый год: 20)") == 3
    assert "изменились более чем вдвое (строк: 3)" in plain


def test_messages_are_said_in_the_letters_language(content, a_round, build):
    kk = "101-жол 102, 103 және 104-жолдардың қосындысына тең емес"
    given = {"lhs": 10.0, "rhs": 9.0, "diff": 1.0}
    found = build.findings(build.finding("members-balance", "members", "E7", message=kk, parameters=given))
    changed = build.replace(content, language="ru", outcome="returned", findings=found)
    assert "Строка 101 не равна сумме" in bodies(letter(changed, a_round.form))[0]


def test_swapped_columns_as_the_repair(content, a_round, build):
    found = build.findings(build.finding("members-balance", "members", "E7", observed="100"))
    likely = build.suspects(
        ("D7", "members", 1, 2, "swapped-columns", 1), ("E7", "members", 2, 1, "swapped-columns", 1)
    )
    changed = build.replace(content, language="ru", outcome="returned", findings=found, suspects=likely)
    assert "перепутаны (D, E)" in flat(bodies(letter(changed, a_round.form))[0])


def test_changes_that_the_note_leaves_open(content, a_round, build):
    commentary = pd.DataFrame(
        {"organisation": "south", "grade": "restating", "indicator": ["members", "women", "students"],
         "verdict": ["restated", "unmentioned", "explained"], "reasons": "", "quote": ["мүшелер азайды", "", ""]}
    )  # fmt: skip
    found = build.findings(
        build.finding("change-only-restated", "members", "E7", "commentary"),
        build.finding("change-not-mentioned", "under_35", "E21", "commentary"),
        build.finding("note-copied", severity="commentary", message="Жазба көшірілген"),
    )
    changed = build.replace(content, outcome="queried", commentary=commentary, findings=found)
    told = flat(bodies(letter(changed, a_round.form))[0]).replace("\u00a0", " ")
    assert "2 140 → 2 000 (−140; −6,5 %)" in told
    assert "«мүшелер азайды»" in told
    assert "Жазба көшірілген" in told
    assert told.index("101-жол") < told.index("201-жол") < told.index("202-жол")
    assert "103-жол" not in told, "what the note explains is not asked again"


def test_the_deadline_that_has_passed(content, a_round, build):
    late = build.replace(content, outcome="returned", written=content.written.replace(month=2))
    assert "мүмкіндігінше тез" in flat(bodies(letter(late, a_round.form))[0])


def test_the_marked_workbook_goes_with_it(content, a_round, build):
    changed = build.replace(content, attachment=("есеп\r\n.xlsx", b"PK"), lost=("pictures", "VBA"))
    message = letter(changed, a_round.form)
    (part,) = message.iter_attachments()
    assert part.get_filename() == "есеп .xlsx"
    assert part.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert "суреттер, VBA" in flat(bodies(message)[0])


def test_an_unreadable_file_has_no_figures(content, a_round, build):
    found = build.findings(build.finding("workbook-unreadable", message="Файл ашылмады"))
    changed = build.replace(content, outcome="unreadable", figures=content.figures.iloc[:0], findings=found)
    plain, _ = bodies(letter(changed, a_round.form))
    assert "Файл ашылмады" in plain
    assert "101 ·" not in plain
