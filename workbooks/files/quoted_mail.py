"""The sender's own words in the body of a message, apart from what it quotes, forwards, and signs with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbooks.files.mail_addresses import addresses_of
from workbooks.files.mail_lines import MailLine, Mark

_LABELS = {
    "from": "from|sender|от|от кого|отправитель|кімнен|жіберуші",
    "sent": "sent|date|отправлено|дата|дата отправки|жіберілді|жіберілген|жіберілген күні|күні|уақыты",
    "to": "to|кому|получатель|кімге|алушы",
    "copy": "cc|bcc|копия|көшірме|көшірмесі",
    "subject": "subject|тема|тақырып|тақырыбы",
}
_LABEL = re.compile(
    r"^[\s*]{0,6}(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _LABELS.items()) + r")[\s*]{0,4}:",
    re.IGNORECASE,
)
_HEAD_LINES = 8
_DIVIDING = (
    r"(?:begin |конец |начало )?(?:original message|original appointment|forwarded message|reply message|"
    r"исходное (?:сообщение|письмо)|оригинальное сообщение|первоначальное сообщение|"
    r"пере(?:сылаемое|сланное|адресованное|направленное) (?:сообщение|письмо)|"
    r"пере(?:сылаемого|сланного|адресованного|направленного) (?:сообщения|письма)|"
    r"(?:бастапқы|түпнұсқа|қайта жіберілген|жолданған|қайта жолданған|бағытталған) (?:хат|хабар|хабарлама|хабарлам))"
)
_DIVIDER = re.compile(rf"^[-_*=~>—–\s]{{0,40}}{_DIVIDING}[-_*=~:—–\s]{{0,40}}$", re.IGNORECASE)
_ANY_DIVIDER = re.compile(r"^[-—_]{4,40}\s?[^\W\d_][^\n]{2,40}[-—_]{4,40}$")
_WROTE = re.compile(
    r"(?:wrote|writes|пишет|писала?|писал\(а\)|написала?|написал\(а\)|сообщила?|сообщил\(а\)|жазды|жазған|"
    r"жазып жіберді|деп жазды)\s{0,3}:\s*$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"@[\w.-]{2,80}[>\])\"]{0,3}\s{0,3}:\s*$")
_TIMED = re.compile(r"\d{1,2}:\d\d|@")
_DATED = re.compile(r"\d{1,2}:\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|@")
_NUMBER = re.compile(r"\d")
# How the first line of an attribution begins that goes on in a second: a day, in a sentence that does not end.
_BROKEN = re.compile(r"^(?:on |am |в |[^\W\d_]{2,12}\.?,? )?[^\n]{0,12}\d[^\n]{0,200}[^.!?:;\n]$", re.IGNORECASE)
_LONGEST_ATTRIBUTION = 300
_RULE = re.compile(r"^\s*[-_=*—–]{3,}\s*$")
_SIGNATURE = re.compile(r"^--\s?$")
_DEVICE = re.compile(
    r"^(?:sent (?:from|with|via) (?:my |the |outlook|mail|samsung|yahoo|gmail|proton|huawei|xiaomi)|get outlook for|"
    r"отправлено (?:с |со |из |через )|послано (?:с|из) |скачать outlook|получите outlook|"
    r"менің \S{0,20}(?:iphone|ipad|телефон)|"
    r".{0,30}(?:iphone|ipad|android|samsung|телефон|құрылғы|смартфон)\S{0,12} (?:арқылы )?жіберілді)",
    re.IGNORECASE,
)


def own_words(lines: Sequence[MailLine]) -> str:
    """The lines that the sender wrote: above, between and below what is quoted line by line, and above a message that
    is appended whole, below its head.
    """
    return _kept(lines, quotations=False)


def words_below_quotations(lines: Sequence[MailLine]) -> str:
    """The lines that the sender wrote, each with what it stands below: quoted lines begin with `>`."""
    kept = _kept(lines, quotations=True).split("\n")
    while kept and (kept[-1].startswith(">") or not kept[-1].strip()):
        kept.pop()
    return "\n".join(kept)


def _kept(lines: Sequence[MailLine], *, quotations: bool) -> str:
    kept: list[str] = []
    signed = False
    skipped = -1
    for number, line in enumerate(lines):
        if number <= skipped:
            continue
        if line.mark is Mark.QUOTED:
            signed = False
            if quotations:
                kept.append(f"> {line.text.lstrip('> ')}")
            continue
        length = _attribution(lines, number)
        if length and _quoted_after(lines, number + length):
            skipped = number + length - 1
            continue
        if (length and _is_certain(lines[number : number + length])) or _another_begins(lines, number):
            break
        signed = signed or _SIGNATURE.match(line.text) is not None
        if not signed and not _DEVICE.match(line.text.strip()):
            kept.append(line.text)
    while kept and (not kept[-1].strip() or _RULE.match(kept[-1])):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _attribution(lines: Sequence[MailLine], number: int) -> int:
    """How many lines from this one on name the author of what follows: none, one, or two where the line was broken."""
    line = lines[number]
    if line.mark is Mark.ATTRIBUTION:
        end = next((n for n in range(number, len(lines)) if lines[n].mark is not Mark.ATTRIBUTION), len(lines))
        return end - number
    first = line.text.strip()
    if _BROKEN.match(first) and not _names_author(first) and number + 1 < len(lines):
        second = lines[number + 1]
        if second.mark is Mark.OWN and second.text.strip() and _names_author(f"{first} {second.text.strip()}"):
            return 2
    return 1 if line.mark is Mark.OWN and _names_author(first) else 0


def _names_author(text: str) -> bool:
    if len(text) > _LONGEST_ATTRIBUTION or not _DATED.search(text):
        return False
    return bool(_WROTE.search(text) or (_ADDRESSED.search(text) and _NUMBER.search(text)))


def _is_certain(attribution: Sequence[MailLine]) -> bool:
    """Whether an attribution is one even where no mark of quotation follows: it gives the time or the address."""
    return any(x.mark is Mark.ATTRIBUTION or _TIMED.search(x.text[:_LONGEST_ATTRIBUTION]) for x in attribution)


def _quoted_after(lines: Sequence[MailLine], number: int) -> bool:
    following = next((x for x in lines[number : number + 12] if x.text.strip() or x.mark is Mark.DIVIDER), None)
    return following is not None and following.mark is Mark.QUOTED


def authors_within(text: str) -> tuple[str, ...]:
    """The addresses of those who wrote the messages that a body quotes or forwards, as their heads tell."""
    heads = [line for line in text.splitlines() if (label := _LABEL.match(line)) and label.lastgroup == "from"]
    return tuple(dict.fromkeys(x for line in heads for x in addresses_of(_LABEL.sub("", line)) if "@" in x))


def _another_begins(lines: Sequence[MailLine], number: int) -> bool:
    """Whether somebody else's message begins at this line: a divider of any mail program, or the head of a message."""
    line = lines[number]
    if line.mark is Mark.DIVIDER:
        return True
    text = line.text.strip()
    if _DIVIDER.match(text):
        return True
    if _LABEL.match(line.text):
        return _is_head(lines, number)
    return bool(_ANY_DIVIDER.match(text)) and any(
        _LABEL.match(x.text) and _is_head(lines, number + n) for n, x in enumerate(lines[number : number + 4])
    )


def _is_head(lines: Sequence[MailLine], number: int) -> bool:
    """Whether lines from this one on give the author of a message and its time, address or subject."""
    kinds = set()
    author = ""
    for line in [x for x in lines[number : number + 2 * _HEAD_LINES] if x.text.strip()][:_HEAD_LINES]:
        label = _LABEL.match(line.text)
        if label and label.lastgroup:
            kinds.add(label.lastgroup)
            author = line.text if label.lastgroup == "from" else author
    beside = kinds - {"from"}
    return "from" in kinds and (len(beside) >= 2 or (len(beside) == 1 and "@" in author))


def is_quoting(lines: Sequence[MailLine], own: str) -> bool:
    """Whether a body holds more than the sender's own words."""
    return len("".join(own.split())) < sum(len("".join(line.text.split())) for line in lines)
