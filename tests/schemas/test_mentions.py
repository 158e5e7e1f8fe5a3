"""How notes speak of a form's rows: what the form's own file may say, and where a wrong word of it stands."""

from __future__ import annotations

import pytest

from schemas.errors import FormError
from schemas.form.loading import FORMS, load_form, read_form

SOURCE = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")


def refused(mentions: str) -> str:
    with pytest.raises(FormError) as caught:
        read_form(SOURCE, "form.yaml", {"mentions": mentions})
    return str(caught.value)


@pytest.mark.parametrize(
    ("mentions", "place"),
    [
        ("# told\nphrases:\n  members: [мүше*]\n  membrs: [член*]\n", "mentions.yaml:4:11: "),
        ("weak:\n  womn: [дам]\n", "mentions.yaml:2:9: "),
        ("general: [members, wrking]\n", "mentions.yaml:1:10: "),
        ("in_letterheads: [primary]\n", "mentions.yaml:1:17: "),
        ("counted_of_these: [young]\n", "mentions.yaml:1:19: "),
        ("breakdowns:\n  - {whole: taught, parts: [trained_chairs]}\n", "mentions.yaml:2:3: "),
        ("breakdowns:\n  - {whole: trained, parts: [chairmen]}\n", "mentions.yaml:2:3: "),
        ("breakdowns:\n  - {whole: trained, parts: [trained_chairs], total_means: rank}\n", "mentions.yaml:2:3: "),
    ],
)
def test_an_unknown_indicator_is_refused_with_its_place(mentions: str, place: str) -> None:
    message = refused(mentions)
    assert place in message
    assert "no indicator of the form" in message


@pytest.mark.parametrize(
    ("mentions", "place"),
    [
        ("phrases:\n  members:\n    - ''\n", "mentions.yaml:3:8: "),
        ("phrases:\n  members:\n    - '~2 мүше'\n", "mentions.yaml:3:8: "),
        ("phrases:\n  members:\n    - 'ұйым? мүше'\n", "mentions.yaml:3:8: "),
        ("phrases:\n  members: [yes]\n", "mentions.yaml:2:13: "),
        ("phrase_numbers: [28]\n", "mentions.yaml:1:"),
        ("breakdowns:\n  - {whole: trained, parts: []}\n", "mentions.yaml:2:29: "),
        ("headline: [members]\n", "mentions.yaml:1:"),
    ],
)
def test_a_phrase_or_key_that_cannot_be_read_is_refused_with_its_place(mentions: str, place: str) -> None:
    assert place in refused(mentions)


def test_the_membership_form_names_its_own_rows_alone() -> None:
    form = load_form()
    assert {name for _, name in form.mentions.named()} <= set(form.indicators)
    assert form.mentions.phrases["women"]
    assert form.role.main_part == "working"


def test_a_form_without_the_file_has_no_words_and_no_structure() -> None:
    form = read_form(SOURCE)
    assert not list(form.mentions.named())
    assert form.mentions.phrase_numbers is None


def test_the_words_of_the_rows_are_of_the_digest() -> None:
    with_words = read_form(SOURCE, "form.yaml", {"mentions": "phrases:\n  members: [мүше*]\n"})
    assert with_words.digest != read_form(SOURCE).digest
