"""A fourth language is data: a handful of Uzbek texts in the YAML, and the fallback for the rest."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from flows.cli import app
from flows.commands.template_files import write_templates
from flows.round import command_texts
from flows.round.round_folder import RoundFolder
from judging.registered_names import register_entries
from reports.letters.letter_content import LetterContent
from reports.letters.letter_message import letter
from reports.wording import catalogue, spoken_dates
from schemas.errors import RegisterError
from schemas.form.loading import FORMS, load_form, read_form
from schemas.form.model import Form, Text
from schemas.form.sentences import format_number
from schemas.frames import Commentary, Figures, Findings, Suspects, empty
from workbooks.text import word_catalogue

LABEL = "Kasaba uyushmasi aʼzolarining umumiy soni"
DATES = {
    "months": ["yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avgust", "sentabr", "oktabr", "noyabr", "dekabr"],
    "date": "{year}-yil {day}-{month}",
    "until": "{date}gacha",
    "as_at": "{date} holatiga",
}  # fmt: skip


def add(monkeypatch: pytest.MonkeyPatch, folder: Path, module: object, name: str, read: object, texts: dict) -> None:
    """Give a catalogue texts of Uzbek: by dotted path, or whole where the path is empty."""
    source: Path = getattr(module, name)
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    for path, text in texts.items():
        node = content
        for key in filter(None, path.split(".")):
            node = node[key]
        node["uz"] = text
    copy = folder / f"{module.__name__}.yaml"
    copy.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    read.cache_clear()
    monkeypatch.setattr(module, name, copy)


@pytest.fixture
def uzbek(monkeypatch, tmp_path):
    """The catalogues with a handful of Uzbek texts."""
    subject = {"letter.subject.accepted": "Statistik hisobot qabul qilindi", "letter.number": "Xat № {number}"}
    add(monkeypatch, tmp_path, catalogue, "_SOURCE", catalogue.catalogue, subject)
    add(monkeypatch, tmp_path, spoken_dates, "_SOURCE", spoken_dates._wordings, {"": DATES})
    told = {"status.organisation": "Tashkilot", "outcome.missing": "kelmagan"}
    add(monkeypatch, tmp_path, command_texts, "_SOURCE", command_texts._catalogue, told)
    add(monkeypatch, tmp_path, word_catalogue, "_CATALOGUE", word_catalogue.catalogue, {"field.chair": "Rais"})
    yield
    monkeypatch.undo()
    for read in (catalogue.catalogue, spoken_dates._wordings, command_texts._catalogue, word_catalogue.catalogue):
        read.cache_clear()


@pytest.fixture
def form_text() -> str:
    text = (FORMS / "membership" / "form.yaml").read_text(encoding="utf-8")
    text = text.replace("revision: 1\n", "revision: 1\nlanguages: [kk, ru, en, uz]\nfallback: {uz: ru}\n", 1)
    return text.replace(
        '    en: "Total trade-union members"\n', f'    en: "Total trade-union members"\n    uz: "{LABEL}"\n', 1
    )


@pytest.fixture
def uzbek_round(round_folder: Path, form_text: str) -> Path:
    """A round of Uzbek and Russian, whose northern organisation has an Uzbek name and reads Uzbek."""
    (round_folder / "membership.yaml").write_text(form_text, encoding="utf-8")
    terms = (round_folder / "round.yaml").read_text(encoding="utf-8")
    (round_folder / "round.yaml").write_text(
        terms.replace("languages: [kk, ru]", "languages: [uz, ru]"), encoding="utf-8"
    )
    lines = (round_folder / "register.csv").read_text(encoding="utf-8").splitlines()
    lines = [
        f"{line},{name}" for line, name in zip(lines, ["name_uz", "Shimoliy tashkilot", "", "", "", ""], strict=True)
    ]
    lines[1] = lines[1].replace(",ru,", ",uz,")
    (round_folder / "register.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return round_folder


def texts_of(path: Path) -> str:
    book = openpyxl.load_workbook(path, rich_text=True)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_template_is_in_uzbek_with_russian_where_there_is_none(uzbek, uzbek_round):
    _, folder = write_templates(uzbek_round, None)
    north, south = texts_of(folder / "north-2026.xlsx"), texts_of(folder / "south-2026.xlsx")
    assert LABEL in north
    assert "Rais" in north
    assert "Shimoliy tashkilot" in north
    assert "Численность работающих членов профсоюза" in north
    assert "Кәсіподақ мүшелерінің" not in north
    assert LABEL in south  # its own language, Kazakh, is none of the round's: it gets the first of them


def test_the_letter_is_in_uzbek_with_russian_where_there_is_none(uzbek, form_text):
    message = letter(an_accepted_return("uz"), read_form(form_text))
    plain = message.get_body(("plain",)).get_content()
    assert message["Subject"].startswith("Statistik hisobot qabul qilindi")
    assert message["Content-Language"] == "uz"
    assert "Xat № " in plain
    assert "ваш отчёт 2026-yil 1-yanvar holatiga принят" in " ".join(plain.split())


def test_status_speaks_uzbek(uzbek, uzbek_round):
    result = CliRunner().invoke(app, ["status", str(uzbek_round), "-l", "uz"])
    assert result.exit_code == 0, result.exception
    for told in ("Tashkilot", "kelmagan", "Shimoliy tashkilot", "Отчёты по состоянию"):
        assert told in result.output


def test_a_form_that_declares_a_fallback_need_not_say_everything(uzbek_round):
    form: Form = RoundFolder(uzbek_round).form
    assert form.indicators["members"].label["uz"] == LABEL
    assert form.indicators["working"].label["uz"] == load_form().indicators["working"].label["ru"]
    assert format_number(1234.5, "uz") == "1\u00a0234,5"


def test_an_organisation_is_known_by_its_uzbek_name(uzbek_round):
    (north, *_) = register_entries(RoundFolder(uzbek_round).register)
    assert "Shimoliy tashkilot" in north.names


def test_a_language_that_nobody_has_declared_is_refused(uzbek_round):
    lines = (uzbek_round / "register.csv").read_text(encoding="utf-8").replace(",uz,", ",de,")
    (uzbek_round / "register.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(RegisterError, match="line 2: language de is none of kk, ru, en, uz"):
        RoundFolder(uzbek_round).register  # noqa: B018


def an_accepted_return(language: str) -> LetterContent:
    return LetterContent(
        organisation="north", names=Text(uz="Shimoliy tashkilot", ru="Северная"), language=language,
        recipient="north@example.org", sender="department@example.org", outcome="accepted", file="north.xlsx",
        sha256="ab" * 32, received="2026-01-20T09:30:00+05:00", deadline=dt.date(2026, 1, 31),
        as_of=dt.date(2026, 1, 1), written=dt.datetime(2026, 1, 21, 8, 0, tzinfo=dt.UTC), version_key="v1",
        findings=empty(Findings), commentary=empty(Commentary), suspects=empty(Suspects), figures=empty(Figures),
    )  # fmt: skip
