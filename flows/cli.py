"""The `esep` command. Each command is a thin call; what is slow to import is imported where it is used."""

from __future__ import annotations

import datetime as dt
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.round import PlainStream, speak, steers
from schemas.errors import EsepError, UsageError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Collect statistical returns, check them, write back, and make the national report.\n\n"
    "Exit codes: 0 done · 1 findings stand in the way · 2 wrong use · 3 a file of the round is wrong · 4 esep's fault.",
)

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


def _version(asked: bool) -> None:
    if asked:
        from flows.round import code_version

        typer.echo(f"esep {code_version()}")
        raise typer.Exit


_Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")]


@app.callback()
def _options(version: _Version = False) -> None: ...


WORK, MAKE, HELP = "The round", "Before and after", "By itself"


@app.command(rich_help_panel=HELP)
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


@app.command(rich_help_panel=MAKE)
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new folder.")],
    as_of: Annotated[
        str, typer.Option(help="Date of the figures, such as 2027-01-01; by default 1 January next.")
    ] = "",
    deadline: Annotated[str, typer.Option(help="Last day to report; 31 January by default.")] = "",
    sender: Annotated[str, typer.Option(help="Address that letters come from; that of --from by default.")] = "",
    previous: Annotated[
        Path | None,
        typer.Option("--from", help="A closed round: its terms, register, history, notes, answers."),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            help="Name of a form, or path of its YAML file or folder, which is copied to DIR/form; "
            f"{DEFAULT_FORM} by default, or that of --from.",
            metavar="FILE_OR_NAME",
        ),
    ] = "",
) -> None:
    """Make the folder of a new round: round.yaml, register.csv, history.csv, inbox/."""
    from flows.commands import init_round

    chosen = form or ("" if previous else DEFAULT_FORM)
    _say(init_round(folder, as_of, deadline, sender, previous, chosen))


@app.command(rich_help_panel=MAKE)
def template(
    round: Round, out: Annotated[Path | None, typer.Option(help="Where to; ROUND/templates by default.")] = None
) -> None:
    """Write a workbook for each organisation of the register, with last year's accepted figures."""
    from flows.commands import write_templates

    written, folder = write_templates(round, out)
    _say(f"{written} workbooks written to {folder}")


@app.command(rich_help_panel=WORK)
def collect(round: Round, json_: Json = False) -> None:
    """Store, read, judge and answer what has arrived in the inbox."""
    from flows.runs import collect_round

    _result(collect_round(round, quiet=json_), json_)


@app.command(rich_help_panel=WORK)
def consolidate(round: Round, partial: Partial = False, json_: Json = False) -> None:
    """Sum the returns that stand; write the national workbook, the note and the auditors' pages."""
    from flows.runs import consolidate_round

    _result(consolidate_round(round, partial=partial, quiet=json_), json_)


@app.command(rich_help_panel=WORK)
def run(round: Round, partial: Partial = False, json_: Json = False) -> None:
    """Collect, then consolidate."""
    from flows.runs import run_round

    _result(run_round(round, partial=partial, quiet=json_), json_)


@app.command(rich_help_panel=WORK)
def status(round: Round, language: Language = "en", json_: Json = False) -> None:
    """Show who has reported, with what outcome, what is open, and the days to the deadline."""
    from flows.commands import round_status, status_table

    found = round_status(round)
    spoken = _known(language, found.languages)
    _print_json(found.as_json()) if json_ else status_table(found, spoken)


@app.command(rich_help_panel=WORK)
def assign(
    round: Round,
    file: Annotated[str, typer.Argument(help="The file below inbox/, as returns.csv names it.")],
    organisation: Annotated[str, typer.Argument(metavar="[ORGANISATION]", help="Its id in the register.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of the file.")] = False,
    author: Author = None,
) -> None:
    """Say whose a file is; its name and its sender's address are known for the organisation from then on."""
    from flows.commands import assign_file, take_back

    if undo == bool(organisation):
        raise UsageError("say whose the file is, or give --undo")
    by = _decider(round, author)
    _say(take_back(round, file, by) if undo else assign_file(round, file, organisation, by))


@app.command(rich_help_panel=WORK)
def decide(
    round: Round,
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its id in the register.")] = "",
    subject: Annotated[
        str,
        typer.Argument(metavar="SUBJECT", help="An indicator, a rule, or RULE:INDICATOR, as findings.csv names them."),
    ] = "",
    decision: Annotated[
        str,
        typer.Argument(
            metavar="DECISION",
            help="Of an indicator: explained, restated, unmentioned or contradicted. Of a rule: confirmed, "
            "the figure is right. Of either: withdrawn.",
        ),
    ] = "",
    because: Annotated[str, typer.Option(help="Why; kept in the ledger.", metavar="TEXT")] = "",
    reasons: Annotated[
        str, typer.Option(help="Codes of the reasons that explain it, between |.", metavar="CODES")
    ] = "",
    quote: Annotated[str, typer.Option(help="The words of the note that say it.", metavar="TEXT")] = "",
    author: Author = None,
    list_: Annotated[bool, typer.Option("--list", help="Show the decisions that stand.")] = False,
    export: Annotated[
        Path | None, typer.Option(help="Write the verdicts given so far as labelled notes, one JSON object a line.")
    ] = None,
    accept_correction: Annotated[
        str, typer.Option(help="Make the corrections that this message proposes.", metavar="MESSAGE")
    ] = "",
    decline: Annotated[str, typer.Option(help="Make none of them.", metavar="MESSAGE")] = "",
    answered: Annotated[str, typer.Option(help="The message has been answered by a person.", metavar="MESSAGE")] = "",
    seen: Annotated[str, typer.Option(help="The message needs nothing more.", metavar="MESSAGE")] = "",
    ask_again: Annotated[
        str, typer.Option(help="What the message explains does not suffice; ask again.", metavar="MESSAGE")
    ] = "",
    json_: Json = False,
) -> None:
    """Correct the verdict on a change, confirm a figure that was asked about, or decide what a message proposes.

    It holds for the figure and the note as they are; where one of them changes, the question is open again. The next
    collect applies it. MESSAGE is what `esep inbox` calls it.
    """
    from flows.commands import Wanted, decide, decide_message, decision_lines, decisions_of, export_labels

    about = {"accept-correction": accept_correction, "decline": decline, "answered": answered, "seen": seen,
             "ask-again": ask_again}  # fmt: skip
    chosen = {action: message for action, message in about.items() if message}
    if len(chosen) > 1 or (chosen and (organisation or list_ or export)):
        raise UsageError("decide one thing at a time")
    if chosen:
        (action, message), *_ = chosen.items()
        _say(decide_message(round, action, message, because, _decider(round, author)))
    elif export:
        _say(export_labels(round, export))
    elif list_:
        found = decisions_of(round)
        _print_json(found.to_dict("records")) if json_ else _say(decision_lines(found))
    elif not decision:
        raise UsageError("say ORGANISATION, SUBJECT and DECISION, or give --list or --export FILE")
    else:
        by = _decider(round, author)
        _say(decide(round, Wanted(organisation, subject, decision, because, reasons, quote), by))


@app.command(rich_help_panel=WORK)
def inbox(round: Round, language: Language = "en", json_: Json = False) -> None:
    """List what a person must decide: what people wrote, our reading and a command for each; letters that came back."""
    from flows.commands import inbox_items, inbox_json, inbox_lines

    items = inbox_items(round, language)
    _print_json(inbox_json(items)) if json_ else _say(inbox_lines(items, round, language))


@app.command(rich_help_panel=WORK)
def send(round: Round, json_: Json = False) -> None:
    """Send the outbox through SMTP, to addresses of the register only; a letter once sent is not sent again.

    What has arrived or changed since is collected first: no letter goes out that is no longer true. What a server puts
    off is tried again at a later `send`; what it refuses for good, when the register has another address. Exit code 1
    where nothing could be sent.
    """
    from flows.commands import send_round
    from flows.post import sending_report, sent_nothing

    result = send_round(round, quiet=json_)
    _print_json(result) if json_ else _say(sending_report(result))
    raise typer.Exit(1 if sent_nothing(result) else 0)


@app.command(rich_help_panel=WORK)
def remind(
    round: Round,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list who would be reminded, and why.")] = False,
    on: Annotated[str, typer.Option(help="With --dry-run: on this day, such as 2026-12-06.", metavar="DATE")] = "",
    json_: Json = False,
) -> None:
    """Write reminders to who has not reported, or has a returned version open; `esep send` sends them.

    On the days that round.yaml says (`reminders`: 14, 7 and 1 before the deadline, 1, 7 and 21 after it), each once an
    organisation; a missed day is caught up. The form goes with the first. Nobody is reminded in a closed round.
    """
    from flows.commands import remind_round, reminder_lines

    plan = remind_round(round, on=_day(on, "--on"), dry_run=dry_run, quiet=json_)
    _print_json(plan.as_json()) if json_ else _say(reminder_lines(plan, round, dry_run=dry_run))


@app.command(rich_help_panel=WORK)
def serve(round: Round) -> None:
    """Keep the round going: collect and send every quarter of an hour, consolidate nightly, as ESEP_…_CRON says."""
    from flows.runs import serve_round

    serve_round(round)


@app.command(rich_help_panel=MAKE)
def close(round: Round, partial: Partial = False, author: Author = None) -> None:
    """Lock what was published, keep it as a version, and write next year's history and notes to ROUND/next/.

    Refused where the national report is older than what has arrived or was decided: what is locked is what was
    published. With --partial, last year's accepted figures are carried for those without a standing return.
    """
    from flows.commands import close_round

    _say(close_round(round, partial=partial, author=_decider(round, author)))


@app.command(rich_help_panel=MAKE)
def reopen(round: Round, because: Because = "", author: Author = None) -> None:
    """Open a closed round again, to restate figures or take in what came late; the next closing makes a new version."""
    from flows.commands import reopen_round

    _say(reopen_round(round, because, _decider(round, author, by_name=True)))


@app.command(rich_help_panel=MAKE)
def restate(
    round: Round,
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its id in the register.")],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its name in the form.")],
    value: Annotated[float, typer.Argument(metavar="VALUE", help="The figure as it is to be published.")],
    because: Because = "",
    last_year: Annotated[
        bool, typer.Option("--last-year", help="The figure accepted last year, instead of this year's.")
    ] = False,
    author: Author = None,
) -> None:
    """Restate a figure that was published, or accepted last year; the old one is kept and shown beside it."""
    from flows.commands import restate_figure

    by = _decider(round, author, by_name=True)
    _say(restate_figure(round, organisation, indicator, value, because, by, last_year=last_year))


@app.command(rich_help_panel=MAKE)
def verify(
    round: Round,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only ledger, hashes of the store and reports; read nothing again.")
    ] = False,
    language: Language = "en",
    json_: Json = False,
) -> None:
    """Check that events, ledger, store, figures and reports agree, and say what differs.

    Every original is hashed and read again, and the figures are computed anew from it. Exit code 1 where something
    differs.
    """
    from flows.commands import verification_lines, verify_round

    found = verify_round(round, quick=quick)
    spoken = _known(language, found.languages)
    _print_json(found.as_json(spoken)) if json_ else _say(verification_lines(found, spoken))
    raise typer.Exit(1 if found.differences else 0)


@app.command(rich_help_panel=HELP)
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
    _print_json(found.as_json()) if json_ else check_table(found, _known(language, found.languages))
    raise typer.Exit(1 if found.would_be_returned else 0)


@app.command(rich_help_panel=HELP)
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


@app.command(rich_help_panel=HELP)
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
app.add_typer(form_app, name="form", rich_help_panel=HELP)


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


def _decider(round: Path, by: str | None, *, by_name: bool = False) -> str:
    from flows.round import decider

    return decider(round, by, by_name=by_name)


def _known(language: str, languages: Sequence[str]) -> str:
    if language and language not in languages:
        raise UsageError(f"«{language}» is none of {', '.join(languages)}")
    return language


def _day(text: str, option: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{option} {text} is no date; write it as 2026-12-06") from None


def _say(text: str) -> None:
    speak(text)


def _print_json(value: Any) -> None:
    from flows.round import json_text

    typer.echo(json_text(_without_nan(value)))


def _without_nan(value: Any) -> Any:
    """The value with null for what is no number: JSON knows no NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(x) for key, x in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(x) for x in value]
    return None if isinstance(value, float) and value != value else value


def _result(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _print_json(result)


def main() -> None:
    """Run the command; every error ends with one sentence and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if steers(sys.argv):  # what typer says of wrong words, it says with them
        sys.stderr = PlainStream(sys.stderr)
    try:
        app()
    except EsepError as error:
        _fail(f"esep: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except KeyboardInterrupt:
        _fail("esep: stopped; what was read is kept, the same command goes on from there")
        sys.exit(130)
    except OSError as error:
        _fail(f"esep: {error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(3)
    except Exception as error:
        _fail(f"esep: a fault of esep itself: {type(error).__name__}: {error} (trace: {_trace_file()})")
        sys.exit(4)


def _fail(text: str) -> None:
    speak(text, error=True)


def _trace_file() -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", prefix="esep-fault-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return file.name
