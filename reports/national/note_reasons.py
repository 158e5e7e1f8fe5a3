"""What the organisations' own notes say: the reasons they give, and how well they explain."""

from __future__ import annotations

from reports.national.note_blocks import Block, NationalSubject, items
from reports.wording import instrumental, locative, one_line
from schemas.form import NoteSection

_GRADES = ("analytical", "partial", "restating", "boilerplate", "absent")
_UNEXPLAINED = ("reasons_missing", "reasons_elsewhere", "reasons_not_asked")
_LONGEST_QUOTE = 220


def growth_reasons(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """The reasons for growth that the notes of organisations give whose figure rose."""
    risen = [k for k, v in subject.changes(subject.row_of(section)).items() if v > 0]
    wanted = section.reasons or tuple(subject.form.reasons)
    given = {k: [x for x in _reasons(subject, section, k) if x in wanted] for k in risen}
    told = [subject.names[k] for k in risen if given[k]]
    if not told:
        return []
    codes = list(dict.fromkeys(code for k in risen for code in given[k]))
    named = _joined(subject, codes)
    return [Block("text", subject.say(section, "growth_reasons", reasons=named, organisations="; ".join(told)))]


def fall_reasons(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """For each organisation whose figure fell: the reasons of its note and its words; then those that give none."""
    told: list[Block] = []
    unexplained: dict[str, list[str]] = {}
    for organisation in subject.falls(subject.row_of(section)):
        if _rows(subject, section, organisation):
            told += _explained(subject, section, organisation)
        else:
            kind = _why_unexplained(subject, section, organisation)
            unexplained.setdefault(kind, []).append(subject.names[organisation])
    blocks = [Block("lead", subject.say(section, "reasons")), *told] if told else []
    for kind in _UNEXPLAINED:
        if names := unexplained.get(kind):
            blocks.append(Block("text", subject.say(section, kind, names="; ".join(names))))
    return blocks


def _explained(subject: NationalSubject, section: NoteSection, organisation: str) -> list[Block]:
    """The reasons in the form's words, or that there are others, and what the note says."""
    codes = [x for x in _reasons(subject, section, organisation) if x not in section.reasons]
    name = locative(subject.names[organisation])
    if codes:
        said = subject.say(section, "reasons_item", name=name, reasons=_joined(subject, codes))
    else:
        said = subject.say(section, "reasons_other", name=name)
    quotes = _quotes(subject, section, organisation)
    return [Block("item", said), *(Block("quote", subject.say(section, "reasons_quote", quote=x)) for x in quotes)]


def _why_unexplained(subject: NationalSubject, section: NoteSection, organisation: str) -> str:
    """The sentence for a fall that no note explains: too small to be asked about, or beside what the note analyses."""
    said = subject.commentary[subject.commentary["organisation"].eq(organisation)]
    if not said["indicator"].isin(_about(subject, section)).any():
        return "reasons_not_asked"
    return "reasons_elsewhere" if said["grade"].eq(_GRADES[0]).any() else "reasons_missing"


def notes_received(subject: NationalSubject, section: NoteSection) -> list[Block]:
    """How many of the included organisations explain, restate or say nothing, with their names."""
    grades = subject.commentary.drop_duplicates("organisation").set_index("organisation")["grade"]
    graded = {k: str(grades[k]) for k in subject.consolidated.included if k in grades.index}
    told = []
    for grade in _GRADES:
        names = [subject.names[k] for k, v in graded.items() if v == grade]
        if names:
            told.append(subject.say(section, f"notes_{grade}", count=len(names), names=", ".join(names)))
    return [Block("lead", subject.say(section, "notes")), *items(told)] if told else []


def _rows(subject: NationalSubject, section: NoteSection, organisation: str) -> list[dict[str, str]]:
    said = subject.commentary
    of_rows = said["organisation"].eq(organisation) & said["indicator"].isin(_about(subject, section))
    chosen = said[of_rows & said["verdict"].eq("explained")]
    return [{str(k): str(v) for k, v in row.items()} for row in chosen.to_dict("records")]


def _about(subject: NationalSubject, section: NoteSection) -> tuple[str, ...]:
    return section.about or (subject.row_of(section),)


def _reasons(subject: NationalSubject, section: NoteSection, organisation: str) -> list[str]:
    codes = [code for row in _rows(subject, section, organisation) for code in row["reasons"].split("|")]
    return [code for code in dict.fromkeys(codes) if code in subject.form.reasons]


def _quotes(subject: NationalSubject, section: NoteSection, organisation: str) -> list[str]:
    said = [row["quote"] for row in _rows(subject, section, organisation) if row["reasons"]]
    quotes = dict.fromkeys(one_line(x) for x in said)
    return [x if len(x) <= _LONGEST_QUOTE else f"{x[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …" for x in quotes if x][:2]


def _joined(subject: NationalSubject, codes: list[str]) -> str:
    named = [instrumental(subject.form.reasons[code].label.kk) for code in codes]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} және {named[-1]}"
