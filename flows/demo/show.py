"""`esep demo`: makes the folder anew, runs the demo, and ends with what came out and what to open."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from rich.table import Table

from flows.demo.build import MARKER, demo_arrivals, demo_round
from flows.demo.mistakes import missed_mistakes
from flows.demo.other_forms import OTHER_FORMS, build_small_round
from flows.round import Screen, cell, load_settings, screen, use_screen, write_file
from flows.runs import prepare_prefect, run_round
from schemas.errors import StorageError, UsageError
from schemas.frames import OUTCOMES

if TYPE_CHECKING:
    from flows.demo.demo_flow import Demonstrated

_NOT_COUNTED = ("superseded", "ignored")


def run_demo(folder: Path) -> None:
    """Build and run the demo in `folder`. Raises UsageError where something else lies there."""
    begun = time.perf_counter()
    show = Screen()
    use_screen(show)
    empty_folder(folder)
    show.say(f"A round of 38 organisations is built in {folder}/ (levels invented, national totals as published).")
    show.say("Starting Prefect (7 to 20 seconds, once a command) …")
    prepare_prefect(load_settings())
    from flows.demo.demo_flow import demonstrate

    done = demonstrate(folder)
    _tell(folder, done)
    worked = sum(show.seconds.values())
    show.say(f"{worked:.1f} s of work, {time.perf_counter() - begun - worked:.1f} s to start and stop Prefect.")


def run_small_demo(folder: Path, form: str) -> None:
    """Build and run the small round of another form. Raises UsageError for an unknown form or a folder in use."""
    if form not in OTHER_FORMS:
        raise UsageError(f"there is no demo of the form «{form}»; known: {', '.join(OTHER_FORMS)}")
    empty_folder(folder)
    write_file(folder / MARKER, "made by `esep demo`; it makes this folder anew\n")
    made = build_small_round(folder, form)
    show = Screen()
    show.say(f"A round of {len(made.register)} organisations is built in {folder}/: {made.form.title['en']}.")
    run_round(folder, partial=True)
    returns = pd.read_csv(folder / "reports" / "returns.csv", dtype=str, keep_default_na=False)
    for organisation, outcome in returns[["organisation", "outcome"]].itertuples(index=False, name=None):
        screen().out.print(f"  {organisation:<20}{outcome}")
    screen().out.print(f"Open {folder / 'reports'}/ and {folder / 'outbox'}/")


def empty_folder(folder: Path) -> None:
    """Remove an earlier demo. Raises UsageError where something else lies there, StorageError where it stays."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise UsageError(f"{folder} is no folder; give another one: esep demo DIR")
    if not any(folder.iterdir()):
        return
    if not (folder / MARKER).is_file():
        raise UsageError(f"{folder} is not empty and was not made by `esep demo`; give another one: esep demo DIR")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise StorageError(f"the earlier demo in {folder} cannot be removed: {error.strerror}") from None


def _tell(folder: Path, done: Demonstrated) -> None:
    out = screen().out
    out.print()
    out.print(_outcomes(done.judgements[0].returns, done.judgements[1].returns))
    out.print(_totals(done.consolidation.consolidated.national))
    before = done.judgements[0]
    made = demo_arrivals("first")
    made = made[made["mistake"].ne("")]
    missed = missed_mistakes(made, before.findings, before.returns)
    out.print(f"Mistakes in the first returns: {len(made)}, found: {len(made) - len(missed)}" + _list(missed))
    out.print(f"Letters written: {done.first.letters} + {done.second.letters}")
    audited = done.consolidation.audit
    out.print(f"Audit: {'all' if audited.success else 'NOT all'} hard expectations met")
    out.print("\nOpen:", style="bold")
    for label, path in _places(folder, done).items():
        out.print(f"  {label:<18}{path}")


def _list(missed: list[str]) -> str:
    return f" (not found: {', '.join(missed)})" if missed else ""


def _places(folder: Path, done: Demonstrated) -> dict[str, str]:
    files = done.consolidation.files
    titles = {"page": "the round", "workbook": "national workbook", "note": "national note"}
    places = {title: files[name] for name, title in titles.items() if name in files}
    return places | {
        "letters": f"{folder / 'outbox'}/",
        "audit": files["audit"],
        "what arrived": f"{folder / 'inbox'}/",
    }


def _outcomes(first: pd.DataFrame, second: pd.DataFrame) -> Table:
    table = Table(title="Returns of 38 members and 7 branches")
    for name in ("outcome", "first arrival", "after letters"):
        table.add_column(name, justify="left" if name == "outcome" else "right")
    counts = [returns["outcome"].value_counts() for returns in (first, second)]
    for outcome in OUTCOMES:
        if outcome not in _NOT_COUNTED and any(outcome in x for x in counts):
            table.add_row(outcome, *(str(x.get(outcome, 0)) for x in counts))
    return table


def _totals(national: pd.DataFrame) -> Table:
    demo = demo_round()
    table = Table(title="The nation, 1 January 2026")
    for name in ("", "last year", "this year", "published", ""):
        table.add_column(name, justify="left" if not name else "right")
    for name, stated in demo.terms.published.items():
        prior, current = (float(national[period][name]) for period in ("prior", "current"))
        sign = cell("✓", "green") if current == stated else cell("✗", "red")
        table.add_row(demo.form.indicators[name].label["en"], _number(prior), _number(current), _number(stated), sign)
    return table


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.0f}".replace(",", " ")
