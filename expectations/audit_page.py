"""Our own page of the audit: two tables with everyone whom a check failed for, which the Data Docs cut after ten."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from expectations.audit_texts import audit_label, audit_texts
from expectations.given import AuditInput
from schemas.form import format_number
from schemas.languages import name_in

TEMPLATE = Path(__file__).parent / "templates"
OPEN_UP_TO = 12
_ORDER = {"failed": 0, "not evaluated": 1, "passed": 2}
_SECTION = re.compile(r'href="#(section-\d+)"[^>]*>\s*(?:<[^>]+>\s*)*([^<]+)')


@dataclass(frozen=True)
class AuditLine:
    """One expectation as the page and the results tell it. `details` say more of what is in `failing`; `settled` those
    of them for whom it is settled, and who says why."""

    suite: str
    gx_suite: str
    expectation: str
    rule: str
    severity: str
    success: bool
    outcome: str
    evaluated: int
    unexpected: int
    not_evaluated: int
    checks_not_evaluated: int
    failing: tuple[str, ...]
    details: Mapping[str, str]
    description: str
    settled: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """For how many of those that fail nobody has settled it."""
        return self.unexpected - len(self.settled)


def write_page(given: AuditInput, lines: Sequence[AuditLine], folder: Path, language: str) -> None:
    """Writes `folder`/index.html: self-contained, without scripts, with links into the Data Docs beside it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["number"] = lambda value: format_number(float(value), language)
    page = environment.get_template("audit.html.j2").render(
        language=language,
        as_of=given.as_of.strftime("%d.%m.%Y"),
        complete=given.complete,
        failed=[x.rule for x in lines if x.suite == "independent" and x.severity == "hard" and x.outcome == "failed"],
        text={name: audit_label(name, language, given.form) for name in audit_texts("labels")},
        severities={name: text[language] for name, text in audit_texts("severities").items()},
        outcomes={name: text[language] for name, text in audit_texts("outcomes").items()},
        facts=_facts(given, language),
        tables=[(suite, _ordered(lines, suite)) for suite in ("independent", "rules")],
        pages={name: _docs_page(folder, name) for name in {x.gx_suite for x in lines}},
        sections={name: _sections(folder, name) for name in {x.gx_suite for x in lines}},
        organisations=_named(given, lines, language),
        standing=frozenset(given.standing.index),
        open_up_to=OPEN_UP_TO,
    )
    (folder / "index.html").write_text(page, encoding="utf-8")


def _facts(given: AuditInput, language: str) -> list[tuple[str, int]]:
    return [
        (audit_label("reporting", language, given.form), len(given.reporting)),
        (audit_label("returns", language), len(given.residuals)),
        (audit_label("standing", language), len(given.standing)),
        (audit_label("figures", language), int(given.figures["value"].notna().sum())),
    ]


def _ordered(lines: Sequence[AuditLine], suite: str) -> list[AuditLine]:
    severities = list(audit_texts("severities"))
    chosen = [line for line in lines if line.suite == suite]
    return sorted(chosen, key=lambda x: (_ORDER[x.outcome], severities.index(x.severity)))


def _docs_page(folder: Path, gx_suite: str) -> str:
    """The suite's page of results in the Data Docs. Raises RuntimeError where it was not made."""
    found = sorted((folder / "docs" / "validations" / gx_suite).rglob("*.html"))
    if not found:
        raise RuntimeError(f"Great Expectations made no page for the suite «{gx_suite}»")
    return found[0].relative_to(folder).as_posix()


def _sections(folder: Path, gx_suite: str) -> dict[str, str]:
    """The anchor of each column in the suite's page."""
    text = (folder / _docs_page(folder, gx_suite)).read_text(encoding="utf-8")
    return {name.strip(): anchor for anchor, name in _SECTION.findall(text)}


def _named(given: AuditInput, lines: Sequence[AuditLine], language: str) -> list[tuple[str, str, str]]:
    """Code, name and file of each organisation that some check failed for."""
    failing = {x for line in lines for x in line.failing}
    names = {str(row["id"]): name_in(row, language) for row in given.register.to_dict("records")}
    known = [*given.register["id"], *sorted(set(given.residuals.index) - set(names))]
    files = given.files.to_dict()
    return [(x, str(names.get(x, "")) or x, str(files.get(x, ""))) for x in known if x in failing]
