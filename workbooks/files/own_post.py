"""What reading must know of our own post: it travels with the form to the worker processes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OwnPost:
    """`servers` receive our mail: names of hosts, or of domains with all hosts below them, as they stand in their own
    headers. `addresses` are those that our letters come from. Both are in small letters.
    """

    servers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def is_own_server(self, name: str) -> bool:
        """Whether a server of this name is ours."""
        given = name.strip().rstrip(".").lower()
        return any(given == server or given.endswith(f".{server}") for server in self.servers)
