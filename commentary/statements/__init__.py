"""What a note states of which indicator, held beside the figures of its table.

Amount: A number tied to an indicator.
Change: An indicator's figures: prior, current, and their difference (0 where one is missing).
COMPARATIVES: Roots of words that compare one number with another.
DIFFERENCE: Words that name the difference of two numbers.
holds_nothing_else: Whether the tokens start..end are numbers, marks and closed vocabulary: `показатель увеличился`.
is_label: `Строка 103.`, `Әйелдер.`: a line or sentence that names indicators and tells nothing of them.
is_planned: Whether the token stands in a clause of plans, or the unit in a goal: a rise that is hoped for.
is_of_those: `Из них …`, `олардың дені`, `кеткендердің 80-і`: a unit that tells who the people just told of are.
is_result: `Қазір … 21 340`, `в итоге осталось`: the state after the events that were just told.
names_leavers: `Қысқарғандардың он үші`, `из уволившихся`: a participle that stands for the people just told of.
Note: A note as it arrived, with the figures it speaks of.
NoteReading: A note read, before causes are weighed: units, statements, table, and the units that are last year's
    words.
NoteTable: The figures of a note by indicator, which indicators own a value, and what the form says of its rows.
points_back: `По той же причине`, `сол бұйрықтан`, `сол түлектермен бірге`: a unit that names what was told before as
    cause.
read_for_assessment: The note's units read and their statements told; the reason column's texts are units of their
    own.
row_reference: `201: см. 102`, `102-жолды қараңыз`: the row that speaks, and the row that it points to.
says_same: `По женщинам так же`: a short unit that says no more than that it is the same.
says_until: `до 4 070`, `4 070-ке дейін`: a movement down or up to the number.
speaks_of_number: Whether only the closed vocabulary stands between a mention and a movement at token `at`.
Statement: What one unit tells of one indicator, from its mention on.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
