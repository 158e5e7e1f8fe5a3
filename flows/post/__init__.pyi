from .correspondence import with_version_keys as with_version_keys
from .correspondence import write_letters as write_letters
from .sending import send_letters as send_letters
from .sending import sending_report as sending_report
from .correspondence import Written as Written
