"""The sums of a round, and what is published of them: the national workbook and note.

consolidate: The consolidated round of frames.Figures, Returns, Register and History.
Consolidated: The consolidated round.
coverage_sentence: What is missing and what that means for the totals, and who has left since last year, in a few
    sentences.
national_note: The note as .docx bytes; the same input gives the same bytes.
national_workbook: The workbook as .xlsx bytes, headings in Kazakh and Russian; the same input gives the same bytes.
NO_RETURN: Why an organisation is missing that has sent nothing.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
