from .form_check import check_form as check_form
from .rule_checks import RuleReport as RuleReport
from .rule_checks import check_rules as check_rules
