"""The letters of a round: one for each organisation and version of its return, written to the outbox as .eml."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.post.deliveries_due import WITHDRAWN, attempts_of
from flows.round import Workspace, write_file
from judging import TO_BE_FILLED_ANEW, Judgement, marked_findings, told_findings
from ledger import DeliveryState, Ledger
from reports.letters import UNCONFIRMED, LetterContent, letter
from schemas.form import Text
from schemas.frames import OUTCOMES
from schemas.languages import names_of
from workbooks.files import leaves
from workbooks.marked import MarkedCopy, MarkingProcess

ANSWERED = tuple(x for x in OUTCOMES if x not in ("superseded", "ignored", "unidentified"))


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to, about which return."""

    organisation: str
    file: str
    sha256: str
    outcome: str
    received: str
    version_key: str
    counts: bool


def with_version_keys(judgement: Judgement) -> pd.DataFrame:
    """frames.Returns with `version_key`: the return (its bytes and its note), and what was found in it; and `place`.

    A note that arrives later makes a new version, and so does a finding that another organisation's return brings.
    """
    found = judgement.findings
    said = found["rule"] + "@" + found["sheet"] + "!" + found["cell"] + "@" + found["indicator"]
    texts = said.groupby([found["organisation"], found["file"]]).agg(lambda x: "|".join(sorted(x))).to_dict()
    returns = judgement.returns.copy()
    keys = []
    columns = ["organisation", "sha256", "outcome", "file", "counts"]
    for organisation, sha256, outcome, file, counts in returns[columns].to_numpy():
        note = judgement.notes.get(organisation, "") if counts else ""
        keys.append("\x1f".join((organisation, sha256, outcome, note, str(texts.get((organisation, file), "")))))
    returns["place"] = returns["file"].map(dict(judgement.places)).fillna(-1).astype("int64")
    returns["version_key"] = [hashlib.sha256(key.encode()).hexdigest()[:24] for key in keys]
    return returns


def addressees(judgement: Judgement, returns: pd.DataFrame) -> list[Addressee]:
    """The returns that are answered: each organisation's latest, what could not be read, and twins of another's.

    A file that could not be read is not spoken of any more when a readable one has come since. What waits because
    nobody knows its sender is told of once for each sender, without a figure.
    """
    twins = set(judgement.findings.loc[judgement.findings["rule"].eq("return-duplicated"), "file"])
    answered = returns[returns["organisation"].ne("") & returns["outcome"].isin(ANSWERED)]
    past = returns["file"].isin(judgement.mended_since)
    copies = returns["outcome"].eq("duplicate") & ~returns["file"].isin(twins)
    answered = answered[~(past | copies)[answered.index]]
    columns = ["organisation", "file", "sha256", "outcome", "received", "version_key"]
    answered = pd.concat([answered, unconfirmed(judgement, returns, answered)])
    told = answered[columns].assign(counts=answered["counts"].eq("yes"))
    return [Addressee(*row) for row in told.itertuples(index=False, name=None)]


def unconfirmed(judgement: Judgement, returns: pd.DataFrame, answered: pd.DataFrame) -> pd.DataFrame:
    """The rows of `returns` that came in an organisation's name from somebody unknown, and are not answered anyhow; the
    first of each sender."""
    strange = judgement.findings.loc[judgement.findings["rule"].eq("sender-unknown"), "file"]
    waiting = returns[returns["file"].isin(strange) & returns["organisation"].ne("")]
    first = waiting[~waiting["file"].isin(answered["file"])].drop_duplicates(["organisation", "sender"])
    return first.assign(outcome=UNCONFIRMED, counts="")


def write_letters(work: Workspace, judgement: Judgement, returns: pd.DataFrame) -> int:
    """Write the letters that were not written before; how many there were. What no longer holds is withdrawn.

    A letter that was withdrawn unsent is written again where it holds again.
    """
    answered = addressees(judgement, returns)
    with work.ledger() as ledger:
        before = ledger.letters()
        before = before[before["stage"].eq("")]
        holds = before["version_key"].isin([x.version_key for x in answered])
        _withdraw(work, ledger, before[~holds])
        again = before[holds & before["error"].eq(WITHDRAWN)]
        known = set(before["version_key"]) - set(again.loc[again["sent_at"].eq(""), "version_key"])
        new = [x for x in answered if x.version_key not in known]
        files = ledger.known_files()
        with MarkingProcess(work.round.form, work.settings.read_seconds) as marking:
            for addressee in new:
                marked = _marked_copy(work, judgement, addressee, files, marking)
                _write(work, ledger, judgement, addressee, marked)
        for message_id in again["message_id"]:
            ledger.mark_failed(message_id, "")
    return len(new)


def _withdraw(work: Workspace, ledger: Ledger, obsolete: pd.DataFrame) -> None:
    """Letters about what has changed since that have not reached everybody, so that nobody is told what is past."""
    known = attempts_of(ledger.deliveries())
    for row in obsolete[~obsolete["error"].eq(WITHDRAWN)].to_dict("records"):
        attempts = known.get(row["message_id"], {}).values()
        if not row["sent_at"] or any(x.state != DeliveryState.SENT for x in attempts):
            withdraw_letter(work, ledger, row)


def withdraw_letter(work: Workspace, ledger: Ledger, row: Mapping[Any, Any]) -> None:
    """Take a letter (a row of the ledger's) back; one that nobody has received also leaves the outbox."""
    path = work.round.path / row["path"]
    if path.is_file() and not row["sent_at"]:
        new = path.parent / "withdrawn" / path.name
        new.parent.mkdir(exist_ok=True)
        path.replace(new)
        place = new.relative_to(work.round.path).as_posix()
        ledger.add_letter(row["organisation"], row["version_key"], place, row["message_id"], row["recipient"])
    ledger.mark_failed(row["message_id"], WITHDRAWN)


def _marked_copy(
    work: Workspace, judgement: Judgement, to: Addressee, files: pd.DataFrame, marking: MarkingProcess
) -> MarkedCopy | None:
    """The sender's workbook with what the letter tells; None where nothing is to be mended in it."""
    findings = _rows(judgement.findings, to)
    if not to.counts or findings.empty or findings["rule"].isin(TO_BE_FILLED_ANEW).any():
        return None
    source = leaf_bytes(work, files, to)
    told = marked_findings(findings, _rows(judgement.suspects, to), work.round.form)
    language = str(work.round.register.set_index("id").at[to.organisation, "language"])
    return marking.mark(source, to.file.rsplit("/", 1)[-1], told, language) if source else None


def _write(work: Workspace, ledger: Ledger, judgement: Judgement, to: Addressee, marked: MarkedCopy | None) -> None:
    message = letter(_content(work, judgement, to, marked), work.round.form)
    name = f"{to.organisation}-{to.version_key[:8]}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    recipient = work.round.register.set_index("id").at[to.organisation, "email"]
    ledger.add_letter(to.organisation, to.version_key, f"outbox/{name}", str(message["Message-ID"]), str(recipient))


def _content(work: Workspace, judgement: Judgement, to: Addressee, marked: MarkedCopy | None) -> LetterContent:
    folder = work.round
    row = folder.register.set_index("id").loc[to.organisation].to_dict()
    language = str(row["language"])
    return LetterContent(
        organisation=to.organisation,
        names=Text(names_of(row)),
        language=language,
        recipient=str(row["email"]),
        sender=folder.terms.sender,
        outcome=to.outcome,
        file=to.file,
        sha256=to.sha256,
        received=to.received,
        deadline=folder.terms.deadline,
        as_of=folder.terms.as_of,
        written=dt.datetime.now(zoneinfo.ZoneInfo(folder.terms.time_zone)).replace(microsecond=0),
        version_key=to.version_key,
        findings=told_findings(_rows(judgement.findings, to), _rows(judgement.suspects, to), folder.form),
        commentary=_commentary(judgement, to.organisation) if to.counts else judgement.commentary.iloc[:0],
        suspects=_rows(judgement.suspects, to),
        figures=_rows(judgement.figures, to),
        attachment=(marked.file_name, marked.data) if marked else None,
        lost=marked.lost if marked else (),
    )


def _commentary(judgement: Judgement, organisation: str) -> pd.DataFrame:
    """The verdicts on the note, without those on figures that the likeliest repair would change."""
    commentary, suspects = judgement.commentary, judgement.suspects
    own = commentary[commentary["organisation"].eq(organisation)]
    likeliest = suspects[suspects["organisation"].eq(organisation) & suspects["rank"].eq(1)]
    return own[~own["indicator"].isin(likeliest["indicator"])]


def _rows(frame: pd.DataFrame, to: Addressee) -> pd.DataFrame:
    return frame[frame["organisation"].eq(to.organisation) & frame["file"].eq(to.file)].reset_index(drop=True)


def leaf_bytes(work: Workspace, known: pd.DataFrame, to: Addressee) -> bytes:
    """The bytes of a return, also of one inside an archive or a message; b"" where they are not to be had."""
    return next((x for x in _candidates(work, known, to)), b"")


def _candidates(work: Workspace, known: pd.DataFrame, to: Addressee) -> Iterator[bytes]:
    for path, sha256 in known[["path", "sha256"]].iloc[::-1].itertuples(index=False, name=None):
        if sha256 == to.sha256:
            yield work.store.path_of(sha256).read_bytes()
        elif to.file.startswith(f"{path}/"):
            data = work.store.path_of(sha256).read_bytes()
            yield from (x.data for x in leaves(path, data) if hashlib.sha256(x.data).hexdigest() == to.sha256)
