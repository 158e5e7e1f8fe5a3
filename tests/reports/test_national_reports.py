from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest

from reports.national.bilingual_book import sheet_name
from reports.national.consolidation import consolidate
from reports.national.note_assembly import national_note, note_blocks
from reports.national.note_sentences import pieces
from reports.national.workbook_assembly import national_workbook
from reports.national.workbook_changes import ranking
from reports.pages.round_at_a_glance import round_page
from reports.pages.rulebook_page import rulebook_markdown
from schemas.frames import Commentary

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")  # openpyxl leaves data bars out


@pytest.fixture
def consolidated(a_round):
    return consolidate(a_round.figures, a_round.returns, a_round.register, a_round.history, a_round.form)


@pytest.fixture
def complete(a_round):
    register = a_round.register[a_round.register["id"].ne("west")]
    return consolidate(a_round.figures, a_round.returns, register, a_round.history, a_round.form)


def note_text(consolidated, a_round):
    blocks = note_blocks(consolidated, a_round.commentary, a_round.register, a_round.form)
    return ["".join(text for text, _ in pieces(block.text)).replace("\u00a0", " ") for block in blocks]


def sheets_of(consolidated, a_round, **changed):
    findings = changed.get("findings", a_round.findings)
    data = national_workbook(consolidated, findings, a_round.returns, a_round.register, a_round.form)
    return openpyxl.load_workbook(io.BytesIO(data))


def test_workbook_says_first_what_is_missing(consolidated, a_round):
    book = sheets_of(consolidated, a_round)
    summary = book[sheet_name("summary")]
    assert "4 ұйымның ішінен 1 ұйымның есебі енгізілмеген" in summary["A4"].value
    assert "85,9 %" in summary["A4"].value
    assert "Батыс университеті" in summary["A6"].value
    assert book[sheet_name("missing")]["A3"].value.startswith("Батыс университеті")
    assert book[sheet_name("missing")]["C3"].value == 500


def test_workbook_figures_and_their_sources(consolidated, a_round):
    book = sheets_of(consolidated, a_round)
    rows = {str(row[0].value): row for row in book[sheet_name("summary")].iter_rows(min_row=9)}
    assert [cell.value for cell in rows["101"][3:9]][:3] == [3040, 3018, -22]
    source = int(re.search(r"A(\d+)$", rows["101"][0].hyperlink.location)[1])
    trace = book[sheet_name("trace")]
    assert [trace.cell(source, column).value for column in (1, 5, 6, 7, 8)] == [101, 1000, "E7", "Есеп", "north.xlsx"]
    assert trace.freeze_panes == "B3"
    assert trace.auto_filter.ref.startswith("A2:I")


def test_workbook_is_the_same_twice_and_reads_formulas_as_text(consolidated, a_round, build):
    found = build.findings(
        build.finding("required", "members", "E7", observed='=HYPERLINK("http://x")', message="=1+1")
    )
    given = (consolidated, found, a_round.returns, a_round.register, a_round.form)
    assert national_workbook(*given) == national_workbook(*given)
    sheet = sheets_of(consolidated, a_round, findings=found)[sheet_name("findings")]
    cells = [cell for cell in sheet[3] if str(cell.value).startswith("=")]
    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}


def test_workbook_of_a_round_in_which_nothing_stands(a_round):
    nothing = consolidate(
        a_round.figures, a_round.returns.assign(outcome="returned"), a_round.register, a_round.history, a_round.form
    )
    assert sheets_of(nothing, a_round)[sheet_name("missing")]["B3"].value.startswith("түзетуге қайтарылды")


def test_ranking_adds_up_to_the_national_change(consolidated):
    ranked = ranking(consolidated, "members")
    assert list(ranked["organisation"]) == ["north", "centre", "south"]
    assert ranked["contribution"].sum() == pytest.approx(consolidated.national.loc["members", "percent"])


def test_note_of_a_complete_round(complete, a_round):
    told = note_text(complete, a_round)
    whole = "\n".join(told)
    assert "Салалық кәсіподақ 3 018 кәсіподақ мүшесін біріктіретін 2 мүшелік ұйымнан құралады." in whole
    assert "2025 жылғы 1 қаңтардағы жағдаймен салыстырғанда 22 адамға кем." in whole
    assert "Солтүстік облыстық ұйымында – 80 адамға." in told
    assert "«Оңтүстік» облыстық ұйымында – 140 адамға (жұмыс істейтіндер саны 112 адамға азайды)." in told
    assert (
        "«Оңтүстік» облыстық ұйымында кәсіподақ мүшелері санының азаюы балабақшалар мен мектептердің жабылуымен "
        "және қоныс аударумен, көші-қонмен байланысты." in told
    )
    assert "Жазбадан: «Балабақшалар жабылды»" in told
    assert "Оқу орталығының бастауыш кәсіподақ ұйымы (18 адам) қабылданды" in whole
    assert "толық емес" not in whole.lower()
    assert "nan" not in whole


@pytest.mark.parametrize(
    ("grade", "indicator", "verdict", "reasons", "said"),
    [
        ("partial", "members", "explained", "closure", "азаюы балабақшалар мен мектептердің жабылуымен байланысты."),
        ("partial", "members", "explained", "other", "азаюы басқа себептермен түсіндірілген."),
        ("partial", "working", "explained", "motivation", "азаюы басқа себептермен түсіндірілген."),
        ("restating", "members", "restated", "", "жазбаларында азаюдың себебі айтылмаған: "),
        ("absent", "members", "unmentioned", "", "жазбаларында азаюдың себебі айтылмаған: "),
        ("analytical", "members", "restated", "", "ал мүшелер санының азаю себебі айтылмаған: "),
        ("analytical", "women", "explained", "closure", "сондықтан себебі сұралған жоқ: "),
        ("absent", "", "", "", "сондықтан себебі сұралған жоқ: "),
    ],
)
def test_an_organisation_whose_figure_fell_is_told_of_once(
    complete, a_round, build, grade, indicator, verdict, reasons, said
):
    columns = ["organisation", "grade", "indicator", "verdict", "reasons"]
    row = pd.DataFrame([("south", grade, indicator, verdict, reasons)], columns=columns)
    given = build.replace(a_round, commentary=Commentary.validate(row.assign(quote="", note_since="")))
    told = note_text(complete, given)
    (fall,) = [n for n, x in enumerate(told) if x.startswith("Сонымен қатар")]
    of_reasons = [x for x in told[fall + 2 :] if ("себе" in x or "байланысты" in x) and "Оңтүстік" in x]
    of_reasons = [x for x in of_reasons if not x.startswith("көрсеткіштердің өзгеру себептерін талдаған")]
    assert len(of_reasons) == 1
    assert said in of_reasons[0]


def test_equal_changes_stand_in_the_order_of_the_kazakh_alphabet(build):
    a_round = build.round({"north": (990, 900), "south": (2230, 2140), "centre": (18, 0), "west": (600, 500)})
    names = {"north": "«Қыран» ұйымы", "south": "Кереге ұйымы", "west": "Үлгі ұйымы"}
    register = a_round.register.assign(name_kk=a_round.register["id"].map(names).fillna(a_round.register["name_kk"]))
    both = consolidate(a_round.figures, a_round.returns, register, a_round.history, a_round.form)
    told = note_text(both, build.replace(a_round, register=register))
    (growth,) = [n for n, x in enumerate(told) if x.endswith("мына ұйымдарда артты:")]
    assert [x.partition(" – ")[0].split()[0] for x in told[growth + 1 : growth + 4]] == ["Үлгі", "Кереге", "«Қыран»"]


def test_note_of_an_incomplete_round_says_so_at_the_top(consolidated, a_round):
    told = note_text(consolidated, a_round)
    assert told[2].startswith("Жинақталған есеп толық емес: 4 ұйымның ішінен 1 ұйымның есебі енгізілген жоқ.")
    assert "жергілікті кәсіптік одағы – есеп түспеді, былтыр 500 мүше." in told[4]
    assert "Есебі енгізілген 3 ұйым 3 018 кәсіподақ мүшесін біріктіреді." in told[5]


def test_note_as_a_document(consolidated, a_round):
    data = national_note(consolidated, a_round.commentary, a_round.register, a_round.form, signed_by="Бөлім")
    assert data == national_note(consolidated, a_round.commentary, a_round.register, a_round.form, signed_by="Бөлім")
    paper = docx.Document(io.BytesIO(data))
    assert paper.tables[0].rows[1].cells[3].text.replace("\u00a0", " ") == "3 018"
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    anchors = set(re.findall(r'w:anchor="(\w+)"', xml))
    assert anchors <= set(re.findall(r'w:bookmarkStart[^>]*w:name="(\w+)"', xml))
    assert {"row_members", "row_working", "row_trained"} <= anchors
    assert not re.search(r"<w:p>(?!<w:pPr>)(?:(?!</w:p>).)*<w:pPr>", xml), "a paragraph's properties come first"
    assert "Толық емес деректер" in paper.sections[0].header.paragraphs[0].text


def test_texts_that_no_document_can_hold(complete, a_round, build):
    bad = "\x01women\x02\x00\ud800\x0b\x03 жабылды"
    commentary = a_round.commentary.assign(quote=bad)
    national_note(complete, commentary, a_round.register, a_round.form)
    found = build.findings(build.finding("required", "members", "E7", observed=bad, message=bad, file=bad))
    sheets_of(complete, a_round, findings=found)


def test_note_when_nothing_stands_says_only_that(a_round):
    nothing = consolidate(
        a_round.figures, a_round.returns.assign(outcome="returned"), a_round.register, a_round.history, a_round.form
    )
    assert len(note_text(nothing, a_round)) == 3 + 1 + 4
    national_note(nothing, a_round.commentary, a_round.register, a_round.form)


def test_rulebook_tells_every_rule_finding_and_reason(a_round):
    form = a_round.form
    text = rulebook_markdown(form)
    for name in (*form.rules, *form.intake, *form.note, *form.reasons, *form.indicators):
        assert f"`{name}`" in text
    for rule in form.rules.values():
        assert rule.holds in text
        assert all(rule.message[language] in text for language in ("kk", "ru", "en"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_round_page_is_whole_and_escapes(consolidated, a_round, build, language):
    found = build.findings(build.finding("required", "members", "E7", message="<img src=x onerror=alert(1)>"))
    register = a_round.register.replace({"name_kk": {"«Оңтүстік» облыстық ұйымы": '"><script>alert(1)</script>'}})
    page = round_page(
        consolidated, a_round.returns, found, a_round.commentary, a_round.figures, register, a_round.form,
        deadline=dt.date(2026, 1, 31), written=dt.datetime(2026, 2, 2, 9, 5), language=language,
    )  # fmt: skip
    assert "<img" not in page
    assert "<script>alert" not in page
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page)
    for key in register["id"]:
        assert f'id="{key}"' in page
