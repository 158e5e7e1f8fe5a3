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
files_written: The digest of each file that was written last, by its path below the round's folder.
note_written: Notes the digests of reports that were written.
refuse_tampered: Raises TamperedError where the ledger is not what its chain of events says.
report_differences: The reports that are not as they were written.
sha256_of: The sha256 of a file; "" where it cannot be read.
can_be_written: Whether files can be made in the folder; it is created where it is not there.
cell: A table's cell that says this text, whatever stands in it.
clear_leftovers: Remove what killed processes have left unfinished.
code_version: The version of esep with the digest of its code, such as 0.1.0+3f2a9c…
CONSOLIDATED: The files in reports/ that a consolidation writes, beside the auditors' pages.
collected_reports: What a collection has written below the folder: COLLECTED, and a page for each tree.
command_text: The text of a dotted name such as `status.title`, its {placeholders} filled.
digest_of_reports: A digest of the bytes of what a collection writes; of a file that is missing or closed to us, of
    nothing.
FileFault: A file, and why it was not taken in or not read.
GIVEN_UP: By this name a run's counts keep the states of the notes that could not be assessed.
faults_of: What our side failed in a collection.
field_faults: Each wrong field, as the keys that lead to it, and what is wrong with it.
file_time: When the file was last changed (ISO, UTC).
given_up: Why each file that a reader has not read could not be read.
inbox_now: What lies in the inbox, and those of its files that the ledger does not know.
is_lost: Whether nothing is noted in a ledger, or its rebuilding was broken off.
Item: The path and sha256 of a file to read.
json_text: The value as JSON in which every character that steers a terminal is escaped.
lives: Whether the process of this name, one of this machine, is still there.
load_settings: The settings of this machine, with those of the round's `esep.env` where there is one.
machine: The name of this machine, without spaces.
name_in_database: By what a round is told from others in a database.
new_files: The files of the inbox that the ledger does not know: columns of scan_inbox.
NotesInLimits: Assesses notes as `assess_each` does, with NotAssessed for those that break the limits.
only_writer: Hold the round in a folder; other commands that write to it wait.
operators_language: The language of who runs a command.
letter_differences: The letters that are not as they were written, and sent ones that are gone.
note_letters: Notes the digests of the letters that were not noted before.
own_sentences: What our letters say between what fills them, in every language.
PATIENCE: How long it is waited for files that are still being written, in seconds.
PlainStream: A stream that writes what `for_terminal` leaves, for what others write of the words that a user gave.
process_name: The name of this process: its machine, number and beginning, with spaces between.
read_chunk: Read a chunk in worker processes and note its documents; how many there were.
read_history: frames.History from a CSV file.
read_register: frames.Register from a CSV file, and columns name_<language> beside.
REBUILD: By this name the runs go that make a lost ledger anew.
refuse_faults: Raises StorageError that says everything which our side failed.
read_terms: The terms that round.yaml holds.
refuse_incomplete: Raises MissingReturnsError where a member's return does not stand and --partial was not given.
reported: frames.Returns as the last collection left them, from the ledger.
RoundFolder: A round.
say_faults: Say what was failed, a line each, on standard error.
say_growing: Say which files are still being written.
SCHEDULED: What a run notes of itself that a schedule began, and no person.
Screen: Where a command speaks.
screen: The screen of this process's command.
sentence_model: The model that judges sentences by their meaning, loaded once a process; None where it is not installed.
speak: One line, or several; an error's go to standard error.
steers: Whether one of the words would steer a terminal.
Settings: How esep runs on this machine; nothing of it but the mail server's name changes a figure or a verdict.
store_new_files: Copy every new file into the store under its sha256, then note it in the ledger under that.
TakenIn: What was stored, and what was not and why.
terminal: A rich console for a terminal, without markup; `options` are those of rich's.
unread_chunks: The files that this version of the reader has not read, in chunks of (path, sha256).
unsaid: The text with *** for each password.
untried_files: Those of them that nobody has tried to read yet.
use_screen: Set the screen of this process's command; tasks of a flow speak through it.
Workspace: What a command needs to work on a round.
writable_cache: The cache folder, or one in the system's temporary folder where it cannot be written.
writes_round: The command, which holds the round that its first argument names as long as it runs.
write_file: Write a whole file, for its owner alone, or nothing: a killed process leaves the old one.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
