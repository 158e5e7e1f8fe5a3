"""What is wrong in the files of a round: one sentence each, all of them at once, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.round import RoundFolder
from flows.runs.beginning import checked_workspace
from schemas.errors import HistoryError, RegisterError, RoundError
from tests.flows.conftest import REGISTER

HEADER, *LINES = REGISTER.splitlines()
NEWER = f"{HEADER},valid_from,valid_to,successors,former_ids"


def line(**cells: str) -> str:
    """A right line of a register with all its columns, but for these cells."""
    names = NEWER.split(",")
    usual = {
        "id": "new",
        "kind": "local",
        "name_kk": "Жаңа",
        "name_ru": "Новая",
        "email": "new@example.org",
        "language": "kk",
    }
    return ",".join((usual | cells).get(x, "") for x in names)


def written(folder: Path, *lines: str) -> Path:
    """The round with these lines after its own, in a register with all columns."""
    rows = [NEWER, *(f"{x},,,," for x in LINES), *lines]
    (folder / "register.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


def refused(folder: Path) -> list[str]:
    with pytest.raises(RoundError) as told:
        checked_workspace(folder, quiet=True)
    assert told.value.exit_code == 3
    assert not (folder / "ledger.sqlite").exists()
    return str(told.value).split("\n")


FAULTS = {
    "an id with capitals": ({"id": "North"}, "id «North» must consist of"),
    "an id twice": ({"id": "north"}, "lines 2, 7: id north stands there twice"),
    "an unknown kind": ({"kind": "country"}, "kind «country» is none of"),
    "no name": ({"name_ru": ""}, "name_ru is empty"),
    "an unknown parent": ({"parent": "nowhere"}, "parent nowhere is no organisation"),
    "its own parent": ({"parent": "new"}, "in a circle: new → new"),
    "an alias of another": ({"aliases": "«северная  ОБЛ.»"}, "is a name of north · new"),
    "an alias that is another's name": ({"aliases": "College"}, "is a name of new · college"),
    "no address but words": ({"email": "жоқ"}, "email «жоқ» is no address"),
    "an address with words beside": ({"email": "a@example.org Айгүл"}, "is no address; several stand between ;"),
    "a date in another order": ({"admitted": "01.07.2025"}, "admitted «01.07.2025» is no date"),
    "a day that is none": ({"valid_from": "2025-02-30"}, "valid_from «2025-02-30» is no date"),
    "an end before the beginning": ({"valid_from": "2025-07-01", "valid_to": "2024-07-01"}, "lies before valid_from"),
    "successors of one that reports": ({"successors": "north"}, "it has successors but no valid_to"),
    "an unknown successor": ({"valid_to": "2025-07-01", "successors": "nowhere"}, "successor nowhere is no other"),
    "a former id that is somebody's": ({"former_ids": "north"}, "former id north is the id of"),
    "a language that nobody speaks": ({"language": "de"}, "language de is none of kk, ru, en"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_of_the_register_is_one_sentence(name: str, round_folder: Path) -> None:
    cells, words = FAULTS[name]
    (told,) = refused(written(round_folder, line(**cells)))
    assert words in told
    assert "register.csv" in told


@pytest.mark.parametrize(
    "cells", [{}, {"email": "a@example.org; b@example.org"}, {"valid_to": "2025-07-01", "aliases": "College"}]
)
def test_a_right_line_is_none(cells: dict[str, str], round_folder: Path) -> None:
    checked_workspace(written(round_folder, line(**cells)), quiet=True)


def test_a_circle_of_parents_never_takes_a_member_away_in_silence(round_folder: Path) -> None:
    (told,) = refused(
        written(round_folder, line(id="a", parent="b", name_kk="А"), line(id="b", parent="a", name_kk="Б"))
    )
    assert "parents go round in a circle: " in told
    assert {"a", "b"} <= set(told.rpartition(": ")[2].split(" → "))


def test_a_parent_that_has_left_is_none(round_folder: Path) -> None:
    ended = line(id="old", valid_to="2025-06-30", name_kk="Бұрынғы")
    (told,) = refused(written(round_folder, ended, line(parent="old")))
    assert "new: its parent old does not report as of 2026-01-01" in told


FILES = {
    "another encoding": (REGISTER.encode("cp1251", "replace"), "not in UTF-8 (perhaps Windows-1251)"),
    "UTF-16": (REGISTER.encode("utf-16"), "not in UTF-8 (UTF-16)"),
    "semicolons": (REGISTER.replace(",", ";").encode(), "stand between «;»"),
    "tabs": (REGISTER.replace(",", "\t").encode(), "stand between tabs"),
    "a column too many": (REGISTER.replace("former_parent", "former_parent,phone").replace(",\n", ",,\n").encode(), "column phone is unknown"),
    "a column too few": (f"{HEADER.removesuffix(',former_parent')}\n".encode(), "column former_parent is missing"),
    "a column twice": (f"{HEADER},id\n".encode(), "column id is there twice"),
    "a cell too many": (f"{REGISTER}{LINES[0]},\n".encode(), "line 7: it has 12 cells; the header has 11"),
    "a quotation mark that stays open": (f'{REGISTER}x,"y\n'.encode(), "is no line of a CSV table"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FILES))
def test_a_file_that_is_no_register_is_one_sentence(name: str, round_folder: Path) -> None:
    content, words = FILES[name]
    (round_folder / "register.csv").write_bytes(content)
    (told,) = refused(round_folder)
    assert words in told


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_digits_in_groups_are_read_in_the_history(space: str, round_folder: Path) -> None:
    before = (round_folder / "history.csv").read_text(encoding="utf-8")
    grouped = before.replace("north,members,5000", f"north,members,{'5' + space + '000'}")
    assert grouped != before
    (round_folder / "history.csv").write_text(grouped, encoding="utf-8")
    history = RoundFolder(round_folder).history
    assert history.loc[history["organisation"].eq("north") & history["indicator"].eq("members"), "value"].tolist() == [
        5000
    ]


@pytest.mark.parametrize("value", ["abc", "30 56", "1 2345", "30,5", "1e5", "nan", "--5", "5 000 адам"])
def test_a_value_of_the_history_that_is_no_number_is_refused(value: str, round_folder: Path) -> None:
    before = (round_folder / "history.csv").read_text(encoding="utf-8")
    (round_folder / "history.csv").write_text(before.replace("members,5000", f'members,"{value}"'), encoding="utf-8")
    with pytest.raises(HistoryError, match=r"line 2: .* is no number"):
        RoundFolder(round_folder).read_all()


def test_an_event_names_its_day_and_its_reason(round_folder: Path) -> None:
    (round_folder / "register-events.csv").write_text(
        "date,organisation,event,because\n1.7.2025,north,departed,\n2025-07-01,nowhere,moved,x\n", encoding="utf-8"
    )
    told = refused(round_folder)
    assert [x.rpartition("line ")[2] for x in told] == [
        "2: date «1.7.2025» is no date; write it as 2025-07-01", "2: because is empty; say why",
        "3: nowhere is no organisation of register.csv",
    ]  # fmt: skip


def test_the_faults_of_all_files_are_said_at_once(round_folder: Path) -> None:
    written(round_folder, line(email="жоқ"), line(id="newer", parent="nowhere", name_kk="Жаңарақ"))
    for name, more in (("history.csv", "north,joined,many\n"), ("round.yaml", "sendr: x\n")):
        with (round_folder / name).open("a", encoding="utf-8") as file:
            file.write(more)
    (round_folder / "esep.env").write_text(
        "ESEP_WORKERS=many\nESEP_SMPT_HOST=x\nESEP_TIMEZONE=Mars\n", encoding="utf-8"
    )
    told = refused(round_folder)
    for words in ("ESEP_WORKERS", "ESEP_SMPT_HOST is no setting", "«Mars» is no time zone", "sendr", "is no address",
                  "parent nowhere", "«many» is no number"):  # fmt: skip
        assert sum(words in x for x in told) == 1
    assert len(told) == 7


@pytest.mark.parametrize(
    "content", ["ESEP_READ_SECONDS=0\n", "ESEP_SMTP_TLS=yes\n", "ESEP_COLLECT_CRON=hourly\n", "ESEP_SMTP_PORT=mail\n"]
)
def test_a_wrong_setting_is_a_fault_of_the_round_and_not_of_esep(content: str, round_folder: Path) -> None:
    (round_folder / "esep.env").write_text(content, encoding="utf-8")
    (told,) = refused(round_folder)
    assert content.partition("=")[0] in told


def test_a_register_error_stays_one(round_folder: Path) -> None:
    with pytest.raises(RegisterError):
        checked_workspace(written(round_folder, line(email="жоқ")), quiet=True)
