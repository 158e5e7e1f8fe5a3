from .cover import read_cover as read_cover
from .folders import container_of as container_of
from .identity import Identification as Identification
from .identity import identify as identify
from .name_index import RegisterEntry as RegisterEntry
from .pairing import Pairing as Pairing
from .pairing import pair_notes as pair_notes
from .pairing import without_companions as without_companions
