"""Corrections in words: what a return would be with them, and, once a person has accepted them, is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from judging.confirmations import with_confirmed_cells
from judging.context import ArrivedDocument, Context
from judging.decisions_in_force import decided_messages
from judging.held_to_rules import figures_frame, hold_to_rules
from schemas.conversation import Effect, ReplyStatement, StatementOutcome, Trial
from schemas.documents import CellState, Document, DocumentKind, FigureCell, Issue, Period

ACCEPTED = "accept-correction"


@dataclass(frozen=True)
class Correction:
    """A cell that must hold another value, and the words that say so."""

    indicator: str
    period: str
    value: float
    words: str


def correction_of(statement: ReplyStatement, document: Document) -> Correction | None:
    """The correction of a statement; None where the cell or the value is not clear, or the cell holds it already."""
    if statement.value is None:
        return None
    wanted = next((x for x in document.figures if _is_meant(x, statement)), None)
    if wanted is None or wanted.value == statement.value:
        return None
    return Correction(wanted.indicator, wanted.period, statement.value, statement.words)


def holds_already(statement: ReplyStatement, document: Document) -> bool:
    """Whether the cell that the statement speaks of holds that value."""
    meant = (x.value for x in document.figures if _is_meant(x, statement))
    return statement.value is not None and next(meant, None) == statement.value


def _is_meant(figure: FigureCell, statement: ReplyStatement) -> bool:
    if statement.cell:
        return figure.cell == statement.cell and statement.sheet in ("", figure.sheet)
    return figure.indicator == statement.indicator and figure.period == (statement.period or Period.CURRENT)


def corrections_of(said: Sequence[StatementOutcome], document: Document) -> list[Correction]:
    """The corrections that a message proposes to the return that counts; of two to one cell the later."""
    made = (correction_of(x.statement, document) for x in said if x.effect == Effect.PROPOSED)
    return list({(x.indicator, x.period): x for x in made if x is not None}.values())


def corrected(document: Document, corrections: Sequence[Correction]) -> Document:
    """The return with the corrections made. A change that was the difference of its years follows them."""
    given = {(x.indicator, x.period): x for x in corrections}
    years = {i for i, period in given if period != Period.CHANGE}
    values = {(x.indicator, x.period): x.value for x in document.figures}
    after = values | {key: x.value for key, x in given.items()}
    figures = []
    for figure in document.figures:
        key = (figure.indicator, figure.period)
        if key in given:
            figures.append(_with(figure, given[key].value, given[key].words))
        elif figure.period == Period.CHANGE and figure.indicator in years and _follows(figure, values):
            now, before = (after.get((figure.indicator, str(x))) for x in (Period.CURRENT, Period.PRIOR))
            words = next(x.words for x in corrections if x.indicator == figure.indicator)
            figures.append(_with(figure, None if now is None or before is None else now - before, words))
        else:
            figures.append(dataclasses.replace(figure, source=figure.source or document.file))
    issues = tuple(x for x in document.issues if not _settled(x, document, given))
    return dataclasses.replace(document, figures=tuple(figures), issues=issues)


def _with(figure: FigureCell, value: float | None, words: str) -> FigureCell:
    """The cell as the words have it; it keeps its place, its source is the message that the words stand in."""
    state = CellState.EMPTY if value is None else CellState.READ
    raw = "" if value is None else words
    return FigureCell(figure.indicator, figure.period, figure.sheet, figure.cell, raw, str(state), value)


def _follows(change: FigureCell, values: Mapping[tuple[str, str], float | None]) -> bool:
    now, before = (values.get((change.indicator, str(x))) for x in (Period.CURRENT, Period.PRIOR))
    if now is None or before is None or change.value is None:
        return now is None or before is None
    return abs(now - before - change.value) < 1e-6


def tried(
    corrections: Mapping[str, Sequence[Correction]], latest: Mapping[str, Document], context: Context
) -> dict[str, Trial]:
    """What the corrections of each organisation come to: the hard rules that still fail with all of them made."""
    if not corrections:
        return {}
    after = {o: corrected(x, corrections[o]) if o in corrections else x for o, x in latest.items()}
    ruled = hold_to_rules(after, figures_frame(after.items()), context).findings
    hard = ruled[ruled["severity"].eq("hard")]
    unread = {o: [x.rule for x in after[o].issues if _is_hard(x.rule, context)] for o in corrections}
    found = {}
    for organisation in corrections:
        rules = [*hard.loc[hard["organisation"].eq(organisation), "rule"], *unread[organisation]]
        found[organisation] = Trial(not rules, tuple(dict.fromkeys(map(str, rules))))
    return found


def _is_hard(rule: str, context: Context) -> bool:
    return context.form.finding_kind(rule).severity == "hard"


def mended_readings(
    readings: Sequence[ArrivedDocument], decisions: pd.DataFrame
) -> tuple[list[ArrivedDocument], dict[str, str], dict[str, str]]:
    """The readings with all that people have accepted of corrections in words and of proposed repairs.

    With it the organisation of each message that is a version of a return now, and the file of that return.
    """
    made, whose, mends = _with_accepted_corrections(readings, decisions)
    return with_confirmed_cells(made, decisions), whose, mends


def _with_accepted_corrections(
    readings: Sequence[ArrivedDocument], decisions: pd.DataFrame
) -> tuple[list[ArrivedDocument], dict[str, str], dict[str, str]]:
    """The readings, each message whose corrections a person has accepted being a version of the return that it mends.

    With it the organisation of each such message, and the file of the return.
    """
    accepted = {x.said("sha256"): x for x in decided_messages(decisions) if x.said("action") == ACCEPTED}
    if not accepted:
        return list(readings), {}, {}
    returns = {x.document.sha256: x.document for x in readings if x.document.kind == DocumentKind.WORKBOOK}
    messages = {x.document.sha256: x.document for x in readings if x.document.kind == DocumentKind.CONTAINER}
    versions: dict[str, Document] = {}
    whose, mends = {}, {}
    for sha256, decision in accepted.items():
        message, base = messages.get(sha256), (returns | versions).get(decision.said("return"))
        if message is None or base is None:
            continue
        corrections = [Correction(**x) for x in decision.subject["corrections"]]
        versions[sha256] = _version(message, base, corrections)
        whose[message.file], mends[message.file] = decision.organisation, base.file
    made = [
        dataclasses.replace(x, document=versions[x.document.sha256]) if x.document.file in whose else x
        for x in readings
    ]
    return made, whose, mends


def _version(message: Document, base: Document, corrections: Sequence[Correction]) -> Document:
    """The return as the message mends it: its file and sender are the message's, its other cells the return's."""
    return dataclasses.replace(
        corrected(base, corrections),
        file=message.file,
        sha256=message.sha256,
        sender=message.sender,
        received=message.received,
        modified=message.received or base.modified,
        mail=message.mail,
        words=message.words,
    )


def _settled(issue: Issue, document: Document, given: Mapping[tuple[str, str], Correction]) -> bool:
    """Whether a correction answers what reading asked of a cell."""
    cells = {x.cell for x in document.figures if (x.indicator, x.period) in given} - {""}
    return (issue.indicator, issue.period) in given or issue.cell in cells
