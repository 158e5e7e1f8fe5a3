"""Forged messages: none changes a standing return, a total or a letter without a person's word, and each is seen."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pandas as pd
import pytest

from flows.post.bounced_letters_noted import strange_bounces
from flows.round.workspace import Workspace
from flows.runs.collecting import write_new_letters
from flows.runs.consolidating import sum_standing
from judging.judgement import Judgement
from schemas.conversation import MessageState
from schemas.form.loading import load_form
from tests.flows.collection import collected
from tests.flows.conftest import fill_in, new_round
from tests.flows.forged_messages import FORGED, Known


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
    pd.testing.assert_series_equal(new.effect[earlier].reset_index(drop=True), old.effect)
    pd.testing.assert_frame_equal(after.totals, before.totals)
    pd.testing.assert_frame_equal(after.letters.loc[before.letters.index], before.letters)
    assert {name: after.post[name] for name in before.post} == before.post


def assert_told_without_a_figure(before: Standing, after: Standing) -> None:
    """What is written because of a forgery goes to the register's addresses and holds nothing of it."""
    for name in after.post.keys() - before.post.keys():
        text = after.post[name].decode("utf-8", "replace")
        assert "3333" not in text.replace(" ", "").replace("\u00a0", "")
        assert ".xlsx" not in text.partition("\n\n")[2].split("Content-Disposition", 1)[-1] or "attachment" not in text


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
