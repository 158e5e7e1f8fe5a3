from .template_order import FilledReturn as FilledReturn
from .template_order import TemplateOrder as TemplateOrder
from .template_values import rate_values as rate_values
from .template_workbook import write_template as write_template
