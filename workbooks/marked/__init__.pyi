from .marking import mark_return as mark_return
from .marking_apart import MarkingProcess as MarkingProcess
