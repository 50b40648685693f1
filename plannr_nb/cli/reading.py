"""How a command reads an export: the options of `read_table`, stated once and given to each command that reads one."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Read", "as_option", "reads_exports"]

Read = Callable[[Path], "pd.DataFrame"]
_Result = TypeVar("_Result")
_ROWS = re.compile(r"(\d+)(?:-(\d+))?")
_OVERRIDE = re.compile(r"([a-z_]+)=(.*)", re.DOTALL)


def as_option(override: str) -> str:
    """An override of `read_table`, as the command line takes it.

    Examples
    --------
    >>> as_option('delimiter=";"'), as_option("header_row=(2, 3)"), as_option("mend_mojibake=True")
    ('--delimiter ";"', '--header-row 2-3', '--mend-mojibake')
    """
    found = _OVERRIDE.fullmatch(override)
    if found is None:
        return override
    value = re.sub(r"\((\d+), (\d+)\)", r"\1-\2", found[2])
    return f"--{found[1].replace('_', '-')} {value}".removesuffix(" True")


def reads_exports(command: Callable[..., _Result]) -> Callable[..., _Result]:
    """Give a command the options for reading. It gets them as ``read``, a function from a path to a frame."""
    shared = inspect.signature(_options, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True)
    parameters = [parameter for name, parameter in own.parameters.items() if name != "read"]
    last = [parameters.pop()] if parameters[-1].name == "as_json" else []

    @functools.wraps(command)
    def with_options(**given: Any) -> _Result:
        options = {name: given.pop(name) for name in shared}
        return command(read=functools.partial(_read, **options), **given)

    with_options.__signature__ = own.replace(  # type: ignore[attr-defined]  # what inspect looks at first
        parameters=[*parameters, *shared.values(), *last]
    )
    with_options.__annotations__ = {each.name: each.annotation for each in [*parameters, *shared.values(), *last]}
    return with_options


def _read(file: Path, *, header_row: str | None, **options: Any) -> pd.DataFrame:
    from plannr_nb.read import read_table

    return read_table(file, header_row=_rows(header_row), **options)


def _rows(text: str | None) -> int | tuple[int, int] | None:
    if text is None:
        return None
    found = _ROWS.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("give a row such as 4, two such as 3-4, or 0 for none", param_hint="--header-row")
    return (int(found[1]), int(found[2])) if found[2] else int(found[1])


def _options(
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    header_row: Annotated[
        str | None,
        typer.Option(help="Row of the header, as a spreadsheet shows it; 3-4 joins two; 0 for none."),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Such as , or ;")] = None,
    quote: Annotated[str | None, typer.Option(help="What encloses cells; empty for nothing.")] = None,
    escape: Annotated[str | None, typer.Option(help="What protects quotes in cells; empty for nothing.")] = None,
    member: Annotated[str | None, typer.Option(help="A file in a zip archive of several.")] = None,
    unpack_limit: Annotated[int | None, typer.Option(help="Bytes to which a packed file may unpack.")] = None,
    expect_rows: Annotated[int | None, typer.Option(help="Rows of data there must be, or nothing is read.")] = None,
    mend_mojibake: Annotated[
        bool, typer.Option("--mend-mojibake", help="Mend text that was decoded wrongly once, as in ZoÃ«.")
    ] = False,
) -> None:
    """Hold the options that `read_table` takes, but for the path."""
