"""A reply to a letter, read: what it confirms, explains, corrects, promises and asks, and which point each is about.

read_reply: What a reply says, in order, each statement tied to the letter's point where that is told.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
