"""The evidence pack of a round: one zip that needs nothing else to be checked and computed again.

NATIONAL: The name of the member that holds the national figures.
held_national: The national figures as the ledger's last judgement has them.
national_again: The national figures of a judgement.
national_differences: Where the second table of national figures says something else than the first.
pack_members: Everything that goes into the pack of a round, by its name there.
PackFacts: What a pack says of itself, and who has signed it.
unpacked: A pack's round in a temporary folder, with what differs from the pack's own manifest.
UnpackedRound: A round that was taken out of a pack.
write_pack: Write the members with their manifest, signed where there is a key; the sha256 of the manifest.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
