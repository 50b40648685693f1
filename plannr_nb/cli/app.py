"""The commands. Each prints for a person, or with ``--json`` one document for a program."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from plannr_nb.catalogue import Mode
from plannr_nb.cli.exits import Exit, exit_for
from plannr_nb.cli.screen import console, errors, print_causes, print_frame, print_json, progress_bar
from plannr_nb.errors import PlannrNbError
from plannr_nb.problems import Severity

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.mapping import Mapping

__all__ = ["app"]

app = typer.Typer(
    name="plannr-nb",
    help="From an old back office's exports to clients and plans in Plannr, with proof for every row.",
    epilog="Exit codes: 0 fine, 1 some rows have errors or were refused, 2 wrong call, 3 a file or mapping cannot be "
    "used, 4 Plannr did not answer or refused, 5 a guard asks first and nothing was sent, 6 stopped waiting.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # local variables hold people's data
    add_completion=False,
)

File = Annotated[Path, typer.Argument(help="The export: .csv, .tsv, .txt, .xlsx or .xlsm.", show_default=False)]
RecordTypeName = Annotated[
    str, typer.Argument(help="Plannr's record type, such as clients or plans.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", "-m", help="A saved mapping. Left out, only what is safe is mapped.")
]


def _explained(command: Callable[..., Exit | None]) -> Callable[..., None]:
    """Turn our exceptions into a sentence and an exit code, and an `Exit` into one."""

    @functools.wraps(command)
    def explained(*args: Any, **options: Any) -> None:
        try:
            code = command(*args, **options)
        except PlannrNbError as error:
            errors.print(f"[bold red]Stopped.[/] {escape(str(error))}", highlight=False)
            raise typer.Exit(exit_for(error)) from None
        raise typer.Exit(Exit.FINE if code is None else code)

    return explained


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        console.print(metadata.version("plannr-nb"))
        raise typer.Exit


@app.command()
@_explained
def demo(
    folder: Annotated[Path, typer.Option(help="Where files, tables and the journal are left.")] = Path("plannr-demo"),
    system: Annotated[str, typer.Option(help="intelliflo, xplan, spreadsheet or all.")] = "all",
    as_json: Json = False,
) -> None:
    """Migrate the made-up sample firm into a sandbox on this machine, clients and plans, and account for every row."""
    from plannr_nb.cli.demo import run_demo

    run_demo(folder, system, as_json=as_json)


@app.command()
@_explained
def sandbox(
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8321,
    database: Annotated[Path, typer.Option(help="SQLite file that keeps the state.")] = Path("sandbox.sqlite"),
    firm: Annotated[
        Path | None,
        typer.Option(help="JSON file with the firm's employees and client_statuses.", show_default="made up"),
    ] = None,
    strict: Annotated[bool, typer.Option(help="Also refuse odd forms of postcode, NI number and phone.")] = False,
    ignore_unknown_headers: Annotated[
        bool, typer.Option(help="Ignore a mapped field that does not exist, instead of refusing the mapping.")
    ] = False,
    singular_row_key: Annotated[
        bool, typer.Option(help="Name a failed row after its record type, instead of always client.")
    ] = False,
) -> None:
    """Serve a stand-in for Plannr's import API on this machine until interrupted."""
    import os

    from plannr_nb.sandbox import Dialect, serve

    dialect = Dialect(
        strict=strict,
        unknown_headers="ignored" if ignore_unknown_headers else "refused",
        failed_row_key="singular" if singular_row_key else "client",
    )
    server = serve(path=database, port=port, dialect=dialect, firm=firm, token=os.environ.get("PLANNR_TOKEN"))
    console.print(f"Sandbox at [bold]{server.url}[/], state in {database}. Stop it with Ctrl+C. In another shell:")
    for name, value in (("BASE_URL", server.url), ("TOKEN", server.token), ("ACCOUNT_UUID", server.account_uuid)):
        console.out(f"  export PLANNR_{name}={value}", highlight=False)
    server.run_forever()


@app.command()
@_explained
def inspect(
    file: File,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    header_row: Annotated[int | None, typer.Option(help="Row of the header, as a spreadsheet shows it.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as utf-8 or cp1252.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Such as , or ;")] = None,
    as_json: Json = False,
) -> Exit:
    """Read an export and say what was decided, what was skipped and what is odd."""
    from plannr_nb.read import describe_source, read_problems, read_table

    source = read_table(file, sheet=sheet, header_row=header_row, encoding=encoding, delimiter=delimiter)
    found = read_problems(source)
    columns = _columns(source)
    if as_json:
        decided = source.attrs["plannr_nb"]
        print_json({"rows": len(source), "columns": columns.to_dict("records"), "decided": decided})
    else:
        print_frame(describe_source(source), f"{file.name}: {len(source):,} rows, {len(source.columns)} columns")
        print_frame(columns, "\nColumns")
        if len(found):
            print_causes(found, "\nProblems")
    return _exit_for(found)


@app.command()
@_explained
def suggest(
    file: File,
    record_type: RecordTypeName,
    top: Annotated[int, typer.Option(min=1, help="Candidates per column.")] = 3,
    save: Annotated[Path | None, typer.Option(help="Save what is safe to map as a TOML file to complete.")] = None,
    as_json: Json = False,
) -> None:
    """Rank Plannr's fields for each column of an export."""
    from plannr_nb.read import read_table
    from plannr_nb.suggest import propose_mapping, suggest_mapping

    source = read_table(file)
    ranked = suggest_mapping(source, record_type, top=top)
    mapping = propose_mapping(source, record_type)
    if save is not None:
        mapping.save(save)
    if as_json:
        print_json({"suggestions": ranked.to_dict("records"), "safe": mapping.fields, "key": mapping.key})
        return
    print_frame(ranked, f"{file.name} as {record_type}")
    console.print(f"\nSafe to map without asking: {len(mapping.fields)} of {len(source.columns)} columns.")
    if save is not None:
        console.print(f"Saved to {save}. Look through it and complete it before you send.")


@app.command()
@_explained
def check(
    file: File,
    record_type: RecordTypeName,
    mapping: MappingFile = None,
    mode: Annotated[Mode, typer.Option(help="Which rules: those of a store, or of an update.")] = Mode.STORE,
    problems: Annotated[Path | None, typer.Option(help="Write the problem table, cell values included, here.")] = None,
    as_json: Json = False,
) -> Exit:
    """Read, shape and check an export without sending anything."""
    source, chosen, records, found = _prepared(file, record_type, mapping, mode)
    if problems is not None:
        found.to_csv(problems, index=False)
    if as_json:
        from plannr_nb.problems import by_cause

        causes = by_cause(found).to_dict("records")
        print_json({"rows": len(source), "records": len(records), "mapped": len(chosen.origins), "causes": causes})
    else:
        console.print(
            f"{file.name}: {len(source):,} rows, {len(records):,} {record_type}, {len(chosen.origins)} fields."
        )
        print_causes(found, "\nProblems by cause")
        if problems is not None:
            console.print(f"\nEvery one of the {len(found):,} is in {problems}, with its cell: keep that file private.")
    return _exit_for(found)


@app.command()
@_explained
def send(
    file: File,
    record_type: RecordTypeName,
    mapping: MappingFile = None,
    mode: Annotated[Mode, typer.Option(help="store and update change Plannr; validate only asks.")] = Mode.VALIDATE,
    journal: Annotated[Path, typer.Option(help="What was sent and how it ended.")] = Path("imports.sqlite"),
    folder: Annotated[Path, typer.Option(help="Where the CSV, the ledger and the problems are left.")] = Path(),
    as_json: Json = False,
) -> Exit:
    """Send an export to the Plannr that PLANNR_BASE_URL, PLANNR_TOKEN and PLANNR_ACCOUNT_UUID name."""
    from plannr_nb.client import PlannrClient
    from plannr_nb.csv_build import build_csv
    from plannr_nb.problems import merge
    from plannr_nb.runs import account_for, run_import

    with PlannrClient.from_env() as client:
        source, _, records, found = _prepared(file, record_type, mapping, mode)
        folder.mkdir(parents=True, exist_ok=True)
        stem = folder / f"{file.stem}-{record_type}-{mode}"
        built = build_csv(records, record_type, stem.with_suffix(".csv"), problems=found)
        with progress_bar(f"{mode} {record_type}", quiet=as_json) as shown:
            run = run_import(client, built, mode=mode, journal=journal, progress=shown)
    every = merge([found, run.problems])
    every.to_csv(f"{stem}-problems.csv", index=False)
    run.ledger.to_csv(f"{stem}-ledger.csv", index=False)
    account_for(source, run).to_csv(f"{stem}-rows.csv", index=False)
    if as_json:
        print_json({"import_uuid": run.import_uuid, "mode": mode, "counts": run.counts, "csv": built.path})
    else:
        counts = ", ".join(f"{count:,} {outcome}" for outcome, count in run.counts.items() if count)
        console.print(f"{record_type}, {mode}: {counts} of {len(records):,} records.")
        if len(run.problems):
            print_causes(run.problems, "\nRefused by Plannr")
        console.print(f"\nCSV, problems, ledger and the fate of each row: {stem}*.csv (they hold people's data)")
    return Exit.ROWS_WITH_ERRORS if run.counts["failed"] + run.counts["unknown"] else _exit_for(found)


def _prepared(
    file: Path, record_type: str, mapping: Path | None, mode: Mode
) -> tuple[pd.DataFrame, Mapping, pd.DataFrame, pd.DataFrame]:
    """Read, map, shape and check: source, mapping, records, problems."""
    from plannr_nb.checks import check as check_records
    from plannr_nb.mapping import Mapping
    from plannr_nb.problems import merge
    from plannr_nb.read import read_problems, read_table
    from plannr_nb.shaping import shape
    from plannr_nb.suggest import propose_mapping

    source = read_table(file)
    chosen = propose_mapping(source, record_type) if mapping is None else Mapping.load(mapping)
    rules = Mode.STORE if mode is Mode.VALIDATE else mode
    shaped = shape(source, chosen, record_type, mode=rules)
    checked = check_records(shaped.records, record_type, mode=rules)
    return source, chosen, shaped.records, merge([read_problems(source), shaped.problems, checked])


def _columns(source: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    filled = source.notna().sum()
    return pd.DataFrame({"header": filled.index, "filled": filled.to_numpy(), "distinct": source.nunique().to_numpy()})


def _exit_for(problems: pd.DataFrame) -> Exit:
    return Exit.ROWS_WITH_ERRORS if (problems["severity"] == Severity.ERROR).any() else Exit.FINE
