from .delivery_records import DeliveryState as DeliveryState
from .file_records import FileReading as FileReading
from .row_dump import restore_ledger as restore_ledger
from .store import Store as Store
from .version_rows import VERSIONS as VERSIONS
from .whole_ledger import Ledger as Ledger
from .whole_ledger import open_ledger as open_ledger
