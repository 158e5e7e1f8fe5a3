from .letter_changes import signed as signed
from .letter_content import LetterContent as LetterContent
from .letter_content import letter as letter
from .letter_remarks import cell_text as cell_text
from .letter_remarks import grouped as grouped
from .letter_remarks import row_text as row_text
from .reminder_letter import ReminderContent as ReminderContent
from .reminder_letter import reminder as reminder
