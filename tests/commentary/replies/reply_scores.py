"""The labelled replies of this folder, and how many of them are read as they are labelled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from commentary.replies import read_reply
from schemas.conversation import Question, ReplyStatement
from schemas.form import load_form
from schemas.yaml_text import read_yaml_file

FOLDER = Path(__file__).parent
FORM = load_form("membership")
_LABEL = re.compile(r"(?P<kind>\w+)(?: (?P<question>\d+))?(?: =(?P<value>\S+))?(?: @(?P<place>\S+))?$")


@dataclass(frozen=True)
class LabelledReply:
    """A reply and what it says: (kind, point, value, place) of each statement."""

    text: str
    questions: tuple[Question, ...]
    says: tuple[tuple[str, int, float | None, str], ...]

    def read(self) -> tuple[ReplyStatement, ...]:
        return read_reply(self.text, self.questions, FORM)


@dataclass
class Scores:
    """How many replies were read right: all kinds, all ties, all values; `false` are the confirmations of none."""

    replies: int = 0
    kinds: int = 0
    ties: int = 0
    values: int = 0
    valued: int = 0
    false: int = 0


def letters() -> dict[str, tuple[Question, ...]]:
    read = read_yaml_file(FOLDER / "letters.yaml")
    return {
        name: tuple(
            Question(number, f"rule-{number}", severity, indicator, period, "Есеп", cell, observed)
            for number, severity, indicator, period, cell, observed in points
        )
        for name, points in read.items()
    }


def labelled(name: str) -> list[LabelledReply]:
    known = letters()
    return [
        LabelledReply(x["text"], known[x["letter"]], tuple(map(_label, x["says"])))
        for x in read_yaml_file(FOLDER / name)
    ]


def _label(text: str) -> tuple[str, int, float | None, str]:
    found = _LABEL.match(text)
    assert found, text
    value = float(found["value"]) if found["value"] else None
    return found["kind"], int(found["question"] or 0), value, found["place"] or ""


def faults(reply: LabelledReply) -> set[str]:
    """What of the reply is read otherwise than labelled: kind, tie, value, false confirmation."""
    read = reply.read()
    wanted = sorted(reply.says, key=lambda s: s[0] == "courtesy")
    got = sorted(read, key=lambda s: s.kind == "courtesy")
    found = set()
    confirmed = {(k, q) for k, q, *_ in wanted if k == "confirmed"}
    if any(s.kind == "confirmed" and (s.kind, s.question) not in confirmed for s in got):
        found.add("false confirmation")
    if [s.kind for s in got] != [k for k, *_ in wanted]:
        return found | {"kind"}
    if [s.question for s in got] != [q for _, q, *_ in wanted]:
        found.add("tie")
    for s, (_, _, value, place) in zip(got, wanted, strict=True):
        if s.kind == "correction" and (s.value != value or (place and place not in (s.cell, s.indicator))):
            found.add("value")
    return found


def scores(name: str) -> Scores:
    total = Scores()
    for reply in labelled(name):
        wrong = faults(reply)
        valued = any(k == "correction" for k, *_ in reply.says)
        total.replies += 1
        total.kinds += "kind" not in wrong
        total.ties += not wrong & {"kind", "tie"}
        total.valued += valued
        total.values += valued and not wrong & {"kind", "value"}
        total.false += "false confirmation" in wrong
    return total
