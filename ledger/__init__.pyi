from .arrivals import FileReading as FileReading
from .ledger import Ledger as Ledger
from .ledger import open_ledger as open_ledger
from .store import Store as Store
from .version_rows import VERSIONS as VERSIONS
