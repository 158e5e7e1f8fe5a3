"""Whose a return is, and which note belongs to it.

above: The folders, archives and messages that a file lies in, the outermost first.
container_of: The innermost archive or message that holds a file; empty for a file that lies in the inbox itself.
Identification: The organisation of a file (empty if not known), how it was told, and what must be asked about it.
is_scan: Whether a document is a picture or a PDF, of which nothing could be read.
identify: The identification of each file of `documents`.
NoteSubject: Knows the form's rows and date, the register's names and addresses, and what somebody has assigned by hand.
pair_notes: Gives each note to the workbook it belongs to.
Pairing: `notes`: the texts of each workbook's note.
read_cover: The cover of a workbook and its sheet's name; where there is none, the names that stand above the table.
RegisterEntry: An organisation of the register.
with_strays: The documents; a note that no return takes, and a container without a file, as unreadable workbooks.
without_companions: The documents, scans and pictures beside a readable workbook of the same organisation marked as no
    return.
NameIndex: Looks names up in the register and among the names that somebody assigned.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
