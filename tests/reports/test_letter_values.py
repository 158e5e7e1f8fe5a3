"""What a letter tells of values: which it names with their slip, which it leaves to the clerk and the source document."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.letters.letter_content import asked_questions, points_of
from reports.letters.letter_marks import marks_of
from reports.letters.letter_message import letter
from reports.letters.letter_point import PointKind
from reports.wording import phrase

HOLDS = {
    "kk": "Осылай түзетілсе, бәрі сәйкес келеді.",
    "ru": "Если исправить так, всё сходится.",
    "en": "Corrected so, everything adds up.",
}
NAN, INFINITY = float("nan"), float("inf")


def said(content, form) -> str:
    """The text part in one line."""
    return " ".join(letter(content, form).get_body(("plain",)).get_content().split()).replace("\u00a0", " ")


@pytest.fixture
def balance(build):
    """One broken balance: the trained against the rows that follow it."""
    return build.findings(build.finding("training-balance", "trained", "E56", observed="5001"))


@pytest.fixture
def returned(content, build, balance):
    """A content in Russian with these suspects, of the broken balance unless other findings are given."""

    def made(suspects, findings=balance, **more):
        given = {"language": "ru", "outcome": "returned", "findings": findings, "suspects": suspects} | more
        return build.replace(content, **given)

    return made


@pytest.mark.parametrize(
    ("on", "language", "told"),
    [("2025-01-01", "ru", "В прошлом году Вы объяснили: «новые школы»."),
     ("2024-01-01", "ru", "В отчёте по состоянию на 1 января 2024 года Вы объяснили: «новые школы»."),
     ("2025-01-01", "kk", "Былтыр былай түсіндірдіңіз: «новые школы»."),
     ("2024-01-01", "kk", "2024 жылғы 1 қаңтардағы жағдай бойынша есепте былай түсіндірген едіңіз: «новые школы»."),
     ("2025-01-01", "en", "Last year you explained: «новые школы».")],
)  # fmt: skip
def test_a_question_that_was_answered_in_an_earlier_round_quotes_the_answer(
    content, build, a_round, on, language, told
):
    asked = build.finding("trained-chairs-plausible", "trained_chairs", "E58", observed="60")
    found = build.findings(asked).assign(severity="soft")
    answered = found.assign(
        parameters=[(x or {}) | {"said_before": "новые школы", "said_on": on} for x in found["parameters"]]
    )
    given = build.replace(content, language=language, outcome="queried", findings=answered)
    assert told in said(given, a_round.form)
    assert "новые школы" not in said(build.replace(given, findings=found), a_round.form)


@pytest.mark.parametrize(
    ("kind", "slip"),
    [("extra-digit", "лишняя цифра"), ("missing-digit", "пропущена цифра"), ("wrong-digit", "неверная цифра"),
     ("transposed-digits", "переставлены цифры"), ("sign", "неверный знак"),
     ("thousandfold", "расхождение в тысячу раз")],
)  # fmt: skip
def test_a_told_value_stands_with_its_slip(returned, build, a_round, kind, slip):
    content = returned(build.suspects(("E60", "trained_conciliation", 18233, 1823, kind, 1)))
    assert f"1. E60 – 18 233 · вероятно, 1 823 ({slip}): сверьте" in said(content, a_round.form)


def test_a_value_that_is_not_told_is_nowhere_in_the_letter(returned, build, a_round):
    suspect = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1), told=False, settles=False)
    content = returned(suspect)
    assert "1. E60 – 18 233 · сверьте с документом и исправьте" in said(content, a_round.form)
    html = letter(content, a_round.form).get_body(("html",)).get_content().replace("\u00a0", " ")
    assert "1 823" not in said(content, a_round.form) + html


def test_equally_likely_cells_are_one_point_in_the_order_of_the_sheet(returned, build, a_round):
    suspects = build.suspects(
        ("E100", "trained_young", 7, 11, "wrong-digit", 3), ("E60", "trained_conciliation", 5, 6, "wrong-digit", 2),
        ("E56", "trained", 5001, 9, "unknown", 1), likely=False, told=False, settles=False,
    )  # fmt: skip
    (point,) = points_of(returned(suspects), a_round.form)
    assert "Что сделать: исправить 1 ячейку." in said(returned(suspects), a_round.form), "one of the three is wrong"
    assert [x.cell for x in point.lines] == ["E56", "E60", "E100"]
    assert point.ask == phrase("letter.mend.one_of", "ru")
    assert not re.search(r"\d", point.ask)
    assert [(x.number, x.cell) for x in asked_questions(returned(suspects), a_round.form)] == [
        (1, "E56"), (1, "E60"), (1, "E100")
    ]  # fmt: skip


def test_last_years_cell_is_not_among_those_of_which_one_is_wrong(returned, build, a_round):
    this_year = build.suspects(("E56", "trained", 5001, 9, "unknown", 1), likely=False, told=False)
    last_year = build.suspects(("D56", "trained", 5, 9, "unknown", 2), likely=False, told=False, period="prior")
    (point,) = points_of(returned(build.joined(last_year, this_year)), a_round.form)
    assert [x.cell for x in point.lines] == ["E56"]


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [(0, 1948, "не больше 1 948"), (12, INFINITY, "не меньше 12"), (12, 1948, "от 12 до 1 948")],
)
def test_a_bound_is_told_and_no_value(returned, build, a_round, least, most, told):
    suspects = build.suspects(
        ("E56", "trained", 5001, 777, "unknown", 1), told=False, settles=False, least=least, most=most
    )
    text = said(returned(suspects), a_round.form)
    assert f"1. E56 – 5 001 · должно быть {told}: сверьте с документом и исправьте" in text
    assert "777" not in text


@pytest.mark.parametrize(("least", "most"), [(0, INFINITY), (300, 300), (NAN, NAN)])
def test_no_bound_is_told_that_says_nothing_or_gives_the_value_away(returned, build, a_round, least, most):
    suspects = build.suspects(("E56", "trained", 5001, 300, "unknown", 1), told=False, least=least, most=most)
    (point,) = points_of(returned(suspects), a_round.form)
    assert point.ask == phrase("letter.mend.compare", "ru")


def test_last_years_figure_is_asked_about_whatever_is_proposed(returned, build, a_round):
    found = build.findings(
        build.finding("prior-as-accepted", "women", "D24", period="prior", observed="27152", expected="")
    )
    suspects = build.suspects(("D24", "women", 27152, 27025, "wrong-digit", 1), period="prior", told=False)
    content = returned(suspects, found)
    (point,) = points_of(content, a_round.form)
    assert (point.kind, point.ask) == (PointKind.CONFIRM, phrase("letter.mend.prior", "ru"))
    assert "27 025" not in said(content, a_round.form)


def test_last_years_figure_of_who_has_none_on_record_is_open_and_told(returned, build, a_round):
    found = build.findings(build.finding("change-as-stated", "women", "D24", period="prior", observed="27152"))
    suspects = build.suspects(("D24", "women", 27152, 27125, "transposed-digits", 1), period="prior")
    (point,) = points_of(returned(suspects, found), a_round.form)
    assert point.kind == PointKind.MEND
    assert point.ask.replace("\u00a0", " ").startswith("вероятно, 27 125")


PRIORS = ("trained_chairs", "trained_activists", "trained_audit", "trained_conciliation", "trained_members")


def of_last_years_column(build, stated):
    """Findings and suspects where the rows of training state these figures of last year, and 1 to 5 were accepted."""
    cells = [(f"D{row}", name, value) for row, name, value in zip(range(58, 63), PRIORS, stated, strict=True)]
    found = build.findings(
        *(build.finding("prior-as-accepted", name, cell, period="prior", observed=str(x)) for cell, name, x in cells),
        build.finding("unchanged-return", severity="soft"),
    )
    suspects = [
        build.suspects((cell, name, x, n, "unknown", 1), period="prior", told=False, fault=n)
        for n, (cell, name, x) in enumerate(cells, 1)
    ]
    return found, build.joined(*suspects)


@pytest.mark.parametrize(
    ("stated", "happened"),
    [((9, 1, 2, 3, 4), "prior_slid"), ((2, 3, 4, 5, 9), "prior_slid"), ((10, 20, 30, 40, 50), "prior_copied"),
     ((9, 8, 7, 6, 11), "prior_several")],
)  # fmt: skip
def test_one_act_in_last_years_column_is_asked_about_once(returned, build, a_round, stated, happened):
    found, suspects = of_last_years_column(build, stated)
    this_year = pd.DataFrame({
        "indicator": PRIORS, "period": "current", "value": [10.0, 20.0, 30.0, 40.0, 50.0], "raw": "", "cell": "E58",
        "sheet": "Есеп",
    })  # fmt: skip
    content = returned(suspects, found, figures=this_year)
    point, *others = points_of(content, a_round.form)
    assert (point.kind, point.ask) == (PointKind.CONFIRM, phrase(f"letter.mend.{happened}", "ru"))
    assert [x.cell for x in point.lines] == ["D58", "D59", "D60", "D61", "D62"]
    assert len(point.asked) == 5
    assert len(others) == (happened != "prior_copied"), "that nothing changed follows from the copied column"
    assert "не совпадают с принятым" in said(content, a_round.form)


def test_a_change_is_told_as_the_difference_without_a_value(returned, build, a_round):
    found = build.findings(
        build.finding("change-as-stated", "women", "F24", period="change", observed="10", expected="")
    )
    suspects = build.suspects(("F24", "women", 10, 432, "wrong-digit", 1), period="change", told=False, settles=False)
    content = returned(suspects, found)
    assert f"1. F24 – 10 · {phrase('letter.mend.change', 'ru')}" in said(content, a_round.form)
    assert "432" not in said(content, a_round.form)


def test_a_shifted_block_is_one_point_with_its_values_in_order(returned, build, a_round):
    suspects = build.suspects(
        ("E56", "trained", 7, 5001, "shifted-row", 1), ("E57", "trained_chairs", 5001, 7, "shifted-row", 1)
    )
    (point,) = points_of(returned(suspects), a_round.form)
    assert [x.cell for x in point.lines] == ["E56", "E57"]
    assert "вероятно, по порядку 5\u00a0001, 7" in point.ask


def test_a_shifted_block_that_is_not_sure_tells_no_value(returned, build, a_round):
    suspects = build.suspects(
        ("E56", "trained", 7, 5001, "shifted-row", 1), ("E57", "trained_chairs", 5001, 7, "shifted-row", 1),
        told=False, settles=False,
    )  # fmt: skip
    (point,) = points_of(returned(suspects), a_round.form)
    assert point.ask == phrase("letter.mend.slid", "ru")


def test_an_empty_cell_is_to_be_filled_and_no_value_is_given(returned, build, a_round, content):
    found = build.findings(build.finding("required", "staff", "E51"))
    figures = content.figures[content.figures["indicator"].ne("staff")]
    suspects = build.suspects(("E51", "staff", NAN, 30, "wrong-digit", 1))
    (point,) = points_of(returned(suspects, found, figures=figures), a_round.form)
    assert point.ask == phrase("letter.mend.fill", "ru")
    assert point.lines[0].stands == "ячейка пуста"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_all_adds_up_is_said_only_where_every_suspect_settles(returned, build, a_round, language):
    one = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1))
    other = build.suspects(("E24", "women", 9, 1000, "unknown", 1), settles=False).assign(fault=2)
    assert HOLDS[language] in said(returned(one, language=language), a_round.form)
    assert HOLDS[language] not in said(returned(build.joined(one, other), language=language), a_round.form)
    nobody = one.iloc[:0]
    assert HOLDS[language] not in said(returned(nobody, language=language), a_round.form)


def test_two_values_for_one_cell_are_none(returned, build, a_round):
    one = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1))
    other = build.suspects(("E60", "trained_conciliation", 18233, 1833, "extra-digit", 1)).assign(fault=2)
    text = said(returned(build.joined(one, other)), a_round.form)
    assert text.count("E60") == 1
    assert "1 823" not in text
    assert "1 833" not in text
    assert HOLDS["ru"] not in text, "what is not told cannot be followed"


@pytest.mark.slow
@given(
    st.lists(
        st.tuples(st.sampled_from(["E56", "E57", "E60"]), st.integers(100, 999), st.integers(1, 3), st.integers(1, 2),
                  st.booleans(), st.booleans(),
                  st.sampled_from(["extra-digit", "wrong-digit", "shifted-row", "unknown"])),
        min_size=1, max_size=6, unique_by=lambda x: (x[0], x[2], x[3]),
    )
)  # fmt: skip
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_cell_is_told_twice_and_the_copy_says_the_same(returned, build, a_round, rows):
    names = {"E56": "trained", "E57": "trained_chairs", "E60": "trained_conciliation"}
    suspects = build.joined(
        *(
            build.suspects((cell, names[cell], 5, value, kind, rank), likely=likely,
                           told=told and likely and rank == 1 and kind != "unknown").assign(fault=fault)
            for cell, value, fault, rank, likely, told, kind in rows
        )
    )  # fmt: skip
    content = returned(suspects)
    points = points_of(content, a_round.form)
    cells = [line.cell for point in points if point.kind == PointKind.MEND for line in point.lines]
    assert len(cells) == len(set(cells))
    marks = marks_of(content, a_round.form)
    own = marks[~marks["message"].str.contains("Может отпасть")]
    assert set(own[["number", "cell"]].itertuples(index=False, name=None)) == {
        (n, x.cell) for n, point in enumerate(points, 1) for x in point.lines
    }
    for number, message in own[["number", "message"]].itertuples(index=False, name=None):
        assert set(re.findall(r"\d+", points[number - 1].ask)) <= set(re.findall(r"\d+", message))


def test_the_marked_copy_says_the_letters_value_and_no_other(returned, build, a_round):
    suspects = build.suspects(("E60", "trained_conciliation", 18233, 1823, "extra-digit", 1))
    (row,) = marks_of(returned(suspects), a_round.form).query("severity == 'hard'").to_dict("records")
    assert (row["number"], row["cell"], row["observed"]) == (1, "E60", "18\u00a0233")
    assert row["message"].startswith("Вероятно, 1\u00a0823 (лишняя цифра)")
    unsure = marks_of(returned(suspects.assign(told=False, settles=False)), a_round.form)
    assert not unsure["message"].str.contains("1\u00a0823").any()
    assert unsure["expected"].eq("").all()
