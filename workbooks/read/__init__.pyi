from .file_reading import read_file as read_file
from .isolation import read_isolated as read_isolated
from .own_failures import Unread as Unread
