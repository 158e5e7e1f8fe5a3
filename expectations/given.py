"""What the auditors' checks are given, and what they come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from expectations.settled_failures import settled_failures
from schemas.form import Check, Form
from schemas.frames import STANDING, Findings, empty

NATIONAL_COLUMNS = ("current", "prior", "change")
READABLE = (*STANDING, "returned")


@dataclass(frozen=True)
class AuditInput:
    """The collected round.

    `residuals`: index organisation, a float column for each check's name, NaN where not evaluated. `figures`,
    `returns`, `register`, `history`: the frames of those names in schemas.frames. `national`: index indicator,
    columns current, prior, change. `regional`: columns organisation, indicator, current, prior, change, the
    organisations that were summed. `published`: totals of the current year from elsewhere, by indicator; may be empty.
    `complete`: whether every member is in the sums; where not, what is missing is told as a soft failure. `findings`
    (frames.Findings) tell which failures of rules are settled, by whom and why.
    """

    residuals: pd.DataFrame
    checks: tuple[Check, ...]
    figures: pd.DataFrame
    returns: pd.DataFrame
    register: pd.DataFrame
    history: pd.DataFrame
    national: pd.DataFrame
    regional: pd.DataFrame
    published: Mapping[str, float]
    as_of: dt.date
    complete: bool
    form: Form
    findings: pd.DataFrame = field(default_factory=lambda: empty(Findings))

    @cached_property
    def standing(self) -> pd.Series:
        """The file of each organisation whose return stands, by organisation; the first where there are several."""
        rows = self.returns[self.returns["outcome"].isin(STANDING) & self.returns["organisation"].ne("")]
        return rows.drop_duplicates("organisation").set_index("organisation")["file"]

    @cached_property
    def settled(self) -> dict[str, dict[str, str]]:
        """For each rule the organisations whose every finding of it is settled, with who says why."""
        return settled_failures(self.findings)

    @cached_property
    def files(self) -> pd.Series:
        """The file that each organisation's figures were read from, by organisation."""
        read = self.figures.drop_duplicates("organisation").set_index("organisation")["file"]
        return read.combine_first(self.standing)

    @cached_property
    def reporting(self) -> pd.Index:
        """The organisations of the register that are nobody's branch."""
        reporting: pd.Index = pd.Index(self.register.loc[self.register["parent"].eq(""), "id"])
        return reporting


@dataclass(frozen=True)
class AuditResult:
    """The verdicts of the audit.

    `success`: no hard check of the independent suite failed; one of these is that no return that stands breaks a hard
    rule. `results` has a row for each expectation: expectation (its type in Great Expectations), suite (rules or
    independent), rule (the rule's or check's name), severity, success, outcome (passed, failed, or not evaluated where
    there was nothing to judge), evaluated, unexpected and not_evaluated (rows: returns, documents or indicators),
    checks_not_evaluated (a rule's checks, over all returns), settled (those of `unexpected` whose every finding of the
    rule its sender has explained, or the department has settled), failing (whatever failed, `|` between) and
    description. `docs_index` is the first page of the Data Docs.
    """

    success: bool
    results: pd.DataFrame
    docs_index: Path
