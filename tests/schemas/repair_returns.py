"""Clean returns that keep every rule, drawn at random, and slips seeded into them: what the search is measured with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from schemas.form.checks import Check, checks_of
from schemas.form.loading import load_form
from schemas.judge.figures_side_by_side import FigureTable, figure_table
from schemas.judge.residual_table import failures, residuals
from schemas.repair.repair_search import Repairs, repairs

FORM = load_form()
CHECKS = checks_of(FORM)
HARD: tuple[Check, ...] = tuple(check for check in CHECKS if check.rule.severity == "hard")
THRESHOLDS = {"relative": 0.05, "absolute": 10.0, "fall": 100.0, "twofold": 2.0}
KEY = ["organisation", "indicator", "period"]
PARTS = {
    "left": ("by_choice", "retired", "graduated", "moved", "redundant", "closure", "other"),
    "trained": ("chairs", "activists", "audit", "conciliation", "members"),
    "primaries": ("preschool", "school", "college", "university", "other"),
}
WITHIN = {  # figure: (the figure that it is a share of, least share, greatest share)
    "women": ("members", 0.6, 0.85), "under_35": ("members", 0.15, 0.4), "working_under_35": ("under_35", 0.5, 0.95),
    "chairs_women": ("chairs", 0.5, 0.9), "chairs_under_35": ("chairs", 0.05, 0.3), "staff_women": ("staff", 0.4, 0.9),
    "staff_chairs": ("staff", 0.05, 0.4), "staff_under_35": ("staff", 0.05, 0.5),
}  # fmt: skip


@dataclass(frozen=True)
class Slip:
    """A figure that was falsified: where, what it was, and how."""

    organisation: str
    indicator: str
    period: str
    true: float
    stated: float
    kind: str


def _split(total: int, names: tuple[str, ...], shares: np.ndarray) -> dict[str, int]:
    parts = np.floor(total * shares / shares.sum()).astype(int)
    parts[int(np.argmax(parts))] += total - parts.sum()
    return dict(zip(names, parts.tolist(), strict=True))


def _stock(rng: np.random.Generator, size: float, shares: dict[str, np.ndarray]) -> dict[str, int]:
    """The figures of one date: every rule over a single column holds."""
    vary = lambda spread=0.03: float(np.exp(rng.normal(0, spread)))  # noqa: E731
    f = {"working": max(20, round(size * vary())), "students": round(size * shares["students"][0] * vary()),
         "pensioners": round(size * shares["students"][1] * vary())}  # fmt: skip
    f["members"] = f["working"] + f["students"] + f["pensioners"]
    f["teachers"] = round(f["working"] * float(np.clip(shares["teachers"][0] * vary(0.01), 0.3, 0.95)))
    f["other_staff"] = f["working"] - f["teachers"]
    f["employees"] = round(f["working"] / float(np.clip(shares["teachers"][1] * vary(0.01), 0.6, 0.99)))
    f["enrolled"] = round(f["students"] * (1.2 + shares["students"][0]))
    f["primaries"] = max(2, round(size / shares["primaries"].sum() * vary(0.01)))
    f |= {f"primaries_{k}": v for k, v in _split(f["primaries"], PARTS["primaries"], shares["primaries"]).items()}
    f["workplaces"] = f["chairs"] = f["primaries"]
    f["staff"] = max(2, round(size / 400))
    for name, (total, low, high) in WITHIN.items():
        f[name] = round(f[total] * (low + (high - low) * float(shares[name][0])))
    f["working_under_35"] = min(f["working_under_35"], f["working"])
    f["committee_members"] = 5 * f["primaries"]
    f["audit_members"] = 3 * f["primaries"]
    f["conciliation_commissions"] = f["primaries"] // 2
    f["conciliation_members"] = 4 * f["conciliation_commissions"]
    f["activists"] = round(9 * f["primaries"] * vary())
    f["branches"] = max(0, round(size / 2000))
    caps = (f["chairs"], f["activists"], f["audit_members"], f["conciliation_members"], f["members"] // 8)
    for name, cap, share in zip(PARTS["trained"], caps, shares["trained"], strict=True):
        f[f"trained_{name}"] = round(cap * share * float(np.clip(vary(0.1), 0.5, 1)))
    f["trained"] = sum(f[f"trained_{name}"] for name in PARTS["trained"])
    return f


def _return(rng: np.random.Generator) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    size = float(np.exp(rng.uniform(np.log(150), np.log(30000))))
    shares = {name: rng.uniform(0.2, 1, 7) for name in WITHIN}
    shares |= {"students": rng.uniform(0.01, 0.2, 2), "teachers": rng.uniform([0.4, 0.75], [0.9, 0.97]),
               "primaries": rng.uniform(2, 30, 5), "trained": rng.uniform(0.3, 0.95, 5)}  # fmt: skip
    prior, current = _stock(rng, size, shares), _stock(rng, size * float(np.exp(rng.normal(0, 0.04))), shares)
    flows = {}
    for total, gained, lost in (
        ("members", "joined", "left"),
        ("primaries", "primaries_created", "primaries_dissolved"),
    ):
        grown = current[total] - prior[total]
        flows[lost] = round(prior[total] * float(rng.uniform(0.02, 0.06))) + max(0, -grown)
        flows[gained] = flows[lost] + grown
    flows |= {f"left_{k}": v for k, v in _split(flows["left"], PARTS["left"], rng.uniform(0.05, 1, 7)).items()}
    figures: dict[tuple[str, str], float] = {}
    for period, stock in (("current", current), ("prior", prior)):
        figures |= {(name, period): float(value) for name, value in stock.items()}
        figures["coverage", period] = round(100 * stock["working"] / stock["employees"], 1)
    figures |= {(name, "current"): float(value) for name, value in flows.items()}
    accepted = {name: value for (name, period), value in figures.items() if period == "prior"}
    figures |= {(name, "change"): round(figures[name, "current"] - value, 6) for name, value in accepted.items()}
    return figures, accepted


def clean_returns(count: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Figures (organisation, indicator, period, value) of returns that break no rule, and last year's accepted ones."""
    rng = np.random.default_rng(seed)
    figures, history = [], []
    for place in range(count):
        given, accepted = _return(rng)
        figures += [(f"o{place}", *cell, value) for cell, value in given.items()]
        history += [(f"o{place}", name, value) for name, value in accepted.items()]
    return pd.DataFrame(figures, columns=[*KEY, "value"]), pd.DataFrame(
        history, columns=["organisation", "indicator", "value"]
    )


def falsified(value: float, rng: np.random.Generator, decimals: int = 0) -> tuple[float, str] | None:
    """The figure after a slip of the hand, and its kind; None where the slip drawn is none for it."""
    text = str(round(abs(value) * 10**decimals))
    kind = str(rng.choice(["transposed-digits", "missing-digit", "extra-digit", "wrong-digit", "thousandfold"]))
    place = int(rng.integers(len(text)))
    if kind == "thousandfold" and not decimals:
        return (value * 1000, kind) if value else None
    if kind == "transposed-digits" and len(text) > 1:
        place = int(rng.integers(len(text) - 1))
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    elif kind == "missing-digit" and len(text) > 1:
        text = text[:place] + text[place + 1 :]
    elif kind == "extra-digit":
        text = text[:place] + str(rng.choice([text[place], *"0123456789"])) + text[place:]
    else:
        kind, text = "wrong-digit", text[:place] + str(rng.integers(10)) + text[place + 1 :]
    stated = int(text) / 10**decimals * (-1 if value < 0 else 1)
    return (stated, kind) if stated != value and (text[0] != "0" or len(text) == 1) else None


def seeded(
    figures: pd.DataFrame, share: float, most: int, seed: int = 0, periods: tuple[str, ...] = ("current", "prior")
) -> tuple[pd.DataFrame, list[Slip]]:
    """The figures with slips in 1 to `most` cells of a share of the returns; stated changes follow their cells."""
    rng = np.random.default_rng(seed)
    value = dict(zip(figures[KEY].itertuples(index=False, name=None), figures["value"], strict=True))
    organisations = figures["organisation"].unique()
    cells: dict[str, list[tuple[str, str, str]]] = {}
    for cell in value:
        if cell[2] in periods:
            cells.setdefault(cell[0], []).append(cell)
    slips = []
    for organisation in rng.choice(organisations, round(share * len(organisations)), replace=False):
        for _ in range(int(rng.integers(1, most + 1))):
            cell = cells[organisation][int(rng.integers(len(cells[organisation])))]
            slip = falsified(value[cell], rng, 1 if cell[1] == "coverage" else 0)
            if slip is None or any((x.organisation, x.indicator, x.period) == cell for x in slips[-most:]):
                continue
            slips.append(Slip(*cell, value[cell], *slip))
            value[cell] = slip[0]
            change = (*cell[:2], "change")
            if change in value:
                value[change] = round(value[*cell[:2], "current"] - value[*cell[:2], "prior"], 6)
    return figures.assign(value=list(value.values())), slips


def table_of(
    figures: pd.DataFrame, history: pd.DataFrame, parents: dict[str, str] | None = None, kind: str = "regional"
) -> FigureTable:
    """The figure table of these returns; NaN is an empty cell."""
    ids = figures["organisation"].unique()
    register = pd.DataFrame({"id": ids, "kind": kind, "parent": [(parents or {}).get(x, "") for x in ids],
                             "admitted": "", "former_parent": ""})  # fmt: skip
    states = figures.assign(state=np.where(figures["value"].isna(), "empty", "read"))
    return figure_table(states, history, register, dt.date(2026, 1, 1))


def repaired(table: FigureTable, parents: dict[str, str] | None = None, seconds: float = 60) -> Repairs:
    """The repairs of the table's returns."""
    return repairs(CHECKS, table, THRESHOLDS, residuals(CHECKS, table, THRESHOLDS), seconds, parents)


def broken_organisations(table: FigureTable) -> set[str]:
    """The returns that break hard rules."""
    failed = failures(HARD, residuals(HARD, table, THRESHOLDS)).any(axis=1)
    return set(failed.index[failed])


def visible(figures: pd.DataFrame, history: pd.DataFrame, slips: list[Slip]) -> list[Slip]:
    """The slips that break a hard rule by themselves; `figures` are the clean ones."""
    returns = {name: part.set_index(["indicator", "period"])["value"] for name, part in figures.groupby("organisation")}
    accepted = dict(iter(history.groupby("organisation")))
    alone, last = [], []
    for place, slip in enumerate(slips):
        value = returns[slip.organisation].copy()
        value[slip.indicator, slip.period] = slip.stated
        if (slip.indicator, "change") in value.index and slip.period != "change":
            value[slip.indicator, "change"] = value[slip.indicator, "current"] - value[slip.indicator, "prior"]
        alone.append(value.reset_index().assign(organisation=str(place)))
        last.append(accepted[slip.organisation].assign(organisation=str(place)))
    broken = broken_organisations(table_of(pd.concat(alone)[[*KEY, "value"]].round(6), pd.concat(last)))
    return [slip for place, slip in enumerate(slips) if str(place) in broken]


def found(suspects: pd.DataFrame, slips: list[Slip]) -> dict[str, float]:
    """The shares of slips whose cell is among the suspects, is ranked first, and whose true value is proposed."""
    by_cell: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    for row in suspects.itertuples():
        by_cell.setdefault((row.organisation, row.indicator, row.period), []).append((row.rank, row.proposed))
    named = [(x, by_cell.get((x.organisation, x.indicator, x.period), [])) for x in slips]
    return {
        "among": float(np.mean([bool(told) for _, told in named])),
        "first": float(np.mean([any(rank == 1 for rank, _ in told) for _, told in named])),
        "value": float(np.mean([any(abs(v - x.true) < 1e-6 for _, v in told) for x, told in named])),
        "value_first": float(np.mean([any(r == 1 and abs(v - x.true) < 1e-6 for r, v in told) for x, told in named])),
    }
