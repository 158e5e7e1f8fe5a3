"""Which organisation a file or folder name means. The weakest witness: asked only where a file says nothing itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from workbooks.text import fold, russian_letters
from workbooks.whose.name_index import RegisterEntry


def _word_set(text: str) -> frozenset[str]:
    return frozenset(russian_letters(fold(text)).split())


_GENERIC = _word_set("""
    есеп есебі есептер отчет отчёт отчеты отчетность report форма form нысан нысаны стат статистика статистикалық
    статистический копия көшірме copy новая новый жаңа соңғы последний итог итоговый қорытынды түзетілген исправленный
    исправлено дубль финал final вариант версия v год года г жыл жылғы ж на за по түсіндірме жазба жазбасы
    пояснительная записка свод сводный жинақ жиынтық приложение қосымша мен и о об для от кәсіподақ профсоюз членство
    мүшелік мүшелігі данные мәлімет деректер лист sheet документ document скан scan
""")
_KIND_WORDS = _word_set("""
    обл область области областная областной облыс облысы облысының облыстық қ қаласы қалалық г город городская
    городской ұйым ұйымы ұйымында организация организации аудан ауданы аудандық ауд район районная районный рн
    ун ти ті ты университет университеті университета университетінің институт институты института
""")
_SHARED_STEM = 5
_BEGINNING = 4  # words that are alike begin with the same four letters


class FileNameIndex:
    """Looks the words of file and folder names up among the words of the register's names and former ids."""

    def __init__(self, register: Sequence[RegisterEntry]) -> None:
        self._names = [(x.id, frozenset(_words(name))) for x in register for name in (*x.names, *x.former)]
        self._with_beginning: dict[str, set[int]] = defaultdict(set)
        for number, (_, name) in enumerate(self._names):
            for word in name:
                self._with_beginning[word[:_BEGINNING]].add(number)

    def _near(self, word: str) -> list[tuple[str, frozenset[str]]]:
        """The names that have this word or one like it, in the register's order."""
        return [self._names[number] for number in sorted(self._with_beginning.get(word[:_BEGINNING], ()))]

    def organisation_of(self, file: str) -> tuple[str, str]:
        """The organisation that the file's name means, else its innermost telling folder, and which of both told."""
        *folders, last = file.split("/")
        stem = re.sub(r"\.[A-Za-z0-9]{2,5}$", "", last)
        organisation = self._best(stem)
        if organisation:
            return organisation, "file-name"
        for folder in reversed(folders):
            organisation = self._best(_without_container_end(folder))
            if organisation:
                return organisation, "folder-name"
        return "", ""

    def named_exactly(self, file: str) -> str:
        """The one organisation whose whole name or alias stands in the file's name beside generic words; else its
        folder's."""
        *folders, last = file.split("/")
        for text in (re.sub(r"\.[A-Za-z0-9]{2,5}$", "", last), *map(_without_container_end, reversed(folders))):
            found = self._whole_names_in(frozenset(_words(text)))
            if len(found) == 1:
                return found.pop()
        return ""

    def _whole_names_in(self, words: frozenset[str]) -> set[str]:
        """The owners of the fullest name whose words are all among these, the others being generic or numbers."""
        telling = {word for word in words if word not in _GENERIC and not word.isdigit()}
        near = self._near(min(telling)) if telling else []
        held = [(name, organisation) for organisation, name in near if telling <= name <= words]
        fullest = max((len(name) for name, _ in held), default=0)
        return {organisation for name, organisation in held if len(name) == fullest}

    def _best(self, text: str) -> str:
        """The one organisation whose name holds every telling word of a text and little else."""
        words = [word for word in _words(text) if word not in _GENERIC and not word.isdigit()]
        telling = [word for word in words if word not in _KIND_WORDS and len(word) > 1]
        if not telling:
            return ""
        scores: dict[str, float] = {}
        for organisation, name in self._near(telling[0]):
            score = _score(words, telling, name)
            scores[organisation] = max(score, scores.get(organisation, 0.0))
        ranked = sorted(scores, key=lambda x: -scores[x])
        if not ranked or not scores[ranked[0]]:
            return ""
        if len(ranked) > 1 and scores[ranked[0]] < 1.25 * scores[ranked[1]]:
            return ""
        return ranked[0]


def _without_container_end(folder: str) -> str:
    return re.sub(r"\.(zip|eml|msg|mht)$", "", folder, flags=re.IGNORECASE)


def _score(words: list[str], telling: list[str], name: frozenset[str]) -> float:
    """How much of a name the words cover; zero if a telling word is not in it. Exact words count before stems."""
    matched = 0.0
    used: set[str] = set()
    for word in words:
        strength, partner = max(((_alike(word, other), other) for other in name), default=(0.0, ""))
        if not strength and word in telling:
            return 0.0
        if strength:
            matched += strength
            used.add(partner)
    weight = sum(0.4 if word in _KIND_WORDS or len(word) == 1 else 1.0 for word in name)
    covered = sum(0.4 if word in _KIND_WORDS or len(word) == 1 else 1.0 for word in used)
    return (covered / weight) * (matched / len(words)) if weight else 0.0


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    shorter, longer = sorted((word, other), key=len)
    shared = 0
    for one, two in zip(shorter, longer, strict=False):
        if one != two:
            break
        shared += 1
    if shared >= _SHARED_STEM and shared >= 0.75 * len(shorter):
        return 0.8
    if len(shorter) >= 4 and shared == len(shorter) and len(longer) - len(shorter) <= 5:
        return 0.7
    return 0.0


def _words(text: str) -> list[str]:
    """The words of a name as a clerk without a Kazakh keyboard would type them, letters parted from digits."""
    parted = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|_", " ", text)
    return russian_letters(fold(parted)).split()
