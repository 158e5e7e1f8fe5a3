"""The pandera models of the frames that cross from one room to another.

Index is a plain range unless said otherwise. Text columns hold "" where there is nothing, never NaN.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.languages import CODE

PERIODS = ("prior", "current", "change")
OUTCOMES = (
    "accepted", "queried", "returned", "superseded", "duplicate", "unreadable", "unidentified", "ignored", "message",
)  # fmt: skip
STANDING = ("accepted", "queried")
NO_RETURN, NOT_DUE = "no return", "not due"
RETURN_MISSING = "return-missing"  # the rule of an organisation from which nothing that could be judged has come
KINDS = ("regional", "local", "primary", "branch")
VERDICTS = ("explained", "restated", "unmentioned", "contradicted")
SEVERITIES = ("hard", "soft", "commentary")
STATES = ("open", "explained", "confirmed", "waived", "waiting")
GRADES = ("absent", "boilerplate", "restating", "partial", "analytical")


_KEPT = {"published": False}


def told(what: str, **options: Any) -> Any:
    """A column that is published, and what it holds, for docs/round.md."""
    return pa.Field(description=what, **options)


def kept(**options: Any) -> Any:
    """A column that stays within the program."""
    return pa.Field(metadata=_KEPT, **options)


class _Frame(pa.DataFrameModel):
    class Config:
        strict = True
        coerce = True
        ordered = False


class Register(_Frame):
    """The organisations of the round, as in register.csv. `parent` is "" for a member organisation.

    The last four columns may be left out: the first and the last day on which the line holds, the ids of those that
    went on after it, and those that it had itself before (between |).
    """

    class Config(_Frame.Config):
        add_missing_columns = True

    id: Series[str] = pa.Field(unique=True, str_matches=r"^[a-z0-9][a-z0-9-]*$")
    kind: Series[str] = pa.Field(isin=KINDS)
    parent: Series[str]
    name_kk: Series[str] = pa.Field(str_length={"min_value": 1})
    name_ru: Series[str] = pa.Field(str_length={"min_value": 1})
    name_en: Series[str]
    aliases: Series[str]
    email: Series[str]
    language: Series[str] = pa.Field(str_matches=rf"^{CODE.pattern}$")
    admitted: Series[str] = pa.Field(str_matches=r"^(\d{4}-\d{2}-\d{2})?$")
    former_parent: Series[str]
    valid_from: Series[str] = pa.Field(str_matches=r"^(\d{4}-\d{2}-\d{2})?$", default="")
    valid_to: Series[str] = pa.Field(str_matches=r"^(\d{4}-\d{2}-\d{2})?$", default="")
    successors: Series[str] = pa.Field(default="")
    former_ids: Series[str] = pa.Field(default="")


REGISTER_EVENTS = ("admitted", "departed", "merged", "split", "renamed", "moved")


class RegisterEvents(_Frame):
    """What happened to organisations, as in register-events.csv, and why; the file may be missing."""

    date: Series[str] = pa.Field(str_matches=r"^\d{4}-\d{2}-\d{2}$")
    organisation: Series[str]
    event: Series[str] = pa.Field(isin=REGISTER_EVENTS)
    because: Series[str]


class Departed(_Frame):
    """Members of last year that report no longer.

    `became`: "another" where it merged into one that reports, "parts" where it split into several that do, "" where
    nobody goes on for it. `day` is the last on which it was a member, "" where nobody says.
    """

    organisation: Series[str] = pa.Field(unique=True)
    name_kk: Series[str]
    name_ru: Series[str]
    name_en: Series[str]
    kind: Series[str]
    day: Series[str]
    because: Series[str]
    successors: Series[str]
    became: Series[str] = pa.Field(isin=("another", "parts", ""))


class Tree(_Frame):
    """What has become of the return of each organisation below a member; `below` tells whether others are below it."""

    member: Series[str]
    organisation: Series[str]
    parent: Series[str]
    below: Series[bool]
    outcome: Series[str] = pa.Field(isin=(*OUTCOMES, NO_RETURN, NOT_DUE))


class History(_Frame):
    """The figures accepted last year, in the indicator's unit.

    `carried` is the date of a figure that is older, because no return stood last year; "" for last year's own.
    """

    class Config(_Frame.Config):
        add_missing_columns = True

    organisation: Series[str]
    indicator: Series[str]
    value: Series[float]
    carried: Series[str] = pa.Field(default="", str_matches=r"^(\d{4}-\d{2}-\d{2})?$")


class PublishedChanges(_Frame):
    """What of the figures that were published or accepted before is now another, and why."""

    organisation: Series[str] = told("its id in the register")
    indicator: Series[str] = told("the indicator's name in the form")
    period: Series[str] = told(
        "current: published in the version before; prior: accepted last year", isin=("current", "prior")
    )
    old: Series[float] = told("the figure before; empty where there was none", nullable=True)
    new: Series[float] = told("the figure now; empty where there is none any more", nullable=True)
    why: Series[str] = told(
        "restated (by a decision), return (a later return says so) or withdrawn (no return stands any more)",
        isin=("restated", "return", "withdrawn"),
    )
    by: Series[str] = told("who decided; empty for a return")
    at: Series[str] = told("when, UTC; empty for a return")
    because: Series[str] = told("why, in their words; empty for a return")


class DecisionsMade(_Frame):
    """Every decision and exception of the round: who, when, about what, and why."""

    at: Series[str] = told("when, UTC")
    by: Series[str] = told("who decided")
    kind: Series[str] = told(
        "verdict, confirmed, waived, not-due (both proposed), approved, withdrawn, message, address, assigned, "
        "restated, closed, reopened"
    )
    organisation: Series[str] = told("its id; empty for the whole round")
    about: Series[str] = told("the indicator, the rule, the file, the address or the version")
    period: Series[str] = told("of a restatement: current or prior; else empty")
    old: Series[str] = told("what was said before; may be empty")
    new: Series[str] = told("what is said now; may be empty")
    because: Series[str] = told("why, in their words; may be empty")
    second: Series[str] = told("of what needs two names, who approved it; empty while nobody has")


class ProposedWaivers(_Frame):
    """What one person has proposed to let pass and no second one has approved yet."""

    organisation: Series[str]
    kind: Series[str] = pa.Field(isin=("waived", "not-due"))
    rule: Series[str]
    indicator: Series[str]
    observed: Series[str]
    by: Series[str]
    at: Series[str]
    because: Series[str]


SAID_BEFORE, SAID_ON = "said_before", "said_on"  # parameters of a finding: its sender's words of an earlier round


class SettledBefore(_Frame):
    """Findings that were settled in the round before, and the figures that they rested on; the file may be missing."""

    organisation: Series[str] = told("its id in the register")
    rule: Series[str] = told("a name of the rulebook")
    indicator: Series[str] = told("the indicator; may be empty")
    period: Series[str] = told("current", eq="current")
    state: Series[str] = told(
        "explained (by the sender) or confirmed (by the department)", isin=("explained", "confirmed")
    )
    residual: Series[float] = told("by how much the rule was missed: left side less right side", nullable=True)
    figure: Series[float] = told("the indicator's figure then", nullable=True)
    by: Series[str] = told("who said so: an address, or a name")
    because: Series[str] = told("why, in their words")
    as_of: Series[str] = told("the date of the round in which it was said", str_matches=r"^\d{4}-\d{2}-\d{2}$")


class Learnt(_Frame):
    """Names and addresses that `esep assign` has learnt in earlier rounds; the file may be missing."""

    kind: Series[str] = told("name or address", isin=("name", "address"))
    text: Series[str] = told("the name on a cover, or the address", str_length={"min_value": 1})
    organisation: Series[str] = told("whose it is: an id of the register")


class Figures(_Frame):
    """The figures of the return that counts of each organisation, one row a cell; see documents.FigureCell.

    `value` is NaN unless `state` is read.
    """

    organisation: Series[str] = told("its id in the register")
    indicator: Series[str] = told("the indicator's name in the form")
    period: Series[str] = told("prior, current or change", isin=PERIODS)
    value: Series[float] = told("the figure in the indicator's unit; empty where none was read", nullable=True)
    state: Series[str] = kept(isin=("read", "empty", "proposed", "unreadable"))
    file: Series[str] = told("where it was read")
    sheet: Series[str] = told("the sheet")
    cell: Series[str] = told("A1 style, empty for a row that the table lacks")
    raw: Series[str] = told("what stood in the cell")


class Findings(_Frame):
    """What was found in the returns and notes, settled findings too.

    `parameters` fill the message of the rule. Where nothing is said of its state a finding is open.
    """

    class Config(_Frame.Config):
        add_missing_columns = True

    organisation: Series[str] = told("its id; empty where a file is nobody's")
    file: Series[str] = told("the file; empty for an organisation without one")
    sheet: Series[str] = told("the sheet")
    cell: Series[str] = told("the cell that it is about, A1 style; may be empty")
    indicator: Series[str] = told("the indicator; may be empty")
    period: Series[str] = told("prior, current or change; may be empty", isin=("", *PERIODS))
    rule: Series[str] = told("a name of the rulebook")
    severity: Series[str] = told(
        "hard (the return goes back), soft (to be confirmed or corrected) or commentary (the note must explain)",
        isin=SEVERITIES,
    )
    observed: Series[str] = told("what stands there")
    expected: Series[str] = told("what the rule expects there")
    message: Series[str] = told("the sentence of the letter, in the organisation's language")
    state: Series[str] = told(
        "open; explained (its sender says why it is right), confirmed or waived (by the department); "
        "waiting (for the returns of children)",
        isin=STATES,
        default="open",
    )
    by: Series[str] = told("who settled it: an address, or a name", default="")
    because: Series[str] = told("why, in their words", default="")
    parameters: Series[object] = kept()


class Marks(Findings):
    """What a letter tells of a return, cell by cell, as its marked copy shows it; `number` is that of the point."""

    number: Series[int] = kept()


class Worklist(_Frame):
    """The open findings again, those first that can cost the nation's figures most."""

    effect: Series[float] = told(
        "what it can cost to leave it, in persons or units: of a hard finding the whole return (a missing one with "
        "last year's size), else what the cell can move; empty where it is not known"
    )
    organisation: Series[str] = told("its id")
    severity: Series[str] = told("as in findings.csv", isin=SEVERITIES)
    rule: Series[str] = told("as in findings.csv")
    indicator: Series[str] = told("as in findings.csv")
    period: Series[str] = told("as in findings.csv", isin=("", *PERIODS))
    file: Series[str] = told("as in findings.csv")
    sheet: Series[str] = told("as in findings.csv")
    cell: Series[str] = told("as in findings.csv")
    message: Series[str] = told("as in findings.csv")
    cost: Series[str] = told("the same in words, with the indicator it is counted in")


class Returns(_Frame):
    """Every document that has arrived and what became of it."""

    file: Series[str] = told("its path below inbox/", unique=True)
    sha256: Series[str] = told("of its bytes; under it the file lies in the store")
    organisation: Series[str] = told("whose it is; empty where that is not known")
    outcome: Series[str] = told(", ".join(OUTCOMES), isin=OUTCOMES)
    received: Series[str] = told(
        "when it reached us: told by our own mail server, by the Date of its message where that can be, else when a "
        "collection first saw it; ISO, in the round's time zone"
    )
    identified_by: Series[str] = told(
        "what says whose it is: code, name, file name, folder, address, prior figures, assigned, between |; of a file "
        "that is nobody's each with the organisation that it speaks for"
    )
    sender: Series[str] = told("the address that the message came from; several where it names several; empty by hand")
    first_seen: Series[str] = told("when a collection first saw the file")
    counts: Series[str] = told(
        "yes where it is the return that counts of its organisation, the latest readable one", isin=("yes", "")
    )


class Suspects(_Frame):
    """The fewest cells that can be wrong, with what should stand there where equations or a known slip say so.

    Within a fault the `likely` cells are wrong rather than any other, by a margin; with values from `least` to `most`
    every hard rule can hold. Only `told` values are told to the sender. A return `settles` where with them every hard
    rule holds.
    """

    organisation: Series[str] = told("its id")
    file: Series[str] = told("the return")
    sheet: Series[str] = told("the sheet")
    cell: Series[str] = told("A1 style")
    indicator: Series[str] = told("the indicator")
    period: Series[str] = told("prior, current or change", isin=PERIODS)
    value: Series[float] = told("what stands there", nullable=True)
    proposed: Series[float] = told("what should, where equations fix it or a known slip explains it", nullable=True)
    kind: Series[str] = told("the likely slip, such as transposed-digits")
    rank: Series[int] = told("1 is the likeliest repair; the cells of one repair share a rank")
    fault: Series[int] = kept()
    least: Series[float] = kept(nullable=True)
    most: Series[float] = kept(nullable=True)
    likely: Series[bool] = kept()
    told: Series[bool] = kept()
    settles: Series[bool] = kept()


class Commentary(_Frame):
    """The note's grade and, for each material change, the verdict; one row without indicator where there is none."""

    class Config(_Frame.Config):
        add_missing_columns = True

    organisation: Series[str] = told("its id")
    grade: Series[str] = told(", ".join(GRADES), isin=GRADES)
    indicator: Series[str] = told("whose change needs an explanation")
    verdict: Series[str] = told(", ".join(VERDICTS), isin=("", *VERDICTS))
    reasons: Series[str] = told("codes of the form's reasons, between |")
    quote: Series[str] = told("the words of the note that it rests on")
    note_since: Series[str] = told(
        "the day of the earlier version whose note this is; empty where the note came with the return"
    )
    by: Series[str] = told("who gave the verdict; empty for one that was found by reading the note", default="")


def published(model: type[_Frame]) -> dict[str, str]:
    """The columns of the model that are written to its CSV file, in that order, each with what it holds."""
    columns = model.to_schema().columns
    return {str(name): x.description or "" for name, x in columns.items() if x.metadata != _KEPT}


def open_ones(findings: pd.DataFrame) -> pd.DataFrame:
    """Those of frames.Findings that nobody has settled, index from 0."""
    return findings[findings["state"].eq("open")].reset_index(drop=True)


def waived_ones(findings: pd.DataFrame) -> pd.DataFrame:
    """Those of frames.Findings that two people have let pass, a return that is not due too; index from 0."""
    return findings[findings["state"].eq("waived")].reset_index(drop=True)


def not_due(findings: pd.DataFrame) -> frozenset[str]:
    """The organisations whose missing return two people have closed as not due."""
    return frozenset(findings.loc[findings["state"].eq("waived") & findings["rule"].eq(RETURN_MISSING), "organisation"])


def empty(model: type[pa.DataFrameModel]) -> pd.DataFrame:
    """A frame of the model without rows."""
    return model.to_schema().coerce_dtype(pd.DataFrame(columns=list(model.to_schema().columns)))
