"""The letters of a round: one for each organisation and version of its return, written to the outbox as .eml."""

from __future__ import annotations

import datetime as dt
import hashlib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from flows.post.awaiting import (
    Addressee,
    answered_with,
    held_until,
    is_of_new_file,
    numbered_as_before,
    waiting_messages,
    with_bases,
    without,
)
from flows.post.deliveries_due import WITHDRAWN, attempts_of
from flows.post.prefilled_forms import prefilled_form, template_orders
from flows.round import Workspace, write_file
from judging import TO_BE_FILLED_ANEW, Judgement, told_findings
from ledger import DeliveryState, Ledger
from reports.letters import (
    UNCONFIRMED,
    AnswerContent,
    LetterContent,
    answer_letter,
    asked_questions,
    letter,
    letter_number,
    marks_of,
)
from schemas.conversation import HeardMessage, LetterOnRecord, Question
from schemas.form import UNREADABLE_RULES, Text
from schemas.frames import OUTCOMES
from schemas.languages import in_language, names_of
from workbooks.files import extension, leaves
from workbooks.marked import MarkingProcess

# a version that words have made is no workbook to be marked
_MESSAGES = ("eml", "msg")
ANSWERED = tuple(x for x in OUTCOMES if x not in ("superseded", "ignored", "unidentified", "message"))


@dataclass(frozen=True)
class Written:
    """How many letters were written; `held_until` is when the next answer that is held back may go ("" for none)."""

    letters: int
    held_until: str = ""


def with_version_keys(judgement: Judgement) -> pd.DataFrame:
    """frames.Returns with `version_key`: the return (its bytes and its note), and what was found in it; and `place`.

    A note that arrives later makes a new version, and so does a finding that another organisation's return brings.
    """
    found = judgement.open_findings
    said = found["rule"] + "@" + found["sheet"] + "!" + found["cell"] + "@" + found["indicator"] + found["because"]
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


def write_letters(work: Workspace, judgement: Judgement, returns: pd.DataFrame) -> Written:
    """Write the letters that were not written before, and answer every message once.

    A letter about a file that has not been written about answers what came from its organisation since; of other
    messages each gets an answer of its own, which tells of the return what is new. What no longer holds is withdrawn; a
    letter that was withdrawn unsent is written again where it holds again.
    """
    answered = addressees(judgement, returns)
    with work.ledger() as ledger:
        told = ledger.letters()
        told = told[told["stage"].eq("")]
        past = told["version_key"].ne("") & ~told["version_key"].isin([x.version_key for x in answered])
        _withdraw(work, ledger, told[past])
        before = ledger.letters()
        before = before[before["stage"].eq("")]
        again = before[before["error"].eq(WITHDRAWN) & before["sent_at"].eq("") & before["version_key"].ne("")]
        known = set(before["version_key"]) - set(again["version_key"])
        new = [x for x in answered if x.version_key not in known]
        waiting = waiting_messages(judgement.messages, before)
        letters = [x for x in new if is_of_new_file(x, before) or x.organisation not in waiting]
        files = ledger.known_files()
        orders = {x.organisation: x for x in template_orders(work)}
        with MarkingProcess(work.round.form, work.settings.read_seconds) as marking:
            for addressee in letters:
                content = replace(_content(work, judgement, addressee), earlier=_earlier(before, addressee))
                if _to_be_filled_anew(content):
                    content = replace(content, blank=prefilled_form(work, orders[addressee.organisation]))
                elif addressee.counts and not content.findings.empty and extension(addressee.file) not in _MESSAGES:
                    content = _with_marked_copy(work, content, leaf_bytes(work, files, addressee), marking)
                replies = answered_with(addressee, waiting)
                _write(work, ledger, judgement, addressee, content, replies)
                waiting = without(waiting, replies)
        written = {x.version_key for x in letters}
        for message_id in again.loc[again["version_key"].isin(written), "message_id"]:
            ledger.mark_failed(message_id, "")
        counting = {x.organisation: x for x in answered if x.counts}
        held = ""
        answers = 0
        for organisation, messages in waiting.items():
            until = held_until(messages, judgement.messages, before)
            if until:
                held = min(filter(None, (held, until)))
                continue
            _answer(work, ledger, judgement, organisation, messages, counting.get(organisation))
            answers += 1
    return Written(len(letters) + answers, held)


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


def _earlier(letters: pd.DataFrame, to: Addressee) -> LetterOnRecord | None:
    """The last letter to this organisation on an earlier version of its return; None for the first."""
    own = letters[letters["organisation"].eq(to.organisation) & letters["error"].ne(WITHDRAWN)]
    own = own[own["version_key"].ne(to.version_key)]
    if own.empty:
        return None
    row = own.iloc[-1].to_dict()
    return LetterOnRecord(
        number=letter_number(row["message_id"]),
        message_id=row["message_id"],
        organisation=to.organisation,
        version_key=row["version_key"],
        file=row.get("file", ""),
        language=row.get("language", ""),
        written=row["created"],
        sent_at=row["sent_at"],
        questions=tuple(Question(**x) for x in row.get("questions", ())),
    )


def _to_be_filled_anew(content: LetterContent) -> bool:
    """Whether no cell of what was sent can be mended, so that a fresh form goes with the letter."""
    anew = TO_BE_FILLED_ANEW | UNREADABLE_RULES
    return bool(content.findings["rule"].isin(anew).any())


def _with_marked_copy(
    work: Workspace, content: LetterContent, source: bytes, marking: MarkingProcess
) -> LetterContent:  # fmt: skip
    """The letter with the sender's workbook and what the letter tells in it; without, where its bytes are not here."""
    if not source:
        return content
    marks = marks_of(content, work.round.form)
    copy = marking.mark(source, content.file.rsplit("/", 1)[-1], marks, content.language)
    return replace(content, attachment=(copy.file_name, copy.data), lost=copy.lost)


def _write(
    work: Workspace,
    ledger: Ledger,
    judgement: Judgement,
    to: Addressee,
    content: LetterContent,
    replies: Sequence[HeardMessage],
) -> None:
    message = letter(content, work.round.form)
    name = f"{to.organisation}-{to.version_key[:8]}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    identifier = str(message["Message-ID"])
    ledger.add_letter(to.organisation, to.version_key, f"outbox/{name}", identifier, content.recipient)
    asked = with_bases(asked_questions(content, work.round.form), judgement, to)
    record = LetterOnRecord(
        letter_number(identifier), identifier, to.organisation, to.version_key, to.file, content.language, "",
        questions=asked,
    )  # fmt: skip
    ledger.record_letter(record, [x.sha256 for x in replies])


def _answer(
    work: Workspace,
    ledger: Ledger,
    judgement: Judgement,
    organisation: str,
    messages: Sequence[HeardMessage],
    to: Addressee | None,
) -> None:
    """The answer to messages that no letter about a new file answers; of the return it tells what is open still."""
    row = work.round.register.set_index("id").loc[organisation].to_dict()
    language, terms = str(row["language"]), work.round.terms
    points: tuple[Question, ...] = ()
    if to is not None:
        asked = with_bases(asked_questions(_content(work, judgement, to), work.round.form), judgement, to)
        points = numbered_as_before(asked, messages, ledger.letters_on_record())
    sentences = _sentences(judgement, organisation)
    content = AnswerContent(
        organisation=organisation,
        names=Text(names_of(row)),
        language=language,
        recipient=str(row["email"]),
        sender=terms.sender,
        department=in_language(terms.federation, language) if terms.federation else terms.contact.name,
        contact=terms.contact,
        outcome=to.outcome if to else "",
        deadline=terms.deadline,
        written=dt.datetime.now(dt.UTC).replace(microsecond=0),
        time_zone=terms.time_zone,
        messages=tuple(messages),
        open_points=tuple(
            (x, sentences.get((x.rule, x.indicator, x.period), ""))
            for x in {x.number: x for x in reversed(points)}.values()
        )[::-1],
    )
    message = answer_letter(content, work.round.form)
    key = to.version_key if to else ""
    name = f"{organisation}-{messages[-1].sha256[:8]}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    ledger.add_letter(organisation, key, f"outbox/{name}", content.message_id, content.recipient)
    record = LetterOnRecord(
        letter_number(content.message_id), content.message_id, organisation, key, to.file if to else "", language, "",
        questions=points,
    )  # fmt: skip
    ledger.record_letter(record, [x.sha256 for x in messages])


def _sentences(judgement: Judgement, organisation: str) -> dict[tuple[str, str, str], str]:
    """The sentence of each open finding of the organisation, by rule, indicator and period."""
    mine = judgement.open_findings
    rows = mine.loc[mine["organisation"].eq(organisation), ["rule", "indicator", "period", "message"]]
    return {(r, i, p): text for r, i, p, text in rows.itertuples(index=False, name=None)}


def _content(work: Workspace, judgement: Judgement, to: Addressee) -> LetterContent:
    folder = work.round
    row = folder.register.set_index("id").loc[to.organisation].to_dict()
    language, terms = str(row["language"]), folder.terms
    latest = judgement.latest.get(to.organisation)
    mail = latest.mail if latest is not None and latest.file == to.file else None
    return LetterContent(
        organisation=to.organisation,
        names=Text(names_of(row)),
        language=language,
        recipient=str(row["email"]),
        sender=terms.sender,
        outcome=to.outcome,
        file=to.file,
        sha256=to.sha256,
        received=to.received,
        deadline=terms.deadline,
        as_of=terms.as_of,
        written=dt.datetime.now(zoneinfo.ZoneInfo(terms.time_zone)).replace(microsecond=0),
        version_key=to.version_key,
        findings=told_findings(_rows(judgement.open_findings, to), _rows(judgement.suspects, to), folder.form),
        commentary=_commentary(judgement, to.organisation) if to.counts else judgement.commentary.iloc[:0],
        suspects=_rows(judgement.suspects, to),
        figures=_rows(judgement.figures, to),
        answers=(mail.message_id,) if mail is not None and mail.message_id else (),
        contact=terms.contact,
        department=in_language(terms.federation, language) if terms.federation else terms.contact.name,
        time_zone=terms.time_zone,
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
