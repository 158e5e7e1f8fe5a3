"""A picture of all returns for the round's page: change of the total by size, the ratios that stand out. Plain SVG."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.wording import form_phrase, phrase
from schemas.documents import Period
from schemas.form import Call, Fact, Form, Node, WatchedRatio, fill, format_number, walk

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 900, 312, 62, 48, 14
MOST = 60.0
READABLE = 0.1


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    title: str
    stands_out: bool


def outlier_picture(
    figures: pd.DataFrame,
    findings: pd.DataFrame,
    ratios: pd.DataFrame,
    names: Mapping[str, str],
    form: Form,
    language: str,
) -> str:
    """The picture as HTML; "" where fewer than three returns give the form's total of both years.

    `figures` and `findings` are frames.Figures and Findings; `ratios` is outliers.ratio_outliers. Every point is a
    return, its name and figures in a tooltip; those with a finding about the size of their total are marked by shape
    and colour. Ratios far from last year and from the peers are told below, where the form watches any.
    """
    points = _changes(figures, findings, names, form, language)
    if len(points) < 3:
        return ""
    axis = (form_phrase(form, "picture.size", language), form_phrase(form, "picture.change", language))
    told = _ratio_list(ratios, names, form, language) if form.national.watched else ""
    return f'<figure class="picture">{_scatter(points, axis)}{told}</figure>'


def _marking_rules(form: Form) -> list[str]:
    """The rules that compare a change with those of all returns, or with the threshold of a twofold change."""
    return [rule.name for rule in form.rules.values() if any(_compares_widely(node) for node in walk(rule.tree))]


def _compares_widely(node: Node) -> bool:
    return (isinstance(node, Call) and node.function == "hb_within") or node == Fact("twofold")


def _changes(
    figures: pd.DataFrame, findings: pd.DataFrame, names: Mapping[str, str], form: Form, language: str
) -> list[_Point]:
    total = form.role.total
    sizes = figures[figures["indicator"].eq(total) & figures["period"].isin([Period.CURRENT, Period.PRIOR])]
    wide = sizes.drop_duplicates(["organisation", "period"]).pivot(
        index="organisation", columns="period", values="value"
    )
    both = wide.reindex(columns=["prior", "current"]).query("prior > 0 and current > 0")
    about = findings["indicator"].eq(total) & findings["rule"].isin(_marking_rules(form))
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
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_percent(value)}</text>')
    for power in range(math.ceil(low), math.floor(high) + 1):
        label = f"{10**power:,}".replace(",", "\u00a0")
        parts.append(f'<text x="{x_of(power):.1f}" y="{HEIGHT - 28}" text-anchor="middle">{label}</text>')
    parts.append(f'<text x="{WIDTH - 4}" y="{HEIGHT - 8}" text-anchor="end">{html.escape(axis[0])}</text>')
    parts += [_mark(p, x_of(math.log10(p.x)), y_of(max(-reach, min(reach, p.y)))) for p in points]
    return "".join(parts) + f"</svg><figcaption>{html.escape(axis[1])}</figcaption>"


def _percent(value: float) -> str:
    """+16 % · 0 % · −16 %"""
    sign = "" if not round(value) else "+" if value > 0 else "\u2212"
    return f"{sign}{abs(value):.0f}\u00a0%"


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _mark(point: _Point, x: float, y: float) -> str:
    title = f"<title>{html.escape(point.title)}</title>"
    if point.stands_out:
        return f'<path class="out" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z">{title}</path>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5">{title}</circle>'


def _ratio_list(ratios: pd.DataFrame, names: Mapping[str, str], form: Form, language: str) -> str:
    """The ratios that stand out, in words; a sentence where none does."""
    far = ratios[ratios["outlier"].astype(bool)] if len(ratios) else ratios
    if far.empty:
        return f"<p>{html.escape(form_phrase(form, 'picture.none', language))}</p>"
    watched = {x.name: x for x in form.national.watched.values()}
    items = []
    for row in far.to_dict("records"):
        name = names.get(row["organisation"], row["organisation"])
        text = _ratio(watched[row["ratio"]], float(row["value"]), float(row["last_year"]), form, language)
        items.append(f"<li>{html.escape(name)}: {html.escape(text)}</li>")
    return f"<p>{html.escape(phrase('picture.ratios', language))}</p><ul>{''.join(items)}</ul>"


def _ratio(ratio: WatchedRatio, value: float, last: float, form: Form, language: str) -> str:
    """The ratio in the form's words, or by the labels of its rows, turned over where it is too small to be read.

    The form's words say which way round they are: a share stays a share however small it is.
    """
    if ratio.says is not None:
        both = (1 / value, 1 / last) if ratio.says_inverse else (value, last)
        told = {key: _told(x, language) for key, x in zip(("value", "last"), both, strict=True)}
        return fill(ratio.says[language], told, language)
    top, bottom = (form.indicators[x].label[language] for x in (ratio.top, ratio.bottom))
    if value < READABLE:
        top, bottom, value, last = bottom, top, 1 / value, 1 / last
    given = {"value": _told(value, language), "last": _told(last, language)}
    return phrase("picture.ratio", language, top=top, bottom=bottom, **given)


def _told(ratio: float, language: str) -> str:
    """A ratio with two decimals; a small one with its first two digits, so that it is never told as nothing."""
    if not 0 < ratio < READABLE:
        return format_number(ratio, language)
    digits = 1 - math.floor(math.log10(ratio))
    return f"{ratio:.{digits}f}".rstrip("0").replace(".", format_number(0.5, language)[1:2])
