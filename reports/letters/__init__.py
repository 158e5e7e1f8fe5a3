"""The letters to an organisation: about one version of its return, and to remind it of one.

answer_letter: The answer: text and HTML parts of the same content, in the thread of the last message that it answers.
AnswerContent: What an answer is made from: the messages that it answers, and what is open after them.
asked_questions: What the letter asks, in its order. Numbers run through the whole letter: cells to mend, figures to
    confirm, changes to explain; where one point stands for several findings, several questions share its number.
cell_text: The cell with its sheet: Есеп!E60; "" where there is none.
grouped: A figure with its digits grouped; any other text as it stands.
letter: The message: text and HTML parts of the same content, the marked workbook or a fresh form attached.
letter_digest: What the Message-ID of a letter about a version of a return begins with: the same for the same `telling`.
letter_number: The number of the letter with this Message-ID: six signs, the first a letter; the same for the same
    letter.
LETTER_OUTCOMES: The outcomes of a return that a letter tells of; of others nothing is written.
LetterContent: What a letter is made from; the frames hold the rows of this organisation's return alone.
marks_of: What the letter tells, cell by cell, with its numbers (frames.Marks), for the marked copy.
reminder: The message that reminds of a return: text and HTML parts of the same content, the form attached where it is
    given.
tree_digest: The message: text and HTML parts, the `page` (its name and HTML) attached.
ReminderContent: What a reminder is made from.
row_text: The row of the form in words: 605-жол, «келісу комиссиясының мүшелері», есептік жыл.
signed: A difference with its sign: +1 234, −615; 0 has none.
UNCONFIRMED: What a letter tells of a return whose sender nobody knows, beside the outcomes.
words_of_points: What the letter says of each question in one line, by rule, indicator and period.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
