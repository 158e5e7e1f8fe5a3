import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from expectations.audit_texts import audit_texts, check_description, rule_description
from expectations.independent import share_stable
from schemas.form.loading import load_form

LANGUAGES = ("kk", "ru", "en")
RULES = load_form().rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_has_no_placeholders_left(language):
    for rule in RULES.values():
        text = rule_description(rule, language)
        assert rule.holds in text
        assert not re.search(r"\{\w+\}", text)
    for text in audit_texts("checks").values():
        assert "{" not in text[language]


def test_the_terms_stand_where_numbers_would():
    assert "Women (women) exceed total members (members)." in rule_description(RULES["women-within-members"], "en")
    assert "Coverage (coverage) differs" in rule_description(RULES["coverage-rate"], "en")


def test_the_bound_is_told():
    form = load_form()
    share = form.national.shares["women"]
    check = share_stable("share-of-women-stable", "organisations", pd.Series(dtype=float), share.points, share.says)
    assert "10 пайыздық тармақ" in check_description(check, form, "kk")


def test_the_room_is_imported_without_great_expectations():
    code = "import expectations.audit_run, sys; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
