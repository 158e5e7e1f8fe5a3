"""A note as text: units, tokens, lexicon hits, and what was copied.

begins: Whether a folded word is of the set: one of its words, or with one of its stems.
fold: The text in lower case, Kazakh letters and look-alikes as Russian ones, each letter in its place.
Hit: Tokens start..end (end excluded) match an entry of group and label; `weight` is the letters it fixed.
Lexicon: All entries of some groups, looked up together in one pass over the tokens.
in_pieces: The text in pieces no longer than a unit may be, without the white space between them.
masked_words: The folded words of a text; numbers and dates as `#`, words of organisations' names as `¤`.
MENTION: The lexicon group of the phrases that name a row outright.
Mention: An indicator named at tokens start..end; `weak` where only a figure or a movement makes it a mention.
name_words: The folded words of organisations' names, long enough to be told from others.
plain_words: The folded words and numbers of a text, in order; words of organisations' names left out.
read_note: The readings of a note's units.
read_piece: One sentence read by itself, as training and the figures' reason column need it.
ReadUnit: A unit as it was read.
runs: The runs of `size` words; a shorter text is one run of all its words.
segment: The units of a note, in text order.
share: How much of the part's runs the whole has.
stale_units: The units that stand, figures and names aside, in last year's note of the same organisation.
stem_set: The words of a set of `lexicons/words.yaml` as beginnings, folded.
Token: A token and its place in the note.
tokenise: The tokens of text[start:end], with places in `text`.
Vocabulary: The lexicon that the notes of a form are read with, and what reading must know of the form's rows.
vocabulary_of: The vocabulary of the form's notes, made once for each form.
word_set: The whole words of a set of `lexicons/words.yaml`, folded.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
