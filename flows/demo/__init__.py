"""The demo: a round of 38 organisations, built and run.

run_demo: Build and run the demo in `folder`.
run_small_demo: Build and run the small round of another form.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
