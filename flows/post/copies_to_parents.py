"""Copies of a letter to the organisation above, where the register says so: the same letter, and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage

import pandas as pd

from schemas.addresses import recipients_in

YES = "yes"


def copy_addresses(register: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """The addresses of the parent of each organisation whose letters are copied to it, without its own.

    Who has no address that can be written to gets no letter, and so its parent no copy.
    """
    emails = {str(key): recipients_in(str(x)) for key, x in zip(register["id"], register["email"], strict=True)}
    wanted = register[register["copies_to_parent"].eq(YES)] if "copies_to_parent" in register else register.iloc[:0]
    pairs = wanted[["id", "parent"]].itertuples(index=False, name=None)
    return {
        child: tuple(x for x in emails.get(parent, ()) if x not in emails[child])
        for child, parent in pairs
        if emails[child]
    }


def put_copies(message: EmailMessage, addresses: tuple[str, ...]) -> None:
    """Names these addresses in Cc, so that the organisation sees who else reads its letter."""
    del message["Cc"]
    if addresses:
        message["Cc"] = [Address(addr_spec=x) for x in addresses]
