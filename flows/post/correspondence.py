"""The letters of a round: one for each organisation and version of its return, written to the outbox as .eml."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from flows.post.answering import write_answers
from flows.post.awaiting import (
    Addressee,
    answered_with,
    is_of_new_file,
    waiting_messages,
    with_bases,
    without,
)
from flows.post.copies_to_parents import copy_addresses, put_copies
from flows.post.letter_making import LetterMaking
from flows.post.letters_standing import StandingLetters
from flows.post.withdrawing import lost_letters, withdraw_obsolete
from flows.round import Workspace, write_file
from judging import Judgement
from ledger import Ledger
from reports.letters import (
    LETTER_OUTCOMES,
    UNCONFIRMED,
    LetterContent,
    asked_questions,
    letter,
    letter_number,
)
from schemas.conversation import HeardMessage, LetterOnRecord
from workbooks.marked import MarkingProcess


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
    digests = [hashlib.sha256(key.encode()).hexdigest()[:24] for key in keys]
    returns["version_key"] = pd.Series(digests, index=returns.index, dtype="str")
    return returns


def addressees(judgement: Judgement, returns: pd.DataFrame) -> list[Addressee]:
    """The returns that are answered: each organisation's latest, what could not be read, and twins of another's.

    A file that could not be read is not spoken of any more when a readable one has come since. What waits because
    nobody knows its sender is told of once for each sender, without a figure.
    """
    twins = set(judgement.findings.loc[judgement.findings["rule"].eq("return-duplicated"), "file"])
    answered = returns[returns["organisation"].ne("") & returns["outcome"].isin(LETTER_OUTCOMES)]
    past = returns["file"].isin(judgement.mended_since)
    copies = returns["outcome"].eq("duplicate") & ~returns["file"].isin(twins)
    standing = returns["organisation"].isin(list(judgement.latest)) & returns["counts"].eq("")
    strange = returns["file"].isin(_of_strangers(judgement)) & standing
    answered = answered[~(past | copies | strange)[answered.index]]
    columns = ["organisation", "file", "sha256", "outcome", "received", "version_key"]
    answered = pd.concat([answered, unconfirmed(judgement, returns, answered)])
    told = answered[columns].assign(counts=answered["counts"].eq("yes"))
    return [Addressee(*row) for row in told.itertuples(index=False, name=None)]


def unconfirmed(judgement: Judgement, returns: pd.DataFrame, answered: pd.DataFrame) -> pd.DataFrame:
    """The rows of `returns` that came in an organisation's name from somebody unknown, and are not answered anyhow; the
    first of each sender. A copy of what has come already says nothing new."""
    waiting = returns[returns["file"].isin(_of_strangers(judgement)) & returns["organisation"].ne("")]
    waiting = waiting[waiting["outcome"].ne("duplicate")]
    first = waiting[~waiting["file"].isin(answered["file"])].drop_duplicates(["organisation", "sender"])
    return first.assign(outcome=UNCONFIRMED, counts="")


def _of_strangers(judgement: Judgement) -> set[str]:
    return set(judgement.findings.loc[judgement.findings["rule"].eq("sender-unknown"), "file"])


def write_letters(work: Workspace, judgement: Judgement, returns: pd.DataFrame) -> Written:
    """Write the letters that were not written before, and answer every message once.

    A letter about a file that has not been written about answers what came from its organisation since; of other
    messages each gets an answer of its own, which tells of the return what is new. What no longer holds is withdrawn;
    what is owed is told by what stands: see StandingLetters.
    """
    answered = addressees(judgement, returns)
    with work.ledger() as ledger:
        told = ledger.letters()
        told = told[told["stage"].eq("")]
        past = told["version_key"].ne("") & ~told["version_key"].isin([x.version_key for x in answered])
        withdraw_obsolete(work, ledger, told[past])
        lost = lost_letters(work, ledger)
        standing = StandingLetters.of(ledger.letters(), lost)
        for message_id in standing.taken_up(answered):
            ledger.mark_failed(message_id, "")
        before = standing.letters
        new = standing.owed(answered)
        waiting = waiting_messages(judgement.messages, before)
        letters = [x for x in new if is_of_new_file(x, before) or x.organisation not in waiting]
        with MarkingProcess(work.round.form, work.settings.read_seconds) as marking:
            make = LetterMaking(work, judgement, before, ledger.known_files(), marking)
            for addressee in letters:
                replies = answered_with(addressee, waiting)
                _write(work, ledger, judgement, addressee, make.content(addressee), replies)
                waiting = without(waiting, replies)
        counting = {x.organisation: x for x in answered if x.counts}
        answers, held = write_answers(work, ledger, judgement, waiting, counting, before)
        still_lost = ledger.letters()["message_id"].isin(lost_letters(work, ledger) & lost)
        withdraw_obsolete(work, ledger, ledger.letters()[still_lost])
    return Written(len(letters) + answers, held)


def _write(
    work: Workspace,
    ledger: Ledger,
    judgement: Judgement,
    to: Addressee,
    content: LetterContent,
    replies: Sequence[HeardMessage],
) -> None:
    message = letter(content, work.round.form)
    put_copies(message, copy_addresses(work.round.register).get(to.organisation, ()))
    again = f"-{to.telling + 1}" if to.telling else ""
    name = f"{to.organisation}-{to.version_key[:8]}{again}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    (work.round.outbox / "withdrawn" / name).unlink(missing_ok=True)
    identifier = str(message["Message-ID"])
    asked = with_bases(asked_questions(content, work.round.form), judgement, to)
    record = LetterOnRecord(
        letter_number(identifier), identifier, to.organisation, to.version_key, to.file, content.language, "",
        questions=asked,
    )  # fmt: skip
    ledger.add_letter(
        to.organisation, to.version_key, f"outbox/{name}", identifier, content.recipient,
        asked=record, replies_to=[x.sha256 for x in replies],
    )  # fmt: skip
