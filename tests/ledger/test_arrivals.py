"""Files and documents: known once, read once, and given back as they were."""

from __future__ import annotations

import datetime as dt
import string

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.file_records import FileReading
from ledger.whole_ledger import Ledger
from schemas.documents import Cover, Document, FigureCell, Issue, NoteText

READER = "reader-1"
FILES = pd.DataFrame(
    {
        "path": ["Ақмола/есеп.xlsx", "b.zip"],
        "sha256": ["a" * 64, "b" * 64],
        "size": [10_000, 5_000_000_000],
        "file_time": ["2026-10-01T14:00:00+05:00", ""],
    }
)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
cells = st.builds(
    FigureCell,
    indicator=texts,
    period=st.sampled_from(["prior", "current", "change"]),
    sheet=texts,
    cell=texts,
    raw=texts,
    state=st.sampled_from(["read", "empty", "proposed", "unreadable"]),
    value=st.none() | st.floats(allow_nan=False),
    proposed=st.none() | st.floats(allow_nan=False),
    repair=texts,
)
covers = st.builds(
    Cover,
    code=texts,
    names=st.lists(texts, max_size=2).map(tuple),
    as_of=st.none() | st.dates(),
    signed_on=st.none() | st.dates(),
    found=st.booleans(),
)
documents = st.builds(
    Document,
    file=texts,
    sha256=st.text(string.hexdigits, min_size=64, max_size=64),
    kind=st.sampled_from(["workbook", "note", "container", "other"]),
    received=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    modified=st.none() | st.datetimes(),
    cover=covers,
    figures=st.lists(cells, max_size=4).map(tuple),
    notes=st.lists(st.builds(NoteText, source=texts, text=texts), max_size=2).map(tuple),
    issues=st.lists(
        st.builds(Issue, rule=texts, parameters=st.lists(st.tuples(texts, texts), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
)


def test_files_are_known_once(ledger: Ledger) -> None:
    assert ledger.add_files(FILES) == 2
    assert ledger.add_files(FILES) == 0
    assert ledger.add_files(pd.concat([FILES, FILES.assign(sha256="c" * 64)])) == 2

    known = ledger.known_files()
    assert known["path"].tolist() == [*FILES["path"], *FILES["path"]]
    assert known["sha256"].tolist() == ["a" * 64, "b" * 64, "c" * 64, "c" * 64]


def test_no_files_are_no_trouble(ledger: Ledger) -> None:
    assert ledger.add_files(FILES.iloc[:0]) == 0
    assert ledger.known_files().columns.tolist() == ["path", "sha256"]
    assert ledger.unread(READER).empty


def test_a_file_is_unread_until_this_reader_has_read_it(ledger: Ledger) -> None:
    ledger.add_files(FILES)
    ledger.save_documents("Ақмола/есеп.xlsx", "a" * 64, READER, [])
    assert ledger.unread(READER)["path"].tolist() == ["b.zip"]
    assert ledger.unread("reader-2")["path"].tolist() == FILES["path"].tolist()


@given(first=st.lists(documents, max_size=2), second=st.lists(documents, max_size=2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_documents_come_back_as_they_were(ledger: Ledger, first: list[Document], second: list[Document]) -> None:
    ledger.add_files(FILES)
    reader = f"reader-{len(ledger.runs())}"
    ledger.start_run("so that each example has a reader of its own", "", "")

    ledger.save_readings(
        reader, [FileReading("b.zip", "b" * 64, second), FileReading("Ақмола/есеп.xlsx", "a" * 64, first)]
    )

    given_back = ledger.documents(reader)
    assert [document for _, document in given_back] == [*first, *second]
    assert [arrival.path for arrival, _ in given_back] == [FILES["path"][0]] * len(first) + ["b.zip"] * len(second)


def test_the_arrival_tells_its_times_in_utc(ledger: Ledger) -> None:
    ledger.add_files(FILES)
    document = Document(file="Ақмола/есеп.xlsx", sha256="a" * 64, kind="workbook")
    ledger.save_documents("Ақмола/есеп.xlsx", "a" * 64, READER, [document])

    ((arrival, _),) = ledger.documents(READER)

    assert arrival.file_time == "2026-10-01T09:00:00+00:00"
    arrived = dt.datetime.fromisoformat(arrival.arrived_at)
    assert abs(dt.datetime.now(dt.UTC) - arrived) < dt.timedelta(minutes=1)


def test_file_times_may_be_moments(ledger: Ledger) -> None:
    moments = pd.to_datetime(["2026-10-01T14:00:00+05:00", "2026-10-01T14:00:00+05:00"])
    ledger.add_files(FILES.assign(file_time=moments))
    ledger.save_documents("b.zip", "b" * 64, READER, [Document(file="b.zip", sha256="b" * 64, kind="container")])
    assert ledger.documents(READER)[0][0].file_time == "2026-10-01T09:00:00+00:00"


def test_a_file_is_not_read_twice_by_one_reader(ledger: Ledger) -> None:
    ledger.add_files(FILES)
    first = Document(file="b.zip", sha256="b" * 64, kind="container")
    other = Document(file="b.zip", sha256="b" * 64, kind="other")
    for document in (first, other):
        ledger.save_documents("b.zip", "b" * 64, READER, [document])
    ledger.save_documents("b.zip", "b" * 64, "reader-2", [other])

    assert [document for _, document in ledger.documents(READER)] == [first]
    assert [document for _, document in ledger.documents("reader-2")] == [other]


def test_many_readings_are_saved_together_or_not_at_all(ledger: Ledger) -> None:
    ledger.add_files(FILES)
    with pytest.raises(ValueError, match="never added"):
        ledger.save_readings(READER, [FileReading("b.zip", "b" * 64, []), FileReading("unknown.xlsx", "d" * 64, [])])
    assert len(ledger.unread(READER)) == 2


def test_the_last_word_on_a_name_or_a_file_holds_and_all_are_kept(ledger: Ledger) -> None:
    ledger.add_alias("ақмола обл", "akmola", "Айгүл")
    ledger.add_alias("ақмола обл", "aktobe", "Айгүл")
    ledger.assign_file("b.zip/есеп.xlsx", "e" * 64, "akmola", "Айгүл")
    ledger.assign_file("b.zip/есеп.xlsx", "e" * 64, "aktobe", "Марат")

    assert ledger.aliases() == {"ақмола обл": "aktobe"}
    assert ledger.assignments() == {("b.zip/есеп.xlsx", "e" * 64): "aktobe"}
    assert ledger.assignment_log()["author"].tolist() == ["Айгүл", "Марат"]
