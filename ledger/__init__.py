"""What arrived, what was found and what was decided; and the store of everything that arrived.

DeliveryState: What became of a letter at an address.
FileReading: What a reader made of one file, in the order in which it met the parts.
Ledger: The whole ledger, one part for each subject.
open_ledger: The ledger at an SQLAlchemy URL (`sqlite:///round/ledger.sqlite`), created or upgraded where needed.
role_grants: The SQL that makes the three roles, where they are missing, and gives them their rights in the round's
    schema.
Store: A folder of files named by their content, `sha256[:2]/sha256`.
VERSIONS: The columns of a return's versions as the ledger gives them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
