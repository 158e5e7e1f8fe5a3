"""The rights of people in a ledger that lies in PostgreSQL, as SQL for the owner of the database."""

from __future__ import annotations

from pathlib import Path

from flows.round import Workspace, name_in_database
from ledger import role_grants
from schemas.errors import RoundError


def database_roles(path: Path) -> str:
    """The SQL. Raises RoundError where the round's ledger is a file, whose rights are those of the file."""
    work = Workspace.at(path)
    if not work.settings.ledger_url.get_secret_value().startswith("postgres"):
        raise RoundError(
            f"The ledger of {path} is a file: who may read it is told by its folder. Set ESEP_LEDGER_URL to an address "
            "such as postgresql://server/esep."
        )
    return role_grants(name_in_database(work.round))
