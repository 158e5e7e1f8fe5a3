"""The form as data: its model, the rule language, the checks that rules unfold to, the sentences of findings.

ANYWHERE: The placeholders that any sentence of the national note may hold.
ARITHMETIC: The signs of arithmetic in the rule language.
Bounds: Between which values a check's difference must lie.
Breakdown: A row and its kinds, whose words (chairs, commissions) mean these rows only in talk of the whole.
Call: A function, predicate or aggregate applied to its arguments.
Cell: An indicator and a column of the form.
Check: One rule at one place.
checks_of: All checks of the rules in force at the date (the form's own by default), in the form's order.
CHILDREN: The pseudo column of the children's sum.
children_of: The direct parts of a node, left to right.
COMPARISONS: The signs of comparison in the rule language.
ComputedRatio: A row that does not add up, computed anew from two sums: `times` · part / whole, to so many decimals.
difference_of: The comparison whose left − right is the residual, or None where the residual is 0 or 1.
example_form: The YAML of a small form that holds one of everything, with comments.
Fact: A threshold of the round or a fact of the return (kind, period, has_accepted …).
Figure: A figure.
figures_of: The figures that the tree names, in reading order, each once.
fill: The template with its {placeholders} filled; one that has no value becomes an ellipsis, never an error.
Form: A form: its indicators by name in row order, its rules, findings and reasons.
form_faults: The faults in the order of their places, and the form without its faulty rules and texts.
form_file: The YAML file of a form.
form_names: The names of the forms that are shipped with esep.
form_source: The source of a form in a YAML file, with the parts that lie beside a form.yaml.
format_number: A figure as people of the language write it: 590 740, 95,8 (kk, ru) or 95.8 (en); −615 with a true
    minus.
FormSource: `texts` are text and file name by the key that a file fills, "" for the form itself.
HidiroglouBerthelot: The parameters of hb_within: how much size weighs, the least spread of the bounds, and how far is
    too far.
Indicator: A row of the form.
is_shipped: Whether a form's file is one of those that are shipped with esep.
language_chapters: The rule language, construct by construct.
LanguageChapter: Constructs of one kind, and what is to be known of them.
LanguageExample: A construct: what it shows, the keys of a rule that has it, and figures with which it passes and fails.
linear_rules: The linear rules of the checks, in their order.
LinearRule: Σ coefficients · cells + Σ products · cell · cell + Σ given · constants of the return, `operator`,
    `constant`.
LinearRules: The checks as linear rules; `whole` and `required` give the cell of checks that ask for an integer, a
    value.
load_form: The form of this name, shipped with esep.
load_form_at: The form of a YAML file, with the parts that lie beside a form.yaml.
Mentions: How notes speak of a form's rows: what `forms/<name>/mentions.yaml` holds.
message_of: The sentence of one finding: quoted words short and harmless, a reader's word for what it met in words.
messages: The message of each finding (frames.Findings), in the language that `languages` gives for its organisation.
Node: A node of a parsed rule.
Not: The contrary of a condition.
NoteSection: A section of the note: its kind, the rows that it speaks of, and what it says otherwise than any form's
    note.
Number: A literal number.
Operation: An operator between two terms: arithmetic, comparison, and, or, then (implication).
Parameter: What fills a placeholder of a message.
periods_of: The columns that a rule judges.
plain_number: A figure for machines: no grouping, a dot, no trailing zeros; "" for NaN.
quoted: The words on one line without control characters, cut at a word with an ellipsis, links defanged.
read_form: The form that a YAML text holds; `parts` are the texts of its other files by the key that they fill.
refusal: Why a file could not be read, in the language; the reader's own word where there is no sentence for it.
Roles: The indicators by role; what a form leaves out is derived from its rows (`completed`).
Rule: An edit rule: what must hold, when it applies, over which set, and what is said when it does not.
SENTENCES: The sentences of each kind of section of the national note, with the placeholders that they may hold.
Severity: hard, soft or commentary.
String: A literal text, to compare a fact with.
substitute: The tree with `x` standing for one indicator.
Text: A text in the three languages.
template_of: A rule's sentence with its {placeholders}: the neutral one where `parameters` say UNSURE and there is one.
UNREADABLE_RULES: The findings of a workbook from which no figures could be read.
UNSURE: The parameter that makes a finding's message the neutral one.
walk: Every node of the tree, the outer before the inner, left before right.
WatchedRatio: A ratio to watch, with the distances (in robust standard deviations) from which it stands out.
WORDINGS: What a form may say of its total in its own words, each with the placeholders that its text may hold.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
