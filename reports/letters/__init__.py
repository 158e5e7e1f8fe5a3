"""The letters to an organisation: about one version of its return, and to remind it of one.

cell_text: The cell with its sheet: Есеп!E60; "" where there is none.
grouped: A figure with its digits grouped; any other text as it stands.
letter: The message: text and HTML parts of the same content, the marked workbook attached.
LetterContent: What a letter is made from; the frames hold the rows of this organisation's return alone.
reminder: The message that reminds of a return: text and HTML parts of the same content, the form attached where it is
    given.
ReminderContent: What a reminder is made from.
row_text: The row of the form in words: 605-жол, «келісу комиссиясының мүшелері», есептік жыл.
signed: A difference with its sign: +1 234, −615; 0 has none.
UNCONFIRMED: What a letter tells of a return whose sender nobody knows, beside the outcomes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
