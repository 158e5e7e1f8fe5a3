"""Whose a return is, where its cover, last year's figures, its sender and its place do not say the same."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.documents import Cover, Document, FigureCell, Period
from workbooks.whose.identity import Identification, identify
from workbooks.whose.name_index import RegisterEntry
from workbooks.whose.witnesses import AcceptedFigures, told

REGISTER = (
    RegisterEntry("north", "regional", "", ("Солтүстік облыстық ұйымы", "СҚО"), "north@example.org"),
    RegisterEntry("lake", "regional", "", ("Көл облыстық ұйымы",), "lake@example.org"),
    RegisterEntry("lake-city", "branch", "lake", ("Көл қалалық ұйымы",), "city@example.org"),
)
ROWS = ("members", "working", "women", "under_35")
ACCEPTED = {
    (organisation, row): float(base + place)
    for organisation, base in {"north": 1_000, "lake": 2_000, "lake-city": 2_000}.items()
    for place, row in enumerate(ROWS)
}


def workbook(file: str, code: str, prior: float = 0, sender: str = "", now: float = 5_000) -> Document:
    figures = tuple(
        FigureCell(row, period, "Есеп", "A1", str(value + place), "read", value + place)
        for period, value in ((Period.PRIOR, prior), (Period.CURRENT, now)) if value
        for place, row in enumerate(ROWS)
    )  # fmt: skip
    return Document(file, file, "workbook", sender=sender, cover=Cover(code=code, found=True), figures=figures)


def of(*documents: Document) -> dict[str, Identification]:
    return identify(documents, REGISTER, {}, ACCEPTED)


def rules(found: Identification) -> list[str]:
    return [x.rule for x in found.issues]


@pytest.mark.parametrize(
    ("document", "candidates"),
    [
        (workbook("е.xlsx", "north", prior=2_000), "north, lake, lake-city"),
        (workbook("е.xlsx", "north", prior=1_000, sender="lake@example.org"), "north, lake"),
        (workbook("Көл облыстық ұйымы/е.xlsx", "north"), "north, lake"),
        (workbook("Көл облыстық ұйымы.xlsx", "north"), "north, lake"),
    ],
)
def test_a_return_of_which_something_says_another_is_nobodys(document: Document, candidates: str) -> None:
    found = of(document)[document.file]
    assert (found.organisation, rules(found)) == ("", ["organisation-disputed"])
    assert dict(found.issues[0].parameters)["candidates"] == candidates


@pytest.mark.parametrize(
    "document",
    [
        workbook("е.xlsx", "north", prior=1_000, sender="north@example.org"),
        workbook("е.xlsx", "north", prior=9_000),
        workbook("Көл облыстық ұйымы/е.xlsx", "north", prior=1_000),
        workbook("е.xlsx", "north", sender="somebody@example.org"),
    ],
)
def test_one_that_nothing_strong_disputes_is_its_own(document: Document) -> None:
    assert of(document)[document.file].organisation == "north"


def test_a_parent_may_send_and_an_only_child_has_the_same_figures() -> None:
    child, parent = (
        workbook("а.xlsx", "lake-city", prior=2_000, sender="lake@example.org"),
        workbook("б.xlsx", "lake", prior=2_000),
    )
    assert {k: v.organisation for k, v in of(child, parent).items()} == {"а.xlsx": "lake-city", "б.xlsx": "lake"}


def test_the_figures_of_another_return_of_the_round_stay_a_copy_and_are_told_as_one() -> None:
    own, copy = workbook("а.xlsx", "north", prior=1_000), workbook("б.xlsx", "lake", prior=1_000)
    assert of(own, copy)["б.xlsx"].organisation == "lake"
    assert rules(of(own, workbook("б.xlsx", "lake", prior=1_000, now=7_000))["б.xlsx"]) == ["organisation-disputed"]


def test_figures_that_several_had_alike_dispute_none_of_them() -> None:
    alike = {(organisation, row): 500.0 + place for organisation in ("north", "lake") for place, row in enumerate(ROWS)}
    document = workbook("е.xlsx", "north", prior=500)
    assert identify([document], REGISTER, {}, alike)["е.xlsx"].organisation == "north"


def test_the_evidence_is_kept_for_whoever_decides() -> None:
    found = of(workbook("СҚО/е.xlsx", "north", prior=1_000, sender="north@example.org"))["СҚО/е.xlsx"]
    assert told(found.witnesses, "north") == "code|folder|address|prior figures"
    disputed = of(workbook("е.xlsx", "north", prior=2_000))["е.xlsx"]
    assert told(disputed.witnesses, "") == "code: north|prior figures: lake|prior figures: lake-city"


@pytest.mark.parametrize(
    ("prior", "figures", "owners"),
    [(1_000, 4, {"north"}), (2_000, 4, {"lake", "lake-city"}), (1_000, 2, set()), (9_000, 4, set()), (1, 4, set())],
)
def test_last_years_figures_tell_an_owner_only_where_enough_agree(prior: float, figures: int, owners: set[str]) -> None:
    document: Any = workbook("е.xlsx", "", prior=prior)
    cut = Document("е.xlsx", "", "workbook", figures=document.figures[:figures])
    assert AcceptedFigures(ACCEPTED).owners(cut) == owners


def test_most_of_the_column_must_agree() -> None:
    document = workbook("е.xlsx", "", prior=1_000)
    wrong = tuple(
        FigureCell(x.indicator, x.period, "", "", "", "read", 77.0 + n) for n, x in enumerate(document.figures[:4])
    )
    mixed = Document("е.xlsx", "", "workbook", figures=(*document.figures[:3], *wrong[:2]))
    assert AcceptedFigures(ACCEPTED).owners(mixed) == {"north"}
    assert (
        AcceptedFigures(ACCEPTED).owners(
            Document("е.xlsx", "", "workbook", figures=(*document.figures[:3], *wrong[:3]))
        )
        == set()
    )
