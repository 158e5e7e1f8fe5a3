"""How reports say things: the catalogue of texts, dates, Kazakh endings, plain text, templates.

ablative_of_number: The ablative ending of a figure, with its hyphen: 1 948 → «-ден» (қырық сегізден), 40 → «-тан»
    (қырықтан).
alphabetical: What sorts names as the Kazakh alphabet does, whatever their marks and capitals: Қ after К, Ұ after У.
as_at: 2026 жылғы 1 қаңтардағы жағдай бойынша · по состоянию на 1 января 2026 года · as at 1 January 2026.
date_text: 2026 жылғы 31 қаңтар · 31 января 2026 года · 31 January 2026.
dated: 2026 жылғы 31 қаңтардағы · от 31 января 2026 года · of 31 January 2026.
day_text: The date without its year where that is the year at hand: 28 қараша · 28 ноября · 28 November.
dative_of_number: The dative ending of a figure, with its hyphen: 111 → «-ге» (жүз он бірге), 40 → «-қа» (қырыққа).
fixed_words: What every text says whatever fills it, in every language: the pieces between its {placeholders}.
form_phrase: The phrase, as the form's national.yaml says it where it does.
instrumental: The phrase in the instrumental, every part of it: «көшу, көші-қон» → «көшумен, көші-қонмен».
known: Whether there is a text of this name.
locative: The name in the locative: «облыстық ұйымы» → «облыстық ұйымында».
moment_text: An ISO date-time as clocks of the time zone show it, to the minute; a text that is none is given back.
one_line: The printable text on one line, single spaces between its words; no-break spaces stay.
phrase: The text of this name with its {placeholders} filled, numbers grouped.
printable: The text with line breaks and tabs, without other control and direction characters; lone surrogates become
    �.
render: The template filled; `t(name, …)` in it is the phrase of this name in the language, as the form says it.
until: 31 қаңтардан кешіктірмей · не позднее 31 января · by 31 January; with its year where `year` is another.
within_sentence: The label as it stands within a sentence: its first letter small, unless it begins with an
    abbreviation.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
