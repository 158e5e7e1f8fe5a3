"""A note takes time in proportion to its length, whatever it consists of; the model reads a bounded part of it."""

from __future__ import annotations

import gc
import time

import pytest

from commentary.causes.cause_weighing import MOST_CHARACTERS, MOST_EMBEDDED, cause_probabilities
from commentary.causes.masking import LONGEST_EMBEDDED, mask
from commentary.text.segments import LONGEST_UNIT, in_pieces, segment
from commentary.verdicts.assessment import assess
from commentary.verdicts.copying import ComparedNote, copied_notes
from tests.commentary.small_notes import FORM, note_of, read

SHORT = 6_000
FLOOR = 0.05
PATTERNS = {
    "dots": ".", "letters": "ж", "digits": "7", "numbers": "7 ", "dashes": "- ", "brackets": "(", "quotes": "«",
    "quoted": "«а» ", "no-break spaces": "г.\u00a0А", "stop before spaces": ". " + "\u00a0" * 300 + "x ",
    "because": "себебі 120 ", "indicators": "мүшелер ", "figures": "мүшелер 120 ", "codes": "101: 120, ",
    "listed codes": "101, 102, ", "percent": "5 % ", "movements": "мүшелер саны 120-ға өсті, ", "lines": "а\r",
    "all of these": "Мүшелер 120-ға кеміді. Барлығы осы себепті. ", "of these": "из них 450 женщин, ",
}  # fmt: skip


def seconds(text: str) -> float:
    """The less of two runs, in time of this process: what other processes do does not count."""
    note, found = note_of(text), []
    for _ in range(2):
        gc.collect()
        begun = time.process_time()
        assess([note], FORM)
        found.append(time.process_time() - begun)
    return min(found)


def of_length(pattern: str, length: int) -> str:
    return (pattern * (length // len(pattern) + 1))[:length]


@pytest.mark.slow
@pytest.mark.parametrize("name", PATTERNS)
def test_four_times_the_length_takes_about_four_times_as_long(name) -> None:
    pattern = PATTERNS[name]
    assert seconds(of_length(pattern, 4 * SHORT)) < 6 * max(seconds(of_length(pattern, SHORT)), FLOOR)


@pytest.mark.parametrize("pattern", ["ж", "мүшелер ", "(", "а | ", "7"])
def test_no_unit_is_longer_than_the_longest_and_no_word_is_lost(pattern) -> None:
    text = of_length(pattern, 3 * LONGEST_UNIT + 7).strip()
    units = segment(text)
    assert max(u.end - u.start for u in units) <= LONGEST_UNIT
    assert "".join("".join(text[u.start : u.end].split()) for u in units) == "".join(text.split())


def test_a_sentence_of_usual_length_stays_whole() -> None:
    text = of_length("мүшелер саны азайды, ", LONGEST_UNIT)
    assert [text[u.start : u.end] for u in segment(text)] == [text.strip()]


def test_a_long_reason_is_read_in_pieces() -> None:
    reason = of_length("зауыт жабылды және ", 5 * LONGEST_UNIT).strip()
    found = read("", reasons={"members": reason})
    assert len(found.readings) == len(in_pieces(reason)) > 4
    assert {r.column for r in found.readings} == {"members"}


def test_digits_without_an_end_are_no_number_to_reckon_with() -> None:
    assert assess([note_of("7" * 1500 + " мүше кеміді.")], FORM).grades.loc["a", "grade"]


class Embedder:
    """A model that tells nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def causes(self, texts, values) -> list[float]:
        self.asked += texts
        return [0.0] * len(texts)


def asked(text: str) -> list[str]:
    model = Embedder()
    cause_probabilities([read(text)], model)  # type: ignore[arg-type]
    return model.asked


def test_the_model_reads_so_many_sentences_of_a_note() -> None:
    assert len(asked("Зауыт жабылды. " * 30)) == 30
    assert len(asked("Зауыт жабылды. " * (MOST_EMBEDDED + 50))) == MOST_EMBEDDED


def test_the_model_reads_so_many_characters_of_a_note() -> None:
    found = asked("Зауыт жабылды да, " * 80 + ". " + ("Қалада адамдар жаңа үйлер салып жатыр, " * 50 + ". ") * 20)
    assert 0 < sum(map(len, found)) <= MOST_CHARACTERS


def test_the_model_reads_so_much_of_a_sentence() -> None:
    assert mask("сөз " * 200) == ("сөз " * 200).strip()
    assert len(mask("сөз " * 5000)) <= LONGEST_EMBEDDED


def many_alike(count: int) -> list[ComparedNote]:
    told = (
        tuple(
            f"жылы зауыт жабылды және цех {'абвгд'[i]} тоқтады сондықтан адамдар басқа қалаға көшті" for i in range(5)
        )
        * 2
    )
    return [
        ComparedNote(f"o{n}", told, frozenset(range(10)), frozenset(), frozenset(map(float, range(100, 110))))
        for n in range(count)
    ]


@pytest.mark.slow
def test_copies_are_found_in_time_by_the_number_of_notes() -> None:
    def taken(count: int) -> float:
        begun = time.process_time()
        found = copied_notes(many_alike(count))
        assert found[0] is None
        assert all(x is not None for x in found[1:])
        return time.process_time() - begun

    assert taken(1600) < 6 * max(taken(400), FLOOR)


def test_the_model_reads_what_could_turn_a_verdict_and_nothing_else() -> None:
    assert asked("Зауыт жабылды. Құрметпен, төраға А. Ахметов. Әйелдер саны 100-ден 90-ға кеміді.") == [
        "Зауыт жабылды."
    ]
    # three words without an event are held to be no cause, whatever they mean
    assert asked("Бәрі жақсы болды.") == []
