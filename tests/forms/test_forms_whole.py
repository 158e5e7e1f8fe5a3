"""Every form by its YAML alone: template, reading, rules, repair, marked copy, letter."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from figures import FIGURES, Figures
from rounds import ORDA, alone, filled, read, sent

from judging import Judgement
from schemas.documents import Document
from schemas.form import Form, load_form
from schemas.soundness import check_rules
from workbooks.marked.marking import mark_return
from workbooks.template.template_layout import layout_of

pytestmark = pytest.mark.slow

FORMS = tuple(FIGURES)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return load_form(str(request.param))


@pytest.fixture
def figures(form: Form) -> Figures:
    return FIGURES[form.name]


def returned(folder: Path, form: Form, current: dict[str, float], **more: object) -> tuple[Document, Judgement]:
    prior = FIGURES[form.name].prior
    path = sent(folder, form, prior, filled(current, **more))
    document = read(path.read_bytes(), path.name, form)
    return document, alone(form, prior, document)


def outcome(judgement: Judgement) -> str:
    return str(judgement.returns.set_index("organisation")["outcome"][ORDA])


def test_the_forms_rules_are_sound(form: Form) -> None:
    assert check_rules(form).sound


def test_the_forms_share_what_reading_finds_and_can_say_it_in_their_own_words(form: Form) -> None:
    assert set(form.intake) == set(load_form("health").intake)
    assert set(load_form("health").note) <= set(form.note)
    assert "Руководител" not in form.intake["signature-missing"].ru
    assert ("руководител" in form.intake["signature-missing"].ru) == (form.name == "schools")


def test_the_empty_template_is_read_back_without_a_finding_but_that_it_is_not_signed(
    tmp_path: Path, form: Form, figures: Figures
) -> None:
    path = sent(tmp_path, form, figures.prior, None)
    document = read(path.read_bytes(), path.name, form)
    assert [issue.rule for issue in document.issues] == ["signature-missing"]
    stated = {x.indicator: x.value for x in document.figures if x.period == "prior" and x.value is not None}
    assert stated == {name: x for name, x in figures.prior.items() if form.indicators[name].prior}


def test_the_filled_template_is_read_back_as_it_was_filled_in(tmp_path: Path, form: Form, figures: Figures) -> None:
    document, judgement = returned(tmp_path, form, figures.current)
    assert not document.issues
    layout = layout_of(form)
    for cell in document.figures:
        if cell.period == "current":
            assert cell.value == figures.current.get(cell.indicator, cell.value)
            assert cell.cell == layout.cell(cell.indicator, cell.period)
    assert outcome(judgement) == "accepted"
    assert judgement.findings.empty


def test_a_slip_comes_back_with_its_cell_and_what_should_stand_there(
    tmp_path: Path, form: Form, figures: Figures
) -> None:
    name, typed = figures.slip
    _, judgement = returned(tmp_path, form, {**figures.current, name: typed})
    assert outcome(judgement) == "returned"
    assert figures.broken in set(judgement.findings["rule"])
    likeliest = judgement.suspects[judgement.suspects["rank"].eq(1)]
    assert likeliest[["cell", "value", "proposed", "kind"]].to_numpy().tolist() == [
        [layout_of(form).cell(name, "current"), typed, figures.current[name], "transposed-digits"]
    ]


def test_an_empty_row_that_must_be_filled_is_asked_for(tmp_path: Path, form: Form, figures: Figures) -> None:
    _, judgement = returned(tmp_path, form, {k: x for k, x in figures.current.items() if k != figures.omitted})
    found = judgement.findings[judgement.findings["rule"].eq("required")]
    assert found[["indicator", "cell"]].to_numpy().tolist() == [
        [figures.omitted, layout_of(form).cell(figures.omitted, "current")]
    ]
    assert outcome(judgement) == "returned"


def test_the_two_years_exchanged_are_told_as_one_slip(tmp_path: Path, form: Form, figures: Figures) -> None:
    this_year = {name: figures.current[name] for name in figures.prior}
    exchanged = {**figures.current, **figures.prior}
    _, judgement = returned(tmp_path, form, exchanged, prior=this_year)
    assert outcome(judgement) == "returned"
    assert "columns-swapped" in set(judgement.findings["rule"])
    assert set(judgement.suspects.loc[judgement.suspects["rank"].eq(1), "kind"]) == {"swapped-columns"}


def test_last_years_return_sent_once_more_is_asked_about(tmp_path: Path, form: Form, figures: Figures) -> None:
    _, judgement = returned(tmp_path, form, {**figures.current, **figures.prior})
    assert "unchanged-return" in set(judgement.findings["rule"])


def test_the_marked_copy_comments_the_cell(tmp_path: Path, form: Form, figures: Figures) -> None:
    name, typed = figures.slip
    document, judgement = returned(tmp_path, form, {**figures.current, name: typed})
    copy = mark_return((tmp_path / f"{ORDA}.xlsx").read_bytes(), document.file, judgement.findings, "kk", form)
    sheet = openpyxl.load_workbook(io.BytesIO(copy.data))[form.sheets["figures"].name]
    hard = judgement.findings[judgement.findings["severity"].eq("hard") & judgement.findings["cell"].ne("")]
    assert sheet[hard["cell"].iloc[0]].comment is not None


def test_the_marked_copy_is_read_as_the_return_that_it_was(tmp_path: Path, form: Form, figures: Figures) -> None:
    name, typed = figures.slip
    document, judgement = returned(tmp_path, form, {**figures.current, name: typed})
    copy = mark_return((tmp_path / f"{ORDA}.xlsx").read_bytes(), document.file, judgement.findings, "ru", form)
    again = read(copy.data, copy.file_name, form)
    assert not again.issues
    assert [(x.indicator, x.period, x.value) for x in again.figures] == [
        (x.indicator, x.period, x.value) for x in document.figures
    ]
