"""What a person decides about a round, kept in the ledger with who said it."""

from __future__ import annotations

from pathlib import Path

from flows.standing import reported
from flows.workspace import Workspace
from schemas.errors import UsageError


def assign_file(path: Path, file: str, organisation: str, author: str) -> str:
    """Note whose a file is; the name that its cover bears becomes an alias. Raises UsageError for what is unknown."""
    work = Workspace.at(path)
    if organisation not in set(work.round.register["id"]):
        raise UsageError(f"«{organisation}» is no id of {path / 'register.csv'}")
    returns = reported(work).set_index("file")
    if file not in returns.index:
        raise UsageError(f"«{file}» is no file of {path / 'reports' / 'returns.csv'}")
    with work.ledger() as ledger:
        ledger.assign_file(file, str(returns.at[file, "sha256"]), organisation, author)
        names = next((x.document.cover.names for x in work.readings(ledger) if x.document.file == file), ())
        for name in filter(None, names):
            ledger.add_alias(name, organisation, author)
    kept = f"; «{names[0]}» is kept as its alias" if names else ""
    return f"{file} is {organisation}'s{kept}. Run `esep collect {path}` to judge it."
