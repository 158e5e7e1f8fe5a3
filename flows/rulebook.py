"""`esep rules`: the rulebook, and what is wrong with it."""

from __future__ import annotations

import typer

from schemas.form import load_form


def print_rulebook(name: str, *, check: bool) -> int:
    """Print the rulebook, or with `check` what is wrong with the rules; the exit code."""
    form = load_form(name)
    if not check:
        from reports.rulebook import rulebook_markdown

        typer.echo(rulebook_markdown(form))
        return 0
    from schemas.rule_checks import check_rules

    report = check_rules(form)
    typer.echo(report.as_text())
    return 1 if report.faults else 0
