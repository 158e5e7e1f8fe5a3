"""What counts as a reason written beside a figure."""

from __future__ import annotations

import pytest

from workbooks.text.reason_words import is_reason

LABELS = ("Мүшелер саны", "Членов профсоюза", "Members")


@pytest.mark.parametrize(
    "text", ["Мектеп жабылды", "выход на пенсию", "2 балабақша жабылды.", "online семинар", "өлім-жітім"]
)
def test_words_are_a_reason(text):
    assert is_reason(text, LABELS)


@pytest.mark.parametrize(
    "text",
    ["", ".", "-", "–", "…", "- - -", "141", "+141 (0,5%)", "жоқ", "Жоқ.", "нет", "НЕТ!", "Без изменений.", "өзгеріс жоқ",
     "n/a", "Members", "мүшелер саны:", "ok"],
)  # fmt: skip
def test_signs_numbers_and_the_label_are_none(text):
    assert not is_reason(text, LABELS)
