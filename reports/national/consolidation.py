"""The sums of a round: what the standing returns of member organisations add up to, and where each sum comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from schemas.documents import Period
from schemas.form import ComputedRatio, Form
from schemas.frames import RETURN_MISSING, STANDING, Departed, Findings, empty, not_due
from schemas.judge import return_of_each
from schemas.succession import ids_in

NO_RETURN = "no return"
HISTORY_FILE = "history.csv"


@dataclass(frozen=True)
class Consolidated:
    """The consolidated round.

    `national`: index indicator in the form's order; current, prior (over all that state them), change, percent (over
    those that state both years), organisations (how many returns the current figure sums), missing (how many of the
    included organisations lack a figure that the form asks for: an empty cell or a proposal is not zero).
    `regional`: organisation, indicator, current, prior, change; a row for each included organisation and indicator.
    `missing`: organisation, reason (an outcome, or "no return"), name_kk, name_ru, accepted_total (the form's total,
    last year; NaN for one that had none). `coverage`: share, 0 to 1, of last year's accepted total that the included
    ones hold; NaN where nothing is known of last year.
    `trace`: indicator, period, organisation, value, file, sheet, cell of every figure that a national one sums.
    `departed`: frames.Departed with accepted_total: last year's members that report no longer. Their accepted figures
    stay in every national prior; `regional_of_departed` has them as rows of `regional`, with nothing for this year.
    `accepted` is the form's total, accepted last year of all of them. `exceptions` (frames.Findings with the
    names of the organisation, as in the register) are what two people have let pass in returns that are included, or
    below them; and the returns that are not due, of members that are neither included nor missing.
    """

    national: pd.DataFrame
    regional: pd.DataFrame
    included: tuple[str, ...]
    missing: pd.DataFrame
    coverage: float
    trace: pd.DataFrame
    departed: pd.DataFrame
    regional_of_departed: pd.DataFrame
    accepted: float
    exceptions: pd.DataFrame = field(default_factory=lambda: empty(Findings))

    @property
    def not_due(self) -> pd.DataFrame:
        """The exceptions that are a return which is not due."""
        return self.exceptions[self.exceptions["rule"].eq(RETURN_MISSING)]

    @property
    def waived_cells(self) -> dict[tuple[str, str], str]:
        """By organisation and indicator: who has waived a finding of which included figure, and why."""
        rows = self.waived[["organisation", "indicator", "by", "because"]].itertuples(index=False, name=None)
        told: dict[tuple[str, str], str] = {}
        for organisation, indicator, by, because in rows:
            words = f"{by}: {because}"
            known = told.get((organisation, indicator), "")
            told[organisation, indicator] = known if words in known else "; ".join(filter(None, (known, words)))
        return told

    @property
    def waived(self) -> pd.DataFrame:
        """The exceptions in returns that are included."""
        return self.exceptions[self.exceptions["organisation"].isin(self.included)]

    @property
    def covered(self) -> float:
        """The coverage in percent with one decimal; 100 only where nothing at all is lacking."""
        return min(round(100 * self.coverage, 1), 100.0 if self.coverage == 1 else 99.9)

    @property
    def complete(self) -> bool:
        """Whether every member organisation's return stands, but for those whose is not due."""
        return self.missing.empty

    @property
    def regional_with_departed(self) -> pd.DataFrame:
        """`regional` and the rows of those that have left: what the national figures add up to."""
        return pd.concat([self.regional, self.regional_of_departed], ignore_index=True)


def consolidate(
    figures: pd.DataFrame,
    returns: pd.DataFrame,
    register: pd.DataFrame,
    history: pd.DataFrame,
    form: Form,
    departed: pd.DataFrame | None = None,
    exceptions: pd.DataFrame | None = None,
) -> Consolidated:
    """The consolidated round of frames.Figures, Returns, Register and History.

    Only standing returns of organisations without a parent are summed; last year's side is summed over the same ones,
    as they state it, and over those that have left (`departed`, frames.Departed), as it was accepted: last year's
    totals stay what they were. Ratios are computed anew from the sums, organisations are counted in the register, as
    the form's national.yaml says. Whose return is not due by the `exceptions` (of the round's frames.Findings those
    that are waived) is not missing.
    """
    departed = empty(Departed) if departed is None else departed
    exceptions = empty(Findings) if exceptions is None else exceptions
    excused = not_due(exceptions)
    reporting = register[register["parent"].eq("")]
    reasons = {str(o): str(outcome) for o, outcome in return_of_each(returns)["outcome"].items()}
    included = tuple(x for x in reporting["id"] if reasons.get(x) in STANDING)
    cells = figures[figures["organisation"].isin(included) & figures["indicator"].isin(form.indicators)]
    cells = _comparable(cells)
    regional = _regional(cells, included, form)
    accepted = history[history["indicator"].eq(form.role.total)].set_index("organisation")["value"]
    known = accepted.reindex(reporting["id"])
    of_departed = _regional_of_departed(departed if included else departed.iloc[:0], history, form)
    everybody = pd.concat([regional, of_departed], ignore_index=True)
    return Consolidated(
        national=_national(everybody, register, departed, form),
        regional=regional,
        included=included,
        missing=_missing(reporting[~reporting["id"].isin(excused)], included, reasons, known),
        coverage=_coverage(known, included, departed, accepted),
        accepted=float(known.sum() + accepted.reindex(departed["organisation"]).sum()),
        trace=_in_order(pd.concat([_trace(cells, included, form), _trace_of_departed(of_departed)]), form),
        departed=departed.assign(accepted_total=accepted.reindex(departed["organisation"]).to_numpy(dtype=float)),
        regional_of_departed=of_departed,
        exceptions=_of_members(exceptions, register, included),
    )


def _of_members(exceptions: pd.DataFrame, register: pd.DataFrame, included: tuple[str, ...]) -> pd.DataFrame:
    """The exceptions in what is included, and below it; and the members whose return is not due."""
    of_members = exceptions["organisation"].isin(register.loc[register["parent"].eq(""), "id"])
    told = ~of_members | exceptions["organisation"].isin(included) | exceptions["rule"].eq(RETURN_MISSING)
    named = register.filter(regex="^(id|name_.+)$").rename(columns={"id": "organisation"})
    return exceptions[told].merge(named, on="organisation").reset_index(drop=True)


def _regional_of_departed(departed: pd.DataFrame, history: pd.DataFrame, form: Form) -> pd.DataFrame:
    """What was accepted last year of those that have left. The parts of a split organisation state the whole's."""
    left = departed.loc[departed["became"].eq(""), "organisation"]
    summed = [x.name for x in form.indicators.values() if x.sum]
    rows = history[history["organisation"].isin(left) & history["indicator"].isin(summed)]
    found = rows.rename(columns={"value": "prior"}).assign(current=0.0, change=-rows["value"])
    return found[["organisation", "indicator", "current", "prior", "change"]].reset_index(drop=True)


def _coverage(known: pd.Series, included: tuple[str, ...], departed: pd.DataFrame, accepted: pd.Series) -> float:
    """The share of last year's total; a split organisation's counts where all its parts are included."""
    of_departed = accepted.reindex(departed["organisation"]).fillna(0)
    parted = [x == "parts" and set(ids_in(s)) <= set(included) for x, s in departed[["became", "successors"]].values]
    held = known.reindex(list(included)).sum() + of_departed[parted].sum()
    total = known.sum() + of_departed.sum()
    return float(held / total) if total else float("nan")


def _in_order(trace: pd.DataFrame, form: Form) -> pd.DataFrame:
    """The sources of each indicator together, this year's before last year's."""
    place = {name: number for number, name in enumerate(form.indicators)}
    order = {"indicator": place, "period": {"current": 0, "prior": 1}}
    ranked = trace.sort_values(list(order), key=lambda column: column.map(order[str(column.name)]), kind="stable")
    return ranked.reset_index(drop=True)


def _trace_of_departed(of_departed: pd.DataFrame) -> pd.DataFrame:
    rows = of_departed.rename(columns={"prior": "value"})
    told = rows.assign(period=str(Period.PRIOR), file=HISTORY_FILE, sheet="", cell="")
    return told[["indicator", "period", "organisation", "value", "file", "sheet", "cell"]]


def _comparable(cells: pd.DataFrame) -> pd.DataFrame:
    """Without last year's figures of those that lack this year's: a comparison is over the same organisations."""
    key = ["organisation", "indicator"]
    stated = cells.loc[cells["period"].eq(Period.CURRENT) & cells["value"].notna(), key]
    of_both = pd.MultiIndex.from_frame(cells[key]).isin(pd.MultiIndex.from_frame(stated))
    return cells[cells["period"].ne(Period.PRIOR) | of_both]


def _regional(cells: pd.DataFrame, included: tuple[str, ...], form: Form) -> pd.DataFrame:
    places = pd.MultiIndex.from_product([included, form.indicators], names=["organisation", "indicator"])
    wide = pd.DataFrame(index=places)
    for period in (Period.CURRENT, Period.PRIOR):
        of_period = cells[cells["period"].eq(period)].drop_duplicates(["organisation", "indicator"])
        wide[str(period)] = of_period.set_index(["organisation", "indicator"])["value"].reindex(places)
    wide["change"] = (wide["current"] - wide["prior"]).round(6)
    return wide.reset_index()


def _national(regional: pd.DataFrame, register: pd.DataFrame, departed: pd.DataFrame, form: Form) -> pd.DataFrame:
    """`regional` with the rows of those that have left."""
    reporting = regional[~regional["organisation"].isin(departed["organisation"])]
    by_indicator = regional.groupby("indicator", sort=False)
    both = regional.dropna(subset=["current", "prior"])
    compared = both.groupby("indicator", sort=False)[["change", "prior"]].sum(min_count=1)
    national = pd.DataFrame(index=pd.Index(list(form.indicators), name="indicator"))
    for period in ("current", "prior"):
        national[period] = by_indicator[period].sum(min_count=1).round(6)
    national["change"] = compared["change"].round(6)
    national["percent"] = _percent(compared["change"], compared["prior"])
    national["organisations"] = reporting.groupby("indicator", sort=False)["current"].count()
    lacking = reporting["current"].isna() | (
        reporting["prior"].isna() & reporting["indicator"].map(_states_prior(form))
    )
    national["missing"] = lacking.groupby(reporting["indicator"]).sum()
    national[["organisations", "missing"]] = national[["organisations", "missing"]].fillna(0).astype(int)
    national.loc[[x.name for x in form.indicators.values() if not x.sum], ["current", "prior", "change", "percent"]] = (
        np.nan
    )
    for name, ratio in form.national.ratios.items():
        _fill_ratio(national, regional, reporting, name, ratio)
    for name in form.national.counted:
        _count_organisations(national, register, departed, form, name)
    return national


def _states_prior(form: Form) -> dict[str, bool]:
    return {x.name: x.prior for x in form.indicators.values()}


def _percent(change: pd.Series, prior: pd.Series) -> pd.Series:
    return (100 * change / prior.where(prior != 0)).astype(float)


def _fill_ratio(
    national: pd.DataFrame, regional: pd.DataFrame, reporting: pd.DataFrame, name: str, ratio: ComputedRatio
) -> None:
    """A ratio over the organisations that state both its parts, with as many decimals as in the form."""
    part, whole = ratio.part, ratio.whole
    rates = {}
    for period in ("current", "prior"):
        rows = reporting if period == "current" else regional
        wide = rows.pivot(index="organisation", columns="indicator", values=period)
        given = wide.reindex(columns=[part, whole]).dropna()
        total = float(given[whole].sum())
        rates[period] = round(ratio.times * float(given[part].sum()) / total, ratio.decimals) if total else float("nan")
        if period == "current":
            national.loc[name, ["organisations", "missing"]] = [len(given), len(wide) - len(given)]
    change = round(rates["current"] - rates["prior"], ratio.decimals)
    national.loc[name, ["current", "prior", "change"]] = [rates["current"], rates["prior"], change]


def _count_organisations(
    national: pd.DataFrame, register: pd.DataFrame, departed: pd.DataFrame, form: Form, name: str
) -> None:
    """The organisations without a parent of the kinds that the row counts; last year's lack those admitted since, and
    have those that have left."""
    kinds = form.national.counted[name].kinds
    left = int(departed["kind"].isin(kinds).sum())
    rows = register[register["parent"].eq("") & register["kind"].isin(kinds)]
    began = rows["admitted"] if "valid_from" not in rows else rows[["admitted", "valid_from"]].max(axis=1)
    admitted = pd.to_datetime(began.replace("", None))
    of_date = [int((admitted.isna() | (admitted <= pd.Timestamp(day))).sum()) for day in (form.as_of, form.prior_as_of)]
    of_date[1] += left
    change = of_date[0] - of_date[1]
    percent = 100 * change / of_date[1] if of_date[1] else np.nan
    columns = ["current", "prior", "change", "percent", "organisations", "missing"]
    national.loc[name, columns] = [*of_date, change, percent, of_date[0], 0]


def _missing(
    reporting: pd.DataFrame, included: tuple[str, ...], reasons: dict[str, str], accepted: pd.Series
) -> pd.DataFrame:
    absent = reporting.loc[~reporting["id"].isin(included), ["id", "name_kk", "name_ru"]].reset_index(drop=True)
    absent = absent.rename(columns={"id": "organisation"})
    absent.insert(1, "reason", [reasons.get(x, NO_RETURN) for x in absent["organisation"]])
    absent["accepted_total"] = accepted.reindex(absent["organisation"]).to_numpy(dtype=float)
    return absent


def _trace(cells: pd.DataFrame, included: tuple[str, ...], form: Form) -> pd.DataFrame:
    summed = [x.name for x in form.indicators.values() if x.sum]
    used = cells[cells["indicator"].isin(summed) & cells["period"].ne(Period.CHANGE) & cells["value"].notna()]
    order = {
        "indicator": {name: place for place, name in enumerate(summed)},
        "period": {"current": 0, "prior": 1},
        "organisation": {name: place for place, name in enumerate(included)},
    }
    ranked = used.sort_values(list(order), key=lambda column: column.map(order[str(column.name)]), kind="stable")
    columns = ["indicator", "period", "organisation", "value", "file", "sheet", "cell"]
    return ranked[columns].drop_duplicates(["indicator", "period", "organisation"]).reset_index(drop=True)
