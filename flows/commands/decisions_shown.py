"""The decisions that stand, shown and exported, beside the figures and notes as they were read last."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd

from commentary.statements import Note
from flows.round import Workspace, untried_files, write_file
from judging import (
    CONFIRMED,
    NOT_DUE,
    VERDICT,
    WAIVED,
    Context,
    Decision,
    Judgement,
    decided_messages,
    finding_bases,
    grade_of,
    judge,
    kept_decisions,
    verdict_basis,
    waiver_bases,
    waivers,
)
from ledger import Ledger
from schemas.errors import RoundError


def named(decision: Decision) -> str:
    """What a decision is about, as the command names it: an indicator, a rule, or rule:indicator."""
    return ":".join(filter(None, (decision.said("rule"), decision.said("indicator"))))


@dataclass(frozen=True)
class Records:
    """The round as it was read last, and its context; judged without the model, which no decision needs."""

    judgement: Judgement
    context: Context

    @classmethod
    def of(cls, work: Workspace, ledger: Ledger) -> Self:
        """The records of a round. Raises RoundError where this version has not read everything that has arrived."""
        if untried_files(work):
            path = work.round.path
            raise RoundError(f"not everything that has arrived is read; run `esep collect {path}` first")
        context = dataclasses.replace(work.context(ledger), meaning=None)
        return cls(judge(work.readings(ledger), context), context)

    def material(self, organisation: str) -> list[str]:
        """The indicators whose change needs an explanation."""
        told = self.judgement.commentary
        return told.loc[told["organisation"].eq(organisation) & told["indicator"].ne(""), "indicator"].tolist()

    def note(self, organisation: str) -> str:
        """The note's text."""
        return self.judgement.notes.get(organisation, "")

    def reason(self, organisation: str, indicator: str) -> str:
        """What the column of reasons says of the indicator."""
        notes = self.judgement.latest[organisation].notes if organisation in self.judgement.latest else ()
        return {x.indicator: x.text for x in notes if x.source == "reason"}.get(indicator, "")

    def figures(self, organisation: str) -> dict[str, tuple[float | None, float | None]]:
        """Prior and current figure of every indicator; None where it was not read."""
        table = self.judgement.table
        row = table.organisations.get_loc(organisation)
        pairs = {i: [float(table.value(i, x)[row]) for x in ("prior", "current")] for i in self.context.form.indicators}
        return {i: (None if p != p else p, None if c != c else c) for i, (p, c) in pairs.items()}

    def verdict_is_about(self, organisation: str, indicator: str) -> dict[str, Any]:
        """The figures of a change, and the digest that binds a verdict to them and to the note."""
        prior, current = self.figures(organisation)[indicator]
        reason = self.reason(organisation, indicator)
        basis = verdict_basis(prior, current, self.note(organisation), reason)
        return {"prior": prior, "current": current, "basis": basis}

    def bases(self, findings: pd.DataFrame) -> list[str]:
        """The digests of what these findings are about."""
        judgement = self.judgement
        return finding_bases(findings, judgement.stated_figures, judgement.latest, judgement.notes, self.context.form)

    def waiver_bases(self, findings: pd.DataFrame) -> list[str]:
        """The digests of all that these findings rest on."""
        judgement = self.judgement
        return waiver_bases(findings, judgement.stated_figures, judgement.latest, judgement.notes, self.context)

    def verdict(self, organisation: str, indicator: str) -> str:
        """The verdict on a change as it stands."""
        told = self.judgement.commentary
        mine = told[told["organisation"].eq(organisation) & told["indicator"].eq(indicator)]
        return str(mine["verdict"].iloc[0]) if len(mine) else ""

    def applies(self, decision: Decision) -> bool:
        """Whether figures and note are still those that the decision was made about."""
        if decision.kind in (WAIVED, NOT_DUE):
            about = pd.DataFrame([{"organisation": decision.organisation, **decision.subject}])
            return bool(self.waiver_bases(about) == [decision.said("basis")])
        if decision.organisation not in self.judgement.table.organisations:
            return False
        if decision.kind == CONFIRMED:
            about = pd.DataFrame([{"organisation": decision.organisation, **decision.subject}])
            return bool(self.bases(about) == [decision.said("basis")])
        found = self.verdict_is_about(decision.organisation, decision.said("indicator"))
        return bool(found["basis"] == decision.said("basis"))


def decisions_of(path: Path) -> pd.DataFrame:
    """The decisions that stand: organisation, subject, decision, applies, because, author, at, second.

    `applies` is false where the figure or the note has changed since, so that the question is open again. Of a message
    the subject is its file and the decision the last one about it. `second` is who approved a waiver, "" while nobody
    has.
    """
    work = Workspace.at(path)
    with work.ledger() as ledger:
        decided = ledger.decisions()
        found, proposed = kept_decisions(decided), waivers(decided)
        messages = {d.said("sha256"): d for d in decided_messages(decided)}
        records = Records.of(work, ledger) if found or proposed else None
    second = {x.proposal.key: x.approval.author if x.approval else "" for x in proposed}
    rows = [
        (d.organisation, named(d), d.said("verdict") or d.kind, records.applies(d), d.note, d.author, d.at,
         second.get(d.key, ""))
        for d in (*found, *(x.proposal for x in proposed))
        if records
    ]  # fmt: skip
    rows += [
        (d.organisation, d.said("file"), d.said("action"), True, d.note, d.author, d.at, "") for d in messages.values()
    ]
    columns = ["organisation", "subject", "decision", "applies", "because", "author", "at", "second"]
    return pd.DataFrame(rows, columns=columns)


def decision_lines(decisions: pd.DataFrame) -> str:
    """The decisions as lines for a terminal."""
    if decisions.empty:
        return "Nothing is decided."
    lines = []
    for row in decisions.to_dict("records"):
        state = "" if row["applies"] else "  (figure or note changed since: asked again)"
        if row["decision"] in (WAIVED, NOT_DUE):
            state = f"  (approved: {row['second']})" * bool(row["second"]) + state
            state = state or "  (waits for a second name: `esep approve`)"
        why = f": {row['because']}" if row["because"] else ""
        told = f"{row['organisation'] or '?'}  {row['subject']}  {row['decision']}{why}"
        lines.append(f"{told}  [{row['author']}, {row['at']}]{state}")
    return "\n".join(lines)


def export_labels(path: Path, out: Path) -> str:
    """Write the verdicts that people have given as labelled notes, one JSON object a line; what was written.

    A note bears only those of its verdicts that a person has given, as `material` too, and the grade that follows from
    them, so that a label never rests on the machine's word.
    """
    work = Workspace.at(path)
    with work.ledger() as ledger:
        found = [d for d in kept_decisions(ledger.decisions()) if d.kind == VERDICT]
        records = Records.of(work, ledger) if found else None
    given: dict[str, dict[str, Decision]] = {}
    for decision in found:
        if records and records.applies(decision):
            given.setdefault(decision.organisation, {})[decision.said("indicator")] = decision
    lines = [labelled_note(o, x, records, work.round.path.resolve().name) for o, x in given.items() if records]
    write_file(out, "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines))
    verdicts = sum(map(len, given.values()))
    left = len(found) - verdicts
    why = f"; {left} left out, their figure or note has changed since" if left else ""
    return f"{_count(verdicts, 'verdict')} on {_count(len(given), 'note')} written to {out}{why}"


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def labelled_note(
    organisation: str, given: Mapping[str, Decision], records: Records, round_name: str
) -> dict[str, Any]:
    """One record of the labels' format."""
    entry = records.context.register.set_index("id").loc[organisation]
    name = str(entry["name_ru" if entry["language"] == "ru" else "name_kk"])
    reasons = [x for i in given if (x := records.reason(organisation, i)) and x not in records.note(organisation)]
    text = "\n".join(filter(None, (records.note(organisation), *reasons)))
    last_year = records.context.history_notes.get(organisation)
    verdicts = {i: d.said("verdict") for i, d in given.items()}
    figures = records.figures(organisation)
    terms = records.context.terms
    note = Note(organisation, name, (name,), text, figures, tuple(given), terms.as_of, terms.prior_as_of, last_year)
    sources = [x.source for x in records.judgement.latest[organisation].notes if x.source != "reason"]
    return {
        "id": f"{round_name}/{organisation}",
        "organisation": name,
        "language": str(entry["language"]),
        "source": sources[0] if sources else "sheet",
        "figures": {
            i: {"prior": _plain(p), "current": _plain(c)}
            for i, (p, c) in figures.items()
            if p is not None and c is not None
        },
        "material": list(given),
        "last_year_note": last_year,
        "note": text,
        "grade": grade_of(note, verdicts, records.context.form),
        "verdicts": verdicts,
        "reasons": {i: d.said("reasons").split("|") for i, d in given.items() if d.said("reasons")},
        "evidence": {i: d.said("quote") for i, d in given.items() if d.said("quote")},
    }
