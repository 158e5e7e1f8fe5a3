from .marking import MarkedCopy as MarkedCopy
from .marking_apart import MarkingProcess as MarkingProcess
