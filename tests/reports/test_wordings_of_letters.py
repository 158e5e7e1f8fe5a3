"""Words that an editor has asked for stand in the letters as they go out."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from reports.letters.letter_message import letter


def changed(build, indicator: str, prior: float, current: float) -> dict[str, pd.DataFrame]:
    """A change that the note leaves open."""
    cells = pd.DataFrame(
        {"indicator": indicator, "period": ["prior", "current"], "value": [prior, current], "cell": ["D9", "E9"],
         "sheet": "Есеп", "raw": ""}
    )  # fmt: skip
    found = build.findings(build.finding("change-not-mentioned", indicator, "E9", "commentary"))
    return {"figures": cells, "findings": found}


def swapped(build) -> dict[str, pd.DataFrame]:
    cells = ("D7", "members", 1, 2, "swapped-columns", 1), ("E7", "members", 2, 1, "swapped-columns", 1)
    return {"findings": build.findings(build.finding("columns-swapped")), "suspects": build.suspects(*cells)}


def found(build, rule: str, *place: str, **more: object) -> dict[str, pd.DataFrame]:
    return {"findings": build.findings(build.finding(rule, *place, **more))}


BALANCE = {"lhs": 100.0, "rhs": 127.0, "diff": -27.0}
PICTURE = {"raw": "picture", "reason": "picture"}
LATE = {"severity": "soft", "parameters": {"days": 9.0}}


@pytest.mark.parametrize(
    ("language", "asked", "words"),
    [
        ("kk", lambda b: changed(b, "members", 9, 5), "Мерзімі: 20 желтоқсаннан кешіктірмей."),
        ("kk", lambda b: {"attachment": ("есеп.xlsx", b"")}, "файлыңыздың көшірмесі"),
        ("kk", lambda b: found(b, "chairs-women-within-chairs", "chairs_women", "E44", observed="17044", expected="≤ 1948"),
         "E44 – 17 044 · 1 948-ден аспауы тиіс"),
        ("kk", lambda b: found(b, "required", "staff", "E51"), "E51 – ұяшық бос · санды жазыңыз"),
        ("kk", swapped, "мәндерінің орнын ауыстырыңыз"),
        ("kk", lambda b: changed(b, "students", 5, 9), "Қай оқу орнынан қанша студент қабылданды?"),
        ("kk", lambda b: changed(b, "under_35", 9, 5), "қаншасы 35 жастан асты"),
        ("kk", lambda b: found(b, "members-balance", "members", "E8", parameters=BALANCE), "айырма: −27"),
        ("ru", lambda b: found(b, "late", **LATE), "СРОК СДАЧИ 1. Опоздание 9 дней"),
        ("kk", lambda b: changed(b, "trained", 5, 9), "Қандай оқыту өткізілді"),
        ("kk", lambda b: found(b, "workbook-unreadable", parameters=PICTURE),
         "Суретті оқи алмаймыз: қоса берілген Excel нысанын толтырыңыз."),
    ],
)  # fmt: skip
def test_a_letter_says_it_so(content, a_round, build, language, asked, words):
    told = {"outcome": "returned", "deadline": dt.date(2026, 12, 20), "language": language, **asked(build)}
    message = letter(build.replace(content, **told), a_round.form)
    text = " ".join(message.get_body(("plain",)).get_content().split())
    assert words in text.replace("\u00a0", " ")
