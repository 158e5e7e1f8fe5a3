"""What the commands have in common: their arguments and options, and how they read and print these."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from schemas.errors import UsageError

DEFAULT_FORM = "membership"
Round = Annotated[Path, typer.Argument(metavar="ROUND", help="The folder of the round.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON and nothing else.")]
Partial = Annotated[bool, typer.Option("--partial", help="Consolidate although a member's return is missing.")]
Language = Annotated[
    str, typer.Option("--language", "-l", help="kk, ru, en, or another language of the form.", metavar="LANG")
]
FormOption = Annotated[
    str, typer.Option("--form", help="Name of a form, or path of its YAML file or folder.", metavar="FILE_OR_NAME")
]
Author = Annotated[
    str | None,
    typer.Option(
        "--by", "--author", help="Who decides, by name; ESEP_BY by default. Kept in the ledger.", metavar="NAME"
    ),
]
Because = Annotated[str, typer.Option(help="Why; kept and published.", metavar="TEXT")]


def decider_named(round: Path, by: str | None, *, by_name: bool = False, language: str = "en") -> str:
    """Who decides. Raises UsageError where the name is none, or is asked for (`by_name`) and missing."""
    from flows.round import decider

    return decider(round, by, by_name=by_name, language=language)


def language_in(round: Path, language: str) -> str:
    """The language. Raises UsageError for one that the round does not have."""
    from flows.commands import languages_of

    return known_language(language, languages_of(round))


def known_language(language: str, languages: Sequence[str]) -> str:
    """The language. Raises UsageError for another than these."""
    if language and language not in languages:
        raise UsageError(f"«{language}» is none of {', '.join(languages)}")
    return language


def day_of(text: str, option: str) -> dt.date | None:
    """The date that an option gives, None for none. Raises UsageError."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} {text} is no date; write it as 2026-12-06") from None


def print_json(value: Any) -> None:
    """Print the value as JSON and nothing else."""
    from flows.round import json_text

    typer.echo(json_text(_without_nan(value)))


def _without_nan(value: Any) -> Any:
    """The value with null for what is no number: JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(x) for x in value]
    return None if isinstance(value, float) and value != value else value


def print_result(result: dict[str, Any], as_json: bool) -> None:
    """Print what a run came to, where JSON is asked for; else its own words have told it."""
    if as_json:
        print_json(result)
