from .reply_reading import read_reply as read_reply
