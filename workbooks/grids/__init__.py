"""From a spreadsheet file to grids: values with their addresses, and what is known beside the value.

address: The A1 address of a cell counted from 0.
area: First row, first column, last row, last column of an A1 range.
computed: The result of the formula in a cell, None for an empty text.
Grid: A sheet: `rows` of values from A1 on, merged areas, and its details, which are looked up when first needed.
grids_apart: The sheets of a file, those of a binary one without their details.
grids_of: The sheets of a file, in its order.
NotComputed: The formula is not of the simple kind, or a cell that it needs has no number.
own_time: When a workbook says that it was last saved; None where its kind does not tell.
parse: Streams the elements of `data`, by local name, to the handlers.
Waits: A cell that the formula needs waits for the sender's word.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
