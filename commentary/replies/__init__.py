"""What a reply to a letter says, statement by statement.

read_reply: The statements of a reply, in the order of its words.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
