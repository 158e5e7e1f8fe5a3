"""A round of any size in memory: figures that keep the rules, documents as the reader gives them, notes of 5 sentences."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from judging.context import ArrivedDocument, Context
from schemas.documents import Document, NoteText
from schemas.form.loading import load_form
from schemas.form.model import Form
from schemas.frames import Register
from schemas.round_terms import RoundTerms
from tests.schemas.repair_returns import KEY, clean_returns, seeded
from workbooks.form_key import form_key
from workbooks.read.file_reading import read_file
from workbooks.template.template_workbook import FilledReturn, TemplateOrder, write_template

REGIONS = 20
THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
Pairs = dict[str, tuple[float, float]]
_CHANGES = {
    "ru": (
        "Численность членов профсоюза изменилась с {members[0]:.0f} до {members[1]:.0f} человек.",
        "Число работающих членов составило {working[1]:.0f} в связи с {why}.",
        "Количество женщин на отчётную дату – {women[1]:.0f}, год назад было {women[0]:.0f}.",
        "Молодёжи до 35 лет стало {under_35[1]:.0f}, так как {because}.",
        "Проведена работа по организационному укреплению, обучено {trained[1]:.0f} человек.",
    ),
    "kk": (
        "Кәсіподақ мүшелерінің саны {members[0]:.0f} адамнан {members[1]:.0f} адамға өзгерді.",
        "Жұмыс істейтін мүшелер саны {working[1]:.0f} болды, себебі {why}.",
        "Әйелдер саны есепті күнге {women[1]:.0f}, өткен жылы {women[0]:.0f} болған.",
        "35 жасқа дейінгі жастар {under_35[1]:.0f} болды, өйткені {because}.",
        "Ұйымдастыру жұмысы жүргізілді, {trained[1]:.0f} адам оқытылды.",
    ),
}
_WHY = {
    "ru": (("закрытием двух школ в районе № {n}", "выпускники колледжа {n} ушли в армию"),
           ("приёмом {n} молодых педагогов", "открыты новые детские сады, принято {n} воспитателей")),
    "kk": (("№ {n} ауданда екі мектеп жабылды", "{n} колледж түлегі әскерге кетті"),
           ("{n} жас маман жұмысқа қабылданды", "жаңа балабақшалар ашылып, {n} тәрбиеші келді")),
}  # fmt: skip


def note_of(figures: Pairs, language: str, number: int) -> str:
    """A note of five sentences about these figures."""
    why, because = _WHY[language][number % 2]
    said = {"why": why.format(n=number), "because": because.format(n=number)}
    return " ".join(_CHANGES[language]).format(**figures, **said)


def pairs_of(figures: pd.DataFrame) -> dict[str, Pairs]:
    """The figures of each organisation by indicator: (prior, current); 0 where the form has no prior column."""
    wide = figures.pivot(index=["organisation", "indicator"], columns="period", values="value").fillna(0.0)
    found: dict[str, Pairs] = {}
    for (organisation, indicator), before, now in zip(wide.index, wide["prior"], wide["current"], strict=True):
        found.setdefault(str(organisation), {})[str(indicator)] = (float(before), float(now))
    return found


def write_returns(folder: Path, count: int, form: Form) -> list[Path]:
    """Writes the filled templates of `count` organisations; their paths."""
    figures, history = clean_returns(count, seed=3)
    accepted = {str(o): dict(zip(x["indicator"], x["value"], strict=True)) for o, x in history.groupby("organisation")}
    paths = []
    for number, (organisation, pairs) in enumerate(pairs_of(figures).items()):
        language = ("kk", "ru")[number % 2]
        order = TemplateOrder(organisation, f"Ұйым {number}", f"Организация {number}", language, "regional",
                              accepted[organisation])  # fmt: skip
        filled = FilledReturn({i: now for i, (_, now) in pairs.items()}, note_of(pairs, language, number), {}, "A. Chair",
                              "B. Clerk", dt.date(2026, 1, 20))  # fmt: skip
        paths.append(folder / f"{organisation}.xlsx")
        write_template(paths[-1], order, form, THRESHOLDS, filled)
    return paths


def _with_regions(figures: pd.DataFrame, branches: list[str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The figures with those of regions, which are sums over their branches; the parent of each branch."""
    parents = {branch: f"r{number % REGIONS}" for number, branch in enumerate(branches)}
    of_branches = figures[figures["organisation"].isin(parents)]
    sums = of_branches.assign(organisation=of_branches["organisation"].map(parents)).groupby(KEY)["value"].sum()
    wide = sums.unstack("indicator")
    wide["coverage"] = (100 * wide["working"] / wide["employees"]).round(1)
    now = wide["coverage"].unstack("period")
    wide.loc[[(o, "change") for o in now.index], "coverage"] = (now["current"] - now["prior"]).round(6).to_numpy()
    regions = wide.stack().rename("value").reset_index()[[*KEY, "value"]]
    return pd.concat([figures, regions], ignore_index=True), parents


def synthetic_round(count: int, share_wrong: float = 0.2) -> tuple[list[ArrivedDocument], Context]:
    """Readings of `count` organisations and 20 regions, and the context to judge them in, without the model."""
    form = load_form()
    figures, history = clean_returns(count, seed=5)
    organisations = [f"o{number}" for number in range(count)]
    figures, parents = _with_regions(figures, organisations[: count // 2])
    regions = figures[figures["organisation"].str.startswith("r") & figures["period"].eq("prior")]
    history = pd.concat([history, regions[["organisation", "indicator", "value"]]], ignore_index=True)
    stated, _ = seeded(figures, share_wrong, 3, 1, ("current",))
    everybody = [*organisations, *(f"r{number}" for number in range(REGIONS))]
    register = _register(everybody, parents)
    terms = RoundTerms(as_of=form.as_of, deadline=form.as_of.replace(day=31), sender="department@example.org")
    readings = [ArrivedDocument(x, "2026-01-20T00:00:00+00:00") for x in _documents(stated, register, form)]
    return readings, Context(terms=terms, form=form, register=register, history=history)


def _register(everybody: list[str], parents: dict[str, str]) -> pd.DataFrame:
    rows = pd.DataFrame({"id": everybody})
    number = rows.index.astype(str)
    rows["parent"] = rows["id"].map(parents).fillna("")
    rows["kind"] = np.where(rows["parent"].ne(""), "branch", "regional")
    rows["name_kk"] = "Ынтымақ " + number + " ұйымы"
    rows["name_ru"] = "Организация Единство " + number
    rows["name_en"] = "Unity " + number
    rows["email"] = rows["id"] + "@example.org"
    rows["language"] = np.where(rows.index % 2 == 0, "kk", "ru")
    return Register.validate(rows.assign(aliases="", admitted="", former_parent=""))


def _documents(figures: pd.DataFrame, register: pd.DataFrame, form: Form) -> Iterator[Document]:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_returns(Path(folder), 1, form)
        (pattern,) = read_file(str(path), path.name, form_key(form, form.as_of, form.prior_as_of))
    known = register.set_index("id")
    stated = {str(o): x for o, x in figures.groupby("organisation")}
    told = pairs_of(figures)
    for number, (organisation, row) in enumerate(known.iterrows()):
        rows = stated[str(organisation)]
        value = dict(zip(zip(rows["indicator"], rows["period"], strict=True), rows["value"], strict=True))
        cells = tuple(
            dataclasses.replace(x, value=value.get((x.indicator, x.period), x.value),
                                raw=f"{value.get((x.indicator, x.period), 0):g}")
            for x in pattern.figures
        )  # fmt: skip
        cover = dataclasses.replace(pattern.cover, code=str(organisation), names=(row["name_kk"], row["name_ru"]))
        note = NoteText("sheet", note_of(told[str(organisation)], row["language"], number), "Note")
        yield dataclasses.replace(
            pattern, file=f"{organisation}.xlsx", sha256=f"{number:064x}", cover=cover, figures=cells, notes=(note,)
        )
