"""The scripted correspondence over a round of its own: an organisation for each message, and what came of each."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flows.round.workspace import Workspace
from flows.runs.collecting import write_new_letters
from judging.judgement import Judgement
from schemas.conversation import Effect, HeardMessage
from schemas.form.loading import load_form
from schemas.yaml_text import read_yaml_file
from tests.flows.collection import collected
from tests.flows.conftest import ROUND, year_figures
from tests.flows.scripted_mail import message_of
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

SCRIPT = Path(__file__).with_name("correspondence.yaml")
FORM = load_form()
_HEADER = "id,kind,parent,name_kk,name_ru,name_en,aliases,email,language,admitted,former_parent"
_THRESHOLDS = {"relative": 0.05, "absolute": 10, "fall": 100, "twofold": 2}
_BOTH = {"trained_chairs": 60.0, "trained": 760.0}
_ASKED = {"A": {"women": 99999.0}, "B": {"joined": 260.0, "staff": 51.0}}


def script() -> list[dict[str, Any]]:
    """The messages of the script, in order."""
    read: list[dict[str, Any]] = read_yaml_file(SCRIPT)
    return read


@dataclass
class ScriptedRound:
    """A round in which the messages of the script are sent: the letters that each organisation has got, in order."""

    folder: Path
    judgement: Judgement | None = None
    letters: dict[str, list[EmailMessage]] = field(default_factory=dict)
    _seen: set[Path] = field(default_factory=set)

    def collect(self) -> None:
        """One collection, with its letters."""
        self.judgement = collected(self.folder)
        write_new_letters.fn(Workspace.at(self.folder), self.judgement)
        for path in sorted(set((self.folder / "outbox").glob("*.eml")) - self._seen):
            self._seen.add(path)
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.letters.setdefault(path.name[: -len("-12345678.eml")], []).append(message)

    def heard(self, file: str) -> HeardMessage | None:
        """What became of a message."""
        assert self.judgement is not None
        return next((x for x in self.judgement.messages if x.file == file), None)

    def write(self, said: Mapping[str, Any], file: str) -> None:
        """Put the message into the inbox; it answers the last letter to its organisation, or the one that it names."""
        own = self.letters[said["id"]][-1]
        answered = self.letters[said["answers"]][0] if "answers" in said else own
        message = message_of(said, answered, _address(said), file)
        if said.get("workbook"):
            figures = _return_of(said) | {"women": 3500.0}
            path = self.folder / f"{said['id']}.xlsx"
            _fill(path, said, figures)
            message.add_attachment(
                path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name
            )
            path.unlink()
        (self.folder / "inbox" / file).write_bytes(message.as_bytes())


def begun(folder: Path, said: Sequence[Mapping[str, Any]]) -> ScriptedRound:
    """The round with a return of each message's organisation, and the letters that ask about them."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "round.yaml").write_text(ROUND, encoding="utf-8")
    names = [(x, _names(n, x)) for n, x in enumerate(said)]
    rows = [f"{x['id']},regional,,{kk},{ru},{x['id']},,{_address(x)},{x['clerk']},," for x, (kk, ru) in names]
    (folder / "register.csv").write_text("\n".join([_HEADER, *rows]) + "\n", encoding="utf-8")
    history = [f"{x['id']},{n},{v:g}" for x in said for n, v in _accepted().items() if FORM.indicators[n].prior]
    (folder / "history.csv").write_text("\n".join(["organisation,indicator,value", *history]) + "\n", encoding="utf-8")
    for number, one in enumerate(said):
        _fill(folder / "inbox" / f"{one['id']}.xlsx", one, _return_of(one, number))
    found = ScriptedRound(folder)
    found.collect()
    return found


def _names(number: int, said: Mapping[str, Any]) -> tuple[str, str]:
    word = said["id"].replace("-", " ").title()
    return f"{word} облыстық ұйымы", f"Областная организация {word}"


def _address(said: Mapping[str, Any]) -> str:
    return f"{said['id']}@example.org"


def _accepted() -> dict[str, float]:
    figures = year_figures(50)
    return figures | {name: figures[name] - 1 for name in ("trained", "trained_members")}


def _return_of(said: Mapping[str, Any], number: int = 0) -> dict[str, float]:
    """The figures; no two organisations have the same, which would make one the other's duplicate."""
    figures = year_figures(50) | _BOTH | _ASKED[said["letter"]]
    return figures | {"teachers": figures["teachers"] + number, "other_staff": figures["other_staff"] - number}


def _fill(path: Path, said: Mapping[str, Any], figures: Mapping[str, float]) -> None:
    kk, ru = _names(0, said)
    order = TemplateOrder(said["id"], kk, ru, said["clerk"], "regional", _accepted(), _address(said))
    filled = FilledReturn(dict(figures), "", {}, "A. Chair", "B. Clerk", dt.date(2026, 1, 20), None, {})
    write_template(path, order, FORM, _THRESHOLDS, filled)


def reading_of(heard: HeardMessage | None) -> list[str]:
    """What a message was read to say: effect, point and value of each statement that is no courtesy."""
    found = []
    for x in heard.outcomes if heard else ():
        number = x.question.number if x.question and x.question.number else x.statement.question
        value = f" ={x.statement.value:g}" if x.effect == Effect.PROPOSED and x.statement.value is not None else ""
        if x.effect != Effect.COURTESY:
            found.append(f"{x.effect} {number}{value}")
    return sorted(found)


def is_right(read: Sequence[str], wanted: Sequence[str] | str) -> bool:
    """Whether a reading is one of those that are right: `[a 1, b 2]|[c 0]`, `[a]` for nothing but a."""
    each = [wanted] if not isinstance(wanted, str) else [x.strip(" []").split(", ") for x in wanted.split("|")]
    bare = any(len(x) == 1 and " " not in x[0] and {y.split()[0] for y in read} == set(x) for x in each)
    return bare or sorted(read) in [sorted(filter(None, x)) for x in each]
