"""Whether a return is on the form of its round, and whether it is signed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.documents import Cover, Issue, Period
from workbooks.grids import Grid
from workbooks.table import FormKey, FormTable, raw_text

_VERSION = re.compile(r"\d{4}(?:\.\d+)?")
_CLEAR_VERSION = re.compile(r"(?:версия|нұсқасы|нұсқа|version|v\.?)? ?((20\d\d)\.\d{1,2})", re.IGNORECASE)


def outdated(table: FormTable, cover: Cover, key: FormKey) -> list[Issue]:
    """The issue that the return is on another year's form, if more speaks for that than against it.

    Witnesses: the version on the cover, its as-of date, the dates of title and header, and the rows: last year's form
    numbers its rows otherwise and lacks some. Enough by themselves are a version cell that says another year plainly,
    and, where no version is given, title and cover of another year together, whatever the columns say.
    """
    version = _VERSION.search(cover.form_version)
    stated = version.group() if version else ""
    witnesses: list[tuple[str, bool]] = []
    if stated:
        witnesses.append((stated, stated == key.version))
    dates = (cover.as_of, table.as_of, table.columns.dates.get(Period.PRIOR))
    for date, wanted in zip(dates, (key.as_of, key.as_of, key.prior_as_of), strict=True):
        # A bare year in a header is held as its second day and is no date of the form.
        if date and date.day == wanted.day:
            witnesses.append((f"{date:%d.%m.%Y}", date == wanted))
    other_rows = _other_rows(table, key)
    against = [text for text, right in witnesses if not right]
    plain = other_rows or _says_another_year(cover, key) or (not stated and _titled_otherwise(table, cover, key))
    if not plain and (not against or len(against) * 2 <= len(witnesses)):
        return []
    lhs = stated if stated and stated != key.version else (against[0] if against else "")
    lhs = lhs or f"{len(table.rows.rows)}/{len(key.rows)}"
    rhs = key.version if stated or not against else f"{key.as_of:%d.%m.%Y}"
    return [
        Issue(
            "template-outdated",
            sheet=table.grid.name,
            observed=lhs,
            expected=rhs,
            parameters=(("lhs", lhs), ("rhs", rhs)),
        )
    ]


def _says_another_year(cover: Cover, key: FormKey) -> bool:
    """Whether the version cell holds the version of another year's form and nothing else."""
    version = _CLEAR_VERSION.fullmatch(" ".join(cover.form_version.split()))
    return version is not None and version[2] != key.version[:4]


def _titled_otherwise(table: FormTable, cover: Cover, key: FormKey) -> bool:
    """Whether the title and the cover give one and the same as-of date, and it is another year's."""
    date = table.title_date
    return (
        date is not None
        and date == cover.as_of
        and date.year != key.as_of.year
        and (date.month, date.day) == (key.as_of.month, key.as_of.day)
    )


def _other_rows(table: FormTable, key: FormKey) -> bool:
    """Whether the rows are numbered from 1 on, as another form's, and are fewer than this form has."""
    if table.rows.coded or len(table.rows.rows) >= len(key.rows):
        return False
    numbers = []
    label = min(table.rows.label_columns, default=0)
    for row in sorted(table.rows.rows.values()):
        before = [raw_text(table.grid.value(row, column)).strip(" .") for column in range(label)]
        numbers.append(next((int(text) for text in before if text.isdigit()), -1))
    counted = [n for n in numbers if n > 0]
    return (
        len(counted) >= 0.8 * len(numbers)
        and counted == sorted(counted)
        and counted[-1] <= len(key.rows)
        and counted[0] == 1
    )


def signature_missing(cover: Cover, grids: Sequence[Grid]) -> list[Issue]:
    """The issue that chair and preparer have not signed, or no date is given. A file without a cover is not asked."""
    if not cover.found or (cover.signed_on and (cover.chair or cover.prepared_by)):
        return []
    missing = [
        name
        for name, value in (("chair", cover.chair), ("prepared by", cover.prepared_by), ("date", cover.signed_on))
        if not value
    ]
    return [Issue("signature-missing", observed=", ".join(missing), parameters=(("missing", ", ".join(missing)),))]
