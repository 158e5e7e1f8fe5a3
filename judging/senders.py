"""Which addresses may speak for which organisation: its own, its parent's, the department's, and learnt ones."""

from __future__ import annotations

from collections import defaultdict

from judging.context import Context
from schemas.addresses import address_form, addresses_in
from schemas.documents import Document
from workbooks.files import BETWEEN_SENDERS

ADDRESS = "address"  # the kind of decision by which somebody vouches for an address


class Senders:
    """Tells whether a document comes from somebody who may speak for an organisation.

    An address of which our own server saw a check fail may be anybody's. What was put into the inbox by hand has no
    sender, and counts as from the department.
    """

    def __init__(self, context: Context) -> None:
        self._department = frozenset(addresses_in(context.terms.sender))
        self._known: dict[str, set[str]] = defaultdict(set)
        register = context.register
        for organisation, email in zip(register["id"], register["email"], strict=True):
            self._known[organisation].update(addresses_in(email))
        for organisation, parent in zip(register["id"], register["parent"], strict=True):
            if parent:
                self._known[organisation] |= self._known[parent]
        decisions = context.decisions
        learnt = decisions[decisions["kind"].eq(ADDRESS)]
        for organisation, subject in zip(learnt["organisation"], learnt["subject"], strict=True):
            addresses = set(addresses_in(str(subject.get("address", ""))))
            known = self._known[organisation]
            self._known[organisation] = known - addresses if subject.get("taken_back") else known | addresses

    def may_speak(self, document: Document, organisation: str) -> bool:
        """Whether the document's sender is known for the organisation, or nobody is known to have sent it.

        A message that names several senders comes from all of them, one that names none from nobody who is known.
        """
        if document.mail is None and not document.sender:
            return True
        named = document.sender.split(BETWEEN_SENDERS)
        known = self._department | self._known.get(organisation, set())
        return not _failed(document) and all(address_form(x) in known for x in named)


def why_unknown(document: Document) -> str:
    """Why nobody vouches for a document's sender: failed (a check of the address), unclear (it is no one address), or
    unregistered."""
    if _failed(document):
        return "failed"
    single = "@" in document.sender and not document.sender.startswith("«") and BETWEEN_SENDERS not in document.sender
    return "unregistered" if single else "unclear"


def _failed(document: Document) -> bool:
    return document.mail is not None and bool(document.mail.failed)
