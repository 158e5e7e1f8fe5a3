"""What is made of forms of which nothing is known but their rows: whole, and without a wrong word about members."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from reports.letters.letter_content import LETTER_OUTCOMES, UNCONFIRMED, LetterContent
from reports.letters.letter_message import letter
from reports.national.bilingual_book import sheet_name
from reports.national.consolidation import consolidate
from reports.national.note_assembly import SECTIONS, national_note, note_blocks
from reports.national.note_sentences import pieces
from reports.national.workbook_assembly import national_workbook
from reports.pages.notes_in_review import notes_page
from reports.pages.outlier_drawing import outlier_picture
from reports.pages.round_at_a_glance import round_page
from schemas.form.loading import read_form
from schemas.form.note_plan import SENTENCES
from schemas.form.text_by_language import Text
from schemas.frames import VERDICTS, Commentary

from .other_forms import FORMS, OtherRound, other_round, words_about_members

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
NO_RATIOS = pd.DataFrame(columns=["organisation", "ratio", "value", "last_year", "outlier"])


@pytest.fixture(params=["health", "schools"])
def other(request):
    return other_round(request.param)


def consolidated(other: OtherRound, *, complete: bool = False):
    register = other.register[other.register["id"].ne("west")] if complete else other.register
    return consolidate(other.figures, other.returns, register, other.history, other.form)


def note_of(other: OtherRound, *, complete: bool = False) -> list[str]:
    blocks = note_blocks(consolidated(other, complete=complete), other.commentary, other.register, other.form)
    return ["".join(text for text, _ in pieces(x.text)).replace("\u00a0", " ") for x in blocks]


def test_a_long_unit_stands_in_two_lines(other):
    long = other.form.units["persons"].model_copy()
    long._label = Text(kk="мың теңге", ru="тыс. тенге", en="thousand tenge")
    form = other.form.model_copy(update={"units": other.form.units | {"persons": long}})
    made = national_workbook(consolidated(other), other.findings, other.returns, other.register, form)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    cells = [x for row in sheet.iter_rows() for x in row if x.value == "мың теңге\nтыс. тенге"]
    assert cells
    assert all(x.alignment.wrap_text for x in cells)


@pytest.mark.parametrize("complete", [True, False])
def test_the_national_workbook_is_whole(other, complete):
    made = national_workbook(
        consolidated(other, complete=complete), other.findings, other.returns, other.register, other.form
    )
    book = openpyxl.load_workbook(io.BytesIO(made))
    texts = [str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert not words_about_members("\n".join(texts), other.form)
    for label in (x.label.kk for x in other.form.indicators.values()):
        assert any(label in x for x in texts)


def test_the_note_of_a_union_speaks_by_the_forms_labels():
    told = note_of(other_round("health"), complete=True)
    assert told[0] == (
        "2026 жылғы 1 қаңтардағы жағдай бойынша «Денсаулық сақтау қызметкерлері кәсіподағының жинақталған есебі» "
        "қорытындылары туралы"
    )
    assert told[2].startswith(
        "Жинақталған есепке 3 ұйымның есебі енгізілді, «Кәсіподақ мүшелері – барлығы» көрсеткіші – 3 200 адам. "
        "Бұл көрсеткіш 2025 жылғы 1 қаңтардағы жағдаймен салыстырғанда 1 200 адамға артық."
    )
    assert "дәрігерлер – 1 280 адам (2024 жылы – 800 адам), 480 адамға артты;" in told
    assert "медициналық ұйымдар – 3 200 бірлік (2024 жылы – 2 000 бірлік), 1 200-ге артты." in told
    assert "«Кәсіподақ мүшелері – барлығы» көрсеткіші 1 ұйымда азайды:" in told


def test_the_note_of_schools_tells_who_grew_who_fell_and_why():
    told = note_of(other_round("schools"))
    assert told[2].startswith("Жинақталған есеп толық емес: 4 ұйымның ішінен 1 ұйымның есебі енгізілген жоқ. Былтырғы")
    assert "Батыс облысы – есеп түспеді (былтыр «Оқушылар – барлығы» – 1 000 оқушы)." in told
    assert "Есебі енгізілген 3 ұйым бойынша «Оқушылар – барлығы» көрсеткіші – 3 200 оқушы." in told[5]
    assert "Есептік кезең ішінде есеп беретін ұйымдардың қатарына «Дарын» (1 200 оқушы) қосылды." in told
    assert "2025 жылы «Оқушылар – барлығы» көрсеткіші мына ұйымдарда артты:" in told
    assert "Солтүстік облысында – 100-ге." in told
    assert any("өсуін жаңа мектептің ашылуымен байланыстырады (Солтүстік облысы)" in x for x in told)
    assert "№ 5 мектеп-гимназияда – 100-ге." in told
    assert "№ 5 мектеп-гимназияда бұл көрсеткіштің азаюы отбасылардың көшуімен байланысты." in told
    assert "Жазбадан: «Көшіп кетті»" in told
    assert "өткізілген сабақтар – 321,5 мың сағат (2024 жылы – 200 мың сағат), 121,5-ке артты." in told
    assert not any("Интернетке" in x or "интернетке" in x for x in told), "nobody adds percentages"
    assert any(x.startswith("түсіндірме жазба ұсынбағандар – 1") for x in told)


@pytest.mark.parametrize("complete", [True, False])
def test_the_note_says_no_word_about_members(other, complete):
    text = "\n".join(note_of(other, complete=complete))
    assert not words_about_members(text, other.form)
    assert "nan" not in text
    assert "{" not in text
    national_note(consolidated(other, complete=complete), other.commentary, other.register, other.form)


def test_every_kind_of_section_is_written():
    assert set(SECTIONS) == set(SENTENCES)


def test_every_figure_of_the_note_has_a_line_in_its_annex(other):
    data = national_note(consolidated(other), other.commentary, other.register, other.form)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    anchors = set(re.findall(r'w:anchor="(\w+)"', xml))
    assert anchors
    assert anchors <= set(re.findall(r'w:bookmarkStart[^>]*w:name="(\w+)"', xml))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_the_round_speaks_of_the_forms_total(other, language):
    names = dict(zip(other.register["id"], other.register["name_kk"], strict=True))
    west = other.figures[other.figures["organisation"].eq("north")].assign(organisation="west")
    figures = pd.concat([other.figures, west], ignore_index=True)
    picture = outlier_picture(figures, other.findings, NO_RATIOS, names, other.form, language)
    assert "<svg" in picture
    page = round_page(
        consolidated(other), other.returns, other.findings, other.commentary, other.figures, other.register, other.form,
        deadline=dt.date(2026, 1, 31), written=dt.datetime(2026, 2, 2, 9, 5), language=language, picture=picture,
    )  # fmt: skip
    assert not words_about_members(html.unescape(page), other.form)
    total = other.form.indicators[other.form.role.total].label[language]
    assert f'<th class="n">{total}</th>' in page
    notes = notes_page(
        {"south": "Көшіп кетті"}, other.commentary, other.figures, other.register, other.form,
        round_name="round", language=language,
    )  # fmt: skip
    assert not words_about_members(html.unescape(notes), other.form)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_letter_asks_of_each_row_in_general(other, language):
    rows = [
        ("south", "partial", name, VERDICTS[1 + place % 3], "", "") for place, name in enumerate(other.form.indicators)
    ]
    commentary = pd.DataFrame(rows, columns=["organisation", "grade", "indicator", "verdict", "reasons", "quote"])
    commentary = commentary.assign(to_be_read="")
    for outcome in (*LETTER_OUTCOMES, UNCONFIRMED):
        content = LetterContent(
            organisation="south", names=Text(kk="Ұйым", ru="Организация", en=""), language=language, recipient="",
            sender="department@example.org", outcome=outcome, file="south.xlsx", sha256="ab" * 32, received="",
            deadline=dt.date(2026, 1, 31), as_of=dt.date(2026, 1, 1), version_key="1",
            written=dt.datetime(2026, 1, 21, 8, 0, tzinfo=dt.UTC), findings=other.findings,
            commentary=Commentary.validate(commentary.assign(note_since="")), suspects=other.suspects,
            figures=other.figures[other.figures["organisation"].eq("south")],
        )  # fmt: skip
        message = letter(content, other.form)
        plain, page = (message.get_body((x,)).get_content() for x in ("plain", "html"))
        flat = " ".join(plain.split())
        assert not words_about_members(flat, other.form)
        assert not words_about_members(html.unescape(page), other.form)
        if outcome == "accepted":
            for name in other.form.role.headline:
                assert other.form.indicators[name].label[language] in flat


def test_decimals_are_shown_in_the_workbook():
    other = other_round("schools")
    data = national_workbook(consolidated(other), other.findings, other.returns, other.register, other.form)
    sheet = openpyxl.load_workbook(io.BytesIO(data))[sheet_name("summary")]
    row = next(x for x in sheet.iter_rows(min_row=9) if x[0].value == "4")
    assert [row[4].value, row[4].number_format] == [321.5, "#,##0.0"]
    assert next(x for x in sheet.iter_rows(min_row=9) if x[0].value == "1")[4].number_format == "#,##0"


def test_decimals_are_shown_wherever_organisations_are_ranked_and_missed():
    text = (FORMS / "schools.yaml").read_text(encoding="utf-8") + "roles: {total: lessons}\n"
    other = replace(other_round("schools"), form=read_form(text))
    data = national_workbook(consolidated(other), other.findings, other.returns, other.register, other.form)
    book = openpyxl.load_workbook(io.BytesIO(data))
    changes, missing = book[sheet_name("changes")], book[sheet_name("missing")]
    assert [x.value for x in changes[4]][:4] == ["«Дарын»", 0, 120.5, 120.5]
    signed = "+#,##0.0;[Red]\u2212#,##0.0;0.0"
    for row in (4, 7):  # the first organisation, and the total below the third
        assert [x.number_format for x in changes[row]][1:4] == ["#,##0.0", "#,##0.0", signed]
    assert [missing[row][2].number_format for row in (3, 4)] == ["#,##0.0", "#,##0.0"]


def test_a_form_in_which_nothing_adds_up_is_told_all_the_same():
    other = other_round("schools")
    text = (FORMS / "schools.yaml").read_text(encoding="utf-8").replace("core, prior, sum", "core, prior")
    form = read_form(text.replace("is: [sum]", "is: [prior]"))
    assert form.role.total == ""
    nothing = consolidate(other.figures, other.returns, other.register, other.history, form)
    national_workbook(nothing, other.findings, other.returns, other.register, form)
    national_note(nothing, other.commentary, other.register, form)
    round_page(
        nothing, other.returns, other.findings, other.commentary, other.figures, other.register, form,
        deadline=dt.date(2026, 1, 31), written=dt.datetime(2026, 2, 2, 9, 5),
    )  # fmt: skip
