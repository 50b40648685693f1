"""The lane that runs expectations through great_expectations itself; and the only place that imports it."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.outcome import Outcome

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations import ExpectationSuite
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

__all__ = ["LANE", "new_suite", "new_validation_result", "reads_named_columns", "run"]

LANE = "great_expectations"
_POSITION = "plannr_nb_position"
# COMPLETE gives every failing row by its place in the index; the list of failing values stops at 200. Naming id columns
# or asking for the query that finds the rows again costs up to thirty times as much.
_RESULT_FORMAT = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
_RAISED = re.compile(r"^(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*(?:Error|Exception|Warning|Interrupt))\b", re.MULTILINE)


def new_suite(name: str, expectations: Sequence[Expectation], meta: Mapping[str, Any]) -> ExpectationSuite:
    """A suite of great_expectations, which can be extended at once."""
    with _quiet():
        from great_expectations import ExpectationSuite

        _make_sure_of_a_current_context()
        return ExpectationSuite(name, [_configuration(item) for item in expectations], meta=dict(meta))


def new_validation_result(
    suite_name: str,
    told: Sequence[tuple[Expectation, bool, Mapping[str, Any], str | None]],
    meta: Mapping[str, Any],
    ran_at: datetime,
) -> ExpectationSuiteValidationResult:
    """A validation result of great_expectations from what is known of each expectation.

    Parameters
    ----------
    told
        Each expectation, whether it was met, what its ``result`` holds, and why it did not run.
    """
    with _quiet():
        from great_expectations import __version__
        from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
        from great_expectations.core.run_identifier import RunIdentifier

        results = [
            ExpectationValidationResult(
                success=success,
                expectation_config=_configuration(item),
                result=dict(result),
                exception_info={
                    "raised_exception": error is not None,
                    "exception_traceback": None,
                    "exception_message": error,
                },
            )
            for item, success, result, error in told
        ]
        met = sum(success for _, success, _, _ in told)
        return ExpectationSuiteValidationResult(
            success=met == len(told),
            results=results,
            suite_name=suite_name,
            statistics={
                "evaluated_expectations": len(told),
                "successful_expectations": met,
                "unsuccessful_expectations": len(told) - met,
                "success_percent": 100 * met / len(told) if told else None,
            },
            meta={
                "great_expectations_version": __version__,
                "run_id": RunIdentifier(run_name=suite_name, run_time=ran_at),
                "validation_time": ran_at.isoformat(),
                **meta,
            },
        )


def reads_named_columns(item: Expectation) -> bool:
    """Whether an expectation looks at no other columns than its arguments name.

    So do those of great_expectations itself that are about columns; of a user's own nobody can know.
    """
    if not item.columns or "column_index" in item.kwargs:
        return False
    with _quiet():
        from great_expectations.exceptions.exceptions import ExpectationNotFoundError
        from great_expectations.expectations.registry import get_expectation_impl

        try:
            module = get_expectation_impl(item.type).__module__
        except ExpectationNotFoundError:
            return True
    return module.startswith("great_expectations.expectations.core.")


def run(frame: pd.DataFrame, expectations: Sequence[Expectation]) -> list[Outcome]:
    """One outcome per expectation, in their order. Touches neither files nor the context that is current.

    Parameters
    ----------
    frame
        Any frame whose column names are unique. Failing rows are told by their position.
    """
    if not expectations:
        return []
    with _quiet():
        from great_expectations import ExpectationSuite

        outcomes: dict[int, Outcome] = {}
        ready: list[ExpectationConfiguration] = []
        for position, item in enumerate(expectations):
            try:
                configuration = _configuration(item, {**item.meta, _POSITION: position})
                configuration.to_domain_obj()
            except (
                Exception
            ) as error:  # a suite may hold anything: an unknown type, a wrong argument, a user's own class
                outcomes[position] = Outcome.not_run(type(error).__name__)
            else:
                ready.append(configuration)
        if ready:
            batch = _batch(frame.reset_index(drop=True))
            suite = ExpectationSuite("run", ready)
            for result in batch.validate(suite, result_format=_RESULT_FORMAT).results:
                outcomes[result.expectation_config.meta[_POSITION]] = _outcome(result)
    lost = Outcome.not_run("no result came back")
    return [outcomes.get(position, lost) for position in range(len(expectations))]


def _configuration(item: Expectation, meta: Mapping[str, Any] | None = None) -> ExpectationConfiguration:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    return ExpectationConfiguration(
        type=item.type,
        kwargs=dict(item.kwargs),
        meta=dict(item.meta if meta is None else meta),
        description=item.description,
        severity=FailureSeverity(item.gx_severity),
    )


def _outcome(result: Any) -> Outcome:
    error = _error_in(result.exception_info)
    if error is not None:
        return Outcome.not_run(error)
    found = result.result
    count = found.get("unexpected_count")
    return Outcome(
        success=bool(result.success),
        positions=None if count is None else tuple(found.get("unexpected_index_list") or ()),
        unexpected_count=None if count is None else int(count),
        observed=found.get("observed_value"),
        lane=LANE,
    )


def _error_in(info: Any) -> str | None:
    """The kind of exception that stopped an expectation. Its text is left out: it may quote a cell.

    The information comes in two shapes: of the expectation, or by the metrics that it asked for.
    """
    if not isinstance(info, Mapping):
        return None
    entries = [info] if "raised_exception" in info else [item for item in info.values() if isinstance(item, Mapping)]
    raised = [item for item in entries if item.get("raised_exception")]
    if not raised:
        return None
    kinds = _RAISED.findall(str(raised[0].get("exception_traceback") or ""))
    return str(kinds[0]) if kinds else "an exception"


def _batch(frame: pd.DataFrame) -> Any:
    _make_sure_of_a_current_context()
    source = _context_in_memory().data_sources.add_pandas("frames")
    return (
        source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    )


def _context_in_memory() -> EphemeralDataContext:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
    )
    return EphemeralDataContext(project_config=config)


def _make_sure_of_a_current_context() -> None:
    """A suite can only be extended, and a batch only validated, while some context is the current one.

    One that the user has made stays current, and nothing is ever written to it.
    """
    from great_expectations.data_context.data_context.context_factory import project_manager
    from great_expectations.exceptions.exceptions import DataContextRequiredError

    try:
        project_manager.get_current_project()
    except DataContextRequiredError:
        project_manager.set_project(_context_in_memory())


@contextmanager
def _quiet() -> Iterator[None]:
    """Neither warnings nor log lines of great_expectations, which quote cells, and none of its lasting changes.

    Importing it warns of Python's own deprecations, and sends every later warning of the process to the log.
    """
    log = logging.getLogger("great_expectations")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = warnings.showwarning
            try:
                yield
            finally:
                if warnings.showwarning is not shown:
                    logging.captureWarnings(False)
    finally:
        log.setLevel(level)
