"""What is done before a round and after it: open it, hand out forms, close, restate, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.command_options import (
    DEFAULT_FORM,
    Author,
    Because,
    Json,
    Language,
    Partial,
    Round,
    decider_named,
    known_language,
    language_in,
    print_json,
)
from flows.round import speak
from schemas.errors import UsageError

commands = typer.Typer()
PANEL = "Before and after"


@commands.command(rich_help_panel=PANEL)
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
    speak(init_round(folder, as_of, deadline, sender, previous, chosen))


@commands.command(rich_help_panel=PANEL)
def template(
    round: Round, out: Annotated[Path | None, typer.Option(help="Where to; ROUND/templates by default.")] = None
) -> None:
    """Write a workbook for each organisation of the register, with last year's accepted figures."""
    from flows.commands import write_templates

    written, folder = write_templates(round, out)
    speak(f"{written} workbooks written to {folder}")


@commands.command(rich_help_panel=PANEL)
def close(round: Round, partial: Partial = False, author: Author = None, language: Language = "en") -> None:
    """Lock what was published, keep it as a version, and write next year's history and notes to ROUND/next/.

    Refused where the national report is older than what has arrived or was decided: what is locked is what was
    published. With --partial, last year's accepted figures are carried for those without a standing return.
    """
    from flows.commands import close_round

    spoken = language_in(round, language)
    by = decider_named(round, author, language=spoken)
    speak(close_round(round, partial=partial, author=by, language=spoken))


@commands.command(rich_help_panel=PANEL)
def reopen(round: Round, because: Because = "", author: Author = None, language: Language = "en") -> None:
    """Open a closed round again, to restate figures or take in what came late; the next closing makes a new version."""
    from flows.commands import reopen_round

    spoken = language_in(round, language)
    by = decider_named(round, author, by_name=True, language=spoken)
    speak(reopen_round(round, because, by, spoken))


@commands.command(rich_help_panel=PANEL)
def restate(
    round: Round,
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Its id in the register.")],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="Its name in the form.")],
    value: Annotated[float, typer.Argument(metavar="VALUE", help="The figure as it is to be published.")],
    because: Because = "",
    last_year: Annotated[
        bool, typer.Option("--last-year", help="The figure accepted last year, instead of this year's.")
    ] = False,
    although: Annotated[
        str, typer.Option(help="Why the figure is right although rules of the form no longer hold.", metavar="TEXT")
    ] = "",
    author: Author = None,
    language: Language = "en",
) -> None:
    """Restate a figure that was published, or accepted last year; the old one is kept and shown beside it.

    The rules of the form are held to it: where one holds no longer, the command says which, with exit code 1, and the
    figure is restated only with --although.
    """
    from flows.commands import restate_figure

    spoken = language_in(round, language)
    by = decider_named(round, author, by_name=True, language=spoken)
    told = restate_figure(
        round, organisation, indicator, value, because, by, although=although, last_year=last_year, language=spoken
    )
    speak(told)


@commands.command(rich_help_panel=PANEL)
def rebuild(round: Round) -> None:
    """Make a ledger that is lost anew: from the originals in store/, and the letters in outbox/.

    Letters that were sent (outbox/sent.csv) are not sent again; without that file all count as sent. What people
    decided stands nowhere else and must be decided again. `esep collect` then goes on.
    """
    from flows.commands import rebuild_round

    speak(rebuild_round(round))


@commands.command(rich_help_panel=PANEL)
def pack(
    round: Round, out: Annotated[Path | None, typer.Option(help="Where to; ROUND/evidence.zip by default.")] = None
) -> None:
    """Write one file with everything that the round's figures rest on: `esep verify` needs nothing else to check it.

    Originals, figures, findings, answers, decisions, letters, form, register, reports, the chain of events, the code's
    version and its software bill (CycloneDX), with the sha256 of each; signed (Ed25519) where ESEP_SIGNING_KEY_FILE
    names a key. Packing the same again gives the same bytes.
    """
    from flows.commands import pack_round

    speak(pack_round(round, out))


@commands.command(rich_help_panel=PANEL)
def verify(
    what: Annotated[
        Path, typer.Argument(metavar="ROUND|PACK", help="The folder of the round, or a pack of `esep pack`.")
    ],
    quick: Annotated[
        bool, typer.Option("--quick", help="Only ledger, hashes of the store and reports; read nothing again.")
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(help="Of a pack: the public key (PEM) that it must be signed by.", metavar="FILE"),
    ] = None,
    language: Language = "en",
    json_: Json = False,
) -> None:
    """Check that events, ledger, store, figures and reports agree, and say what differs.

    Every original is hashed and read again, and the figures are computed anew from it; of a pack the nation's sums too,
    and its manifest and signature are checked. Exit code 1 where something differs.
    """
    from flows.commands import pack_lines, verification_lines, verify_pack, verify_round

    if what.is_file():
        packed = verify_pack(what, key, quick=quick)
        spoken = known_language(language, packed.languages)
        print_json(packed.as_json(spoken)) if json_ else speak(pack_lines(packed, spoken))
        raise typer.Exit(1 if packed.differences else 0)
    if key is not None:
        raise UsageError(f"--key is for a pack, and {what} is none: `esep pack` writes one")
    found = verify_round(what, quick=quick, language=language)
    spoken = known_language(language, found.languages)
    print_json(found.as_json(spoken)) if json_ else speak(verification_lines(found, spoken))
    raise typer.Exit(1 if found.differences else 0)


@commands.command(rich_help_panel=PANEL)
def roles(round: Round) -> None:
    """Print the SQL that lets auditors read a ledger in PostgreSQL, collectors collect and statisticians decide."""
    from flows.commands import database_roles

    speak(database_roles(round))
