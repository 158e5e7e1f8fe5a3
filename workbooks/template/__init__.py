"""The form as a workbook that checks itself while one types.

FilledReturn: What an office has filled in.
rate_values: The rates that follow from a return's figures of one year, as the template computes them.
TemplateOrder: An organisation's template: code, names, language of the office, kind, last year's accepted figures,
    e-mail.
write_template: Writes the workbook of one organisation to `path`; with `filled`, the same workbook as the office
    returns it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
