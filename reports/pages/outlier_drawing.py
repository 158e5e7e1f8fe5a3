"""A picture of all returns for the round's page: change in members by size, the ratios that stand out. Plain SVG."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.wording import phrase
from schemas.documents import Period
from schemas.form import format_number

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 900, 312, 62, 48, 14
MOST = 60.0


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    title: str
    stands_out: bool


def outlier_picture(
    figures: pd.DataFrame, findings: pd.DataFrame, ratios: pd.DataFrame, names: Mapping[str, str], language: str
) -> str:
    """The picture as HTML; "" where fewer than three returns give members of both years.

    `figures` and `findings` are frames.Figures and Findings; `ratios` is outliers.ratio_outliers. Every point is a
    return, its name and figures in a tooltip; those with a finding about their members, or with a ratio far from last
    year and from its peers, are marked by shape and colour.
    """
    points = _changes(figures, findings, names, language)
    if len(points) < 3:
        return ""
    axis = (phrase("picture.size", language), phrase("picture.change", language))
    return f'<figure class="picture">{_scatter(points, axis)}{_ratio_list(ratios, names, language)}</figure>'


def _changes(figures: pd.DataFrame, findings: pd.DataFrame, names: Mapping[str, str], language: str) -> list[_Point]:
    members = figures[figures["indicator"].eq("members") & figures["period"].isin([Period.CURRENT, Period.PRIOR])]
    wide = members.drop_duplicates(["organisation", "period"]).pivot(
        index="organisation", columns="period", values="value"
    )
    both = wide.reindex(columns=["prior", "current"]).query("prior > 0 and current > 0")
    about = findings["indicator"].eq("members") & findings["rule"].isin(("members-outlier", "twofold-change"))
    marked = set(findings.loc[about, "organisation"])
    points = []
    for organisation, prior, current in both.itertuples(name=None):
        change = 100 * (current - prior) / prior
        said = f"{format_number(prior, language)} → {format_number(current, language)}"
        title = f"{names.get(organisation, organisation)}: {said} ({format_number(round(change, 1), language)} %)"
        points.append(_Point(float(prior), change, title, organisation in marked))
    return points


def _scatter(points: Sequence[_Point], axis: tuple[str, str]) -> str:
    low, high = math.log10(min(p.x for p in points)), math.log10(max(p.x for p in points))
    reach = min(MOST, max(5.0, *(abs(p.y) for p in points)))
    x_of = _scale(low, high, LEFT + 14, WIDTH - 14)
    y_of = _scale(-reach, reach, HEIGHT - BOTTOM, TOP)
    parts = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(axis[1])}">']
    for value in (-reach, -reach / 2, 0.0, reach / 2, reach):
        y, kind = y_of(value), "grid zero" if not value else "grid"
        parts.append(f'<line class="{kind}" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:+.0f} %</text>')
    for power in range(math.ceil(low), math.floor(high) + 1):
        label = f"{10**power:,}".replace(",", "\u00a0")
        parts.append(f'<text x="{x_of(power):.1f}" y="{HEIGHT - 28}" text-anchor="middle">{label}</text>')
    parts.append(f'<text x="{WIDTH - 4}" y="{HEIGHT - 8}" text-anchor="end">{html.escape(axis[0])}</text>')
    parts += [_mark(p, x_of(math.log10(p.x)), y_of(max(-reach, min(reach, p.y)))) for p in points]
    return "".join(parts) + f"</svg><figcaption>{html.escape(axis[1])}</figcaption>"


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _mark(point: _Point, x: float, y: float) -> str:
    title = f"<title>{html.escape(point.title)}</title>"
    if point.stands_out:
        return f'<path class="out" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z">{title}</path>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5">{title}</circle>'


def _ratio_list(ratios: pd.DataFrame, names: Mapping[str, str], language: str) -> str:
    """The ratios that stand out, in words; a sentence where none does."""
    far = ratios[ratios["outlier"].astype(bool)] if len(ratios) else ratios
    if far.empty:
        return f"<p>{html.escape(phrase('picture.none', language))}</p>"
    items = []
    for row in far.to_dict("records"):
        value, last = (_readable(float(row[x])) for x in ("value", "last_year"))
        text = phrase(f"picture.ratio.{row['ratio'].replace(' / ', '-')}", language, value=value, last=last)
        name = names.get(row["organisation"], row["organisation"])
        items.append(f"<li>{html.escape(name)}: {html.escape(text)}</li>")
    return f"<p>{html.escape(phrase('picture.ratios', language))}</p><ul>{''.join(items)}</ul>"


def _readable(ratio: float) -> float:
    """The ratio, or its inverse where it is too small to be read: one member of staff to so many members."""
    return ratio if ratio >= 0.1 else 1 / ratio
