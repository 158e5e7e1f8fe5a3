"""The fewest cells that can be wrong, and what most likely stood in them (Fellegi and Holt 1976).

repairs: The repairs of all returns of the table that break hard rules; `residuals` as residuals.residuals gives them.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
