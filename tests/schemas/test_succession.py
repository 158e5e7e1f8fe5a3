"""Last year's figures whatever became of organisations: who left, merged, split, moved, got another id."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from schemas.frames import History, Register, RegisterEvents, empty
from schemas.succession import Succession, succession

AS_OF = dt.date(2026, 1, 1)
ACCEPTED = {"a": 100, "b": 40, "c": 7, "a-town": 30}


def register(*lines: dict[str, str]) -> pd.DataFrame:
    usual = dict.fromkeys(Register.to_schema().columns, "") | {"kind": "regional", "language": "kk"}
    return Register.validate(pd.DataFrame([usual | {"name_kk": x["id"], "name_ru": x["id"]} | x for x in lines]))


A, B, C, TOWN = {"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "a-town", "parent": "a", "kind": "branch"}


def history(**accepted: float) -> pd.DataFrame:
    rows = [
        (o.replace("_", "-"), i, v * n)
        for o, v in accepted.items()
        for i, n in (("members", 1), ("women", 0.5), ("coverage", 0.1))
    ]
    return History.validate(pd.DataFrame(rows, columns=["organisation", "indicator", "value"]))


def events(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    columns = list(RegisterEvents.to_schema().columns)
    return RegisterEvents.validate(pd.DataFrame(rows, columns=columns)) if rows else empty(RegisterEvents)


def after(lines: pd.DataFrame, happened: pd.DataFrame | None = None, before: pd.DataFrame | None = None) -> Succession:
    accepted = history(a=100, b=40, c=7, **{"a_town": 30})
    return succession(
        lines, accepted, events() if happened is None else happened, empty(Register) if before is None else before,
        AS_OF, ["members", "women"],
    )  # fmt: skip


def accepted_of(found: Succession, organisation: str, indicator: str = "members") -> float | None:
    rows = found.history[found.history["organisation"].eq(organisation) & found.history["indicator"].eq(indicator)]
    return float(rows["value"].item()) if len(rows) else None


def departed(found: Succession) -> list[tuple[str, ...]]:
    return list(found.departed[["organisation", "day", "became", "because"]].itertuples(index=False, name=None))


def test_where_nothing_happened_everything_stays() -> None:
    found = after(register(A, B, C, TOWN))
    assert found.register["id"].tolist() == ["a", "b", "c", "a-town"]
    assert found.history["value"].sum() == history(a=100, b=40, c=7, a_town=30)["value"].sum()
    assert found.departed.empty


def test_one_that_left_reports_no_longer_and_keeps_its_figures() -> None:
    left = C | {"valid_to": "2025-08-31"}
    found = after(register(A, B, left, TOWN), events(("2025-08-31", "c", "departed", "joined another union")))
    assert found.register["id"].tolist() == ["a", "b", "a-town"]
    assert departed(found) == [("c", "2025-08-31", "", "joined another union")]
    assert accepted_of(found, "c") == 7


def test_a_line_holds_from_its_first_to_its_last_day() -> None:
    last_day, later = C | {"valid_to": "2026-01-01"}, {"id": "d", "valid_from": "2026-01-02"}
    found = after(register(A, B, last_day, TOWN, later, {"id": "e", "valid_from": "2026-01-01"}))
    assert found.register["id"].tolist() == ["a", "b", "c", "a-town", "e"]


def test_a_line_that_was_taken_out_is_a_member_that_left() -> None:
    found = after(register(A, B, TOWN), events(("2025-08-31", "c", "departed", "closed")))
    assert departed(found) == [("c", "2025-08-31", "", "closed")]


def test_a_branch_whose_line_was_taken_out_is_none_by_the_register_of_last_year() -> None:
    found = after(register(A, B, C), before=register(A, B, C, TOWN))
    assert found.departed.empty


def test_a_member_whose_line_was_taken_out_keeps_the_name_of_last_year() -> None:
    found = after(register(A, B, TOWN), before=register(A, B, C | {"name_kk": "Цех", "kind": "local"}, TOWN))
    assert found.departed[["name_kk", "kind"]].values.tolist() == [["Цех", "local"]]


def test_a_branch_whose_line_was_taken_out_is_told_by_the_sums_where_no_register_is_left() -> None:
    accepted = history(a=100, b=40, a_town=30, a_steppe=70)
    steppe = {"id": "a-steppe", "parent": "a", "kind": "branch"}
    found = succession(register(A, B, steppe), accepted, events(), empty(Register), AS_OF, ["members", "women"])
    assert found.departed.empty
    off = accepted.assign(value=accepted["value"].where(accepted["organisation"].ne("a-town"), 31))
    found = succession(register(A, B, steppe), off, events(), empty(Register), AS_OF, ["members", "women"])
    assert found.departed["organisation"].tolist() == ["a-town"]


def test_the_merged_are_added_to_the_one_that_goes_on() -> None:
    gone = C | {"valid_to": "2025-06-30", "successors": "b"}
    found = after(register(A, B, gone, TOWN))
    assert accepted_of(found, "b") == 47
    assert accepted_of(found, "b", "women") == 23.5
    assert accepted_of(found, "b", "coverage") is None
    assert accepted_of(found, "c") is None
    assert departed(found) == [("c", "2025-06-30", "another", "")]


def test_two_that_merged_into_a_new_one_are_its_last_year() -> None:
    ended = {"valid_to": "2025-06-30", "successors": "d"}
    found = after(register(A, B | ended, C | ended, TOWN, {"id": "d", "valid_from": "2025-07-01"}))
    assert accepted_of(found, "d") == 47
    assert found.register["id"].tolist() == ["a", "a-town", "d"]


def test_a_merger_of_a_merger_is_followed() -> None:
    first, then = C | {"valid_to": "2025-03-31", "successors": "b"}, B | {"valid_to": "2025-06-30", "successors": "a"}
    assert accepted_of(after(register(A, then, first, TOWN)), "a") == 147


def test_a_circle_of_successors_ends() -> None:
    first, then = C | {"valid_to": "2025-03-31", "successors": "b"}, B | {"valid_to": "2025-06-30", "successors": "c"}
    assert sorted(x[0] for x in departed(after(register(A, then, first, TOWN)))) == ["b", "c"]


def test_the_parts_of_a_split_one_are_no_newcomers_and_the_whole_keeps_its_figures() -> None:
    gone = B | {"valid_to": "2025-06-30", "successors": "d|e"}
    parts = ({"id": x, "valid_from": "2025-07-01"} for x in "de")
    found = after(register(A, gone, C, TOWN, *parts), events(("2025-06-30", "b", "split", "new region")))
    assert departed(found) == [("b", "2025-06-30", "parts", "new region")]
    assert accepted_of(found, "b") == 40
    assert dict(zip(found.register["id"], found.register["former_parent"], strict=True))["d"] == "b"


def test_a_changed_id_is_the_same_organisation() -> None:
    found = after(register(A, {"id": "b-new", "former_ids": "b|b-old"}, C, TOWN))
    assert accepted_of(found, "b-new") == 40
    assert found.departed.empty


def test_a_member_that_came_under_a_parent_is_counted_with_it_last_year_too() -> None:
    moved = C | {"parent": "b"}
    happened = events(("2025-06-30", "c", "moved", "of one town"))
    assert accepted_of(after(register(A, B, moved, TOWN), happened), "b") == 47
    assert accepted_of(after(register(A, B, moved, TOWN), happened), "c") == 7
    long_ago = events(("2024-06-30", "c", "moved", "of one town"))
    assert accepted_of(after(register(A, B, moved, TOWN), long_ago), "b") == 40


def test_who_got_another_id_is_known_by_the_names_that_it_had_unless_they_are_somebodys_now() -> None:
    before = register(A | {"name_ru": "Старое имя", "name_en": "b", "aliases": "А-обл"}, B)
    found = after(register({"id": "new", "former_ids": "a", "aliases": "Н-обл"}, B), before=before)
    assert found.register["aliases"].tolist() == ["Н-обл|a|Старое имя|А-обл", ""]
    assert after(register({"id": "new", "former_ids": "a"}, B)).register["aliases"].tolist() == ["", ""]
