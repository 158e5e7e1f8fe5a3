"""What leaves the house: letters and reminders into the outbox, the outbox through SMTP; and what comes back.

lost_letters: The Message-IDs of letters about returns that are still to go somewhere, but whose file is gone.
note_bounces: Mark the letters that the bounces give back as undelivered, each once; how many letters they name.
plan_reminders: Whom to remind on a day, by what the last collection left; nobody in a closed round.
record_sent: Write beside the letters which of them were sent and when.
ReminderPlan: Whom to remind on a day and who is left in peace; `stage` is None where the day is for no reminder.
restore_letters: Note every letter of the outbox; how many there are, and how many of them count as sent.
send_letters: Send what waits; how many letters were sent, how many wait, what was not taken and why, how many are
    undelivered.
sending_report: What was sent, what waits and why, in sentences.
sent_nothing: Whether nothing was sent although there was something to send.
strange_bounces: The bounces that mark no letter, as they name none of ours or come from nobody knows whom, and the
    programs' messages that bring a workbook: a person looks.
template_name: The template's file name; of plain letters, so that it survives any mail system.
template_orders: What each organisation's template holds of it, in the order of the register.
today_of: The day that it is in the round's time zone.
undelivered_letters: The letters that came back or were refused for good, as long as the register has that address.
UndeliveredLetter: A letter that has not reached an address, and why.
with_version_keys: frames.Returns with `version_key`: the return (its bytes and its note), and what was found in it.
withdraw_past_reminders: Take back reminders that nobody has received and that are past; how many there were.
write_letters: Write the letters that were not written before, and answer every message once.
write_reminders: Write the reminders of a day to the outbox, each once, and take back those that are past; what was
    planned.
Written: How many letters were written; `held_until` is when the next answer that is held back may go ("" for none).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
