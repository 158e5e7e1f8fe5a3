"""What a person decides about a round, kept in the ledger with who said it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.commands.decisions_shown import Records, named
from flows.commands.given_reasons import reason_in_words
from flows.commands.waiving import proposals
from flows.round import Workspace, refuse_closed, reported, writes_round
from judging import (
    CONFIRMED,
    NOT_DUE,
    REPAIRED,
    VERDICT,
    WAIVED,
    WITHDRAWN,
    can_be_confirmed,
    can_be_waived,
    kept_decisions,
    waiver_kind,
    waivers,
)
from ledger import Ledger
from schemas.errors import UsageError
from schemas.form import Form
from schemas.frames import VERDICTS, open_ones

SHOWN = 12
OTHER = "other"
NEED_TWO_NAMES = (WAIVED, NOT_DUE)


@dataclass(frozen=True)
class Wanted:
    """What is to be decided. `subject` is an indicator, a rule, or a rule and an indicator (`rule:indicator`).

    `decision` is a verdict, confirmed, waived, not-due or withdrawn; `reasons` codes between |; `quote` the words of
    the note.
    """

    organisation: str
    subject: str
    decision: str
    because: str = ""
    reasons: str = ""
    quote: str = ""

    @property
    def name(self) -> str:
        """The indicator or the rule."""
        return self.subject.partition(":")[0]

    @property
    def indicator(self) -> str:
        """The indicator that narrows a rule; "" for none."""
        return self.subject.partition(":")[2]


@writes_round
def decide(path: Path, wanted: Wanted, author: str) -> str:
    """Keep a decision about a verdict or a finding; it takes effect when the round is collected next, a waiver once a
    second person has approved it.

    Raises UsageError, naming what is known, for an organisation, indicator, rule, verdict, reason or quote that is not,
    and for a `because` without words;
    RoundError where nothing has been collected or the round is closed.
    """
    because = reason_in_words(wanted.because)
    work = Workspace.at(path)
    form = work.round.form
    _refuse_unknown(wanted, work.round.register["id"].tolist(), form)
    with work.ledger() as ledger:
        reported(work, ledger)
        refuse_closed(work, ledger)
        kind = wanted.decision if wanted.decision in _SUBJECTS else VERDICT
        subjects, said = _SUBJECTS[kind](wanted, work, ledger)
        for subject in subjects:
            ledger.decide(wanted.organisation, kind, subject, author, because)
    if kind in NEED_TWO_NAMES:
        approve = f"esep approve {path} {wanted.organisation} {wanted.subject} --by NAME"
        return f"{wanted.organisation}: {said}. It waits for a second name: `{approve}`"
    return f"{wanted.organisation}: {said}. Run `esep collect {path}` to apply it."


Subjects = tuple[list[dict[str, Any]], str]


def _correction(wanted: Wanted, work: Workspace, ledger: Ledger) -> Subjects:
    if not wanted.because.strip():
        raise UsageError("say why the verdict is another: --because TEXT; it is kept with the decision")
    records, organisation, indicator = Records.of(work, ledger), wanted.organisation, wanted.subject
    material = records.material(organisation)
    if indicator not in material:
        listed = f"those that do: {', '.join(material)}" if material else "none of its changes does"
        raise UsageError(f"the change of {indicator} at {organisation} needs no explanation; {listed}")
    note = f"{records.note(organisation)}\n{records.reason(organisation, indicator)}"
    if wanted.quote and " ".join(wanted.quote.split()) not in " ".join(note.split()):
        raise UsageError(f"the note of {organisation} does not hold the words «{wanted.quote}»")
    said = {"indicator": indicator, "verdict": wanted.decision, "reasons": wanted.reasons, "quote": wanted.quote}
    said |= {"before": records.verdict(organisation, indicator)}
    subject = said | records.verdict_is_about(organisation, indicator)
    return [subject], f"the change of {indicator} counts as {wanted.decision} while its figures and the note stay"


def _confirmation(wanted: Wanted, work: Workspace, ledger: Ledger) -> Subjects:
    form = work.round.form
    found = open_ones(ledger.last_findings())
    found = found[found["organisation"].eq(wanted.organisation)]
    able = found[[can_be_confirmed(str(x), form) for x in found["rule"]]]
    mine = able[able["rule"].eq(wanted.name) & (able["indicator"].eq(wanted.indicator) | (wanted.indicator == ""))]
    if mine.empty:
        names = [":".join(filter(None, x)) for x in zip(able["rule"], able["indicator"], strict=True)]
        listed = f"open there: {', '.join(dict.fromkeys(names))}" if names else "nothing there can be confirmed"
        raise UsageError(f"{wanted.organisation} has no open finding of {wanted.subject}; {listed}")
    bases = Records.of(work, ledger).bases(mine)
    sha256 = ledger.last_returns().set_index("file")["sha256"].to_dict()
    kept = ["rule", "indicator", "period", "observed", "expected", "cell"]
    subjects = []
    for row, basis in zip(mine.to_dict("records"), bases, strict=True):
        subject = {x: row[x] for x in kept} | {"basis": basis}
        if row["rule"] == REPAIRED:
            subject |= {"sheet": row["sheet"], "sha256": sha256.get(row["file"], "")}
        subjects.append(subject)
    return subjects, f"{wanted.subject} is confirmed and will not be asked again while the figures stay"


def _waiver(wanted: Wanted, work: Workspace, ledger: Ledger) -> Subjects:
    found = proposals(wanted.organisation, wanted.name, wanted.indicator, wanted.because, work, ledger)
    said = "its return is proposed as not due" if wanted.decision == NOT_DUE else f"{wanted.subject} is to be waived"
    return found, f"{said} while what it rests on stays"


def _withdrawal(wanted: Wanted, work: Workspace, ledger: Ledger) -> Subjects:
    form, decided = work.round.form, ledger.decisions()
    of = VERDICT if wanted.name in form.indicators else CONFIRMED
    of = waiver_kind(wanted.name) if of == CONFIRMED and can_be_waived(wanted.name, form) else of
    rule, indicator = ("", wanted.name) if of == VERDICT else (wanted.name, wanted.indicator)
    every = (*kept_decisions(decided), *(x.proposal for x in waivers(decided)))
    mine = [d for d in every if d.organisation == wanted.organisation]
    if not any(d.kind == of and d.said("rule") == rule and indicator in ("", d.said("indicator")) for d in mine):
        names = ", ".join(dict.fromkeys(map(named, mine))) or "nothing"
        raise UsageError(f"nothing is decided about {wanted.subject} of {wanted.organisation}; decided there: {names}")
    return [{"of": of, "rule": rule, "indicator": indicator}], f"the decision about {wanted.subject} is taken back"


_SUBJECTS = {
    VERDICT: _correction,
    CONFIRMED: _confirmation,
    WAIVED: _waiver,
    NOT_DUE: _waiver,
    WITHDRAWN: _withdrawal,
}


def _refuse_unknown(wanted: Wanted, organisations: list[str], form: Form) -> None:
    if wanted.organisation not in organisations:
        known = _known(wanted.organisation, organisations)
        raise UsageError(f"«{wanted.organisation}» is no organisation of the register; {known}")
    every = (*form.rules, *form.intake, *form.note)
    rules = [x for x in every if can_be_confirmed(x, form) or can_be_waived(x, form)]
    if wanted.name not in (*form.indicators, *rules):
        if wanted.name in every:
            raise UsageError(
                f"{wanted.name} cannot be confirmed or waived: only a mended return or another note settles it"
            )
        known = _known(wanted.name, [*form.indicators, *rules])
        raise UsageError(f"«{wanted.name}» is no indicator and no rule that can be confirmed or waived; {known}")
    if wanted.indicator and wanted.indicator not in form.indicators:
        raise UsageError(f"«{wanted.indicator}» is no indicator; {_known(wanted.indicator, form.indicators)}")
    if ":" in wanted.subject and wanted.name in form.indicators:
        raise UsageError(f"«{wanted.subject}»: write an indicator, a rule, or rule:indicator")
    _refuse_unknown_words(wanted, form)


def _refuse_unknown_words(wanted: Wanted, form: Form) -> None:
    of_change = wanted.name in form.indicators
    of_rule = waiver_kind(wanted.name) if not of_change and can_be_waived(wanted.name, form) else ""
    allowed = (*VERDICTS, WITHDRAWN) if of_change else (of_rule or CONFIRMED, WITHDRAWN)
    if of_rule and wanted.decision == CONFIRMED:
        told = f"a mended return settles it, or two people let it pass ({of_rule})"
        raise UsageError(f"{wanted.name} cannot be confirmed: {told}")
    if wanted.decision not in allowed:
        raise UsageError(f"«{wanted.decision}» cannot be said of {wanted.name}; one of: {', '.join(allowed)}")
    reasons = (*form.reasons, OTHER)
    strangers = [x for x in wanted.reasons.split("|") if wanted.reasons and x not in reasons]
    if strangers:
        raise UsageError(f"«{strangers[0]}» is no reason; known: {', '.join(reasons)}")
    if wanted.reasons and wanted.decision != "explained":
        raise UsageError("reasons can be given for what is explained only")
    if wanted.quote and wanted.decision not in ("explained", "restated", "contradicted"):
        raise UsageError("a quote can be given for what the note tells only")


def _known(name: str, names: Iterable[str]) -> str:
    """The names nearest to the one given, or the first ones."""
    every = list(names)
    shown = difflib.get_close_matches(name, every, 5, 0.6) or every[:SHOWN]
    more = f" and {len(every) - len(shown)} more" if len(every) > len(shown) else ""
    return f"known: {', '.join(shown)}{more}"
