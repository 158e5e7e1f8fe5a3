"""Forged messages: none changes a standing return, a total or a letter without a person's word, and each is seen."""

from __future__ import annotations

import base64
import csv
import dataclasses
import email
import email.policy
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.commands.assigning import assign_file, take_back
from flows.post.bounced_letters_noted import strange_bounces
from flows.round.workspace import Workspace
from flows.runs.collecting import write_new_letters
from flows.runs.consolidating import sum_standing, write_national
from judging.judgement import Judgement
from schemas.conversation import MessageState
from schemas.form.loading import load_form
from tests.flows.collection import collected
from tests.flows.conftest import fill_in, new_round
from tests.flows.forged_messages import BECAUSE, FORGED, IN_TIME, NORTH, SOUTH, STRANGER, Known, message

pytestmark = pytest.mark.slow


@dataclasses.dataclass(frozen=True)
class Standing:
    """A round as a collection leaves it."""

    folder: Path
    judgement: Judgement
    letters: pd.DataFrame
    post: dict[str, bytes]
    totals: pd.DataFrame

    @property
    def files(self) -> list[str]:
        """The files of returns.csv."""
        return list(self.judgement.returns["file"])


def collect(folder: Path) -> Standing:
    work, judgement = Workspace.at(folder), collected(folder)
    write_new_letters.fn(work, judgement)
    with work.ledger() as ledger:
        letters = ledger.letters().set_index("message_id")
    post = {x.name: x.read_bytes() for x in sorted((folder / "outbox").glob("*.eml"))}
    return Standing(folder, judgement, letters, post, sum_standing.fn(work, judgement).national)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Standing:
    """A round: a return with an open question, accepted ones, an organisation that has not reported; letters are out."""
    folder = new_round(tmp_path_factory.mktemp("forged") / "round")
    fill_in(folder / "inbox" / "north.xlsx", "north", trained_chairs=60, trained=760)
    for organisation in ("south", "south-town", "south-steppe"):
        fill_in(folder / "inbox" / f"{organisation}.xlsx", organisation)
    return collect(folder)


@pytest.fixture
def known(before: Standing, tmp_path: Path) -> Known:
    return known_to_forgers(before, tmp_path / "forger")


def known_to_forgers(standing: Standing, folder: Path) -> Known:
    told = {}
    with Workspace.at(standing.folder).ledger() as ledger:
        for letter in ledger.letters_on_record():
            told[letter.organisation] = (letter.message_id, f"Статистический отчёт [{letter.number}]", letter.number)
    own = {x.stem: x.read_bytes() for x in (standing.folder / "inbox").glob("*.xlsx")}
    own["rows"] = [(x, p) for x in load_form().indicators for p in ("current",)]  # type: ignore[assignment]
    return Known(folder, told["north"], told["south"], own)


def arrives(before: Standing, folder: Path, **messages: bytes) -> Standing:
    """A copy of the round after the messages have been collected."""
    shutil.copytree(before.folder, folder, copy_function=shutil.copy2)
    for name, content in messages.items():
        (folder / "inbox" / f"{name}.eml").write_bytes(content)
    return collect(folder)


def assert_nothing_changed(before: Standing, after: Standing) -> None:
    old, new = before.judgement, after.judgement
    rows = new.returns[new.returns["file"].isin(before.files)].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows, old.returns)
    for frame in ("figures", "earlier_figures", "commentary", "suspects"):
        pd.testing.assert_frame_equal(getattr(new, frame), getattr(old, frame), obj=frame)
    earlier = new.findings["file"].map(lambda x: x in ("", *before.files))
    pd.testing.assert_frame_equal(new.findings[earlier].reset_index(drop=True), old.findings)
    pd.testing.assert_frame_equal(new.effect[earlier].reset_index(drop=True), old.effect)
    pd.testing.assert_frame_equal(after.totals, before.totals)
    pd.testing.assert_frame_equal(after.letters.loc[before.letters.index], before.letters)
    assert {name: after.post[name] for name in before.post} == before.post


def seen(after: Standing, name: str) -> set[str]:
    """Where the statistician sees a message: as a finding, in the queue, or among the letters that came back."""
    judgement, file = after.judgement, f"{name}.eml"
    places = set()
    if judgement.open_findings["file"].map(lambda x: x == file or x.startswith(f"{file}/")).any():
        places.add("finding")
    if any(x.file == file and x.state == MessageState.QUEUED for x in judgement.messages):
        places.add("queue")
    if any(x.file == file for x in strange_bounces(judgement.bounces, after.letters.reset_index())):
        places.add("bounce")
    return places


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_message_changes_nothing_and_is_seen(
    before: Standing, known: Known, tmp_path: Path, name: str
) -> None:
    after = arrives(before, tmp_path / "round", **{name: FORGED[name](known)})
    assert_nothing_changed(before, after)
    assert f"{name}.eml" in after.files, "a row of returns.csv"
    assert seen(after, name)


def test_all_forged_messages_together_change_nothing(before: Standing, known: Known, tmp_path: Path) -> None:
    after = arrives(before, tmp_path / "round", **{name: make(known) for name, make in FORGED.items()})
    assert_nothing_changed(before, after)
    assert [name for name in FORGED if not seen(after, name)] == []


def test_where_only_the_known_may_stand_they_change_nothing_either(
    before: Standing, known: Known, tmp_path: Path
) -> None:
    terms = before.folder / "round.yaml"
    kept = terms.read_text(encoding="utf-8")
    terms.write_text(f"{kept}senders: known\n", encoding="utf-8")
    newcomers = message(STRANGER, files={"отчёт.xlsx": known.filled("college")})
    try:
        after = arrives(before, tmp_path / "round", **{name: make(known) for name, make in FORGED.items()}, a=newcomers)
    finally:
        terms.write_text(kept, encoding="utf-8")
    assert_nothing_changed(before, after)
    assert "college" not in after.judgement.latest
    assert seen(after, "a")


def test_copied_figures_take_nothing_from_the_return_of_who_has_not_reported_yet(
    before: Standing, known: Known, tmp_path: Path
) -> None:
    own = known.filled("college")
    after = arrives(
        before, tmp_path / "round", a=message(STRANGER, files={"о.xlsx": own}), b=message(SOUTH, files={"о.xlsx": own})
    )
    assert {o: x.file for o, x in after.judgement.latest.items() if o != "college"} == {
        o: x.file for o, x in before.judgement.latest.items()
    }
    (after.folder / "inbox" / "own.eml").write_bytes(message("college@example.org", files={"о.xlsx": own}))
    assert collect(after.folder).judgement.latest["college"].file == "own.eml/о.xlsx"


def test_what_an_own_address_sends_does_count(before: Standing, known: Known, tmp_path: Path) -> None:
    """The same messages from the address of the register: what the forged ones must not do, these do."""
    words = FORGED["answer"](known).replace(STRANGER.encode(), NORTH.encode())
    answered = arrives(before, tmp_path / "answered", a=words)
    states = answered.judgement.findings.set_index("rule")["state"]
    assert states["trained-chairs-plausible"] == "explained"
    mended = FORGED["mended-copy"](known).replace(STRANGER.encode(), NORTH.encode())
    assert arrives(before, tmp_path / "mended", a=mended).judgement.latest["north"].file == "a.eml/отчёт.xlsx"


PDF = {"скан.pdf": b"%PDF-1.4\n%%EOF"}
NOTE_OF_SOUTH = "Оңтүстік облыстық ұйымы\nТүсіндірме жазба\nОқытылған төрағалар саны 60, себебі семинарлар өткізілді."


def test_a_paper_of_another_organisation_answers_nothing(before: Standing, known: Known, tmp_path: Path) -> None:
    papers = {"түсіндірме.txt": NOTE_OF_SOUTH.encode()}
    after = arrives(before, tmp_path / "round", a=message(NORTH, "Қоса беріліп отыр.", papers))
    assert_nothing_changed(before, after)
    assert seen(after, "a") == {"finding", "queue"}


def test_a_paper_of_another_organisation_beside_a_return_is_asked_about(
    before: Standing, known: Known, tmp_path: Path
) -> None:
    files = {"о.xlsx": known.filled("north"), "түсіндірме.txt": NOTE_OF_SOUTH.encode()}
    after = arrives(before, tmp_path / "round", a=message(NORTH, files=files))
    findings = after.judgement.open_findings
    assert "note-wrong-period" in set(findings.loc[findings["organisation"].eq("north"), "rule"])
    assert after.judgement.notes["south"] == ""


@pytest.mark.parametrize("senders", ["open", "known"])
def test_a_strangers_return_sets_no_scan_of_the_member_aside(
    before: Standing, known: Known, tmp_path: Path, senders: str
) -> None:
    forged = message(STRANGER, files={"о.xlsx": known.filled("college")})
    begun = shutil.copytree(before.folder, tmp_path / "begun", copy_function=shutil.copy2)
    (begun / "round.yaml").write_text(f"{(begun / 'round.yaml').read_text(encoding='utf-8')}senders: {senders}\n")
    after = arrives(
        dataclasses.replace(before, folder=begun),
        tmp_path / "round",
        a=forged,
        b=message("college@example.org", files=PDF),
    )
    outcomes = after.judgement.returns.set_index("file")["outcome"]
    assert outcomes["b.eml/скан.pdf"] == "unreadable"


def test_a_strangers_scan_beside_the_members_return_is_seen_and_asked_of_nobody_else(
    before: Standing, tmp_path: Path
) -> None:
    after = arrives(
        before, tmp_path / "round", a=message(STRANGER, files={"Северная областная организация.pdf": PDF["скан.pdf"]})
    )
    assert_nothing_changed(before, after)
    rules = after.judgement.findings.loc[after.judgement.findings["file"].str.startswith("a.eml/"), "rule"]
    assert list(rules) == ["sender-unknown"]


def test_whose_a_forged_return_is_said_to_be_and_taken_back_leaves_everything_as_before(
    before: Standing, known: Known, tmp_path: Path
) -> None:
    after = arrives(before, tmp_path / "round", a=FORGED["mended-copy"](known))
    file = "a.eml/отчёт.xlsx"
    assign_file(after.folder, file, "north", "me")
    assert collect(after.folder).judgement.latest["north"].file == file
    take_back(after.folder, file, "me")
    again = collect(after.folder).judgement
    for frame in ("returns", "findings", "figures", "suspects", "commentary"):
        pd.testing.assert_frame_equal(getattr(again, frame), getattr(after.judgement, frame), obj=frame)


@pytest.mark.parametrize("year", ["2015", "2099"])
def test_a_date_that_cannot_be_right_orders_nothing_and_is_shown(
    before: Standing, known: Known, tmp_path: Path, year: str
) -> None:
    """The member's own return: it came after the one that stood, and before the one that came after it."""
    claimed = IN_TIME.replace("2026", year)
    after = arrives(before, tmp_path / "round", a=message(NORTH, files={"о.xlsx": known.filled("north")}, date=claimed))
    assert after.judgement.latest["north"].file == "a.eml/о.xlsx"
    assert after.judgement.disbelieved["a.eml"].startswith(year)
    later = message(NORTH, files={"о.xlsx": known.filled("north", women=3_300)})
    (after.folder / "inbox" / "b.eml").write_bytes(later)
    assert collect(after.folder).judgement.latest["north"].file == "b.eml/о.xlsx"


def test_words_beside_a_disputed_return_wait_with_it(before: Standing, known: Known, tmp_path: Path) -> None:
    words, files = f"Число 60 {BECAUSE}.", {"о.xlsx": known.filled("north", women=3_337)}
    sent = message(SOUTH, words, files, subject=f"Re: {known.south[1]}", In_Reply_To=known.south[0])
    after = arrives(before, tmp_path / "round", a=sent)
    assert_nothing_changed(before, after)
    rules = after.judgement.open_findings.set_index("file")["rule"]
    assert rules["a.eml/о.xlsx"] == "organisation-disputed"


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e\r\nBcc: evil@x.invalid"


def test_what_a_name_hides_acts_in_no_report_no_page_and_no_letter(
    before: Standing, known: Known, tmp_path: Path
) -> None:
    folder = shutil.copytree(before.folder, tmp_path / "round", copy_function=shutil.copy2)
    marked = known.filled("north", note=HOSTILE, raw={("women", "current"): HOSTILE})
    (folder / "inbox" / "=cmd|a\x1b[31m\u202e<b>.xlsx").write_bytes(marked)
    encoded = base64.b64encode(HOSTILE.encode() + b"y" * 5_000).decode()
    asking = message(NORTH, f"Какой срок? {HOSTILE}", subject="TO BE REPLACED")
    (folder / "inbox" / "a.eml").write_bytes(asking.replace(b"TO BE REPLACED", f"=?utf-8?b?{encoded}?=".encode()))
    after = collect(folder)
    work = Workspace.at(folder)
    write_national.fn(work, after.judgement, sum_standing.fn(work, after.judgement))
    for report in (folder / "reports").glob("*.csv"):
        with report.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        assert not [x for x in cells if x.startswith(("=", "+", "@", "\t", "\r")) or "\x1b" in x], report.name
    assert "<script>alert" not in (folder / "reports" / "index.html").read_text(encoding="utf-8")
    new = [after.post[x] for x in after.post.keys() - before.post.keys()]
    assert new
    for letter in (email.message_from_bytes(x, policy=email.policy.default) for x in new):
        assert letter["Bcc"] is None
        assert letter["To"] == NORTH
        for part in (x for x in letter.walk() if x.get_content_maintype() == "text"):
            text = str(part.get_content())
            assert not {"\x1b", "\u202e"} & set(text)
            assert part.get_content_subtype() != "html" or "<script>alert" not in text
