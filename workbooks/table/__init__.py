"""From grids to the form's figures: rows, columns, labels, cells.

cell_issues: What must be asked: proposals (cell-repaired) and cells that give no number (cell-unreadable).
choose: The table that is the return, or the question which of several it is.
find_tables: Every table of the form in a workbook, with its figures.
form_index: The index of a form's key, made once a process: a key is known by identity before it is compared.
FormKey: The form of a round: version, dates, rows, and section titles and form titles in each language.
FormTable: A table of the form on a sheet.
is_whole: Whether a table has nearly as many rows as any of `tables`; one in a note repeats only some.
packed: The bytes of a file's number and documents.
raw_text: What stands in a cell, as text: whole numbers without a decimal point, dates in ISO form.
ReadDocument: A document whose figures are still rows.
REASON: The name of the column of reasons.
RowKey: A row of the form: its code, section, every label it goes by, unit, and whether it states last year too.
table_issues: What must be asked about the table itself: rows that claim one line, hidden rows, figures beside the
    form.
unpacked: The number and the whole documents of `packed` bytes.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
