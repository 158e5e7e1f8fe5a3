"""Last year's totals stay what they were, whoever has left since; the workbook, the note and the page say who has."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from reports.national.bilingual_book import sheet_name
from reports.national.consolidation import Consolidated, consolidate
from reports.national.note_assembly import note_blocks
from reports.national.note_sentences import pieces
from reports.national.workbook_assembly import national_workbook
from reports.national.workbook_changes import ranking
from reports.national.workbook_summary import coverage_sentence
from reports.pages.round_at_a_glance import round_page
from schemas.frames import Departed
from tests.reports.conftest import ORGANISATIONS, Round


def gone(a_round: Round, *organisations: str, became: str = "", successors: str = "") -> pd.DataFrame:
    """frames.Departed of these, with the last day and a reason."""
    lines = a_round.register[a_round.register["id"].isin(organisations)].rename(columns={"id": "organisation"})
    told = lines[["organisation", "name_kk", "name_ru", "name_en", "kind"]]
    return Departed.validate(told.assign(day="2025-08-31", because="таратылды", became=became, successors=successors))


def consolidated(a_round: Round, departed: pd.DataFrame) -> tuple[Consolidated, pd.DataFrame]:
    register = a_round.register[~a_round.register["id"].isin(departed["organisation"])]
    found = consolidate(a_round.figures, a_round.returns, register, a_round.history, a_round.form, departed)
    return found, register


@pytest.fixture
def left(a_round: Round) -> tuple[Consolidated, pd.DataFrame]:
    return consolidated(a_round, gone(a_round, "west"))


def test_last_years_total_and_the_change_hold_those_that_left(left: tuple[Consolidated, pd.DataFrame]) -> None:
    row = left[0].national.loc["members"]
    accepted = sum(x[6] for key, x in ORGANISATIONS.items() if not x[1])
    assert row[["current", "prior", "change"]].tolist() == [3018, accepted, 3018 - accepted] == [3018, 3540, -522]
    assert row["percent"] == pytest.approx(100 * -522 / 3540)
    assert row[["organisations", "missing"]].tolist() == [3, 0]
    assert left[0].complete
    assert left[0].coverage == pytest.approx(3040 / 3540)


def test_each_figure_of_last_year_has_its_source_beside_the_others(left: tuple[Consolidated, pd.DataFrame]) -> None:
    trace = left[0].trace
    sums = trace.groupby(["indicator", "period"])["value"].sum()
    assert sums["members", "prior"] == left[0].national.loc["members", "prior"]
    of_members = trace[trace["indicator"].eq("members")]
    assert of_members.index.tolist() == list(range(of_members.index[0], of_members.index[0] + len(of_members)))
    assert of_members.iloc[-1][["organisation", "value", "file"]].tolist() == ["west", 500, "history.csv"]


def test_what_each_adds_to_the_change_adds_up_with_those_that_left(left: tuple[Consolidated, pd.DataFrame]) -> None:
    ranked = ranking(left[0], "members")
    assert ranked["change"].sum() == left[0].national.loc["members", "change"]
    assert ranked.iloc[-1]["organisation"] == "west"


def test_the_members_of_last_year_are_counted(left: tuple[Consolidated, pd.DataFrame]) -> None:
    row = left[0].national.loc["member_organisations"]
    assert row[["current", "prior", "change"]].tolist() == [2, 3, -1]


def test_the_merged_and_the_split_count_once(a_round: Round) -> None:
    merged, _ = consolidated(a_round, gone(a_round, "west", became="another", successors="north"))
    assert merged.national.loc["members", "prior"] == 3040
    split, _ = consolidated(a_round, gone(a_round, "west", became="parts", successors="north|south"))
    assert split.national.loc["members", "prior"] == 3040
    assert split.coverage == 1
    lacking, _ = consolidated(a_round, gone(a_round, "west", became="parts", successors="north|elsewhere"))
    assert lacking.coverage == pytest.approx(3040 / 3540)


def test_nearly_everybody_is_not_everybody(a_round: Round) -> None:
    history = a_round.history.assign(
        value=a_round.history["value"].where(a_round.history["organisation"].ne("west"), 1)
    )
    register = a_round.register[a_round.register["id"].ne("west")]
    departed = gone(a_round, "west")
    found = consolidate(a_round.figures, a_round.returns, register, history, a_round.form, departed)
    assert found.covered == 99.9
    nobody = consolidate(a_round.figures, a_round.returns, register, history, a_round.form)
    assert nobody.covered == 100


def test_where_nothing_stands_nobody_left_is_told_in_figures(a_round: Round) -> None:
    register = a_round.register[a_round.register["id"].ne("west")]
    returns = a_round.returns.assign(outcome="returned")
    found = consolidate(a_round.figures, returns, register, a_round.history, a_round.form, gone(a_round, "west"))
    assert found.trace.empty


def test_workbook_note_and_page_say_who_left(a_round: Round, left: tuple[Consolidated, pd.DataFrame]) -> None:
    found, register = left
    blocks = note_blocks(found, a_round.commentary, register, a_round.form)
    note = ["".join(text for text, _ in pieces(x.text)).replace("\u00a0", " ") for x in blocks]
    (told,) = [x for x in note if "құрамында енді жоқ" in x]
    assert "кәсіптік одағы (500 адам) – 2025 жылғы 31 тамыз, таратылды." in told
    data = national_workbook(found, a_round.findings, a_round.returns, register, a_round.form)
    summary = openpyxl.load_workbook(io.BytesIO(data))[sheet_name("summary")]
    assert "кәсіптік одағы (500; 2025 жылғы 31 тамыз; таратылды)" in summary["A4"].value
    page = round_page(
        found, a_round.returns, a_round.findings, a_round.commentary, a_round.figures, register, a_round.form,
        deadline=dt.date(2026, 1, 31), written=dt.datetime(2026, 1, 20, 9, 0), language="ru",
    )  # fmt: skip
    assert "Выбыли с прошлого года" in page
    assert "ЛП Запад (500; 31 августа 2025 года; таратылды)" in page
    assert "85,9\u00a0%" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_nobody_left_is_not_said(a_round: Round, language: str) -> None:
    found, _ = consolidated(a_round, gone(a_round))
    assert "(" not in coverage_sentence(found, a_round.form, language)
