"""How the template looks: fonts, colours and borders, by name."""

from __future__ import annotations

from typing import Any

from schemas.form import Indicator
from workbooks.template.template_checks import COMMENTARY, HARD, MISSING, SOFT

FONT = "Arial"
DEEP, BAND, RULE = "#1F4E78", "#DCE6F1", "#9FB4C8"
ENTRY, ENTRY_AT_WILL = "#FFF9D6", "#FFFEF3"
LOCKED, BLANK, QUIET = "#F4F5F7", "#E3E5E8", "#5F6B78"
FILLS = {HARD: "#FFC7CE", MISSING: "#FFF2CC", SOFT: "#FFE0A3", COMMENTARY: "#E2D9F3"}
INKS = {HARD: "#9C0006", MISSING: "#7F6000", SOFT: "#8A4B00", COMMENTARY: "#4B2E83"}
GOOD_FILL, GOOD_INK = "#E2F0D9", "#2E6B1F"
DATE_FORMAT = "dd.mm.yyyy"

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "locked": True}
_BOX: dict[str, Any] = {"border": 1, "border_color": RULE}
_RIGHT: dict[str, Any] = {"align": "right", "indent": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 15, "font_color": DEEP, "text_wrap": True},
    "subtitle": {"font_size": 11, "font_color": QUIET, "text_wrap": True},
    "organisation": {"bold": True, "font_size": 12},
    "status": {"bold": True, "text_wrap": True, "indent": 1},
    "header": {**_BOX, "bold": True, "font_color": "white", "bg_color": DEEP, "align": "center", "text_wrap": True},
    "banner": {**_BOX, "bold": True, "font_color": DEEP, "bg_color": BAND, "indent": 1},
    "code": {**_BOX, "align": "center", "font_color": QUIET},
    "label": {**_BOX, "text_wrap": True, "indent": 1},
    "part": {**_BOX, "text_wrap": True, "indent": 3},
    "unit": {**_BOX, "align": "center", "font_color": QUIET},
    "locked": {**_BOX, **_RIGHT, "bg_color": LOCKED},
    "computed": {**_BOX, **_RIGHT, "bg_color": LOCKED},
    "state": {**_BOX, "bg_color": LOCKED, "align": "center"},
    "blank": {**_BOX, "bg_color": BLANK},
    "entry": {**_BOX, **_RIGHT, "bg_color": ENTRY, "locked": False},
    "entry text": {**_BOX, "bg_color": ENTRY_AT_WILL, "locked": False, "text_wrap": True, "font_size": 9, "indent": 1},
    "entry area": {**_BOX, "bg_color": ENTRY, "locked": False, "text_wrap": True, "valign": "top", "indent": 1},
    "check": {**_BOX, "text_wrap": True, "font_size": 8, "valign": "top", "indent": 1},
    "field": {**_BOX, "text_wrap": True, "bg_color": BAND, "indent": 1},
    "value": {**_BOX, "text_wrap": True, "bg_color": LOCKED, "align": "left", "indent": 1},
    "value entry": {**_BOX, "text_wrap": True, "bg_color": ENTRY, "align": "left", "indent": 1, "locked": False},
    "heading": {"bold": True, "font_color": DEEP, "font_size": 11},
    "step": {"text_wrap": True},
    "signature": {"font_size": 10},
    "head": {"text_wrap": True, "valign": "top", "indent": 1},
    "rich main": {"font_color": "black"},
    "rich label": {"font_color": QUIET, "bold": True},
    "rich second": {"font_size": 8, "italic": True, "font_color": QUIET},
    "rich header second": {"font_size": 8, "italic": True, "font_color": "#D5E3F0"},
    "rich banner second": {"font_size": 9, "italic": True, "font_color": QUIET},
}


def figure_format(indicator: Indicator) -> str:
    """How a figure of the row is shown: grouped, but a percentage, and with the decimals of its unit."""
    return ("0" if indicator.kind == "percent" else "#,##0") + _decimals(indicator)


def change_format(indicator: Indicator) -> str:
    """How a change of the row's figure is shown: with its sign."""
    shape = figure_format(indicator)
    return f"+{shape};−{shape};0{_decimals(indicator)}"


def _decimals(indicator: Indicator) -> str:
    return "." + "0" * indicator.decimals if indicator.decimals else ""


class Formats:
    """The formats of one workbook, made when first asked for."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, tuple[tuple[str, Any], ...]], Any] = {}

    def __call__(self, style: str, **more: Any) -> Any:
        """The format of a named style, with further XlsxWriter properties. Raises KeyError for an unknown style."""
        key = (style, tuple(sorted(more.items())))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_BASE, **_STYLES[style], **more})
        return self._made[key]

    def mark(self, weight: int) -> Any:
        """The conditional format of a verdict: fill and ink."""
        return self._paint(FILLS[weight], INKS[weight])

    def good(self) -> Any:
        """The conditional format of what is in order."""
        return self._paint(GOOD_FILL, GOOD_INK)

    def _paint(self, fill: str, ink: str) -> Any:
        key = (f"paint {fill} {ink}", ())
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"bg_color": fill, "font_color": ink})
        return self._made[key]
