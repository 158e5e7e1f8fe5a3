"""The letters: what was written to whom of which version of its return, whether it was sent; and what came back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from ledger.database import Database, frame, utc_now
from ledger.event_log import last_key, note_rows
from ledger.tables import answers, letters
from schemas.conversation import HeardMessage, LetterOnRecord, Question


class Letters:
    """The part of the ledger that keeps letters and what was answered to them."""

    _database: Database

    def letters(self) -> pd.DataFrame:
        """All letters in the order in which they were written.

        Columns: organisation, version_key, path, message_id, recipient (the register's cell, which may hold several
        addresses), created, sent_at ("" until a server took it for one of them), error (of the last attempt that
        failed, "" after a success), stage (of a reminder; "" for a letter about a return), number, file, language,
        questions (records), replies_to (the sha256 of the messages that it answers).
        """
        columns = [column for column in letters.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(letters.c.id))

    def add_letter(
        self,
        organisation: str,
        version_key: str,
        path: str,
        message_id: str,
        recipient: str,
        stage: str = "",
        *,
        asked: LetterOnRecord | None = None,
        replies_to: Sequence[str] = (),
    ) -> None:
        """Notes a letter, once for each Message-ID, with what it asks, and which messages (their sha256) it answers.

        Until it is sent, all but its organisation and stage follows the last call; one that was taken back
        unsent stands again so.
        """
        place: dict[str, Any] = {"version_key": version_key, "path": path, "recipient": recipient}
        place |= {"replies_to": list(replies_to), **(_asked(asked) if asked else {})}
        row = {"organisation": organisation, "message_id": message_id, "stage": stage}
        same = letters.c.message_id == message_id
        with self._database.writing() as connection:
            if connection.execute(sa.select(sa.exists().where(same))).scalar():
                connection.execute(letters.update().where(same, letters.c.sent_at == "").values(error="", **place))
            else:
                connection.execute(letters.insert().values(created=utc_now(), sent_at="", error="", **row, **place))
            note_rows(connection, "letter", letters, same)

    def letters_on_record(self) -> list[LetterOnRecord]:
        """All letters, first to last, with what each of them asked."""
        return [
            LetterOnRecord(
                number=x["number"],
                message_id=x["message_id"],
                organisation=x["organisation"],
                version_key=x["version_key"],
                file=x["file"],
                language=x["language"],
                written=x["created"],
                sent_at=x["sent_at"],
                questions=tuple(Question(**question) for question in x["questions"]),
            )
            for x in self.letters().to_dict("records")
        ]

    def answers(self) -> pd.DataFrame:
        """What messages were taken to say, first to last; the last row of a path and sha256 holds.

        Columns: path, sha256, sender, received, letter (the Message-ID of ours that it answers), organisation,
        statements (records), state, at (UTC), run.
        """
        columns = [column for column in answers.c if column.name != "id"]
        with self._database.reading() as connection:
            return frame(connection, sa.select(*columns).order_by(answers.c.id))

    def save_answers(self, run: int, heard: Sequence[HeardMessage]) -> None:
        """Keeps what each message was taken to say, where that was not kept last in the same words."""
        before = self.answers()
        known = {(x["path"], x["sha256"]): _said(x) for x in before.to_dict("records")}
        rows = [_row(x) for x in heard]
        new = [x for x in rows if known.get((x["path"], x["sha256"])) != _said(x)]
        if new:
            with self._database.writing() as connection:
                last = last_key(connection, answers)
                connection.execute(answers.insert(), [{**x, "at": utc_now(), "run": run} for x in new])
                note_rows(connection, "heard", answers, answers.c.id > last)

    def mark_failed(self, message_id: str, error: str, *, path: str = "") -> None:
        """Notes why a letter could not be sent, or "" after all, and where it lies now.

        Raises ValueError when there is no such letter.
        """
        self._mark(message_id, {"error": error, **({"path": path} if path else {})})

    def _mark(self, message_id: str, values: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            change = letters.update().where(letters.c.message_id == message_id).values(values)
            if not connection.execute(change).rowcount:
                raise ValueError(f"there is no letter {message_id}")
            note_rows(connection, "letter", letters, letters.c.message_id == message_id)


def _asked(letter: LetterOnRecord) -> dict[str, Any]:
    asked = [dataclasses.asdict(x) for x in letter.questions]
    return {"number": letter.number, "file": letter.file, "language": letter.language, "questions": asked}


def _row(message: HeardMessage) -> dict[str, Any]:
    return {
        "path": message.file,
        "sha256": message.sha256,
        "sender": message.sender,
        "received": message.received,
        "letter": message.letter,
        "organisation": message.organisation,
        "statements": [{"effect": str(x.effect), **dataclasses.asdict(x.statement)} for x in message.outcomes],
        "state": str(message.state),
    }


def _said(row: Mapping[Any, Any]) -> str:
    """What tells two readings of one message apart."""
    kept = {x: row[x] for x in ("letter", "organisation", "statements", "state")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
