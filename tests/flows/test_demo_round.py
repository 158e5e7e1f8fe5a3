"""The demo's two arrivals: each mistake is found in the first, and after the second every member's return stands."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from flows.demo.build import MARKER, add_resubmissions, build_round, demo_arrivals, demo_round
from flows.demo.demo_notes import Quality
from flows.demo.mistakes import MISTAKES, missed_mistakes
from flows.demo.show import empty_folder
from flows.round.inbox import scan_inbox
from flows.round.round_folder import RoundFolder
from judging.context import ArrivedDocument, Context
from judging.judgement import Judgement, judge
from schemas.errors import UsageError
from schemas.frames import STANDING
from workbooks.form_key import form_key
from workbooks.read.isolation import read_isolated

pytestmark = pytest.mark.slow


def _mistaken() -> pd.DataFrame:
    first = demo_arrivals("first")
    return first[first["mistake"].ne("")].reset_index(drop=True)


def _judged(folder: Path) -> Judgement:
    place = RoundFolder(folder)
    found = scan_inbox(place.inbox).files
    key = form_key(place.form, place.form.as_of, place.form.prior_as_of)
    documents = read_isolated(list(zip(found["source"], found["path"], strict=True)), key)
    readings = [
        ArrivedDocument(x, time) for read, time in zip(documents, found["file_time"], strict=True) for x in read
    ]
    return judge(readings, Context(place.terms, place.form, place.register, place.history, place.history_notes))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("demo") / "round"
    build_round(built)
    return built


@pytest.fixture(scope="module")
def first(folder: Path) -> Judgement:
    return _judged(folder)


@pytest.fixture(scope="module")
def second(folder: Path, first: Judgement) -> Judgement:
    add_resubmissions(folder)
    return _judged(folder)


@pytest.mark.parametrize("row", _mistaken().to_dict("records"), ids=lambda x: f"{x['organisation']}-{x['mistake']}")
def test_every_mistake_is_found(row: dict[str, str], first: Judgement) -> None:
    assert missed_mistakes(pd.DataFrame([row]), first.findings, first.returns) == []


def test_a_mistake_that_nothing_tells_is_missed(first: Judgement) -> None:
    made = _mistaken()
    assert len(missed_mistakes(made, first.findings.iloc[:0], first.returns.iloc[:0])) == len(made)


def test_every_kind_of_mistake_is_made() -> None:
    assert set(_mistaken()["mistake"]) == set(MISTAKES)


def test_no_return_without_a_mistake_has_a_hard_finding(first: Judgement) -> None:
    hard = set(first.findings.loc[first.findings["severity"].eq("hard"), "organisation"])
    assert hard <= set(_mistaken()["organisation"])


def test_all_members_stand_in_the_end(second: Judgement, folder: Path) -> None:
    returns, register = second.returns, RoundFolder(folder).register
    standing = set(returns.loc[returns["outcome"].isin(STANDING), "organisation"])
    assert set(register["id"]) <= standing
    assert not returns["outcome"].isin(["returned", "unidentified"]).any()
    assert 0 < returns["outcome"].eq("queried").sum() < 20


def test_the_standing_figures_are_the_true_ones(second: Judgement) -> None:
    cells = second.figures[second.figures["period"].isin(["current", "prior"]) & second.figures["value"].notna()]
    read = cells.pivot(index="organisation", columns=["indicator", "period"], values="value")
    true = demo_round().figures
    known = read[[x for x in true.columns if x in read]].reindex(true.index)
    pd.testing.assert_frame_equal(known.fillna(0), true[known.columns].fillna(0), check_names=False)


def test_resubmissions_come_later_and_in_time(folder: Path, second: Judgement) -> None:
    signed = {wave: demo_arrivals(wave).groupby("organisation")["signed"].max() for wave in ("first", "second")}
    again = signed["second"].index
    assert (signed["second"] > signed["first"][again]).all()
    assert signed["second"].max() < RoundFolder(folder).terms.deadline.isoformat()
    assert not second.findings["rule"].eq("late").any()


def test_the_terms_hold_the_published_totals(folder: Path) -> None:
    place = RoundFolder(folder)
    assert place.terms.published["members"] == 601648
    assert "invented" in (folder / "round.yaml").read_text(encoding="utf-8")
    assert "INVENTED" in (folder / "README.txt").read_text(encoding="utf-8")
    assert set(place.history["organisation"]) == set(place.register["id"]) - {"supplementary-centre"}


@pytest.mark.parametrize("quality", list(Quality))
def test_notes_are_whole_in_both_languages(quality: Quality) -> None:
    demo = demo_round()
    reported = demo.figures.index[demo.figures["members", "prior"].gt(0)]
    for organisation in reported if quality == Quality.LAST_YEAR else demo.register["id"]:
        note = demo.note(organisation, quality)
        assert "{" not in note
        assert bool(note) == (quality != Quality.ABSENT)


def test_notes_leave_nothing_unexplained(second: Judgement) -> None:
    arrivals = pd.concat([demo_arrivals("first"), demo_arrivals("second")])
    last = arrivals.groupby("organisation").tail(1).set_index("organisation")["quality"]
    analytical = set(last.index[last.eq(Quality.ANALYTICAL)])
    verdicts = second.commentary[
        second.commentary["organisation"].isin(analytical) & second.commentary["verdict"].ne("")
    ]
    assert verdicts["verdict"].eq("explained").mean() > 0.9


def test_a_folder_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        empty_folder(tmp_path)
    assert (tmp_path / "thesis.txt").is_file()


def test_a_link_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / MARKER).touch()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").touch()
    for name in ("link", "file"):
        with pytest.raises(UsageError):
            empty_folder(tmp_path / name)
    assert (tmp_path / "real" / MARKER).is_file()


def test_an_earlier_demo_is_removed(tmp_path: Path) -> None:
    earlier = tmp_path / "demo"
    earlier.mkdir()
    empty_folder(earlier)
    (earlier / MARKER).touch()
    (earlier / "round.yaml").touch()
    empty_folder(earlier)
    assert not earlier.exists()
