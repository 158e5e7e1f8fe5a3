"""The Great Expectations project of a round: file context, suites, checkpoints, one run, the Data Docs built once.

The tables that are judged lie as CSV in the project, so that an auditor can run the checkpoints again with Great
Expectations alone, from the project's folder. Great Expectations is imported inside the functions: it costs seconds.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import html
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from expectations.independent import SHA256, Kind
from schemas.form import Severity

if TYPE_CHECKING:
    from great_expectations.checkpoint.checkpoint import CheckpointResult
    from great_expectations.core.validation_definition import ValidationDefinition
    from great_expectations.data_context.data_context.file_data_context import FileDataContext
    from great_expectations.datasource.fluent.pandas_filesystem_datasource import PandasFilesystemDatasource
    from great_expectations.expectations.expectation import Expectation

DOCS_SITE = "audit"
SHOWN_VALUES = 200
_GX_SEVERITY = {"hard": "critical", "soft": "warning", "commentary": "info"}
_STORES = {
    "expectations": ("ExpectationsStore", "suites/"),
    "validation_definition": ("ValidationDefinitionStore", "validation_definitions/"),
    "checkpoint": ("CheckpointStore", "checkpoints/"),
    "validation_results": ("ValidationResultsStore", "results/"),
}


@dataclass(frozen=True)
class ExpectedColumn:
    """One expectation: what must be true of a column, and how it is told."""

    column: str
    rule: str
    severity: Severity
    description: str
    notes: tuple[str, ...]
    kind: Kind = "between"
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Suite:
    """A suite and the table that it judges; `keys` are the table's text columns that identify a row."""

    name: str
    table: pd.DataFrame
    expected: tuple[ExpectedColumn, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ColumnVerdict:
    """What became of one expectation: counts of rows, and the keys of each row that failed."""

    expectation: str
    success: bool
    evaluated: int
    unexpected: int
    failing: tuple[Mapping[str, str], ...]


def run_project(folder: Path, suites: Sequence[Suite], run_name: str) -> dict[tuple[str, str], ColumnVerdict]:
    """Writes the project into `folder`/gx, runs it, builds the Data Docs into `folder`/docs.

    Returns the verdict of every expectation by (suite, column). A checkpoint for each kind of row key.
    """
    from great_expectations.core.run_identifier import RunIdentifier

    with _quiet():
        context = _context(folder / "gx")
        tables = (folder / "gx" / "tables").resolve()
        source = context.data_sources.add_pandas_filesystem("tables", base_directory=tables)
        definitions = {suite.name: _definition(context, source, suite) for suite in suites}
        run_id = RunIdentifier(run_name=run_name, run_time=dt.datetime.now(dt.UTC))
        verdicts: dict[tuple[str, str], ColumnVerdict] = {}
        for keys in dict.fromkeys(suite.keys for suite in suites):
            judged = [definitions[suite.name] for suite in suites if suite.keys == keys]
            verdicts |= _verdicts(_checkpoint(context, judged, keys).run(run_id=run_id), keys)
        context.build_data_docs(site_names=[DOCS_SITE])
    return verdicts


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars, notices or deprecations: what matters is in the result."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _context(root: Path) -> FileDataContext:
    import great_expectations as gx
    import yaml

    def store(class_name: str, folder: str) -> dict[str, Any]:
        backend = {"class_name": "TupleFilesystemStoreBackend", "base_directory": folder}
        return {"class_name": class_name, "store_backend": backend}

    site = store("SiteBuilder", "../docs/")
    settings = {
        "config_version": 4.0,
        "stores": {f"{name}_store": store(*where) for name, where in _STORES.items()},
        **{f"{name}_store_name": f"{name}_store" for name in _STORES if name != "validation_definition"},
        "data_docs_sites": {
            DOCS_SITE: site
            | {"show_how_to_buttons": False, "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}}
        },
        "analytics_enabled": False,
        "progress_bars": {"globally": False},
    }
    (root / "tables").mkdir(parents=True, exist_ok=True)
    (root / "great_expectations.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return gx.get_context(mode="file", context_root_dir=root)


def _definition(context: FileDataContext, source: PandasFilesystemDatasource, suite: Suite) -> ValidationDefinition:
    import great_expectations as gx

    path = f"{suite.name}.csv"
    table = escaped(suite.table)
    table.to_csv(source.base_directory / path, index=False)
    texts = text_columns(table)
    types = {str(column): "str" if column in texts else "float" for column in table}
    asset = source.add_csv_asset(suite.name, dtype=types, keep_default_na=False, na_values="")
    batch = asset.add_batch_definition_path("all", path=path)
    expectations = [_expectation(expected) for expected in suite.expected]
    added = context.suites.add(gx.ExpectationSuite(name=suite.name, expectations=expectations))
    return context.validation_definitions.add(gx.ValidationDefinition(name=suite.name, data=batch, suite=added))


def escaped(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its texts as HTML: Great Expectations writes them into its pages as they are.

    The names of organisations and files come from strangers; a script in one would run in the auditor's browser. An
    empty text becomes a dash, so that it is not taken for a missing value.
    """
    plain = table.copy()
    for column in text_columns(plain):
        plain[column] = plain[column].map(_html_text, na_action="ignore")
    return plain


def text_columns(table: pd.DataFrame) -> list[str]:
    """The names of the columns that hold texts."""
    return [str(column) for column in table if pd.api.types.is_string_dtype(table[column])]


def _html_text(text: str) -> str:
    # a raw line break or a "$" would still be markup to the templates that the text passes through
    return html.escape(" ".join(text.split())).replace("$", "&#36;") or "–"


def _expectation(expected: ExpectedColumn) -> Expectation:
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
    from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
    from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex

    common: dict[str, Any] = {
        "column": expected.column,
        "severity": _GX_SEVERITY[expected.severity],
        "description": _html_text(expected.description),
        "notes": [_html_text(note) for note in expected.notes],
        "meta": {"rule": expected.rule, "severity": expected.severity},
    }
    if expected.kind == "unique":
        return ExpectColumnValuesToBeUnique(**common)
    if expected.kind == "sha256":
        return ExpectColumnValuesToMatchRegex(regex=SHA256, **common)
    return ExpectColumnValuesToBeBetween(min_value=expected.low, max_value=expected.high, **common)


def _checkpoint(context: FileDataContext, judged: list[ValidationDefinition], keys: tuple[str, ...]) -> Any:
    import great_expectations as gx

    result_format = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": list(keys),
        "partial_unexpected_count": SHOWN_VALUES,
        "return_unexpected_index_query": False,
    }
    name = "audit-" + "-".join(keys)
    checkpoint = gx.Checkpoint(name=name, validation_definitions=judged, result_format=result_format)
    return context.checkpoints.add(checkpoint)


def _verdicts(run: CheckpointResult, keys: tuple[str, ...]) -> dict[tuple[str, str], ColumnVerdict]:
    found = {}
    for suite_result in run.run_results.values():
        for one in suite_result.results:
            config = one.expectation_config
            assert config is not None
            if "element_count" not in one.result:
                raise RuntimeError(
                    f"{config.type} of «{config.kwargs['column']}» could not be judged: {one.exception_info}"
                )
            failing = tuple(
                {key: html.unescape(str(row[key])) for key in keys} for row in one.result["unexpected_index_list"] or ()
            )
            evaluated = one.result["element_count"] - one.result["missing_count"]
            found[suite_result.suite_name, config.kwargs["column"]] = ColumnVerdict(
                config.type, bool(one.success), evaluated, one.result["unexpected_count"], failing
            )
    return found
