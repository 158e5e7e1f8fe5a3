"""The demo: a round of 38 organisations, built and run.

run_demo: Build and run the demo in `folder`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
