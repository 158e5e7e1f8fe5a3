"""The note in the body of a message, apart from greeting, covering words and signature."""

from __future__ import annotations

import re

from workbooks.text import fold

_TITLE = re.compile(r"^(?:түсіндірме жазба|пояснительная записка|explanatory note)$")
_GREETING = re.compile(
    r"^(?:сәлеметсіз|сәлем|құрметті|қайырлы|ассалаумағалейкум|добрый день|доброе утро|добрый вечер|здравствуйте|"
    r"уважаем|dear|hello|good (?:morning|day|afternoon))"
)
_FAREWELL = re.compile(
    r"^(?:құрметпен|ізгі ниетпен|с уважением|с наилучшими|best regards|kind regards|regards|sincerely)"
)
_COVERING = re.compile(
    r"тіркел|тіркеп|тіркеме|қоса беріл|қоса жібер|жіберіп|жіберілді|жолдап|жолдаймыз|ұсынамыз|ұсынып|вложени|прилага|"
    r"прикреп|направля|высыла|отправля|во исполнение|attach|enclosed|please find"
)
_CONTACT = re.compile(r"\b(?:тел|моб|whatsapp|e mail|орындаушы|исполнитель|исп)\b|@|https?://")
TELLING = re.compile(
    r"себеб|байланысты|нәтижесінде|салдарынан|өсті|өскен|өсім|артты|артқан|көбейді|көбейген|азай|кемі|төменде|қысқар|"
    r"причин|связ|вследств|выросл|увелич|сократ|уменьш|сниж|снизил|рост|прирост|because|due to|increase|decrease"
)
_FEWEST_WORDS = 6


def note_in_mail(body: str) -> str:
    """The note that the body of a message is; empty for one that only greets and says what is attached.

    A line with the note's title begins it; without one, greeting and covering lines are left out, and some line must
    speak of a change or a cause.
    """
    lines = body.splitlines()
    title = next((n for n, line in enumerate(lines) if _TITLE.match(fold(line))), None)
    lines = lines[title:] if title is not None else _without_covering(lines)
    end = next((n for n, line in enumerate(lines) if _FAREWELL.match(fold(line))), len(lines))
    kept = lines[:end]
    telling = [line for line in kept if len(fold(line).split()) >= _FEWEST_WORDS and not _CONTACT.search(fold(line))]
    if title is None:
        telling = [line for line in telling if TELLING.search(fold(line))]
    return "\n".join(kept).strip() if telling else ""


def _without_covering(lines: list[str]) -> list[str]:
    def covering(line: str) -> bool:
        words = len(fold(line).split())
        return bool((_GREETING.match(fold(line)) and words < 9) or (_COVERING.search(fold(line)) and words < 40))

    return [line for line in lines if not covering(line)]
