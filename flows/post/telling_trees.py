"""Letters that tell a member which returns below it are missing, returned or open: one a week, until all stand."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from flows.post.deliveries_due import WITHDRAWN
from flows.post.withdrawing import withdraw_letter
from flows.round import Workspace, is_closed, write_file
from judging import trees
from ledger import Ledger
from reports.letters import ReminderContent, tree_digest
from reports.pages import tree_page
from schemas.addresses import recipients_in
from schemas.form import Text
from schemas.frames import NO_RETURN, NOT_DUE, STANDING, not_due
from schemas.languages import name_in, names_of

TREE = "tree "


def tells_of_trees(letters: pd.DataFrame) -> pd.Series:
    """Which of the ledger's letters tell a member of its tree."""
    return letters["stage"].str.startswith(TREE)


def write_tree_letters(work: Workspace, day: dt.date) -> int:
    """Write the letters of a day, and take back those before them that nobody has received; how many were written.

    A member whose tree is all accepted is not written to, nor one that was in the last days (reminders.tree), nor one
    whose own return stands where the others below it have sent nothing: their figures are in that.
    """
    every = work.round.terms.reminders.tree
    if not every:
        return 0
    with work.ledger() as ledger:
        if is_closed(ledger):
            return 0
        returns = ledger.last_returns()
        tree = trees(work.round.register, returns, not_due(ledger.last_findings()))
        standing = returns.loc[returns["counts"].eq("yes") & returns["outcome"].isin(STANDING), "organisation"]
        left = tree["outcome"].eq(NO_RETURN) & tree["member"].isin(standing)
        open_trees = tree.loc[~tree["outcome"].isin(("accepted", NOT_DUE)) & ~left, "member"]
        letters = ledger.letters()
        told = letters[tells_of_trees(letters)]
        since = {TREE + (day - dt.timedelta(days=x)).isoformat() for x in range(every)}
        lately = set(told.loc[told["stage"].isin(since) & told["error"].ne(WITHDRAWN), "organisation"])
        register = work.round.register.set_index("id")
        due = [x for x in open_trees.unique() if x not in lately and recipients_in(str(register.at[x, "email"]))]
        withdraw_tree_letters(work, ledger, told[told["organisation"].isin(due)])
        for member in due:
            _write(work, ledger, member, tree[tree["member"].eq(member)], day)
    return len(due)


def withdraw_tree_letters(work: Workspace, ledger: Ledger, letters: pd.DataFrame) -> None:
    """Take back those of these letters that nobody has received."""
    unsent = letters[letters["sent_at"].eq("") & letters["error"].ne(WITHDRAWN)]
    for row in unsent.to_dict("records"):
        withdraw_letter(work, ledger, row)


def _write(work: Workspace, ledger: Ledger, member: str, tree: pd.DataFrame, day: dt.date) -> None:
    folder = work.round
    row = folder.register.set_index("id").loc[member].to_dict()
    language, written = str(row["language"]), dt.datetime.now(dt.UTC).replace(microsecond=0)
    names = {str(x["id"]): name_in(x, language) for x in folder.register.to_dict("records")}
    content = ReminderContent(
        organisation=member,
        names=Text(names_of(row)),
        language=language,
        recipient=str(row["email"]),
        terms=folder.terms,
        stage=f"{TREE}{day}",
        when="before" if day <= folder.terms.deadline else "after",
        why="",
        written=written,
    )
    page = tree_page(tree, member, folder.register, folder.form, written=written, language=language)
    message = tree_digest(content, tree, names, (f"{member}.html", page), folder.form)
    path = f"outbox/{member}-tree-{day}.eml"
    write_file(folder.path / path, message.as_bytes())
    ledger.add_letter(member, content.stage, path, str(message["Message-ID"]), content.recipient, stage=content.stage)
