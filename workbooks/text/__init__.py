"""What a cell or a name says: folded labels, numbers, dates, and the words of our own workbooks.

abbreviates: How well the text abbreviates the best of some labels of one row.
as_of_text: The reporting date in words, such as «2026 жылғы 1 қаңтардағы жағдай бойынша».
dates_in: The full dates that `text` names, in the order of the patterns that know them, each once.
EMPTY: What an empty cell says.
FEWEST_LETTERS: The letters that a reason has at least.
FigureUnit: A unit of the form: `kind` is count, amount or percent; `words` are its names and what else is written for
    it.
fold: The words of `text` in one canonical writing, single spaces between.
in_every_language: The text at a dotted path of the catalogue in every language that it has.
in_other_font: The text with «є», «ѓ», «њ» read as in the second table of old Kazakh fonts.
is_reason: Whether a text beside a figure says a reason at all; `labels` are those of its row.
Likeness: How a text abbreviates a label: not at all, some of its words in their order, or every word of it.
no_reasons: What says nothing beside a figure whose row bears these labels, as `bare` gives it.
read_figure: The reading of a cell's stored value in a row of `unit`; a text names a usual one (persons, units or %).
read_number: The reading of a stored number; the noise of binary arithmetic in its last digits goes.
ReadNumber: What a cell says: `value` of a read cell, `proposed` of one whose repair loses something; `repair` names
    it.
repaired_encoding: The text that UTF-8 bytes read as Windows-1251 («РђР±Р°Р№») stand for; any other text as it is.
russian_letters: A folded text with its Kazakh letters written as offices without a Kazakh keyboard write them.
short_date: A date as the form writes it: 01.01.2026.
SIGNS: What is no letter, and taken out of a reason before it is compared.
UNREADABLE: What a cell says that is no number.
Value: What a cell holds.
WAITING: What a formula says over a cell that waits for a word.
WAITS: The repair of a formula that waits for another cell.
without_case_ending: What a folded name can be without the Kazakh case ending of its last word; the name itself among
    them.
until_text: The last day in words, such as «2026 жылғы 20 желтоқсанға дейін».
word: The text at a dotted path of the catalogue in a language, its {placeholders} filled.
words: The list of texts at a dotted path of the catalogue in a language.
years_in: The years of this century that `text` names outside of figures.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
