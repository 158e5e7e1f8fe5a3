"""`esep reopen` and `esep restate`: published or accepted figures are changed by a decision, never by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.commands.decisions_shown import Records
from flows.commands.given_reasons import reason_in_words
from flows.round import REOPENED, Workspace, command_text, is_closed, last_version, refuse_closed
from judging import RESTATED, Decision, broken_by, last_restatements
from ledger import Ledger
from schemas.errors import BrokenRulesError, UsageError
from schemas.form import message_of, plain_number
from schemas.frames import STANDING
from schemas.languages import name_in

_SHOWN = 12


def reopen_round(path: Path, because: str, author: str, language: str = "en") -> str:
    """Open a closed round again; the next closing makes another version. Raises UsageError for one that is open."""
    because = _reason(because, language)
    work = Workspace.at(path)
    with work.ledger() as ledger:
        if not is_closed(ledger):
            raise UsageError(command_text("reopen.not_closed", language, path=str(path)))
        version = last_version(ledger)
        ledger.decide("", REOPENED, {"version": version}, author, because)
    kept = path / "reports" / "versions" / str(version)
    return command_text("reopen.done", language, path=str(path), version=str(version), kept=str(kept))


@dataclass(frozen=True)
class _Restatement:
    """A figure as it is to be published, or to count as accepted last year."""

    organisation: str
    indicator: str
    value: float
    last_year: bool

    @property
    def period(self) -> str:
        """Which year's figure it is."""
        return "prior" if self.last_year else "current"


def restate_figure(
    path: Path,
    organisation: str,
    indicator: str,
    value: float,
    because: str,
    author: str,
    *,
    although: str = "",
    last_year: bool = False,
    language: str = "en",
) -> str:
    """Restate a published figure, or one that was accepted last year; the old value is kept.

    What the return does not agree with any more, where it is last year's, is asked of its sender. Raises
    BrokenRulesError where rules of the form no longer hold with it and nobody says why that may be; UsageError
    for what is unknown, for a figure that nobody has stated, or a round that nobody has published; ClosedRoundError.
    """
    because, although = _reason(because, language), reason_in_words(although, "--although", language)
    wanted = _Restatement(organisation, indicator, value, last_year)
    work = Workspace.at(path)
    _refuse_strange(wanted, work, language)
    with work.ledger() as ledger:
        refuse_closed(work, ledger, language)
        if not wanted.last_year and not last_version(ledger):
            raise UsageError(command_text("restate.unpublished", language, path=str(path)))
        records = Records.of(work, ledger)
        replaces = _accepted(work, wanted, language) if wanted.last_year else _read(records, wanted, language)
        old = _said_before(ledger, wanted, replaces)
        subject: dict[str, Any] = {"indicator": wanted.indicator, "period": wanted.period, "replaces": replaces}
        subject |= {"old": old, "value": wanted.value} | ({"although": although} if although else {})
        decision = Decision(wanted.organisation, RESTATED, subject, author, "", because)
        broken = _broken(decision, work, records, language)
        if broken and not although and not last_year:
            raise BrokenRulesError(
                "\n".join(
                    [command_text("restate.broken", language), *broken, command_text("restate.although", language)]
                )
            )
        ledger.decide(wanted.organisation, RESTATED, subject, author, because)
    numbers = {"old": plain_number(old), "value": plain_number(wanted.value)}
    said = {"organisation": wanted.organisation, "indicator": wanted.indicator, "by": author, "path": str(path)}
    told = [command_text("restate.done", language, **said, **numbers)]
    if broken:
        told += [command_text("restate.asked" if last_year else "restate.broken", language), *broken]
    return "\n".join(told)


def _said_before(ledger: Ledger, wanted: _Restatement, replaces: float) -> float:
    """The figure as it was restated last, or else as it was stated."""
    said = last_restatements(ledger.decisions(), wanted.period)
    before = said[said["organisation"].eq(wanted.organisation) & said["indicator"].eq(wanted.indicator)]
    return float(before["value"].iloc[0]) if len(before) else replaces


def _read(records: Records, wanted: _Restatement, language: str) -> float:
    """The figure as the return that stands states it."""
    returns, document = records.judgement.returns, records.judgement.latest.get(wanted.organisation)
    stands = returns["organisation"].eq(wanted.organisation) & returns["outcome"].isin(STANDING)
    cells = document.figures if document is not None and stands.any() else ()
    stated = [x.value for x in cells if (x.indicator, x.period) == (wanted.indicator, "current")]
    if not stated or stated[0] is None:
        said = {"organisation": wanted.organisation, "indicator": wanted.indicator}
        raise UsageError(command_text("restate.no_figure", language, **said))
    return stated[0]


def _accepted(work: Workspace, wanted: _Restatement, language: str) -> float:
    """The figure as history.csv has it."""
    history = work.round.history
    found = history[history["organisation"].eq(wanted.organisation) & history["indicator"].eq(wanted.indicator)]
    if found.empty:
        said = {"organisation": wanted.organisation, "indicator": wanted.indicator}
        raise UsageError(command_text("restate.not_accepted", language, **said))
    return float(found["value"].iloc[0])


def _broken(decision: Decision, work: Workspace, records: Records, language: str) -> list[str]:
    """A line for everything that the restatement breaks."""
    found = broken_by(decision, records.judgement.latest, records.context, work.round.history)
    names = {str(x["id"]): name_in(x, language) for x in work.round.register.to_dict("records")}
    rows = found[["organisation", "rule", "parameters"]].itertuples(index=False, name=None)
    told = [f"  {names.get(o, o)}: {message_of(work.round.form, rule, x, language)}" for o, rule, x in rows]
    more = [f"  {command_text('close.more', language, count=str(len(told) - _SHOWN))}"] if len(told) > _SHOWN else []
    return [*told[:_SHOWN], *more]


def _refuse_strange(wanted: _Restatement, work: Workspace, language: str) -> None:
    if wanted.organisation not in set(work.round.register["id"]):
        raise UsageError(command_text("restate.organisation", language, organisation=wanted.organisation))
    if wanted.indicator not in work.round.form.indicators:
        raise UsageError(command_text("restate.indicator", language, indicator=wanted.indicator))


def _reason(because: str, language: str) -> str:
    """The reason as given. Raises UsageError where none is, or it has no words."""
    if not because.strip():
        raise UsageError(command_text("reopen.no_reason", language))
    return reason_in_words(because, language=language)
