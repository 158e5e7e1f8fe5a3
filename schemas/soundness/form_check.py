"""`esep form check`: everything that is wrong with a form, from its YAML to what its rules come to together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.errors import FormError
from schemas.form import Form, FormSource, form_faults, form_source
from schemas.soundness.rule_checks import check_rules

_IDLE = " (the rule is not evaluated for it: a figure is missing, or its `when` does not apply)"


def check_form(path: Path) -> list[FormError]:
    """The faults of the form at the path, in the order of their places; none where the form is right.

    Raises FormError where the file cannot be read. The rules are held to their examples and to each other as far as
    they are well formed and the rows that they name are.
    """
    source = form_source(path)
    faults, form = form_faults(source)
    if form is not None:
        faults += _unsound(form, source)
    return sorted(faults, key=lambda fault: (fault.source != path.name, fault.source, fault.line, fault.column))


def _unsound(form: Form, source: FormSource) -> Iterator[FormError]:
    report = check_rules(form)
    for row in report.wrong_examples.itertuples():
        told = {"passes": "does not pass", "fails": "does not fail"}[str(row.example)]
        reason = _IDLE if row.outcome == "not-evaluated" else ""
        place = ("rules", str(row.rule), "example", str(row.example))
        yield source.fault(place, f"{told}{reason}; mend the figures or the rule")
    conflicts = {tuple(map(_rule, conflict.checks)): conflict for conflict in reversed(report.contradictions)}
    for rules, conflict in conflicts.items():
        yield source.fault(("rules", rules[0], "holds"), f"{conflict}; mend one of them")
    for rule in dict.fromkeys(map(_rule, report.never_fail)):
        yield source.fault(("rules", rule, "holds"), "can never fail; say what is meant, or delete the rule")


def _rule(check: str) -> str:
    return check.partition("@")[0].partition(":")[0]
