"""The sections of the national note, in the order of the published ones."""

from __future__ import annotations

from reports.national.note_blocks import Block, NoteSubject, compared, items
from reports.national.note_sentences import linked, people, sentence
from reports.wording import as_at, locative, phrase
from schemas.form import format_number

TRAINED = ("trained_chairs", "trained_activists", "trained_audit", "trained_conciliation", "trained_members")
_STATE = " жағдай бойынша"


def opening(subject: NoteSubject) -> list[Block]:
    """The title, and at the very top who is missing and what that means."""
    blocks = [
        Block("title", sentence("title", as_at=as_at(subject.form.as_of, "kk"))),
        Block("subtitle", sentence("subtitle")),
    ]
    return blocks if subject.consolidated.complete else blocks + _warning(subject)


def _warning(subject: NoteSubject) -> list[Block]:
    consolidated = subject.consolidated
    missing, included = len(consolidated.missing), len(consolidated.included)
    told = [sentence("warning", all=missing + included, missing=missing)]
    if consolidated.coverage == consolidated.coverage:
        told.append(sentence("warning_share", share=round(100 * consolidated.coverage, 1)))
    told.append(sentence("warning_meaning", included=included))
    absent = []
    for row in consolidated.missing.to_dict("records"):
        reason, members = phrase(f"outcome.{row['reason']}", "kk"), float(row["accepted_members"])
        given = {"name": subject.names[str(row["organisation"])], "reason": reason}
        absent.append(
            sentence("warning_item", members=members, **given) if members > 0 else sentence("warning_item_new", **given)
        )
    return [Block("warning", " ".join(told)), Block("lead", sentence("warning_list")), *items(absent)]


def totals(subject: NoteSubject) -> list[Block]:
    """Members and their change, working members, coverage, workplaces, composition."""
    blocks = [Block("text", _members(subject)), Block("text", compared(subject, "working"))]
    if subject.knows("coverage"):
        given = {x: linked("coverage", subject.figure("coverage", x)) for x in ("current", "prior")}
        blocks.append(Block("text", sentence("coverage", **given, **subject.years)))
    blocks.append(Block("text", compared(subject, "workplaces", of_people=False)))
    blocks.append(Block("lead", sentence("composition")))
    blocks += items([compared(subject, name, verb=True) for name in ("students", "women", "under_35")])
    lacking = subject.consolidated.national["missing"]
    short = [x.label.kk for x in subject.form.indicators.values() if x.sum and x.core and lacking[x.name] > 0]
    if short:
        blocks.append(Block("text", sentence("incomplete_cell", indicators="; ".join(short))))
    return blocks


def _members(subject: NoteSubject) -> str:
    current = linked("members", subject.figure("members", "current"))
    if subject.consolidated.complete:
        count = subject.figure("member_organisations", "current")
        first = sentence("members", members=current, organisations=linked("member_organisations", count))
    else:
        first = sentence("members_incomplete", members=current, included=len(subject.consolidated.included))
    prior = as_at(subject.form.prior_as_of, "kk").removesuffix(_STATE) + " жағдаймен"
    change = people(subject.figure("members", "change"), "members")
    return f"{first} {sentence('members_change', prior_as_at=prior, change=change)}"


def admitted(subject: NoteSubject) -> list[Block]:
    """The organisations that joined during the year."""
    new = subject.newcomers
    if not new:
        return []
    rows = subject.consolidated.regional
    members = rows[rows["indicator"].eq("members")].set_index("organisation")["current"].dropna()
    told = [
        sentence("admitted_item", name=name, members=float(members[key])) if key in members.index else name
        for key, name in new.items()
    ]
    return [Block("text", sentence("admitted", names=", ".join(told)))]


def growth(subject: NoteSubject) -> list[Block]:
    """The organisations whose working members grew, largest first; those just admitted are told apart."""
    risen = {k: v for k, v in subject.changes("working").items() if v > 0 and k not in subject.newcomers}
    if not risen:
        return [Block("text", sentence("growth_none", **subject.years))]
    told = [sentence("growth_item", name=locative(subject.names[k]), change=v) for k, v in risen.items()]
    return [Block("lead", sentence("growth", **subject.years)), *items(told)]


def fall(subject: NoteSubject) -> list[Block]:
    """The organisations whose members fell, largest fall first, with what became of working members."""
    fallen = {k: v for k, v in reversed(subject.changes("members").items()) if v < 0}
    if not fallen:
        return [Block("text", sentence("fall_none"))]
    working = subject.changes("working")
    told = []
    for organisation, change in fallen.items():
        beside = working.get(organisation, 0.0)
        name = "fall_item" if not beside else f"fall_item_working_{'down' if beside < 0 else 'up'}"
        given = {"name": locative(subject.names[organisation]), "change": format_number(abs(change), "kk")}
        told.append(sentence(name, working=abs(beside), **given))
    return [Block("lead", sentence("fall", count=len(fallen))), *items(told)]


def pensioners(subject: NoteSubject) -> list[Block]:
    """Non-working pensioners, and where they are on the books."""
    if not subject.knows("pensioners"):
        return []
    blocks = [compared(subject, "pensioners")]
    rows = subject.consolidated.regional
    some = rows[rows["indicator"].eq("pensioners") & (rows["current"] > 0)].sort_values("current", ascending=False)
    if len(some):
        told = [
            sentence("pensioners_item", name=locative(subject.names[k]), count=float(v))
            for k, v in zip(some["organisation"], some["current"], strict=True)
        ]
        blocks.append(sentence("pensioners_where", names=", ".join(told)))
    return [Block("text", " ".join(blocks))]


def bodies(subject: NoteSubject) -> list[Block]:
    """Primary organisations, staff, training by category."""
    blocks = [Block("text", compared(subject, "primaries", of_people=False)), Block("text", compared(subject, "staff"))]
    blocks.append(Block("lead", compared(subject, "trained")))
    labels = {x.name: x.label.kk for x in subject.form.indicators.values()}
    told = [
        sentence("trained_item", label=labels[name], current=linked(name, subject.figure(name, "current")))
        for name in TRAINED
        if name in labels
    ]
    return blocks + items(told)
