"""Two years of one round: what the first has settled and learnt, the second knows."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import shutil
from email.message import EmailMessage

import pandas as pd
import pytest

from flows.commands.closing import close_round
from flows.commands.deciding import Wanted, decide
from flows.commands.opening import init_round
from flows.post import with_version_keys, write_letters
from flows.round.closings import CLOSED
from flows.round.integrity import note_written
from flows.round.workspace import Workspace
from schemas.errors import RoundError, UnpublishedError
from schemas.form.loading import load_form
from tests.flows.collection import collected, published
from tests.flows.conftest import KINDS, REGISTER, SIZES, organisation_figures
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

pytestmark = pytest.mark.slow

SOFT = "trained-chairs-plausible"
MORE_CHAIRS = {"trained_chairs": 53.0, "trained_members": 247.0}
NAMES = {x.split(",")[0]: x.split(",") for x in REGISTER.splitlines()}


def next_years_return(folder, organisation, before, **changes):
    names = NAMES[organisation]
    order = TemplateOrder(organisation, names[3], names[4], names[8], KINDS[organisation], before, names[7])
    figures = organisation_figures(organisation) | changes
    filled = FilledReturn(figures, "", {}, "A. Chair", "B. Clerk", dt.date(2027, 1, 20), None, {})
    form = load_form().for_round(dt.date(2027, 1, 1))
    thresholds = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}
    write_template(folder / "inbox" / f"{organisation}.xlsx", order, form, thresholds, filled)


@pytest.fixture
def closed(full_round, fill):
    fill("north", **MORE_CHAIRS)
    collected(full_round)
    decide(full_round, Wanted("north", SOFT, "confirmed", "deputies too"), "Aliya")
    found = collected(full_round).findings
    assert found.loc[found["rule"].eq(SOFT), "state"].tolist() == ["confirmed"]
    with Workspace.at(full_round).ledger() as ledger:
        ledger.add_alias("northern folk", "north", "Aliya")
        ledger.decide("north", "address", {"address": "clerk@mail.example"}, "Aliya", "")
    published(full_round)
    close_round(full_round, partial=False, author="Aliya")
    return full_round


@pytest.mark.parametrize(("chairs", "state"), [(53, "explained"), (60, "open")])
def test_what_was_confirmed_is_asked_next_year_only_where_the_figures_no_longer_support_it(
    closed, tmp_path, chairs, state
):
    new = tmp_path / "next-year"
    init_round(new, "2027-01-01", "", "", closed)
    for organisation in SIZES:
        changed = MORE_CHAIRS if organisation == "north" else {}
        before = organisation_figures(organisation) | changed
        now = {"trained_chairs": chairs, "trained_members": 300 - chairs} if changed else {}
        next_years_return(new, organisation, before, **now)
    found = collected(new).findings
    asked = found[found["rule"].eq(SOFT) & found["period"].eq("current")]
    assert asked["state"].tolist() == [state]
    assert asked["by"].tolist() == ["Aliya" if state == "explained" else ""]
    assert not found["rule"].eq("prior-as-accepted").any()
    last_years = found[found["rule"].eq(SOFT) & found["period"].eq("prior")]
    assert not last_years["state"].eq("open").any(), "a figure confirmed then is not asked as next year's prior"


def letters_of(folder) -> list[EmailMessage]:
    """Collects, writes the letters, and gives those to the northern region."""
    judgement = collected(folder)
    work = Workspace.at(folder)
    write_letters(work, judgement, with_version_keys(judgement))
    files = sorted((folder / "outbox").glob("north-*.eml"))
    return [email.message_from_bytes(x.read_bytes(), policy=email.policy.default) for x in files]  # type: ignore[misc]


def answer(to: EmailMessage, words: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "north@example.org", "department@example.org", f"Re: {to['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"] = "<answer@north.example.org>", to["Message-ID"]
    mail["Date"] = email.utils.format_datetime(dt.datetime.now(dt.UTC))
    mail.set_content(words)
    return mail.as_bytes()


@pytest.mark.parametrize(("chairs", "asked"), [(53, False), (60, True)])
def test_a_letter_tells_what_its_sender_said_last_year_where_the_figures_no_longer_bear_it_out(
    full_round, fill, tmp_path, chairs, asked
):
    fill("north", **MORE_CHAIRS)
    (first,) = letters_of(full_round)
    words = "1. Верно, потому что обучались и заместители председателей."
    (full_round / "inbox" / "answer.eml").write_bytes(answer(first, words))
    assert published(full_round).findings.query("rule == @SOFT")["state"].tolist() == ["explained"]
    close_round(full_round, partial=False, author="Aliya")
    new = tmp_path / "next-year"
    init_round(new, "2027-01-01", "", "", full_round)
    before = organisation_figures("north") | MORE_CHAIRS
    next_years_return(new, "north", before, trained_chairs=chairs, trained_members=300 - chairs)
    (letter,) = letters_of(new)
    for kind in ("plain", "html"):
        text = " ".join(letter.get_body((kind,)).get_content().split())
        assert ("В прошлом году Вы объяснили: «Верно, потому что обучались и заместители" in text) == asked


def test_what_assign_has_learnt_is_known_next_year(closed, tmp_path):
    init_round(tmp_path / "new", "2027-01-01", "", "", closed)
    work = Workspace.at(tmp_path / "new")
    with work.ledger() as ledger:
        context = work.context(ledger)
    assert context.aliases["northern folk"] == "north"
    assert context.decisions["subject"].tolist() == [{"address": "clerk@mail.example"}]


def test_the_next_round_is_the_departments_as_the_one_before(full_round, tmp_path):
    with (full_round / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "senders: known\ntime_zone: Asia/Aqtau\nreminders: {before: [3], after: []}\npublished: {members: 1}\n"
            "federation: {kk: Кәсіподақ, ru: Профсоюз}\ncontact: {name: Aliya, phone: '+7 1'}\n"
        )
    before = Workspace.at(full_round).round.terms
    published(full_round)
    close_round(full_round, partial=False, author="Aliya")
    init_round(tmp_path / "new", "2027-01-01", "", "", full_round)
    after = Workspace.at(tmp_path / "new").round.terms
    own = {"as_of": after.as_of, "deadline": after.deadline, "published": after.published}
    assert after == before.model_copy(update=own)
    assert (str(after.as_of), str(after.deadline), dict(after.published)) == ("2027-01-01", "2027-01-31", {})


def test_a_carried_file_that_is_wrong_is_said_in_a_sentence_and_one_that_is_missing_is_empty(closed, tmp_path):
    new = tmp_path / "new"
    init_round(new, "2027-01-01", "", "", closed)
    table = pd.read_csv(new / "settled-before.csv", dtype=str)
    table.assign(residual="three").to_csv(new / "settled-before.csv", index=False)
    with pytest.raises(RoundError, match=r"settled-before\.csv"):
        Workspace.at(new).round.read_all()
    for name in ("settled-before.csv", "learnt.csv"):
        (new / name).unlink()
    Workspace.at(new).round.read_all()
    shutil.rmtree(new)


def test_a_round_in_which_nobody_has_reported_is_collected_and_not_closed(round_folder):
    found = collected(round_folder)
    assert set(found.findings["rule"]) == {"return-missing"}
    assert collected(round_folder).returns.empty, "and collected once more"
    with pytest.raises(UnpublishedError, match="nothing to close"):
        close_round(round_folder, partial=True, author="Aliya")


def test_who_was_missing_last_year_is_held_against_what_was_accepted_before(full_round, tmp_path):
    (full_round / "inbox" / "north.xlsx").unlink()
    published(full_round)
    close_round(full_round, partial=True, author="Aliya")
    new = tmp_path / "new"
    init_round(new, "2027-01-01", "", "", full_round)
    stated = organisation_figures("north") | {"members": 6000.0}
    next_years_return(new, "north", stated, members=6000.0)
    found = collected(new).findings.query("organisation == 'north'")
    asked = found[found["rule"].eq("prior-unlike-carried")]
    assert asked[["indicator", "period", "severity", "observed", "expected"]].to_numpy().tolist() == [
        ["members", "prior", "soft", "6000", "5000"]
    ]
    assert "01.01.2025" in asked["message"].iloc[0]
    assert not found["rule"].eq("prior-as-accepted").any()


def test_a_stated_year_near_the_carried_one_is_not_asked_about(full_round, tmp_path):
    (full_round / "inbox" / "north.xlsx").unlink()
    published(full_round)
    close_round(full_round, partial=True, author="Aliya")
    new = tmp_path / "new"
    init_round(new, "2027-01-01", "", "", full_round)
    next_years_return(new, "north", organisation_figures("north"))
    found = collected(new).findings.query("organisation == 'north'")
    assert not found["rule"].isin(["prior-unlike-carried", "prior-as-accepted"]).any()


def test_no_round_begins_from_one_that_is_half_closed(round_folder, tmp_path):
    work, left = Workspace.at(round_folder), round_folder / "next"
    left.mkdir()
    files = {"history.csv": "organisation,indicator,value\n", "register-before.csv": REGISTER}
    for name, content in files.items():
        (left / name).write_text(content, encoding="utf-8")
    with work.ledger() as ledger:
        note_written(work, ledger, "next", [left / x for x in files])
    with pytest.raises(RoundError, match="is not closed"):  # killed before its decision
        init_round(tmp_path / "new", "2027-01-01", "", "", round_folder)
    with work.ledger() as ledger:
        ledger.decide("", CLOSED, {}, "Aliya", "")
    (left / "register-before.csv").unlink()
    with pytest.raises(RoundError, match=r"not wholly closed: next/register-before\.csv"):
        init_round(tmp_path / "new", "2027-01-01", "", "", round_folder)
    assert not (tmp_path / "new").exists()
    (left / "register-before.csv").write_text(REGISTER, encoding="utf-8")
    assert "is ready for returns" in init_round(tmp_path / "new", "2027-01-01", "", "", round_folder)
