"""What the `esep` command calls: one function a command, and one that shows its result.

Approval: What is approved of an organisation: a rule, or `rule:indicator`, of which a waiver waits.
approve: Approve, by a second name, what another has proposed; what was approved, in the language.
assess_file: Write a verdict line for each note, to `out` or to standard output.
assign_file: Note whose a file is; the name that its cover bears becomes an alias.
check_files: Check workbooks, with notes that are files of their own, as a round does that nothing else has come to.
check_table: Print the verdict of each file and what to mend; in Kazakh unless another language is asked for.
close_round: Lock exactly what was published, keep it as a version, and write ROUND/next/ (history, notes, what was
    settled).
reopen_round: Open a closed round again; the next closing makes another version.
restate_figure: Restate a published figure, or one that was accepted last year; the old value is kept.
verification_lines: What was found, as lines for a terminal.
verify_round: Everything in which a round differs from what it says of itself.
decide: Keep a decision about a verdict or a finding; it takes effect when the round is collected next.
decide_message: Keep a decision about a message, which is named by its file or by the first digits of its sha256.
decision_lines: The decisions as lines for a terminal.
decisions_of: The decisions that stand: organisation, subject, decision, applies, because, author, at.
export_labels: Write the verdicts that people have given as labelled notes, one JSON object a line; what was written.
inbox_items: The messages that wait for a person, then what was accepted by default.
inbox_json: The items as plain values; after them what waits for a second name, which is no message.
inbox_lines: The items as lines for a terminal, what waits for a second name, the round's letters that were not
    delivered.
inbox_proposed: What one person has proposed to let pass, and waits for a second name.
init_round: Make the folder and say what to do next.
NEED_TWO_NAMES: The decisions that need two names.
Measure: What files are held to: a form, by name or path, and a date, or a round that says both and all that it knows.
languages_of: The languages that people of the round may read.
print_form_faults: Print everything that is wrong with a form, or that it is right; the exit code.
print_forms: Print the forms that are shipped, with their titles.
print_replay: Print what the rules would have found in past rounds, as a table or as JSON; the exit code.
print_rulebook: Print the rulebook, or with `check` what is wrong with the rules; the exit code.
remind_round: Write the reminders of today, or with `dry_run` only say whom they would go to, on another day if asked.
reminder_lines: Whom the reminders go to and who is left in peace, a line each.
round_status: The status as the last collection left it; before the first, everybody is missing.
send_round: Collect where something has arrived or changed, so that no letter goes out as it was; then send what waits.
status_table: Print the status as a table.
Wanted: What is to be decided.
write_templates: Write them to `out`, or to ROUND/templates; how many, and where.
take_back: Take back whose a file is, and what was learnt from it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
