"""The small round of the flows' tests: judging is tested on returns that were read."""

from tests.flows.conftest import fill, full_round, round_folder

__all__ = ["fill", "full_round", "round_folder"]
