"""What two people have let pass as a page shows it, and what waits for the second of them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

import pandas as pd

from reports.letters import cell_text
from reports.wording import moment_text, one_line, phrase
from schemas.form import Form, message_of
from schemas.frames import RETURN_MISSING
from schemas.languages import name_in


@dataclass(frozen=True)
class ShownException:
    """An exception: at which figure of whom, what was waived, by whom and why."""

    organisation: str
    name: str
    indicator: str
    cell: str
    told: str
    by: str
    because: str


def shown_exceptions(
    exceptions: pd.DataFrame, register: pd.DataFrame, form: Form, language: str
) -> tuple[ShownException, ...]:
    """The exceptions of frames.Findings, in the language."""
    names = {str(x["id"]): name_in(x, language) for x in register.to_dict("records")}
    return tuple(
        ShownException(
            organisation=x["organisation"],
            name=names.get(x["organisation"], x["organisation"]),
            indicator=x["indicator"],
            cell=cell_text(x["sheet"], x["cell"]),
            told=phrase("outcome.not due", language)
            if x["rule"] == RETURN_MISSING
            else message_of(form, x["rule"], x["parameters"], language),
            by=one_line(x["by"]),
            because=one_line(x["because"]),
        )
        for x in exceptions.to_dict("records")
    )


@dataclass(frozen=True)
class ProposedException:
    """What one person has proposed to let pass, and the command with which a second one approves it."""

    organisation: str
    name: str
    subject: str
    told: str
    by: str
    at: str
    because: str
    command: str


def proposed_exceptions(
    proposed: pd.DataFrame, register: pd.DataFrame, round_name: str, language: str, time_zone: str
) -> tuple[ProposedException, ...]:
    """What waits for a second name, of frames.ProposedWaivers; `round_name` is the round as the command names it."""
    names = {str(x["id"]): name_in(x, language) for x in register.to_dict("records")}
    found = []
    for row in proposed.to_dict("records"):
        subject = ":".join(filter(None, (row["rule"], row["indicator"])))
        said = " = ".join(filter(None, (subject, one_line(row["observed"]))))
        found.append(
            ProposedException(
                organisation=row["organisation"],
                name=names.get(row["organisation"], row["organisation"]),
                subject=subject,
                told=phrase(f"page.proposed_{row['kind']}", language, subject=said),
                by=one_line(row["by"]),
                at=moment_text(row["at"], language, time_zone),
                because=one_line(row["because"]),
                command=f"esep approve {shlex.quote(round_name)} {row['organisation']} {subject} --by …",
            )
        )
    return tuple(found)
