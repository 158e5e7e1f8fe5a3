"""`esep rules`: the rulebook, what is wrong with it, and what it would have found in past rounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.round import json_text, speak
from schemas.form import load_form


def print_rulebook(name: str, *, check: bool) -> int:
    """Print the rulebook, or with `check` what is wrong with the rules; the exit code."""
    form = load_form(name)
    if not check:
        from reports.pages import rulebook_markdown

        speak(rulebook_markdown(form))
        return 0
    from schemas.soundness import check_rules

    report = check_rules(form)
    for line in _lines(report):
        speak(line)
    return 0 if report.sound else 1


def print_replay(rounds: Sequence[Path], name: str, *, as_json: bool) -> int:
    """Print what the rules would have found in past rounds, as a table or as JSON; the exit code."""
    from flows.commands.replaying import replay_rounds, replay_table

    found = replay_rounds(rounds, name)
    if as_json:
        speak(json_text(found.as_json()))
    else:
        replay_table(found)
    return 0


def _lines(report: object) -> Iterator[str]:
    from schemas.soundness import RuleReport

    assert isinstance(report, RuleReport)
    yield from (f"contradiction: {x}" for x in report.contradictions)
    yield from (f"can never fail: {x}" for x in report.never_fail)
    yield from (f"example is not as it says: {x.rule} ({x.example})" for x in report.wrong_examples.itertuples())
    yield from (f"implied: {name} follows from {', '.join(others)}" for name, others in report.implied.items())
    for circumstances, cells in report.fixed.items():
        yield f"fixed by the rules, {circumstances}: {', '.join(f'{i}@{c} = {v:g}' for (i, c), v in cells.items())}"
    yield f"not linear, so not used in repair: {', '.join(report.not_linear) or 'none'}"
    yield "The rules are sound." if report.sound else "The rules are not sound."
