"""What lies beside form.yaml: a name that the form does not know is its error, with its place."""

from __future__ import annotations

from typing import get_args

import pytest

from schemas.errors import FormError
from schemas.form.loading import FORMS, PARTS, load_form, load_form_at, read_form
from schemas.form.national_plan import CountedOrganisations
from schemas.form.note_plan import _KEYS, SENTENCES, NoteSectionKind
from schemas.frames import KINDS

FOLDER = FORMS / "membership"
PARTS_OF = {
    key: (FOLDER / name).read_text(encoding="utf-8") for name, key in PARTS.items() if (FOLDER / name).is_file()
}
SOURCE = (FOLDER / "form.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "word"),
    [
        ("national.yaml", "part: working", "part: workng", "«workng» is no indicator"),
        ("national.yaml", "  coverage: {", "  covrage: {", "«covrage» is no indicator"),
        ("national.yaml", "  member_organisations:", "  organisations:", "«organisations» is no indicator"),
        ("national.yaml", "top: staff", "top: stuff", "«stuff» is no indicator"),
        ("national.yaml", "  under_35:", "  under_53:", "«under_53» is no indicator"),
        ("national.yaml", "kinds: [regional, local]", "kinds: [regional, global]", "regional"),
        ("national.yaml", "{bound} п. п.", "{bounds} п. п.", "nothing fills {bounds}"),
        ("national.yaml", "  page.share:", "  page.sharing:", "nothing that a form says"),
        ("note.yaml", "beside: working", "beside: workin", "«workin» is no indicator"),
        ("note.yaml", "rows: [students, women,", "rows: [students, womn,", "«womn» is no indicator"),
        ("note.yaml", "reasons: [motivation]", "reasons: [motivasion]", "is no reason"),
        ("note.yaml", "kind: holders", "kind: owners", "holders"),
        ("note.yaml", "beside: working", "organisations: working", "«fall» has no organisations"),
        ("note.yaml", "rows: [students, women, under_35]", "rows: []", "a list without rows"),
        ("note.yaml", "{included} ұйым {current}", "{included} ұйым {curent}", "nothing fills {curent}"),
        ("note.yaml", "lead: \"Кәсіподақ құрамында:\"", "head: \"Кәсіподақ құрамында:\"", "no sentence of this kind"),
        ("note.yaml", "{names} есепте тұр.", "{names есепте тұр.", "nothing fills {"),
        ("letter.yaml", "rows: [students]", "rows: [pupils]", "«pupils» is no indicator"),
        ("letter.yaml", "sections: [6]", "sections: [9]", "section 9"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_refused_with_its_file_line_and_column(file, old, new, word):
    text = PARTS_OF[PARTS[file]]
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    with pytest.raises(FormError, match=word) as caught:
        read_form(SOURCE, parts=PARTS_OF | {PARTS[file]: text.replace(old, new, 1)})
    place = str(caught.value).split(":")
    assert place[0] == file
    assert line - 1 <= int(place[1]) <= line + 1


def test_the_files_beside_the_form_may_all_be_missing(tmp_path):
    (tmp_path / "form.yaml").write_text(SOURCE, encoding="utf-8")
    bare = load_form_at(tmp_path / "form.yaml")
    assert not bare.national.ratios
    assert not bare.national_note.sections
    assert bare.letter.question("members", 1) is None


def test_a_question_is_found_by_its_row_or_by_its_section():
    letter = load_form().letter
    assert letter.question("working", 1) == letter.questions["membership"]
    assert letter.question("trained_audit", 6) == letter.questions["training"]
    assert letter.question("branches", 3) is None


def test_every_kind_of_section_has_its_sentences_and_its_keys():
    assert set(SENTENCES) == set(get_args(NoteSectionKind)) == set(_KEYS)


def test_organisations_of_every_kind_can_be_counted():
    assert CountedOrganisations(kinds=KINDS).kinds == KINDS
