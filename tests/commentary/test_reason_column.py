"""Reasons in the form's own column: they speak of their row, and are judged as answers to why it changed."""

from __future__ import annotations

import pytest

from commentary.statements.notes import Note
from commentary.verdicts.assessment import assess
from schemas.form.loading import load_form

FORM = load_form()


def verdict(indicator: str, reason: str) -> tuple[str, str]:
    note = Note("a", "a", ("Ақтөбе",), "", {indicator: (100.0, 150.0)}, (indicator,), FORM.as_of, FORM.prior_as_of,
                reasons={indicator: reason})  # fmt: skip
    row = assess([note], FORM).verdicts.iloc[0]
    return str(row["verdict"]), str(row["reasons"])


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        ("trained_chairs", "Төрағаларға арналған 4 семинар өтті."),
        ("under_35", "Жас мүшелердің бір бөлігі 35 жасқа толды."),
        ("trained", "Облыста 2025 жылы 12 семинар өткізілді, сондықтан оқығандар саны артты."),
        ("staff", "сокращена ставка бухгалтера"),
        ("members", "мектеп жабылды"),
    ],
)
def test_what_happened_is_a_reason_where_the_row_asks_why(indicator, reason):
    assert verdict(indicator, reason)[0] == "explained"


@pytest.mark.parametrize("reason", ["өсті", "Мүшелер саны өсті.", "увеличение на 50", "верно", "всё правильно, так и есть",
                                    "объективные причины", "жоспар бойынша", "по сравнению с прошлым годом больше"])  # fmt: skip
def test_the_change_said_again_is_told_but_not_explained(reason):
    assert verdict("members", reason)[0] == "restated"


def test_labour_disputes_that_a_commission_learns_about_are_no_disagreement():
    said = "Еңбек даулары бойынша жаңа заңға байланысты барлық комиссия оқытылды."
    assert verdict("trained_conciliation", said) == ("explained", "other")
    assert "disagreement" in verdict("members", "Кәсіподақпен келіспеген мүшелер шығып кетті.")[1]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("Балабақшалар мен шағын орталықтардың ваучерлік жүйеге көшуімен байланысты азайды.", "voucher"),
        ("Балабақшалардың ваучерлік қаржыландыруға көшуіне байланысты азайды.", "voucher"),
        ("Балабақшалардың ваучер жүйесіне көшуіне байланысты азайды.", "voucher"),
    ],
)
def test_a_move_to_another_way_of_financing_is_no_migration(reason, code):
    codes = verdict("members", reason)[1].split("|")
    assert code in codes
    assert "migration" not in codes


@pytest.mark.parametrize(
    "reason", ["Мүшелер қалаға көшіп кетті.", "Отбасыларымен басқа облысқа көшуіне байланысты азайды."]
)
def test_people_who_move_away_are_migration(reason):
    assert "migration" in verdict("members", reason)[1].split("|")
