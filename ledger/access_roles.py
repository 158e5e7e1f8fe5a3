"""Who may do what in a ledger in PostgreSQL, as SQL for the database's owner: collector, statistician, auditor."""

from __future__ import annotations

from ledger import tables

AUDITOR, COLLECTOR, STATISTICIAN = "esep_auditor", "esep_collector", "esep_statistician"
# what people say, and nobody but them
_SAID = (tables.decisions, tables.aliases, tables.assignments)
_HEADER = """\
-- Who may do what in the ledger of {round}. Run it as the owner of the database, once a round, after the ledger
-- was made: psql DATABASE < this file. Then: GRANT {auditor} TO name; and the like.
"""
_ROLE = """\
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
END $$;
"""


def role_grants(round: str) -> str:
    """The SQL that makes the three roles, where they are missing, and gives them their rights in the round's schema.

    The auditor reads. The collector also adds and marks what is collected, and says nothing in a person's name. The
    statistician also decides. None of them changes the tables themselves, or deletes, but for the figures of a version
    whose closing was killed.
    """
    parts = [_HEADER.format(round=round, auditor=AUDITOR)]
    parts += [_ROLE.format(role=role) for role in (AUDITOR, COLLECTOR, STATISTICIAN)]
    everyone, writers = f"{AUDITOR}, {COLLECTOR}, {STATISTICIAN}", f"{COLLECTOR}, {STATISTICIAN}"
    schema, said = f'"{round}"', {x.name for x in _SAID}
    collected = ", ".join(f"{schema}.{x.name}" for x in tables.metadata.sorted_tables if x.name not in said)
    decided = ", ".join(f"{schema}.{x.name}" for x in _SAID)
    parts += [
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC;\n",
        f"GRANT USAGE ON SCHEMA {schema} TO {everyone};\n",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {everyone};\n",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {writers};\n",
        f"GRANT INSERT, UPDATE ON {collected} TO {writers};\n",
        f"GRANT DELETE ON {schema}.{tables.published.name} TO {writers};\n",
        f"GRANT INSERT ON {decided} TO {STATISTICIAN};\n",
    ]
    return "".join(parts)
