from .language_page import language_markdown as language_markdown
from .notes_in_review import notes_page as notes_page
from .outlier_drawing import outlier_picture as outlier_picture
from .queue_items import QueueItem as QueueItem
from .queue_items import message_queue as message_queue
from .round_at_a_glance import LetterBack as LetterBack
from .round_at_a_glance import round_page as round_page
from .rulebook_page import rulebook_markdown as rulebook_markdown
