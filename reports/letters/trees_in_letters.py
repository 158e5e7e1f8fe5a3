"""The letter that tells a member organisation which returns of the organisations below it are missing or open."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pandas as pd

from reports.letters.reminder_letter import ReminderContent, polite_letter
from reports.wording import as_at, phrase
from schemas.form import Form
from schemas.frames import NO_RETURN, STANDING

# in the order in which they are told
TOLD = (NO_RETURN, "returned", "unreadable", "queried", "unread")
_MOST_NAMED = 20  # of a district; the page that is attached names all


def tree_digest(
    content: ReminderContent, tree: pd.DataFrame, names: dict[str, str], page: tuple[str, str], form: Form
) -> EmailMessage:
    """The message: text and HTML parts, the `page` (its name and HTML) attached.

    `tree` is frames.Tree of this member alone, `names` are those of its organisations in the letter's language.
    """
    name, html = page
    paragraphs = (*_paragraphs(content, tree, names), phrase("tree.page", content.language, name=name))
    message = polite_letter(content, form, phrase("tree.subject", content.language), paragraphs)
    message.add_attachment(html, subtype="html", charset="utf-8", cte="base64", filename=name)
    return message


def _paragraphs(content: ReminderContent, tree: pd.DataFrame, names: dict[str, str]) -> Iterator[str]:
    language, last = content.language, tree[~tree["below"]]
    standing = int(last["outcome"].isin(STANDING).sum())
    said = phrase("tree.counts", language, as_at=as_at(content.terms.as_of, language), standing=standing, all=len(last))
    yield said[:1].upper() + said[1:]
    for parent, part in tree.groupby("parent", sort=False):
        told = [x for outcome in TOLD if (x := _of_outcome(part, outcome, names, language))]
        if told:
            yield f"{names[str(parent)]}. {' '.join(told)}"
    if tree["outcome"].isin((NO_RETURN, "returned", "unreadable")).any():
        yield phrase("tree.ask", language)


def _of_outcome(part: pd.DataFrame, outcome: str, names: dict[str, str], language: str) -> str:
    found = part.loc[part["outcome"].eq(outcome), "organisation"].tolist()
    if not found:
        return ""
    listed = "; ".join(names[x] for x in found[:_MOST_NAMED]) + (" …" if len(found) > _MOST_NAMED else "")
    label = phrase(f"outcome.{outcome}", language)
    return f"{label[:1].upper()}{label[1:]} ({len(found)}): {listed}."
