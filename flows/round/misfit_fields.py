"""What does not fit a model of pydantic's, field by field, as sentences: for round.yaml and for the settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.round.fault_sentences import fault, meant

_KINDS = {
    "missing": "missing", "literal_error": "one_of", "string_pattern_mismatch": "one_of", "string_type": "text",
    "tuple_type": "list", "list_type": "list", "dict_type": "mapping", "model_type": "mapping",
    "greater_than_equal": "at_least", "greater_than": "more_than", "less_than_equal": "at_most",
    "less_than": "at_most",
}  # fmt: skip
_BEGINNINGS = {"date": "date", "int": "integer", "float": "number", "finite_number": "number", "bool": "yes_or_no"}
_ELSEWHERE = {
    "host": "setting.host",
    "no_such_file": "setting.no_file",
    "ledger_url": "setting.ledger",
    "readable_password": "setting.readable_password",
}
_OURS = (
    "same_day", "weekly", "day_after", "time_zone", "far_year", "leap_day", "address", "no_language", "language_twice",
    "language", "early_deadline", "late_deadline", "schedule",
)  # fmt: skip


def field_faults(error: ValidationError) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each wrong field, as the keys that lead to it, and what is wrong with it. What was given is not repeated,
    unless it was a name: it may be a secret in the wrong place.
    """
    for told in error.errors(include_url=False, include_input=False):
        yield tuple(map(str, told["loc"])), _said(told)


def _said(told: ErrorDetails) -> str:
    kind, context = told["type"], {k: _shown(v) for k, v in told.get("ctx", {}).items()}
    name = kind if kind in _OURS else _KINDS.get(kind) or _by_beginning(kind)
    values = context | {
        "known": _choices(context.get("expected", "")) or _alternatives(context.get("pattern", "")),
        "least": context.get("ge") or context.get("gt", ""),
        "most": context.get("le") or context.get("lt", ""),
        "meant": meant(context["value"], _names(kind)) if "value" in context else "",
    }
    return fault(_ELSEWHERE.get(kind, f"field.{name}"), **values)


def _by_beginning(kind: str) -> str:
    return next((name for start, name in _BEGINNINGS.items() if kind.startswith(start)), "wrong")


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def _alternatives(pattern: str) -> str:
    return pattern.strip("^()$").replace("|", ", ")


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _names(kind: str) -> list[str]:
    """The words that somebody may have meant."""
    if kind == "time_zone":
        import zoneinfo

        return sorted(zoneinfo.available_timezones())
    return ["kk", "ru", "en"] if kind == "language" else []
