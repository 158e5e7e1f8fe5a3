"""The schema's version: checked whenever a ledger is opened, mended with Alembic when it is an older one."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from ledger.database import Database
from ledger.event_log import note_everything
from ledger.tables import REVISION, metadata, owner_round
from schemas.errors import LedgerError

MIGRATIONS = Path(__file__).parent / "migrations"
FIRST_WITH_EVENTS = "0006"
_VERSION = sa.table("alembic_version", sa.column("version_num", sa.Text))


def bring_up_to_date(database: Database) -> None:
    """Creates or upgrades the schema; costs a few milliseconds when there is nothing to do.

    Raises LedgerError for one that is read-only or of a newer version and for a database that
    holds another program's tables.
    """
    with database.reading() as connection:
        revision = _stored_revision(connection, database.place)
    if revision == REVISION:
        database.check_writable()
        return
    with database.upgrading() as connection:
        # another run may have upgraded it while this one waited to be the writer
        revision = _stored_revision(connection, database.place)
        if revision != REVISION:
            _upgrade(connection, revision, database.place)


def _stored_revision(connection: Connection, place: str) -> str | None:
    tables = set(sa.inspect(connection).get_table_names())
    if _VERSION.name in tables:
        return connection.execute(sa.select(_VERSION.c.version_num)).scalar()
    if strange := sorted(tables & set(metadata.tables)):
        raise LedgerError(
            f"The database ({place}) is no ledger of esep: it has a table «{strange[0]}» of another kind."
        )
    return None


def bring_to(connection: Connection, revision: str, place: str) -> None:
    """Creates the schema as it was at a revision, in an empty database. Raises LedgerError for an unknown one."""
    _upgrade(connection, None, place, revision)


def _upgrade(connection: Connection, revision: str | None, place: str, target: str = "head") -> None:
    # half a second of imports that an up-to-date ledger does not pay
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    known = {"head", *(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())}
    if unknown := {revision or target, target} - known:
        raise LedgerError(
            f"The ledger ({place}) was written by a newer version of esep (schema {min(unknown)}, this version knows "
            f"{REVISION}); install that version."
        )
    command.upgrade(config, target)
    if revision is not None and revision < FIRST_WITH_EVENTS:
        note_everything(connection)


def claim(database: Database, round: str) -> None:
    """Notes that the ledger is the round's, where it is nobody's yet; "" is the round in whose folder it lies.

    Two rounds in one ledger would close each other's figures. Raises LedgerError where it is another's.
    """
    if not round:
        return
    with database.reading() as connection:
        owner = _owner(connection)
    if owner is None:
        with database.writing() as connection:
            owner = _owner(connection)
            if owner is None:
                connection.execute(owner_round.insert().values(round=round))
                return
    if owner != round:
        raise LedgerError(
            f"The ledger ({database.place}) is that of another round ({owner}), and this one is {round}: give each its "
            "own ESEP_LEDGER_URL, leave it out, or use PostgreSQL, which keeps rounds apart."
        )


def _owner(connection: Connection) -> str | None:
    found: str | None = connection.execute(sa.select(owner_round.c.round).limit(1)).scalar()
    return found
