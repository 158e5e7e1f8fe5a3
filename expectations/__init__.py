"""The auditors' checks of a collected round, with Great Expectations, and their pages.

audit: Judges the round and writes `folder`: gx (the project), docs (Data Docs) and index.html, our own page.
AuditInput: The collected round.
AuditResult: The verdicts of the audit.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
