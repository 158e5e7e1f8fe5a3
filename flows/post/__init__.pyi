from .correspondence import Written as Written
from .correspondence import with_version_keys as with_version_keys
from .correspondence import write_letters as write_letters
from .prefilled_forms import prefilled_form as prefilled_form
from .prefilled_forms import template_name as template_name
from .prefilled_forms import template_orders as template_orders
from .sending import send_letters as send_letters
from .sending import sending_report as sending_report
