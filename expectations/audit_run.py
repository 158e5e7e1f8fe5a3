"""The auditors' checks of a collected round, judged with Great Expectations; its Data Docs, and a page of our own.

Two suites. `rules` has one expectation a rule of the form, made from the same text as every other engine, and so is
evidence that the rules were applied. `independent` is written by hand and does not come from the form.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from expectations.audit_page import AuditLine, write_page
from expectations.audit_texts import LANGUAGES, audit_label, audit_texts, check_description, rule_description
from expectations.document_checks import document_checks
from expectations.given import AuditInput, AuditResult
from expectations.great_expectations_project import ColumnVerdict, ExpectedColumn, Suite, run_project
from expectations.independent import IndependentCheck, Subject, suite_table
from expectations.national_checks import national_checks, national_indicators
from expectations.offline_docs import take_offline
from expectations.organisation_checks import organisation_checks
from expectations.rule_table import FoldedRule, folded_rules, rule_table
from schemas.errors import StorageError
from schemas.form import Form, format_number

RETURN_KEYS = ("organisation", "file")
_KEY_OF: dict[Subject, str] = {"organisations": "organisation", "documents": "file", "national": "indicator"}


def audit(given: AuditInput, folder: Path, language: str = "kk") -> AuditResult:
    """Judges the round and writes `folder`: gx (the project), docs (Data Docs) and index.html, our own page.

    What an earlier audit left in `folder` is replaced. Raises StorageError where it cannot be written.
    """
    folded = folded_rules(given.residuals, given.checks)
    checks = (*organisation_checks(given, folded), *document_checks(given), *national_checks(given))
    suites = (_rules_suite(given, folded, language), *_independent_suites(given, checks, language))
    try:
        for left in (folder / "gx", folder / "docs"):
            if left.exists():
                shutil.rmtree(left)
        folder.mkdir(parents=True, exist_ok=True)
        verdicts = run_project(folder, suites, given.as_of.isoformat())
        take_offline(folder, audit_label("audit", language))
        lines = _lines(folded, checks, verdicts, given, language)
        write_page(given, lines, folder, language)
    except OSError as error:
        raise StorageError(f"the audit cannot be written to {folder}: {error.strerror or error}") from error
    return AuditResult(not blocking(lines), results_of(lines), folder / "docs" / "index.html")


def blocking(lines: Sequence[AuditLine]) -> list[AuditLine]:
    """The lines that make the audit fail: hard checks of the independent suite that failed."""
    return [x for x in lines if x.suite == "independent" and x.severity == "hard" and x.outcome == "failed"]


def _rules_suite(given: AuditInput, folded: tuple[FoldedRule, ...], language: str) -> Suite:
    settled = given.settled
    expected = tuple(
        _expected(
            rule.rule.name,
            rule.rule.severity,
            {x: rule_description(rule.rule, x) for x in LANGUAGES},
            rule.worst,
            language,
            settled=sum(x in settled.get(rule.rule.name, {}) for x in rule.failed.index[rule.failed]),
            low=rule.bounds[0],
            high=rule.bounds[1],
        )
        for rule in folded
    )
    return Suite("rules", rule_table(folded, given.files), expected, RETURN_KEYS)


def _expected(
    name: str,
    severity: str,
    descriptions: dict[str, str],
    values: pd.Series,
    language: str,
    settled: int = 0,
    **judged: object,
) -> ExpectedColumn:
    """The expectation of a column. The description counts what was not evaluated, and what fails and is settled: the
    pages have no place for it."""
    evaluated = int(values.notna().sum())
    counts = [("evaluated", evaluated), ("not_evaluated", len(values) - evaluated)]
    counts += [("settled", settled)] if settled else []
    told = " · ".join(f"{audit_label(key, language)}: {count}" for key, count in counts)
    level = audit_texts("severities")[severity][language]
    notes = (severity, *(descriptions[x] for x in LANGUAGES if x != language))
    return ExpectedColumn(name, name, severity, f"[{level}] {descriptions[language]} · {told}", notes, **judged)  # type: ignore[arg-type]


def _independent_suites(given: AuditInput, checks: Sequence[IndependentCheck], language: str) -> list[Suite]:
    keys: dict[Subject, tuple[pd.DataFrame, tuple[str, ...]]] = {
        "organisations": (_organisation_keys(given, checks), RETURN_KEYS),
        "documents": (given.returns[list(RETURN_KEYS)].reset_index(drop=True), RETURN_KEYS),
        "national": (national_indicators(given).to_frame(name="indicator"), ("indicator",)),
    }
    return [
        Suite(
            f"independent-{subject}",
            suite_table(of_subject, frame),
            _all_expected(of_subject, given.form, language),
            columns,
        )
        for subject, (frame, columns) in keys.items()
        for of_subject in [[check for check in checks if check.subject == subject]]
    ]


def _all_expected(checks: Sequence[IndependentCheck], form: Form, language: str) -> tuple[ExpectedColumn, ...]:
    return tuple(
        _expected(
            check.name,
            check.severity,
            {x: check_description(check, form, x) for x in LANGUAGES},
            check.values,
            language,
            kind=check.kind,
            low=check.low,
            high=check.high,
        )
        for check in checks
    )


def _organisation_keys(given: AuditInput, checks: Sequence[IndependentCheck]) -> pd.DataFrame:
    """Every organisation that some check speaks of: those of the register first."""
    named = [x for check in checks if check.subject == "organisations" for x in check.values.index]
    index = pd.Index(dict.fromkeys([*given.register["id"], *named]), dtype="str")
    files = given.files.reindex(index).fillna("").astype("str")
    return pd.DataFrame({"organisation": index, "file": files}, index=index)


def _lines(
    folded: Sequence[FoldedRule],
    checks: Sequence[IndependentCheck],
    verdicts: dict[tuple[str, str], ColumnVerdict],
    given: AuditInput,
    language: str,
) -> list[AuditLine]:
    lines = []
    form, settled = given.form, given.settled
    for check in checks:
        verdict = verdicts[f"independent-{check.subject}", check.name]
        text = check_description(check, form, language)
        missing = int(check.values.isna().sum())
        suite = f"independent-{check.subject}"
        lines.append(
            _line(
                suite,
                check.name,
                check.severity,
                text,
                verdict,
                missing,
                missing,
                _KEY_OF[check.subject],
                _details(check, language),
            )
        )
    for rule in folded:
        missing, details = int(rule.worst.isna().sum()), _rule_details(rule, language)
        text = rule_description(rule.rule, language)
        name, severity = rule.rule.name, rule.rule.severity
        verdict = verdicts["rules", name]
        line = _line(
            "rules", name, severity, text, verdict, missing, rule.checks_not_evaluated, "organisation", details
        )
        of_rule = settled.get(name, {})
        lines.append(replace(line, settled={x: of_rule[x] for x in line.failing if x in of_rule}))
    return lines


def _details(check: IndependentCheck, language: str) -> dict[str, str]:
    """What the page says of each row: the check's own words, or the value where it lies between two bounds."""
    if check.details is not None:
        return {str(row): str(text) for row, text in check.details.items()}
    if check.low is None or check.high is None:
        return {}
    return {str(row): format_number(float(value), language) for row, value in check.values.items()}


def _rule_details(rule: FoldedRule, language: str) -> dict[str, str]:
    """The indicators that fail, and the largest difference where the residual is one."""
    worst = rule.worst[rule.failed]
    told = [format_number(float(x), language) if rule.is_difference else "" for x in worst]
    pairs = zip(worst.index, rule.failing[rule.failed], told, strict=True)
    return {str(row): ": ".join(x for x in (names, number) if x) for row, names, number in pairs}


def _line(
    gx_suite: str,
    name: str,
    severity: str,
    description: str,
    verdict: ColumnVerdict,
    not_evaluated: int,
    checks_not_evaluated: int,
    key: str,
    details: dict[str, str],
) -> AuditLine:
    outcome = "failed" if not verdict.success else "passed" if verdict.evaluated else "not evaluated"
    return AuditLine(
        suite=gx_suite.split("-")[0],
        gx_suite=gx_suite,
        expectation=verdict.expectation,
        rule=name,
        severity=severity,
        success=verdict.success,
        outcome=outcome,
        evaluated=verdict.evaluated,
        unexpected=verdict.unexpected,
        not_evaluated=not_evaluated,
        checks_not_evaluated=checks_not_evaluated,
        failing=tuple(dict.fromkeys(row[key] for row in verdict.failing)),
        details=details,
        description=description,
    )


def results_of(lines: Sequence[AuditLine]) -> pd.DataFrame:
    """The lines as the frame of AuditResult."""
    columns = [
        "expectation", "suite", "rule", "severity", "success", "outcome", "evaluated", "unexpected", "not_evaluated",
        "checks_not_evaluated", "failing", "description", "settled",
    ]  # fmt: skip
    counted = [{"failing": "|".join(line.failing), "settled": len(line.settled)} for line in lines]
    rows = [{c: getattr(line, c) for c in columns} | told for line, told in zip(lines, counted, strict=True)]
    return pd.DataFrame(rows, columns=columns)
