from .access_roles import role_grants as role_grants
from .delivery_records import DeliveryState as DeliveryState
from .file_records import Arrival as Arrival
from .file_records import FileReading as FileReading
from .store import Store as Store
from .version_rows import VERSIONS as VERSIONS
from .whole_ledger import Ledger as Ledger
from .whole_ledger import open_ledger as open_ledger
