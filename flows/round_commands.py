"""What is done with a round while it runs: collect, decide, write back, consolidate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import (
    Author,
    Json,
    Language,
    Partial,
    Round,
    day_of,
    decider_named,
    known_language,
    language_in,
    print_json,
    print_result,
)
from flows.round import refuse_faults, speak
from schemas.errors import UsageError

commands = typer.Typer()
PANEL = "The round"


@commands.command(rich_help_panel=PANEL)
def collect(round: Round, json_: Json = False) -> None:
    """Store, read, judge and answer what has arrived in the inbox."""
    from flows.runs import collect_round

    result = collect_round(round, quiet=json_)
    print_result(result, json_)
    refuse_faults([result])


@commands.command(rich_help_panel=PANEL)
def consolidate(round: Round, partial: Partial = False, json_: Json = False) -> None:
    """Sum the returns that stand; write the national workbook, the note and the auditors' pages."""
    from flows.runs import consolidate_round

    print_result(consolidate_round(round, partial=partial, quiet=json_), json_)


@commands.command(rich_help_panel=PANEL)
def run(round: Round, partial: Partial = False, json_: Json = False) -> None:
    """Collect, then consolidate."""
    from flows.runs import run_round

    result = run_round(round, partial=partial, quiet=json_)
    print_result(result, json_)
    refuse_faults([result["collected"]])


@commands.command(rich_help_panel=PANEL)
def status(round: Round, language: Language = "en", json_: Json = False) -> None:
    """Show who has reported, with what outcome, what is open, and the days to the deadline."""
    from flows.commands import round_status, status_table

    found = round_status(round)
    spoken = known_language(language, found.languages)
    print_json(found.as_json()) if json_ else status_table(found, spoken)


@commands.command(rich_help_panel=PANEL)
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
    by = decider_named(round, author)
    speak(take_back(round, file, by) if undo else assign_file(round, file, organisation, by))


@commands.command(rich_help_panel=PANEL)
def learn(
    round: Round,
    notes: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[NOTES]...", help="Further labelled notes, as `esep decide --export` writes them."),
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Take the result even where it is worse.")] = False,
) -> None:
    """Train the judge of notes with the verdicts that people gave; it says by how much that helps on notes held out.

    The result is kept in the round's folder judge/ and used from the next collect on. It takes some minutes.
    """
    from flows.commands import learn_from_round

    speak(learn_from_round(round, tuple(notes or ()), anyway=anyway))


@commands.command(rich_help_panel=PANEL)
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
            "the figure is right; of one that a return goes back for: waived; of return-missing: not-due; a second "
            "person approves these (esep approve). Of any: withdrawn.",
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
    from flows.commands import (
        NEED_TWO_NAMES,
        Wanted,
        decide,
        decide_message,
        decision_lines,
        decisions_of,
        export_labels,
    )

    about = {"accept-correction": accept_correction, "decline": decline, "answered": answered, "seen": seen,
             "ask-again": ask_again}  # fmt: skip
    chosen = {action: message for action, message in about.items() if message}
    if len(chosen) > 1 or (chosen and (organisation or list_ or export)):
        raise UsageError("decide one thing at a time")
    if chosen:
        (action, message), *_ = chosen.items()
        speak(decide_message(round, action, message, because, decider_named(round, author)))
    elif export:
        speak(export_labels(round, export))
    elif list_:
        found = decisions_of(round)
        print_json(found.to_dict("records")) if json_ else speak(decision_lines(found))
    elif not decision:
        raise UsageError("say ORGANISATION, SUBJECT and DECISION, or give --list or --export FILE")
    else:
        by = decider_named(round, author, by_name=decision in NEED_TWO_NAMES)
        speak(decide(round, Wanted(organisation, subject, decision, because, reasons, quote), by))


@commands.command(rich_help_panel=PANEL)
def approve(
    round: Round,
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its id in the register.")],
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The rule, or RULE:INDICATOR, as it was proposed.")],
    because: Annotated[str, typer.Option(help="Why; kept in the ledger.", metavar="TEXT")] = "",
    author: Author = None,
    language: Language = "en",
) -> None:
    """Approve what another person has proposed: a finding waived, a return that is not due. Two names, not one.

    It holds for the figures as they are: where one changes that the finding rests on, it is another finding. `esep
    inbox` lists what waits.
    """
    from flows.commands import Approval, approve

    spoken = language_in(round, language)
    by = decider_named(round, author, by_name=True, language=spoken)
    speak(approve(round, Approval(organisation, subject, because), by, spoken))


@commands.command(rich_help_panel=PANEL)
def inbox(round: Round, language: Language = "en", json_: Json = False) -> None:
    """List what a person must decide: what people wrote, our reading and a command for each; letters that came back.

    After that what one person has proposed to let pass, and a second one must approve.
    """
    from flows.commands import inbox_items, inbox_json, inbox_lines, inbox_proposed

    items, proposed = inbox_items(round, language), inbox_proposed(round, language)
    print_json(inbox_json(items, proposed)) if json_ else speak(inbox_lines(items, round, language, proposed))


@commands.command(rich_help_panel=PANEL)
def send(round: Round, json_: Json = False) -> None:
    """Send the outbox through SMTP, to addresses of the register only; a letter once sent is not sent again.

    What has arrived or changed since is collected first: no letter goes out that is no longer true. What a server puts
    off is tried again at a later `send`; what it refuses for good, when the register has another address. A limit of
    the day ends the run; the next goes on. Exit code 1 where letters are owed and nothing was sent.
    """
    from flows.commands import send_round
    from flows.post import sending_report, sent_nothing

    result = send_round(round, quiet=json_)
    print_json(result) if json_ else speak(sending_report(result))
    refuse_faults([result])
    raise typer.Exit(1 if sent_nothing(result) else 0)


@commands.command(rich_help_panel=PANEL)
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

    plan = remind_round(round, on=day_of(on, "--on"), dry_run=dry_run, quiet=json_)
    print_json(plan.as_json()) if json_ else speak(reminder_lines(plan, round, dry_run=dry_run))


@commands.command(rich_help_panel=PANEL)
def serve(round: Round) -> None:
    """Keep the round going: collect and send every quarter of an hour, consolidate nightly, as ESEP_…_CRON says.

    One run after the other, on this round alone. The page of the runs is on this machine; what it asks for stands in a
    file that its owner alone can read.
    """
    from flows.runs import serve_round

    serve_round(round)
