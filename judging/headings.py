"""Whether words are headed with an organisation's name, and whose: another's paper is no answer of one's own."""

from __future__ import annotations

import dataclasses

from judging.context import Context
from judging.registered_names import register_entries
from workbooks.whose import NameIndex

_HEADING, _LONGEST = 12, 300


class Headings:
    """Knows the official names of the register. A place alone, as in a signature, heads nothing."""

    def __init__(self, context: Context) -> None:
        entries = register_entries(context.register)
        self._names = NameIndex([dataclasses.replace(x, names=x.official) for x in entries], {})
        self._parents = {x.id: x.parent for x in entries}

    def of_another(self, text: str, organisation: str) -> bool:
        """Whether lines of their own at the beginning name organisations, and none of them the organisation itself, its
        parent or one of its children."""
        lines = [x.strip() for x in text.splitlines() if x.strip()][:_HEADING]
        matches = (self._names.by_name(x) for x in lines if len(x) < _LONGEST)
        named = {x for match in matches if match for x in match.organisations}
        return bool(named) and not any(self._is_of_family(x, organisation) for x in named)

    def _is_of_family(self, one: str, organisation: str) -> bool:
        return organisation in (one, self._parents.get(one)) or self._parents.get(organisation) == one
