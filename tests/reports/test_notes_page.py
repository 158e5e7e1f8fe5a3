"""The page of the notes: words marked by verdict, the command that corrects it, nothing that a note could inject."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree

from reports.pages.notes_in_review import notes_page
from schemas.frames import Commentary

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = """</div></article><script>document.documentElement.dataset.ran='script'</script>
<img src=x onerror="document.documentElement.dataset.ran='picture'"> "'><svg onload="document.documentElement.dataset.ran='svg'">"""
NOTE = """Түсіндірме жазба

Екі балабақша жабылып,
қызметкерлері  мүшеліктен шықты. Әйелдер саны 100-ге артты.
Студенттер саны 428 болды. Басқа өзгеріс жоқ."""
TOLD = [
    (
        "south",
        "partial",
        "members",
        "explained",
        "closure|other",
        "Екі балабақша жабылып, қызметкерлері мүшеліктен шықты.",
    ),
    ("south", "partial", "working", "explained", "closure", "Екі балабақша жабылып, қызметкерлері мүшеліктен шықты."),
    ("south", "partial", "women", "contradicted", "", "Әйелдер саны 100-ге артты."),
    ("south", "partial", "students", "restated", "", "Студенттер саны 428 болды."),
    ("south", "partial", "under_35", "unmentioned", "", ""),
    ("north", "absent", "working", "unmentioned", "", ""),
    ("centre", "boilerplate", "", "", "", ""),
]


def commentary(rows: list[tuple[str, ...]], note_since: str = "") -> pd.DataFrame:
    columns = ["organisation", "grade", "indicator", "verdict", "reasons", "quote"]
    return Commentary.validate(pd.DataFrame(rows, columns=columns).assign(note_since=note_since))


def page(a_round, notes: dict[str, str], rows: list[tuple[str, ...]] = TOLD, note_since: str = "", **more: Any) -> str:
    given = {"round_name": "round 2026", "language": "kk"} | more
    return notes_page(notes, commentary(rows, note_since), a_round.figures, a_round.register, a_round.form, **given)


def parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.HTMLParser(encoding="utf-8"))


def marks(tree: etree._Element, organisation: str = "south") -> list[tuple[str, str]]:
    return [(x.get("class"), "".join(x.itertext())) for x in tree.xpath(f"//article[@id='{organisation}']//mark")]


def test_words_that_came_in_an_answer_are_told_apart_from_the_note(a_round):
    answer = "Студенттер саны 428 болды. Басқа өзгеріс жоқ."
    tree = parsed(page(a_round, {"south": NOTE}, language="ru", replied={"south": (answer,)}))
    mine = tree.xpath("//article[@id='south']")[0]
    assert [x.text for x in mine.xpath(".//*[@class='came']")] == ["✉ из ответа на наше письмо"]
    for number in mine.xpath(".//sup/a"):
        number.text = ""
    assert "".join("".join(x.itertext()) for x in mine.xpath(".//*[@class='replied']")) == answer
    assert marks(tree)[-1] == ("restated", "Студенттер саны 428 болды.")
    assert not parsed(page(a_round, {"south": NOTE})).xpath("//*[@class='came' or @class='replied']")


def test_a_reason_given_in_an_answer_is_told_as_such_where_it_is_no_part_of_the_note(a_round):
    reason = "Екі балабақша жабылып, қызметкерлері мүшеліктен шықты."
    aside = parsed(page(a_round, {"south": ""}, replied={"south": (reason,)})).xpath(
        "(//article[@id='south']//div[@class='aside'])[1]/p"
    )
    assert [bool(x.xpath("./*[@class='came']")) for x in aside] == [True, True, False, False]


@pytest.mark.parametrize(("since", "told"), [("2026-01-20", ["20 января"]), ("", [])])
def test_a_note_kept_of_an_earlier_version_says_of_which(a_round, since, told):
    shown = parsed(page(a_round, {"south": NOTE}, note_since=since, language="ru"))
    found = [x.text for x in shown.xpath("//article[@id='south']//p[@class='since']")]
    assert len(found) == len(told)
    assert all(day in text for day, text in zip(told, found, strict=True))


def test_the_words_of_each_verdict_are_marked_and_the_note_is_whole(a_round):
    tree = parsed(page(a_round, {"south": NOTE}))
    assert marks(tree) == [
        ("explained", "Екі балабақша жабылып,\nқызметкерлері  мүшеліктен шықты."),
        ("contradicted", "Әйелдер саны 100-ге артты."),
        ("restated", "Студенттер саны 428 болды."),
    ]
    words = tree.xpath("//article[@id='south']//div[@class='words']")[0]
    for row in words.xpath(".//sup"):
        row.text = ""
        for link in row:
            link.text = ""
    assert "".join(words.itertext()).strip() == NOTE
    links = parsed(page(a_round, {"south": NOTE})).xpath("//article[@id='south']//sup/a")
    assert [(x.text, x.get("href")) for x in links] == [
        ("101", "#south.members"), ("102", "#south.working"), ("201", "#south.women"), ("103", "#south.students"),
    ]  # fmt: skip


def test_beside_the_note_stand_the_changes_in_the_order_of_the_form(a_round):
    tree = parsed(page(a_round, {"south": NOTE}, language="ru"))
    rows = tree.xpath("//article[@id='south']//tbody")
    assert [x.get("id") for x in rows] == [
        f"south.{x}" for x in ("members", "working", "students", "women", "under_35")
    ]
    told = " ".join("".join(rows[0].itertext()).split())
    for part in ("101", "Общая численность", "2 140", "2 000", "−140", "−6,5 %", "объяснено", "закрытие детских садов"):
        assert part in told.replace("\u00a0", " ")
    assert "иная причина" in told
    aside = " ".join(tree.xpath("//article[@id='south']//div[@class='aside']")[0].itertext())
    assert "202" in aside
    assert "не упомянуто" in aside


def test_no_verdict_is_told_by_colour_alone(a_round):
    text = page(a_round, {"south": NOTE})
    styles = dict(re.findall(r"mark\.(\w+) \{ background: [^;]+; text-decoration: underline (\w+)", text))
    assert styles == {"explained": "solid", "restated": "dashed", "contradicted": "wavy"}
    badges = ["".join(x.itertext()) for x in parsed(text).xpath("//td/span[contains(@class, 'badge')]")]
    assert set(badges) == {"✓ түсіндірілген", "≈ қайталанған", "○ айтылмаған", "✗ кестеге қайшы"}


def test_each_verdict_bears_the_commands_that_correct_it(a_round):
    tree = parsed(page(a_round, {"south": NOTE}, round_name="raunds/it's 2026"))
    commands = ["".join(x.itertext()) for x in tree.xpath("//tbody[@id='south.women']//code")]
    assert [shlex.split(x) for x in commands] == [
        ["esep", "decide", "raunds/it's 2026", "south", "women", verdict, "--because", "…"]
        for verdict in ("explained", "restated", "unmentioned")
    ]


def test_words_that_are_not_in_the_note_stand_apart(a_round):
    rows = [("south", "analytical", "members", "explained", "closure", "Екі мектеп жабылды")]
    aside = parsed(page(a_round, {"south": "Есеп жіберіледі."}, rows)).xpath("//div[@class='aside']")[0]
    assert "Екі мектеп жабылды" in "".join(aside.itertext())


def test_overlapping_words_take_the_graver_verdict(a_round):
    rows = [
        ("south", "partial", "members", "explained", "", "аб вг де"),
        ("south", "partial", "women", "contradicted", "", "вг"),
    ]
    assert marks(parsed(page(a_round, {"south": "аб вг де жз"}, rows))) == [
        ("explained", "аб "), ("contradicted", "вг"), ("explained", " де"),
    ]  # fmt: skip


def test_notes_without_changes_and_changes_without_a_note_are_said(a_round):
    text = page(a_round, {"south": NOTE, "centre": "Бәрі жақсы."})
    tree = parsed(text)
    assert "Түсіндірме жазба келген жоқ" in "".join(tree.xpath("//article[@id='north']")[0].itertext())
    assert "қажет ететін өзгеріс жоқ" in "".join(tree.xpath("//article[@id='centre']")[0].itertext())
    assert [x.get("id") for x in tree.xpath("//article")] == ["north", "south", "centre"]
    assert 'id="nothing" hidden' in text
    assert 'id="nothing">' in page(a_round, {}, [])


def test_a_note_cannot_inject_anything(a_round):
    rows = [
        (
            "south",
            "partial",
            "members",
            "explained",
            "other",
            "onerror=\"document.documentElement.dataset.ran='picture'\"",
        ),
        ("south", "partial", "women", "restated", "", "<script>not in the note</script>"),
    ]
    text = page(a_round, {"south": HOSTILE + "\x00\u202e \ud800"}, rows, round_name="<script>alert(1)</script>")
    tree = parsed(text)
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img | //svg | //article//script | //@onerror | //@onload")
    assert html.escape("</div></article><script>", quote=False) in text
    assert not re.search("[\x00\u202e\ud800]", text)


def test_nothing_is_fetched_from_outside(a_round):
    text = page(a_round, {"south": NOTE})
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\(|@import|https?:", text)
    assert "default-src 'none'" in text


def test_every_language_has_its_words(a_round):
    for language in ("kk", "ru", "en"):
        assert f'<html lang="{language}">' in page(a_round, {"south": NOTE}, language=language)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
def test_in_a_browser_the_filters_work_and_a_hostile_note_does_not(a_round, tmp_path: Path):
    text = page(a_round, {"south": HOSTILE})
    click = """<script>addEventListener('load', function () {
      document.querySelector('[data-filter=grade] [data-value=absent]').click();
      document.documentElement.dataset.shown = Array.from(document.querySelectorAll('article:not([hidden])'), x => x.id).join();
    });</script></body>"""
    (tmp_path / "notes.html").write_text(text.replace("</body>", click), encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--dump-dom",
        (tmp_path / "notes.html").as_uri(),
    ]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    assert 'data-shown="north"' in dom
    assert "data-ran" not in dom


def test_a_verdict_that_a_person_has_given_bears_the_name_and_others_none(a_round) -> None:
    told = commentary(TOLD)
    told.loc[told["organisation"].eq("south") & told["indicator"].eq("women"), "by"] = "Әлия <b>"
    text = notes_page(
        {"south": NOTE}, told, a_round.figures, a_round.register, a_round.form, round_name="r", language="kk"
    )
    assert text.count("✎") == 1
    assert "бағаны қойған: Әлия &lt;b&gt;" in text
