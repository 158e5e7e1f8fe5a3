"""The rules judged themselves: their examples, contradictions, redundancy.

check_form: The faults of the form at the path, in the order of their places; none where the form is right.
check_rules: The report on a form's rules that are in force at its date.
RuleReport: What was found of a form's rules; checks are named rule@column or rule:indicator@column.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
