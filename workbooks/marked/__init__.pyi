from .marking import mark_return as mark_return
