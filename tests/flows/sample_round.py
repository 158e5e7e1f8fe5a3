"""A small round with a return of each organisation, to try the guides on: python -m tests.flows.sample_round FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.flows.conftest import SIZES, fill_in, new_round


def main() -> int:
    """Make the round in the folder that the command line names; the exit code."""
    folder = new_round(Path(sys.argv[1]))
    for organisation in SIZES:
        fill_in(folder / "inbox" / f"{organisation}.xlsx", organisation)
    return 0


if __name__ == "__main__":
    sys.exit(main())
