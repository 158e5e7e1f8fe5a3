"""What a letter about a return is made from, and what goes with it."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from flows.post.awaiting import Addressee
from flows.post.deliveries_due import WITHDRAWN
from flows.post.prefilled_forms import prefilled_form, template_orders
from flows.round import Workspace
from judging import TO_BE_FILLED_ANEW, Judgement, told_findings
from reports.letters import LetterContent, letter_number, marks_of
from schemas.conversation import LetterOnRecord, Question
from schemas.form import UNREADABLE_RULES, Text, message_of
from schemas.languages import in_language, names_of
from workbooks.files import extension, leaves
from workbooks.marked import MarkingProcess
from workbooks.template import TemplateOrder

# a version that words have made is no workbook to be marked
_MESSAGES = ("eml", "msg")


@dataclass(frozen=True)
class LetterMaking:
    """Makes letters of one collection: `letters` and `files` are those of the ledger."""

    work: Workspace
    judgement: Judgement
    letters: pd.DataFrame
    files: pd.DataFrame
    marking: MarkingProcess

    def content(self, to: Addressee) -> LetterContent:
        """The letter to an organisation, with a fresh form or a marked copy where it needs one."""
        content = letter_content_of(self.work, self.judgement, to)
        content = replace(content, earlier=earlier_letter(self.letters, to))
        if is_to_be_filled_anew(content):
            return replace(content, blank=prefilled_form(self.work, self._orders[to.organisation]))
        if to.counts and not content.findings.empty and extension(to.file) not in _MESSAGES:
            return with_marked_copy(self.work, content, leaf_bytes(self.work, self.files, to), self.marking)
        return content

    @functools.cached_property
    def _orders(self) -> dict[str, TemplateOrder]:
        return {x.organisation: x for x in template_orders(self.work)}


def letter_content_of(work: Workspace, judgement: Judgement, to: Addressee) -> LetterContent:
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
        asked_because=_asked_because(judgement, to.organisation, language),
        kept_note=judgement.notes_since.get(to.organisation, "") if to.counts else "",
        waits=_waits(judgement, to),
        waived=_rows(judgement.waived_findings, to) if to.counts else judgement.findings.iloc[:0],
    )


def _asked_because(judgement: Judgement, organisation: str, language: str) -> dict[str, str]:
    """The sentence of the rule that asks for a change, by indicator, where the change is not large by itself."""
    asked = judgement.asked_changes
    if asked.empty:
        return {}
    rows = asked[asked["organisation"].eq(organisation)].drop_duplicates("indicator").to_dict("records")
    return {str(x["indicator"]): message_of(judgement.form, str(x["rule"]), x["parameters"], language) for x in rows}


def _waits(judgement: Judgement, to: Addressee) -> tuple[str, ...]:
    """What cannot be judged yet of the return."""
    own = _rows(judgement.findings[judgement.findings["state"].eq("waiting")], to)
    return tuple(own["message"]) if to.counts else ()


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


def earlier_letter(letters: pd.DataFrame, to: Addressee) -> LetterOnRecord | None:
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


def is_to_be_filled_anew(content: LetterContent) -> bool:
    """Whether no cell of what was sent can be mended, so that a fresh form goes with the letter."""
    anew = TO_BE_FILLED_ANEW | UNREADABLE_RULES
    return bool(content.findings["rule"].isin(anew).any())


def with_marked_copy(
    work: Workspace, content: LetterContent, source: bytes, marking: MarkingProcess
) -> LetterContent:  # fmt: skip
    """The letter with the sender's workbook and what the letter tells in it; without, where its bytes are not here."""
    if not source:
        return content
    marks = marks_of(content, work.round.form)
    copy = marking.mark(source, content.file.rsplit("/", 1)[-1], marks, content.language)
    return replace(content, attachment=(copy.file_name, copy.data), lost=copy.lost)
