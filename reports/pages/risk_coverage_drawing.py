"""A picture of how many verdicts are right among the surest of them, from few to all. Plain SVG, fetches nothing."""

from __future__ import annotations

import html
from collections.abc import Sequence

import pandas as pd

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 64, 34, 44, 56
_STEP = 0.05
_FONT = 'font-family="sans-serif" font-size="13"'


def risk_coverage_picture(shares: pd.DataFrame, wanted: float) -> str:
    """The picture as an SVG document.

    `shares` has a row for each share of the surest verdicts: decided, right (how many of them are), expected (how many
    their confidence promises). A line marks the share that is `wanted` right.
    """
    low = min(0.5, *(float(shares[x].min()) // _STEP * _STEP for x in ("right", "expected")))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {_FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" font-weight="bold">Verdicts on notes of writers held out</text>',
        *_grid(low),
        _line([(0.0, wanted), (1.0, wanted)], low, "#b3261e", "4 4", f"wanted: {wanted:.2f}"),
        _line(list(zip(shares["decided"], shares["expected"], strict=True)), low, "#56606e", "6 3", "promised"),
        _line(list(zip(shares["decided"], shares["right"], strict=True)), low, "#12355b", "", "right"),
        *_legend(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _at(coverage: float, share: float, low: float) -> tuple[float, float]:
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    return LEFT + across * coverage, HEIGHT - BOTTOM - up * (share - low) / (1 - low)


def _line(points: Sequence[tuple[float, float]], low: float, colour: str, dashes: str, title: str) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(c, s, low) for c, s in points))
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}">'
        f"<title>{html.escape(title)}</title></polyline>"
    )


def _grid(low: float) -> list[str]:
    made = []
    for n in range(round((1 - low) / _STEP) + 1):
        share = low + n * _STEP
        x, y = _at(0, share, low)
        made.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#dfe4ea"/>')
        made.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{share:.2f}</text>')
    for n in range(6):
        x, y = _at(n / 5, low, low)
        made.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{n * 20} %</text>')
    made.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">share of verdicts, the surest first</text>'
    )
    return made


def _legend() -> list[str]:
    told = (("#12355b", "right"), ("#56606e", "promised by their confidence"), ("#b3261e", "wanted"))
    made = []
    for n, (colour, text) in enumerate(told):
        x = LEFT + 90 * n + (140 if n == 2 else 0)
        made.append(
            f'<rect x="{x}" y="30" width="12" height="4" fill="{colour}"/><text x="{x + 17}" y="36">{text}</text>'
        )
    return made
