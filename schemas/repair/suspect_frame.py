"""The frame of suspects, as it goes to whoever adds file, sheet and cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from schemas.judge import FigureTable
from schemas.repair.edit_table import EditTable
from schemas.repair.ranking import RankedCell


def suspect_frame(edits: EditTable, table: FigureTable, cells: Sequence[RankedCell]) -> pd.DataFrame:
    """Columns organisation, indicator, period, value, proposed, kind, rank, fault (its number within the return or
    family), least, most, likely and sure, as RankedCell says."""
    frame = pd.DataFrame({
        "organisation": table.organisations[edits.rows[[x.row for x in cells]]],
        "indicator": pd.Series([edits.cells[x.cell][0] for x in cells], dtype="str"),
        "period": pd.Series([str(edits.cells[x.cell][1]) for x in cells], dtype="str"),
        "value": np.array([edits.stated[x.row, x.cell] for x in cells], dtype=np.float64),
        "proposed": np.array([x.proposed for x in cells], dtype=np.float64),
        "kind": pd.Series([x.kind for x in cells], dtype="str"),
        "rank": np.array([x.rank for x in cells], dtype=np.int64),
        "fault": np.array([x.fault for x in cells], dtype=np.int64),
        "least": np.array([x.least for x in cells], dtype=np.float64),
        "most": np.array([x.most for x in cells], dtype=np.float64),
        "likely": np.array([x.likely for x in cells], dtype=bool),
        "sure": np.array([x.sure for x in cells], dtype=bool),
    })  # fmt: skip
    order = frame.assign(row=[x.row for x in cells]).sort_values(["row", "fault", "rank"], kind="stable")
    return order.drop(columns="row").reset_index(drop=True)
