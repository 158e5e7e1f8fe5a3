"""A worksheet that takes formulas as they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    _Base: Any = object
else:
    _Base = Worksheet


class PlainWorksheet(_Base):  # type: ignore[misc]
    """XlsxWriter looks in every formula for 29 functions newer than Excel 2010, half of the time a template takes.

    The template uses none of them.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")
