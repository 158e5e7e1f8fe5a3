"""What needs no round: the demo, a look at one file, rules, notes and forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import DEFAULT_FORM, FormOption, Json, Language, known_language, print_json
from schemas.errors import UsageError

commands = typer.Typer()
PANEL = "By itself"


@commands.command(rich_help_panel=PANEL)
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to build it; made anew each time.")] = Path(
        "demo"
    ),
    form: Annotated[str, typer.Option(help="A small round of another form instead: health or schools.")] = "",
) -> None:
    """Build a round of 38 organisations with realistic mistakes, run everything, and say what to open."""
    from flows.demo import run_demo, run_small_demo

    if form:
        run_small_demo(folder, form)
    else:
        run_demo(folder)


@commands.command(rich_help_panel=PANEL)
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="A workbook, with its note where that is a file of its own.")
    ],
    history: Annotated[Path | None, typer.Option(help="history.csv with last year's accepted figures.")] = None,
    form: FormOption = DEFAULT_FORM,
    as_of: Annotated[
        str, typer.Option(help="Date of the figures; by default the one on the cover of a later round's template.")
    ] = "",
    round: Annotated[
        Path | None,
        typer.Option(
            help="A round's folder: its form, date, thresholds, register, history and decisions.", metavar="ROUND"
        ),
    ] = None,
    register: Annotated[
        Path | None, typer.Option(help="register.csv, which says whose a file is, of which kind and whose branch.")
    ] = None,
    language: Language = "",
    json_: Json = False,
) -> None:
    """Check a workbook without a round: what an office runs before it sends. Exit code 1 where it would be returned."""
    from flows.commands import Measure, check_files, check_table

    if round and as_of:
        raise UsageError("give --round or --as-of, not both: the round says its date")
    found = check_files(files, history, Measure(form, as_of, round, register))
    print_json(found.as_json()) if json_ else check_table(found, known_language(language, found.languages))
    raise typer.Exit(1 if found.would_be_returned else 0)


@commands.command(rich_help_panel=PANEL)
def rules(
    rounds: Annotated[
        list[Path] | None, typer.Argument(metavar="[ROUND...]", help="With --replay: the folders of past rounds.")
    ] = None,
    form: FormOption = DEFAULT_FORM,
    check_: Annotated[
        bool, typer.Option("--check", help="Look for contradictions, redundancy and dead rules.")
    ] = False,
    replay: Annotated[
        bool,
        typer.Option(
            "--replay", help="Count how often each rule fires in past rounds, and how often a correction came."
        ),
    ] = False,
    json_: Json = False,
) -> None:
    """Print the rulebook as Markdown, what is wrong with the rules, or what they would have found in past rounds."""
    from flows.commands import print_replay, print_rulebook

    if (replay and check_) or (rounds and not replay) or (json_ and not replay):
        raise UsageError("give --check, or --replay ROUND... with or without --json")
    raise typer.Exit(print_replay(rounds or [], form, as_json=json_) if replay else print_rulebook(form, check=check_))


@commands.command(rich_help_panel=PANEL)
def assess(
    notes: Annotated[
        Path, typer.Argument(metavar="NOTES.jsonl", help="Notes with their figures, one JSON object a line.")
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write the verdicts; standard output by default.")] = None,
    form: FormOption = DEFAULT_FORM,
) -> None:
    """Say of each note what it explains: a grade, and a verdict with its quote for each material change."""
    from flows.commands import assess_file

    assess_file(notes, out, form)


form_app = typer.Typer(no_args_is_help=True, help="Look at forms: which there are, and what is wrong with one.")
commands.add_typer(form_app, name="form", rich_help_panel=PANEL)


@form_app.command("list")
def form_list() -> None:
    """Print the forms that are shipped with esep."""
    from flows.commands import print_forms

    print_forms()


@form_app.command("check")
def form_check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Path of a form's YAML file or folder, or its name.")],
) -> None:
    """Say everything that is wrong with a form, each fault with line and column. Exit code 3 where something is."""
    from flows.commands import print_form_faults

    raise typer.Exit(print_form_faults(file))
