"""Each kind of wrong file of a round is a sentence that says where, and what to do; the right ones beside them are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.commands.opening import init_round
from flows.round.carried_tables import read_learnt, read_settled_before
from flows.round.fault_sentences import _sentences, speak_in
from flows.round.history_table import history_faults, history_rows, nearly
from flows.round.last_years_notes import read_notes, strange_notes
from flows.round.round_folder import RoundFolder
from flows.round.round_tables import read_register, read_register_events
from flows.round.settings import load_settings
from flows.round.stated_terms import faults_beside_form, read_terms
from schemas.errors import RoundError, UsageError
from schemas.form.loading import load_form
from tests.flows.conftest import REGISTER, ROUND

SETTLED = "organisation,rule,indicator,period,state,residual,figure,by,because,as_of\n"
EVENTS = "date,organisation,event,because\n"
HISTORY = "organisation,indicator,value,carried\n"


def told(read: Callable[[], object]) -> str:
    """What is said of what is read; "" where it is right."""
    try:
        read()
    except RoundError as wrong:
        return str(wrong)
    return ""


def changed(old: str, new: str) -> str:
    assert old in ROUND
    return ROUND.replace(old, new, 1)


TERMS = {
    "nothing": ("", "must hold lines such as «name: value»"),
    "a list": ("- a\n- b\n", "must hold lines such as «name: value»"),
    "a tab": (f"{ROUND}contact:\n\tname: x\n", "line 8 is not YAML: its indent is a tab"),
    "a no-break space": (changed("as_of: ", "as_of:\u00a0"), "line 2 is not YAML: a no-break space"),
    "a NUL": (f"{ROUND}\0", "line 7 is not YAML"),
    "a Python object": (f"{ROUND}contact: !!python/object:os.system {{}}\n", "line 7 is not YAML"),
    "a key twice": (f"{ROUND}deadline: 2026-03-31\n", "line 7: «deadline» stands there twice, first in line 3"),
    "a key nearly": (changed("sender:", "sendre:"), "«sendre», which this version of esep does not know (is «sender» meant?)"),
    "an inner key nearly": (changed("relative:", "relativ:"), "(is «relative» meant?)"),
    "a date in another order": (changed("2026-01-01", "01.01.2026"), "as_of: is no date; write it as 2026-01-31"),
    "a year alone": (changed("2026-01-01", "2026"), "as_of: is no date"),
    "a moment": (changed("2026-01-01", "2026-01-01 10:00:00"), "as_of: is no date"),
    "a leap day": (changed("2026-01-01", "2028-02-29"), "as_of: a year before there is no such day"),
    "a far year": (changed("2026-01-01", "3026-01-01"), "3026-01-01 is a year too far off"),
    "a deadline before the day": (changed("2026-01-31", "2025-01-31"), "the deadline 2025-01-31 lies before 2026-01-01"),
    "a deadline years later": (changed("2026-01-31", "2029-01-31"), "lies more than two years after"),
    "words for an address": (changed("department@example.org", "department"), "sender: must be one address"),
    "two addresses": (changed("department@example.org", "a@x.kz; b@x.kz"), "sender: must be one address"),
    "a second head": (changed("department@example.org", '"d@x.kz\\nBcc: x@y.z"'), "sender: must be one address"),
    "no language": (changed("[kk, ru]", "[]"), "at least one language is needed"),
    "a word for a list": (changed("[kk, ru]", "kk"), "languages: must be a list"),
    "a country's code": (changed("[kk, ru]", "[KK]"), "«KK» is no language's code such as kk or ru (is «kk» meant?)"),
    "a language twice": (changed("[kk, ru]", "[kk, kk]"), "a language stands there twice"),
    "YAML's no": (changed("[kk, ru]", "[no]"), "languages.0: must be a text"),
    "a decimal comma": (changed("0.05", "'0,05'"), "thresholds.relative: is no number; write it as 0.05"),
    "a percentage": (changed("0.05", "5"), "thresholds.relative: must be 1 or less"),
    "no number": (changed("10,", ".inf,"), "thresholds.absolute: is no number"),
    "yes for a number": (changed("10,", "yes,"), "thresholds.absolute: is no number"),
    "less than nothing": (changed("10,", "-1,"), "thresholds.absolute: must be 0 or more"),
    "a text for a total": (f"{ROUND}published: {{members: '30 562'}}\n", "published.members: is no number"),
    "a word for senders": (f"{ROUND}senders: closed\n", "senders: must be one of open, known"),
    "one name for all languages": (f"{ROUND}federation: Кәсіподақ\n", "federation: must hold pairs"),
    "a number for a telephone": (f"{ROUND}contact: {{phone: 77172}}\n", "contact.phone: must be a text"),
    "a town for a zone": (f"{ROUND}time_zone: Asia/Almata\n", "is no time zone (is «Asia/Almaty» meant?)"),
    "no form": (changed("form: membership", "form:"), "form: must be a text"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(TERMS))
def test_of_terms(name: str) -> None:
    text, words = TERMS[name]
    assert words in told(lambda: read_terms(text))


@pytest.mark.parametrize(
    "text", [ROUND, f"\ufeff{ROUND}".removeprefix("\ufeff"), ROUND.replace("\n", "\r\n"), changed("[kk, ru]", "[ru]")]
)
def test_right_terms_are_none(text: str) -> None:
    assert told(lambda: read_terms(text)) == ""


def test_terms_are_held_to_the_form() -> None:
    form = load_form()
    wrong = read_terms(f"{changed('[kk, ru]', '[kk, de]')}published: {{membrs: 1}}\n")
    assert [*faults_beside_form(wrong, form)] == [
        "the form has no texts in «de»; it has kk, ru, en, uz",
        "published: «membrs» is no indicator of the form (is «members» meant?)",
    ]
    assert [*faults_beside_form(read_terms(f"{ROUND}published: {{members: 1}}\n"), form)] == []


def test_a_round_is_not_begun_with_terms_that_are_refused_later(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the deadline 2020-01-31 lies before 2027-01-01"):
        init_round(tmp_path / "new", "2027-01-01", "2020-01-31", "d@example.org", None, "membership")
    with pytest.raises(UsageError, match="sender must be one address"):
        init_round(tmp_path / "new", "2027-01-01", "2027-01-31", "department", None, "membership")
    assert not (tmp_path / "new").exists()


def register(old: str, new: str) -> bytes:
    assert old in REGISTER
    return REGISTER.replace(old, new, 1).encode()


REGISTERS = {
    "nothing": (b"", "the first line must name the columns"),
    "UTF-16 without its mark": (REGISTER.encode("utf-16-le"), "not in UTF-8 (perhaps UTF-16)"),
    "UTF-32": (REGISTER.encode("utf-32"), "not in UTF-8 (UTF-32)"),
    "a workbook": (b"PK\x03\x04" + bytes(range(256)), "not in UTF-8 (an Excel workbook)"),
    "capitals in the header": (register("id,kind", "id,Kind"), "column Kind is unknown (is «kind» meant?)"),
    "capitals of a kind": (register("north,regional", "north,Regional"), "(is «regional» meant?)"),
    "a Cyrillic letter in an id": (register("north,reg", "nоrth,reg"), "line 2: id «nоrth» must consist of"),
    "capitals of a parent": (register("branch,south", "branch,South"), "parent South is no organisation of the register (is «south» meant?)"),
    "a branch of nobody": (register("branch,south", "branch,"), "line 4: a branch without a parent"),
    "two full stops": (register("north@example.org", "north@example..org"), "is no address"),
    "a link for an address": (register("north@example.org", "mailto:north@example.org"), "is no address"),
    "no language": (register(",ru,,", ",,,"), "language «» is no code"),
    "a moment for a day": (register("college@example.org,kk,,", "college@example.org,kk,2025-07-01 00:00,"), "is no date"),
    "a far day": (register("college@example.org,kk,,", "college@example.org,kk,2205-07-01,"), "admitted 2205-07-01 is a year too far off"),
    "its own former parent": (register("college@example.org,kk,,", "college@example.org,kk,,college"), "former_parent is the organisation itself"),
    "a NUL": (register("north@", "no\0rth@"), "line 2: email holds an invisible control character (U+0000)"),
    "a mark that turns writing": (register("Северная", "\u202eСеверная"), "(U+202E)"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REGISTERS))
def test_of_a_register(name: str, tmp_path: Path) -> None:
    content, words = REGISTERS[name]
    (tmp_path / "register.csv").write_bytes(content)
    assert words in told(lambda: read_register(tmp_path / "register.csv"))


@pytest.mark.parametrize(
    "content",
    [REGISTER.encode("utf-8-sig"), f"sep=,\n{REGISTER}".encode(), register("north,regional", " north\u00a0, regional"),
     register("north@example.org,", '"north@example.org; b@example.org ",'), REGISTER.replace("\n", "\r").encode()],
)  # fmt: skip
def test_what_changes_nothing_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_bytes(content)
    assert read_register(tmp_path / "register.csv")["id"].tolist()[0] == "north"


@pytest.mark.parametrize("name", ["register-events.csv", "settled-before.csv", "learnt.csv", "history.csv"])
def test_a_folder_of_the_name_is_no_file(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    reads = {
        "register-events.csv": lambda: read_register_events(tmp_path / name, None),
        "settled-before.csv": lambda: read_settled_before(tmp_path / name),
        "learnt.csv": lambda: read_learnt(tmp_path / name),
        "history.csv": lambda: history_rows(tmp_path / name),
    }
    assert "is a folder and no file" in told(reads[name])


CARRIED = {
    "a state": (f"{SETTLED}north,late,,current,maybe,1,1,a,b,2025-01-01\n", "state «maybe» is none of explained, confirmed"),
    "no number": (f'{SETTLED}north,late,,current,explained,"1,5",1,a,b,2025-01-01\n', "«1,5» is no number"),
    "no day": (f"{SETTLED}north,late,,current,explained,1,1,a,b,2025-1-1\n", "as_of «2025-1-1» is no date"),
    "a short line": (f"{SETTLED}north,late\n", "line 2: it has 2 cells; the header has 10"),
    "a kind": ("kind,text,organisation\nnick,x,north\n", "kind «nick» is none of name, address"),
    "no address": ("kind,text,organisation\naddress,жоқ,north\n", "text «жоқ» is no address"),
    "two owners": ("kind,text,organisation\nname,A,north\nname,a,south\n", "line 3: «a» is north's too"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(CARRIED))
def test_of_what_earlier_rounds_left(name: str, tmp_path: Path) -> None:
    content, words = CARRIED[name]
    (tmp_path / "x.csv").write_text(content, encoding="utf-8")
    read = read_settled_before if content.startswith(SETTLED) else read_learnt
    assert words in told(lambda: read(tmp_path / "x.csv"))


def test_what_earlier_rounds_left_is_read(tmp_path: Path) -> None:
    (tmp_path / "settled.csv").write_text(f"{SETTLED}north,late,,current,explained,,2e3,a,b,2025-01-01\n")
    (tmp_path / "learnt.csv").write_text("kind,text,organisation\naddress,A@x.kz,north\n")
    assert read_settled_before(tmp_path / "settled.csv")["figure"].tolist() == [2000]
    assert read_learnt(tmp_path / "learnt.csv")["organisation"].tolist() == ["north"]


FIGURES = {
    "less than nothing": ("north,members,-5000,", "line 2: members −5000: cannot be negative"),
    "a part of a person": ("north,members,5000.5,", "must be a whole number"),
    "a number without end": (f"north,members,{'9' * 400},", "the number is too large"),
    "a day to come": ("north,members,5000,2027-01-01", "carried 2027-01-01 is no date before 2026-01-01"),
    "an indicator nearly": ("north,membrs,5000,", "«membrs» is no indicator of the form (is «members» meant?)"),
    "an organisation nearly": ("nroth,members,5000,", "«nroth» is no organisation of the register (is «north» meant?)"),
    "capitals": ("North,members,5000,", "(is «north» meant?)"),
}  # fmt: skip


def of_history(tmp_path: Path, *lines: str) -> list[str]:
    import datetime as dt

    (tmp_path / "history.csv").write_text(HISTORY + "\n".join(lines) + "\n", encoding="utf-8")
    rows = history_rows(tmp_path / "history.csv")
    return [*history_faults(rows, load_form(), ["north", "south"], ["left"], dt.date(2026, 1, 1))]


@pytest.mark.parametrize("name", list(FIGURES))
def test_of_a_history(name: str, tmp_path: Path) -> None:
    line, words = FIGURES[name]
    (said,) = of_history(tmp_path, line)
    assert words in said


def test_a_history_may_hold_more_than_the_round(tmp_path: Path) -> None:
    others = ("left,members,7,", "gone-away,members,7,", "north,coverage,95.8,2020-01-01", "north,under_30,5,")
    assert of_history(tmp_path, "north,members,5,", "nort,members,5,", *others) == []


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [("membrs", "members", True), ("mebmers", "members", True), ("memberss", "members", True), ("Members", "members", True),
     ("under_30", "under_35", False), ("school-1", "school-2", False), ("school-1", "school-12", False), ("women", "workers", False)],
)  # fmt: skip
def test_one_slip_is_near_and_another_number_is_not(name: str, known: str, near: bool) -> None:
    assert bool(nearly(name, [known])) is near


def noted(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder


NOTES = {
    "a document": ("north.docx", b"PK", "must be called <id>.txt"),
    "another encoding": ("north.txt", "Увеличилось".encode("cp1251"), "is not in UTF-8 (perhaps Windows-1251)"),
    "no text": ("north.txt", b"a\0b", "is no text: it holds control characters"),
    "a book": ("north.txt", b"a " * 2_000_000, "is too large for a note (3 MB)"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(NOTES))
def test_of_a_note(name: str, tmp_path: Path) -> None:
    file, content, words = NOTES[name]
    assert words in told(lambda: read_notes(noted(tmp_path, file, content)))


def test_a_note_that_cannot_be_reached_or_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "north.txt").symlink_to("/nowhere")
    assert "it is a link that leads nowhere" in told(lambda: read_notes(tmp_path))
    (said,) = strange_notes(tmp_path, ["nrth", "south"], ["north", "south"])
    assert "«nrth» is no organisation of the register, nor of last year's figures (is «north» meant?)" in said


def test_notes_are_read_and_what_systems_leave_is_not(tmp_path: Path) -> None:
    noted(tmp_path, "north.TXT", "\ufeffБылтыр\r\n".encode())
    noted(tmp_path, "._north.txt", b"\0")
    assert read_notes(tmp_path) == {"north": "Былтыр\r\n"}
    assert read_notes(tmp_path / "missing") == {}


ENVIRONMENTS = {
    "another encoding": ("ESEP_BY=Мөлдір\n".encode("utf-16"), "is not in UTF-8 (UTF-16)"),
    "no sign between": (b"\nESEP_WORKERS 2\n", "line 2 is not written as NAME=value"),
    "a quotation mark that stays open": (b"ESEP_BY=x\nESEP_SMTP_PASSWORD='abc\n", "line 2 is not written as"),
    "a setting twice": (b"ESEP_WORKERS=1\nESEP_WORKERS=2\n", "ESEP_WORKERS stands there twice"),
    "a setting nearly": (b"ESEP_WORKRES=2\n", "ESEP_WORKRES is no setting of esep (is «ESEP_WORKERS» meant?)"),
    "a prefix nearly": (b"ESP_WORKERS=2\n", "ESP_WORKERS is no setting of esep (is «ESEP_WORKERS» meant?)"),
    "a NUL": (b"ESEP_BY=a\0b\n", "ESEP_BY holds a control character"),
    "none": (b"ESEP_WORKERS=\n", "ESEP_WORKERS: is no whole number"),
    "a port that is none": (b"ESEP_SMTP_PORT=99999\n", "ESEP_SMTP_PORT: must be 65535 or less"),
    "time without end": (b"ESEP_READ_SECONDS=inf\n", "ESEP_READ_SECONDS: must be 86400 or less"),
    "capitals": (b"ESEP_SMTP_TLS=TLS\n", "ESEP_SMTP_TLS: must be one of none, starttls, tls"),
    "no such authority": (b"ESEP_SMTP_CA_FILE=/nowhere/ca.pem\n", "ESEP_SMTP_CA_FILE: there is no such file"),
    "an hour that is none": (b"ESEP_COLLECT_CRON=99 99 * * *\n", "ESEP_COLLECT_CRON: is no schedule"),
    "a path for an address": (b"ESEP_LEDGER_URL=ledger.sqlite\n", "ESEP_LEDGER_URL: is no address of an SQLite"),
    "another database": (b"ESEP_LEDGER_URL=mysql://u:hunter2@x/y\n", "ESEP_LEDGER_URL: is no address of an SQLite"),
    "an address for a server": (b"ESEP_SMTP_HOST=smtp://mail.example.org\n", "ESEP_SMTP_HOST: must be a server's name"),
    "neither yes nor no": (b"ESEP_REMIND=maybe\n", "ESEP_REMIND: must be true or false"),
    "a secret in the wrong place": (b"ESEP_SMTP_PORT=hunter2\n", "ESEP_SMTP_PORT: is no whole number"),
    "a secret twice": (b"ESEP_SMTP_PASSWORD=a\nESEP_SMTP_PASSWORD_FILE=/etc/hostname\n", "both ESEP_SMTP_PASSWORD and"),
    "no such secret": (b"ESEP_SMTP_PASSWORD_FILE=/nowhere\n", "ESEP_SMTP_PASSWORD_FILE: there is no such file"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ENVIRONMENTS))
def test_of_settings(name: str, tmp_path: Path) -> None:
    content, words = ENVIRONMENTS[name]
    said = told(lambda: load_settings(noted(tmp_path, "esep.env", content)))
    assert words in said
    assert "hunter2" not in said
    assert "\n" not in said


def test_settings_are_taken_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("a$b${HOME} #'\n")
    noted(
        tmp_path,
        "esep.env",
        f"export esep_workers=3\r\nESEP_CHUNK='7'\nESEP_SMTP_PASSWORD_FILE={tmp_path}/key\n# x\nOTHER=1\n".encode(),
    )
    monkeypatch.setenv("ESEP_CHUNK", "9")
    settings = load_settings(tmp_path)
    assert (settings.workers, settings.chunk) == (3, 9)
    assert settings.smtp_password.get_secret_value() == "a$b${HOME} #'"
    noted(tmp_path, "esep.env", b"ESEP_SMTP_PASSWORD=a$b${HOME}\nESEP_LEDGER_URL=postgresql://u:hidden@x/y\n")
    settings = load_settings(tmp_path)
    assert settings.smtp_password.get_secret_value() == "a$b${HOME}"
    assert "hidden" not in repr(settings)


def test_files_that_do_not_fit_each_other(round_folder: Path) -> None:
    (round_folder / "register-events.csv").write_text(f"{EVENTS}2025-07-01,nrth,departed,x\n2025-07-01,north,moved,x\n")
    (round_folder / "register.csv").write_text(
        REGISTER.replace("college@example.org,kk,,", "college@example.org,kk,,nowhere")
    )
    (round_folder / "outbox").write_text("")
    assert told(RoundFolder(round_folder).read_all).replace(f"{round_folder}/", "").split("\n") == [
        "register.csv: college: former_parent nowhere is no organisation of register.csv, nor of last year's figures",
        "register-events.csv: nrth is no organisation of register.csv, nor of last year's figures (is «north» meant?)",
        "outbox is a file and no folder",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "шеңбер құрайды"), ("ru", "идут по кругу"), ("en", "in a circle")]
)
def test_faults_are_told_in_the_operators_language(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "register.csv").write_text(REGISTER.replace("north,regional,", "north,regional,north"))
    monkeypatch.setenv("LC_ALL", f"{language}_KZ.UTF-8")
    assert words in told(lambda: read_register(tmp_path / "register.csv"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    noted(tmp_path, "esep.env", f"ESEP_LANGUAGE={language}\n".encode())
    load_settings(tmp_path)
    assert words in told(lambda: read_register(tmp_path / "register.csv"))
    speak_in("")


def test_every_fault_has_its_sentence_in_each_language() -> None:
    for group, items in _sentences().items():
        for name, said in items.items():
            assert set(said) == {"kk", "ru", "en"}, f"{group}.{name}"
            holes = [sorted({x.split("}")[0] for x in text.split("{")[1:]}) for text in said.values()]
            assert holes[0] == holes[1] == holes[2], f"{group}.{name}"
