"""The rulebook as Markdown: every rule of a form with its expression, when it applies, its messages and examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.form import Form, Rule, Text

_SETS = {
    "core": "every indicator that must be filled in",
    "prior": "every indicator that states last year too",
    "sum": "every indicator that adds up",
    "count": "every indicator in persons or units",
}
_SEVERITIES = {
    "hard": "the return goes back to be corrected",
    "soft": "the figures stand, the organisation confirms or corrects them",
    "commentary": "the note has to explain it",
}


def rulebook_markdown(form: Form) -> str:
    """The rulebook of the form: its rules by severity, the findings of files and notes, reasons, indicators."""
    parts = [f"# Rulebook: {form.title.en}", _introduction(form)]
    for severity, meaning in _SEVERITIES.items():
        chosen = [rule for rule in form.rules.values() if rule.severity == severity]
        parts.append(f"## {severity.capitalize()} rules ({len(chosen)}): {meaning}")
        parts += [_rule(rule) for rule in chosen]
    parts.append("## What reading a file can find\n\n" + _kinds(form.intake))
    parts.append("## What reading a note can find\n\n" + _kinds(form.note))
    parts.append("## Reasons that a note can give\n\n" + _reasons(form))
    parts.append("## Indicators\n\n" + _indicators(form))
    return "\n\n".join(parts) + "\n"


def _introduction(form: Form) -> str:
    return (
        f"Form `{form.name}`, version {form.version}, as of {form.as_of}, compared with {form.prior_as_of}. "
        f"{len(form.indicators)} indicators, {len(form.rules)} rules.\n\n"
        "In an expression `x` stands for each indicator of the rule's set, `x@prior` for last year's figure as the "
        "return states it, `x@accepted` for the one accepted last year, `x@change` for the stated change, and "
        "`children.x` for the figures of the organisations below. A hard or soft rule without `@` is judged in both "
        "year columns. A rule over a cell that is empty or waits for the sender's word is not evaluated: that is "
        "neither a pass nor a failure."
    )


def _rule(rule: Rule) -> str:
    lines = [f"### `{rule.name}`", f"```\n{rule.holds}\n```", "\n".join(_conditions(rule))]
    lines.append(_messages(rule.message))
    examples = {"passes": rule.example.passes, "fails": rule.example.fails}
    lines.append("\n".join(f"- {name} with {_figures(figures)}" for name, figures in examples.items()))
    return "\n\n".join(line for line in lines if line)


def _conditions(rule: Rule) -> list[str]:
    told = {
        "applies when": f"`{rule.when}`" if rule.when else "",
        "holds for": _SETS.get(rule.each or "", ""),
        "explained at": f"`{rule.material}`" if rule.material else "",
        "tolerance": f"{rule.tolerance:g}" if rule.tolerance != Rule.model_fields["tolerance"].default else "",
        "since": str(rule.since or ""),
        "until": str(rule.until or ""),
        "shadow": "counted, told to nobody" if rule.shadow else "",
    }
    return [f"- {name}: {value}" for name, value in told.items() if value]


def _messages(text: Text) -> str:
    return "\n".join(f"> **{language}** {text[language]}  " for language in ("kk", "ru", "en"))


def _figures(figures: Mapping[str, Any]) -> str:
    return ", ".join(f"`{name} = {_value(value)}`" for name, value in figures.items())


def _value(value: Any) -> str:
    return "empty" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _kinds(kinds: Mapping[str, Any]) -> str:
    rows = [row for kind in kinds.values() for row in _rows_of(kind)]
    return _table(["finding", "severity", "kk", "ru", "en"], rows)


def _rows_of(kind: Any) -> list[list[str]]:
    """The finding with its message, and with the one where the note may have been read wrongly."""
    told = {f"`{kind.name}`": kind.message, f"`{kind.name}`, unsure": kind.unsure}
    return [[name, kind.severity, text.kk, text.ru, text.en] for name, text in told.items() if text is not None]


def _reasons(form: Form) -> str:
    rows = [
        [f"`{name}`", reason.label.kk, reason.label.ru, reason.label.en, ", ".join(reason.explains)]
        for name, reason in form.reasons.items()
    ]
    return _table(["reason", "kk", "ru", "en", "explains"], rows)


def _indicators(form: Form) -> str:
    rows = [
        [str(x.row), f"`{x.name}`", x.label.kk, x.label.ru, x.label.en, x.unit, " ".join(x.is_)]
        for x in form.indicators.values()
    ]
    return _table(["row", "name", "kk", "ru", "en", "unit", "is"], rows)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines)
