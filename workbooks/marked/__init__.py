"""The sender's own copy with the findings marked in it.

MarkedCopy: A workbook to send back.
MarkingProcess: Marks returns one after another in another process; to be closed (`with`).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
