"""The findings that reading files and notes raises, brought into one frame with those of the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from commentary.verdicts import Assessment
from judging.arrived_documents import Arrived
from judging.carried_figures import unlike_carried
from judging.context import Context
from judging.senders import why_unknown
from judging.unfilled import EMPTY_FORM, is_unfilled
from schemas.documents import Issue
from schemas.form import messages
from schemas.frames import RETURN_MISSING, Findings, empty
from schemas.judge import days_late
from schemas.languages import in_language, names_of
from workbooks.whose import Identification


def _finding(organisation: str, file: str, issue: Issue) -> dict[str, object]:
    given = {"raw": issue.observed, "cell": issue.cell, "lhs": issue.observed, "rhs": issue.expected}
    return {
        "organisation": organisation,
        "file": file,
        "sheet": issue.sheet,
        "cell": issue.cell,
        "indicator": issue.indicator,
        "period": issue.period,
        "rule": issue.rule,
        "observed": issue.observed,
        "expected": issue.expected,
        "parameters": given | dict(issue.parameters),
    }


def reading_findings(arrived: Arrived, context: Context) -> pd.DataFrame:
    """Findings of reading: of the latest returns, of files that could not be read, and of those that nobody owns."""
    found = []
    settled = arrived.settled[["status", "twin"]].itertuples(name=None)
    for file, status, twin in settled:
        document, whose = arrived.by_file[file], arrived.owners.get(file, Identification())
        if document.is_unread:
            continue
        if twin:
            found.append(_finding(whose.organisation, file, Issue("return-duplicated", parameters=(("org", twin),))))
        if status == "duplicate" and document.sender and not whose.organisation:
            # a copy that somebody mails of a return that is not his changes nothing, and is seen
            found += [_finding("", file, x) for x in whose.issues]
        if status in ("superseded", "duplicate") or file in arrived.mended_since or arrived.waits(file):
            continue
        unfilled = is_unfilled(document, context.form)
        issues = [Issue(EMPTY_FORM), *whose.issues] if unfilled else [*document.issues, *whose.issues]
        if status == "latest":
            issues += _lateness(arrived.lateness(file, context.terms.deadline), context.terms.deadline)
            issues += [] if unfilled else unlike_carried(whose.organisation, document, context)
        found += [_finding(whose.organisation, file, x) for x in issues]
    return pd.DataFrame(found + _of_strangers(arrived))


def refused_by_reading(found: pd.DataFrame, arrived: Arrived, context: Context) -> frozenset[str]:
    """The organisations whose latest return has a hard finding of reading among `found` (reading_findings), and one
    that nobody has let pass."""
    if found.empty:
        return frozenset()
    latest = {document.file for document in arrived.latest.values()}
    own = found[found["file"].isin(latest) & found["organisation"].ne("")]
    own = own[own["state"].ne("waived")] if "state" in own else own
    hard = [context.form.finding_kind(rule).severity == "hard" for rule in own["rule"]]
    return frozenset(own.loc[hard, "organisation"])


def _lateness(day: dt.date | None, deadline: dt.date) -> list[Issue]:
    days = days_late(day, deadline)
    if not days or day is None:
        return []
    return [Issue("late", observed=day.isoformat(), expected=deadline.isoformat(), parameters=(("days", str(days)),))]


def _of_strangers(arrived: Arrived) -> list[dict[str, object]]:
    """What comes from senders that nobody vouches for: that, and nothing of what they wrote."""
    found = []
    for file, sender in arrived.strangers.items():
        why = why_unknown(arrived.by_file[file])
        issue = Issue("sender-unknown", observed=sender, parameters=(("sender", sender or "–"), ("why", why)))
        found.append(_finding(arrived.owner_of(file), file, issue))
    return found


def missing_returns(reported: set[str], context: Context) -> pd.DataFrame:
    """A finding for each organisation from which nothing at all has come."""
    silent = context.register[~context.register["id"].isin(reported)]
    names = silent["name_kk"].where(silent["language"].eq("kk"), silent["name_ru"])
    issues = [
        (o, Issue(RETURN_MISSING, parameters=(("missing", name),))) for o, name in zip(silent["id"], names, strict=True)
    ]
    return pd.DataFrame([_finding(organisation, "", issue) for organisation, issue in issues])


def note_findings(assessment: Assessment, arrived: Arrived) -> pd.DataFrame:
    """The findings of the notes, each at the cell that it speaks of, with what stands there; the message quotes."""
    latest, ambiguous = arrived.latest, arrived.pairing.issues
    found = assessment.findings
    cells = {(o, x.indicator, x.period): (x.sheet, x.cell, x.raw) for o, d in latest.items() for x in d.figures}
    rows = []
    for row in found.to_dict("records"):
        period = row["period"] or ("current" if row["indicator"] else "")
        sheet, cell, raw = cells.get((row["key"], row["indicator"], period), ("", "", ""))
        said = {k: v for k, v in row["parameters"].items() if v is not None}
        rows.append(
            {
                "organisation": row["key"],
                "file": latest[row["key"]].file,
                "sheet": sheet,
                "cell": cell,
                "indicator": row["indicator"],
                "period": period,
                "rule": row["rule"],
                "observed": raw if row["indicator"] else row["observed"],
                "expected": "" if row["indicator"] else row["expected"],
                "parameters": {"quote": row["quote"], "raw": row["observed"]} | said,
                "confidence": row["confidence"],
            }
        )
    files = {document.file: organisation for organisation, document in latest.items()}
    rows += [
        _finding(files[file], file, issue) for file, issues in ambiguous.items() if file in files for issue in issues
    ]
    return pd.DataFrame(rows)


def all_findings(parts: Sequence[pd.DataFrame], context: Context) -> pd.DataFrame:
    columns = list(Findings.to_schema().columns)
    filled = [part for part in parts if not part.empty]
    if not filled:
        return empty(Findings)
    found = pd.concat(filled, ignore_index=True).reindex(columns=columns)
    found["parameters"] = _with_names(found, context)
    found["severity"] = [context.form.finding_kind(rule).severity for rule in found["rule"]]
    found["message"] = messages(found, context.form, context.languages)
    found["state"] = "open"
    text = [name for name in columns if name not in ("parameters", "confidence")]
    found[text] = found[text].astype("object").fillna("").astype("str")
    rank = found["severity"].map({"hard": 0, "soft": 1, "commentary": 2})
    row = pd.to_numeric(found["cell"].str.extract(r"(\d+)$")[0], errors="coerce").fillna(0)
    ordered = found.assign(_=rank, row=row).sort_values(["organisation", "_", "row"], kind="stable")[columns]
    return Findings.validate(ordered.reset_index(drop=True))


def _with_names(found: pd.DataFrame, context: Context) -> pd.Series:
    """The parameters of the findings, in which an organisation is named in the language of who reads of it."""
    names = {str(x["id"]): names_of(x) for x in context.register.to_dict("records")}
    languages = found["organisation"].map(context.languages).fillna(context.form.languages[0])
    said = [
        {**given, "org": in_language(names[given["org"]], language)} if given and given.get("org") in names else given
        for given, language in zip(found["parameters"], languages, strict=True)
    ]
    return pd.Series(said, index=found.index, dtype="object")
