"""The letter to an organisation about one version of its return.

answer_letter: The answer: text and HTML parts of the same content, in the thread of the last message that it answers.
AnswerContent: What an answer is made from: the messages that it answers, and what is open after them.
asked_questions: The numbered points of the letter: what to mend, what to confirm, what to explain, in the form's order.
cell_text: The cell with its sheet: Есеп!E60; "" where there is none.
grouped: A figure with its digits grouped; any other text as it stands.
letter_number: The short number of a letter: of its Message-ID.
letter: The message: text and HTML parts of the same content, the marked workbook attached.
LetterContent: What a letter is made from; the frames hold the rows of this organisation's return alone.
row_text: The row of the form in words: 605-жол, «келісу комиссиясының мүшелері», есептік жыл.
signed: A difference with its sign: +1 234, −615; 0 has none.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
