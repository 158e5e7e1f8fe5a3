"""The bytes of files of every kind: what they are, what they hold, under limits.

addresses_of: The different addresses in the raw text of a header, in small letters; what is shown beside them is no
    address.
authors_within: The addresses of those who wrote the messages that a body quotes or forwards, as their heads tell.
BETWEEN_SENDERS: What stands between the addresses of a message that names several senders.
bodies_of: What stands in the body of a message, as each of its parts shows it: as text, and as a page.
decoded: The text of bytes; of the 8-bit code pages the one that gives the most common words of Russian or Kazakh.
directory: The members of a zip file by name.
extension: The extension of a file name, in small letters, without the dot.
FileKind: The kinds of file that offices send.
html_rows: The texts of the cells, row by row, and the merged areas as (first row, first column, last row, last
    column).
kind_of: The kind of a file with these bytes and this name.
Leaf: One file of an inbox: its name below the inbox, bytes and kind, who sent it when, and why it was refused.
leaves: The file and, if it is a container, everything in it, outermost first.
limit_memory: Limit the address space to so many bytes, or to as many as this process may have.
LIMITS: How much of a file is looked at.
MEBIBYTE: 2**20 bytes.
OwnPost: What reading must know of our own post.
quiet_process: Leave no core file behind, and silence what libraries print.
Refused: A file that is not read; `reason` is a word that the message to the sender explains.
runs_in_circles: Whether a chain of sectors leads back into itself.
SPREADSHEET_EXTENSIONS: The endings of files that hold tables.
SPREADSHEETS: The kinds of file that hold tables.
stream: The bytes of the first stream that has one of these names, in whatever letters.
tables_of_page: What the tables of a page hold.
unbroken: A text that is to hold figures.
unlocked: The workbook within an encrypted one, read with Excel's default password.
unpacked: The bytes of a member.
with_usual_names: The file with its streams called as these names are written.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
