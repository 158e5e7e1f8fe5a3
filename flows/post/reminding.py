"""Reminders of a round: whom to remind today, the letters in the outbox, and those that are past taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from flows.post.deliveries_due import WITHDRAWN
from flows.post.prefilled_forms import prefilled_form, template_orders
from flows.post.reminder_days import ReminderStage, stage_on
from flows.post.reminders_due import REMINDED, LeftInPeace, Reminded, open_organisations
from flows.post.telling_trees import tells_of_trees, withdraw_tree_letters, write_tree_letters
from flows.post.withdrawing import unwritten_reminders, withdraw_letter
from flows.round import Workspace, is_closed, write_file
from ledger import Ledger
from reports.letters import ReminderContent, reminder
from schemas.form import Text
from schemas.languages import names_of
from workbooks.template import TemplateOrder


@dataclass(frozen=True)
class ReminderPlan:
    """Whom to remind on a day and who is left in peace; `stage` is None where the day is for no reminder."""

    day: dt.date
    stage: ReminderStage | None
    reminded: tuple[Reminded, ...] = ()
    left: tuple[LeftInPeace, ...] = ()
    closed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The plan as plain values."""
        return {
            "day": str(self.day),
            "closed": self.closed,
            "stage": self.stage.key if self.stage else None,
            "reminded": [
                {"organisation": x.organisation, "stage": self.stage.key if self.stage else None, "why": x.why}
                for x in self.reminded
            ],
            "not_reminded": [{"organisation": x.organisation, "why": x.why} for x in self.left],
        }


def today_of(work: Workspace) -> dt.date:
    """The day that it is in the round's time zone."""
    return work.round.terms.day_of(dt.datetime.now(dt.UTC))


def plan_reminders(work: Workspace, day: dt.date) -> ReminderPlan:
    """Whom to remind on a day, by what the last collection left; nobody in a closed round."""
    stage = stage_on(day, work.round.terms)
    with work.ledger() as ledger:
        if is_closed(ledger):
            return ReminderPlan(day, stage, closed=True)
        if stage is None:
            return ReminderPlan(day, None)
        open_ones, left = open_organisations(work.round.register, ledger.last_returns(), ledger.last_findings())
        letters = ledger.letters()
        letters = letters[~letters["message_id"].isin(unwritten_reminders(work, ledger))]
    told = set(letters.loc[letters["stage"].eq(stage.key), "organisation"])
    already = [LeftInPeace(x.organisation, REMINDED) for x in open_ones if x.organisation in told]
    return ReminderPlan(day, stage, tuple(x for x in open_ones if x.organisation not in told), (*left, *already))


def write_reminders(work: Workspace, day: dt.date) -> ReminderPlan:
    """Write the reminders of a day to the outbox, each once, and take back those that are past; what was planned.

    With them go the letters to members about the organisations below them.
    """
    withdraw_past_reminders(work, day)
    plan = plan_reminders(work, day)
    if plan.stage is not None:
        write_tree_letters(work, day)
    if plan.stage is None or not plan.reminded:
        return plan
    orders = {x.organisation: x for x in template_orders(work)}
    with work.ledger() as ledger:
        letters = ledger.letters()
        for one in plan.reminded:
            _write(work, ledger, letters, plan.stage, one, orders[one.organisation])
    return plan


def withdraw_past_reminders(work: Workspace, day: dt.date) -> int:
    """Take back reminders that nobody has received and that are past; how many there were.

    Past is one of another day, one to who has reported since, and every one of a closed round.
    """
    stage = stage_on(day, work.round.terms)
    with work.ledger() as ledger:
        letters = ledger.letters()
        of_trees = tells_of_trees(letters)
        closed = is_closed(ledger)
        if closed:
            withdraw_tree_letters(work, ledger, letters[of_trees])
        of_reminders = letters["stage"].ne("") & ~of_trees
        waiting = letters[of_reminders & letters["sent_at"].eq("") & letters["error"].ne(WITHDRAWN)]
        if waiting.empty:
            return 0
        open_ones, _ = open_organisations(work.round.register, ledger.last_returns(), ledger.last_findings())
        owing = set() if closed or stage is None else {x.organisation for x in open_ones}
        current = waiting["stage"].eq(stage.key if stage else "") & waiting["organisation"].isin(owing)
        past = waiting[~current].to_dict("records")
        for row in past:
            withdraw_letter(work, ledger, row)
    return len(past)


def _write(
    work: Workspace, ledger: Ledger, letters: pd.DataFrame, stage: ReminderStage, one: Reminded, order: TemplateOrder
) -> None:
    content = _content(work, letters, stage, one, order)
    message = reminder(content, work.round.form)
    name = f"{one.organisation}-reminder-{stage.key.replace(' ', '-')}.eml"
    write_file(work.round.outbox / name, message.as_bytes())
    key = f"reminder {stage.key}"
    ledger.add_letter(
        one.organisation, key, f"outbox/{name}", str(message["Message-ID"]), content.recipient, stage=stage.key
    )


def _content(
    work: Workspace, letters: pd.DataFrame, stage: ReminderStage, one: Reminded, order: TemplateOrder
) -> ReminderContent:
    row = work.round.register.set_index("id").loc[one.organisation].to_dict()
    mine = letters[letters["organisation"].eq(one.organisation)]
    form_sent = bool((mine["stage"].ne("") & ~tells_of_trees(mine) & mine["error"].ne(WITHDRAWN)).any())
    return ReminderContent(
        organisation=one.organisation,
        names=Text(names_of(row)),
        language=str(row["language"]),
        recipient=str(row["email"]),
        terms=work.round.terms,
        stage=stage.key,
        when=stage.when,
        why=one.why,
        written=dt.datetime.now(dt.UTC).replace(microsecond=0),
        form=prefilled_form(work, order) if one.needs_form and not form_sent else None,
        has_prior=bool(order.accepted),
        form_sent=form_sent and one.needs_form,
        asked_on=_asked_on(work, mine, one.version_key),
    )


def _asked_on(work: Workspace, letters: pd.DataFrame, version_key: str) -> dt.date | None:
    """The day of the letter about the version that was returned; None where none was sent."""
    sent = letters[letters["version_key"].eq(version_key) & letters["stage"].eq("") & letters["sent_at"].ne("")]
    if sent.empty:
        return None
    return work.round.terms.day_of(dt.datetime.fromisoformat(sent["sent_at"].iloc[-1]))
