"""The rules held to returns: residuals, validation, plausibility, outcomes, and which return counts.

ACCEPTED: The pseudo column of last year's accepted figures.
asked_by_other_figures: The commentary rules that alone ask for a change: columns organisation, indicator, rule,
    parameters.
corroborated: The suspects with repairs that the note bears out ranked first, and the rows of `stated` that they
    settle.
COUNTS: The columns of a replay's counts.
days_late: By how many days a return came after the deadline; 0 where it did not, or where the date is not known.
effect_on_national: What each finding (frames.Findings) can cost, in its order: `effect` in units, `counted` the
    indicator it is in.
Evaluator: Evaluates trees over a table, for one column of it.
evaluator_of: What evaluates the check's trees: its tree, its condition and its message's terms.
every_rule_holds: For each return whether every hard rule holds that applies to it.
failed_checks: The failure cases of the residual table: columns organisation, check (its name), residual.
failures: Whether each check failed, shaped as the residual table; a check that was not evaluated has not failed.
figure_table: The table of all returns in `figures` (frames.Figures), each organisation once.
FigureTable: Figures by (indicator, column): column is current, prior, change or accepted; NaN where there is no
    value.
material_changes: The changes that the note must explain: columns organisation, indicator, in the form's order, each
    once.
outcomes: The outcome of each organisation's latest return: returned (a hard finding), queried (a soft finding or a
    change left unexplained), accepted.
PastRound: What a round has left.
plausibility: The plausibility of these cells of the returns at `rows`, learnt from all returns of the table.
ratio_outliers: Every return's ratios: organisation, ratio, value, last_year (accepted), from_history, from_peers,
    outlier.
replayed: For each rule how many returns it was evaluated for, for how many it fired, and after how many was
    corrected.
residuals: The residual table: index organisation, a float column for each check's name, NaN where not evaluated.
return_of_each: By what each organisation is known: the return that counts, else the first file that cannot be read,
    else a copy.
ReturnArrivals: The workbooks that have arrived, one row each.
rule_findings: The findings (frames.Findings) of failed checks of hard and soft rules, each at the cell that it speaks
    of.
settle_versions: Index file; columns status (latest, superseded, duplicate; "" for what is no readable return, or
    waits for a person's word), same_as, twin.
to_be_read: frames.ToBeRead from frames.Commentary and Figures, the largest changes first.
turned: The (organisation, indicator) whose change would have another sign once the likeliest repair is made.
with_children_of: The table in which these parents' sums are those of their children's figures in `mended`, a table of
    the same returns; `kin` has the columns id and parent.
with_figures: The table with these figures (organisation, indicator, period, value) in place of those stated.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
