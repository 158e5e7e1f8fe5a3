"""A round at work: its folder, settings, ledger and store, and what is shown while it is worked on.

CARRIED: The origin of a published figure that was accepted in an earlier year, for no return stands.
CLOSED: The kind of decision that locks a round.
READ: The origin of a published figure that a return states.
REOPENED: The kind of decision that opens a closed round again.
changed_figures: frames.PublishedChanges: what differs from the version that was published before, and last year's
    figures that were restated.
figures_digest: A digest of the figures that standing_figures gives: two of the same say the same of every organisation.
is_closed: Whether the round is closed, and nobody has reopened it since.
last_version: The number of the version that was published last; 0 before the first.
refuse_closed: Raises ClosedRoundError where the figures of the round are locked.
standing_figures: The current figures of the standing returns, each with its source.
edited_sentences: What was edited, a sentence a figure; of many, the first ones.
history_changed: What of history.csv is not as it was last noted.
note_history: Notes history.csv where it is new or was edited, and gives back what was edited.
decider: Who decides: the name that was given, or else that of the settings.
difference_sentence: What differs, in a sentence.
note_written: Notes the digests of reports that were written.
refuse_tampered: Raises TamperedError where the ledger is not what its chain of events says.
report_differences: The reports that are not as they were written.
sha256_of: The sha256 of a file; "" where it cannot be read.
can_be_written: Whether files can be made in the folder; it is created where it is not there.
cell: A table's cell that says this text, whatever stands in it.
code_version: The version of esep with the digest of its code, such as 0.1.0+3f2a9c…
CONSOLIDATED: The files in reports/ that a consolidation writes, beside the auditors' pages.
collected_reports: What a collection has written below the folder: COLLECTED, and a page for each tree.
command_text: The text of a dotted name such as `status.title`, its {placeholders} filled.
digest_of_reports: A digest of the bytes of what a collection writes; of a file that is missing or closed to us, of
    nothing.
GIVEN_UP: By this name a run's counts keep the states of the notes that could not be assessed.
field_faults: Each wrong field, as the keys that lead to it, and what is wrong with it.
file_time: When the file was last changed (ISO, UTC).
Item: The path and sha256 of a file to read.
json_text: The value as JSON in which every character that steers a terminal is escaped.
load_settings: The settings of this machine, with those of the round's `esep.env` where there is one.
new_files: The files of the inbox that the ledger does not know: columns of scan_inbox.
NotesInLimits: Assesses notes as `assess_each` does, with NotAssessed for those that break the limits.
own_sentences: What our letters say between what fills them, in every language.
PlainStream: A stream that writes what `for_terminal` leaves, for what others write of the words that a user gave.
read_chunk: Read a chunk in worker processes and note its documents; how many there were.
read_history: frames.History from a CSV file.
read_register: frames.Register from a CSV file, and columns name_<language> beside.
read_terms: The terms that round.yaml holds.
refuse_incomplete: Raises MissingReturnsError where a member's return does not stand and --partial was not given.
reported: frames.Returns as the last collection left them, from the ledger.
RoundFolder: A round.
SCHEDULED: What a run notes of itself that a schedule began, and no person.
Screen: Where a command speaks.
screen: The screen of this process's command.
sentence_model: The model that judges sentences by their meaning, loaded once a process; None where it is not installed.
speak: One line, or several; an error's go to standard error.
steers: Whether one of the words would steer a terminal.
Settings: How esep runs on this machine; nothing of it but the mail server's name changes a figure or a verdict.
store_new_files: Copy every new file into the store under its sha256, then note it in the ledger; how many there were.
terminal: A rich console for a terminal, without markup; `options` are those of rich's.
unread_chunks: The files that this version of the reader has not read, in chunks of (path, sha256).
unsaid: The text with *** for each password.
use_screen: Set the screen of this process's command; tasks of a flow speak through it.
Workspace: What a command needs to work on a round.
writable_cache: The cache folder, or one in the system's temporary folder where it cannot be written.
write_file: Write a whole file, for its owner alone, or nothing: a killed process leaves the old one.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
