"""A file read into documents, in worker processes with limits.

read_file: The documents of the file at `path`, called `name` below the inbox: itself and, of a container, each leaf.
read_isolated: The documents of each of `items` (path, name below the inbox), in their order.
Unread: A file that could not be read here.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
