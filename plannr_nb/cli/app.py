"""The commands. Each prints for a person, or with ``--json`` one document for a program."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from plannr_nb import catalogue
from plannr_nb.catalogue import Mode
from plannr_nb.cli.exits import Exit, exit_for
from plannr_nb.cli.reading import Read, as_option, reads_exports
from plannr_nb.cli.screen import console, errors, print_causes, print_frame, print_json, progress_bar
from plannr_nb.cli.steps import (
    columns_of,
    counted_fields,
    exit_for_problems,
    free_stem,
    keep_export,
    outcomes,
    prepare,
    print_left_behind,
    print_offers,
    print_undecided,
    report,
    undecided,
)
from plannr_nb.errors import GuardStopped, PlannrNbError
from plannr_nb.problems import by_cause

if TYPE_CHECKING:
    pass

__all__ = ["app"]

app = typer.Typer(
    name="plannr-nb",
    help="From an old back office's exports to clients and plans in Plannr, with proof for every row.",
    epilog="Exit codes: 0 fine, 1 some rows have errors or were refused, 2 wrong call, 3 a file or mapping cannot be "
    "used, 4 Plannr did not answer, refused, or ended the import as a whole, 5 a guard asks first and nothing was "
    "sent, 6 stopped waiting.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # local variables hold people's data
    add_completion=False,
)

File = Annotated[Path, typer.Argument(help="The export: text or workbook, packed or not.", show_default=False)]
RecordTypeName = Annotated[
    str, typer.Argument(help="Plannr's record type, such as clients or plans.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
MappingFile = Annotated[
    Path | None, typer.Option("--mapping", "-m", help="A saved mapping. Left out, only what is safe is mapped.")
]
Sample = Annotated[
    Path | None, typer.Option(help="The firm's sample CSV from Plannr's import wizard, which confirms fields.")
]
Rules = Annotated[Path | None, typer.Option(help="A table of rules, .xlsx or .csv, as pn.save_rules writes it.")]
Journal = Annotated[Path, typer.Option(help="What was sent and how it ended.")]


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
    from plannr_nb.sandbox import Dialect, serve

    dialect = Dialect(
        strict=strict,
        unknown_headers="ignored" if ignore_unknown_headers else "refused",
        failed_row_key="singular" if singular_row_key else "client",
    )
    # The token is made up here and never taken from the environment, where a real one may stand.
    server = serve(path=database, port=port, dialect=dialect, firm=firm)
    console.print(f"Sandbox at [bold]{server.url}[/], state in {database}. Stop it with Ctrl+C. In another shell:")
    for name, value in (("BASE_URL", server.url), ("TOKEN", server.token), ("ACCOUNT_UUID", server.account_uuid)):
        console.out(f"  export PLANNR_{name}={value}", highlight=False)
    server.run_forever()


@app.command()
@_explained
@reads_exports
def inspect(
    read: Read,
    file: File,
    as_json: Json = False,
) -> Exit:
    """Read an export and say what was decided, what was skipped and what is odd."""
    from plannr_nb.read import describe_source, read_problems

    source = read(file)
    found = read_problems(source)
    columns = columns_of(source)
    if as_json:
        decided = source.attrs["plannr_nb"]
        print_json({"rows": len(source), "columns": columns.to_dict("records"), "decided": decided})
    else:
        described = describe_source(source)
        options = described["override"].map(as_option)
        print_frame(
            described.assign(override=options), f"{file.name}: {len(source):,} rows, {len(source.columns)} columns"
        )
        print_frame(columns, "\nColumns")
        if len(found):
            print_causes(found, "\nProblems")
    return exit_for_problems(found)


@app.command()
@_explained
@reads_exports
def suggest(
    read: Read,
    file: File,
    record_type: RecordTypeName,
    top: Annotated[int, typer.Option(min=1, help="Candidates per column.")] = 3,
    save: Annotated[Path | None, typer.Option(help="Save what is safe to map as a TOML file to complete.")] = None,
    take: Annotated[list[int] | None, typer.Option(help="Number of an offer to save too; may be repeated.")] = None,
    as_json: Json = False,
) -> None:
    """Rank Plannr's fields for each column of an export, and offer what several columns feed together."""
    from plannr_nb.suggest import propose_mapping, suggest_mapping, suggest_origins, take_offers

    if take and save is None:
        raise typer.BadParameter("offers are taken into the file that --save names", param_hint="--take")
    keep_export(file, save)
    source = read(file)
    ranked = suggest_mapping(source, record_type, top=top)
    mapping = propose_mapping(source, record_type)
    offers = suggest_origins(source, record_type, mapping)
    if save is not None:
        take_offers(mapping, offers, take or ()).save(save)
    if as_json:
        asked = undecided(mapping, source).to_dict("records")
        safe = {"safe": mapping.fields, "key": mapping.key}
        offered = offers.astype("object").where(offers.notna(), None).to_dict("records")
        print_json({"suggestions": ranked.to_dict("records"), "offers": offered, **safe, "undecided": asked})
        return
    print_frame(ranked, f"{file.name} as {record_type}")
    print_offers(offers)
    console.print(f"\nSafe to map without asking: {len(mapping.fields)} of {len(source.columns)} columns.")
    print_undecided(mapping, source)
    if save is not None:
        console.print(f"Saved to {save}. Look through it and complete it before you send.")


@app.command()
@_explained
@reads_exports
def check(
    read: Read,
    file: File,
    record_type: RecordTypeName,
    mapping: MappingFile = None,
    mode: Annotated[Mode, typer.Option(help="Which rules: those of a store, or of an update.")] = Mode.STORE,
    problems: Annotated[Path | None, typer.Option(help="Write the problem table, cell values included, here.")] = None,
    sample: Sample = None,
    rules: Rules = None,
    as_json: Json = False,
) -> Exit:
    """Read, shape and check an export without sending anything."""
    keep_export(file, problems)
    source = read(file)
    prepared = prepare(source, catalogue.load(record_type, sample=sample), mapping, mode, rules)
    found = prepared.problems
    if problems is not None:
        found.to_csv(problems, index=False)
    if as_json:
        counted = {"rows": len(source), "records": len(prepared.records), "mapped": len(prepared.mapping.origins)}
        print_json({**counted, "causes": by_cause(found).to_dict("records")})
    else:
        made = f"{len(prepared.records):,} {record_type}, {len(prepared.mapping.origins)} fields"
        console.print(f"{file.name}: {len(source):,} rows, {made}.")
        print_left_behind(prepared.mapping, source)
        print_causes(found, "\nProblems by cause")
        if problems is not None:
            console.print(f"\nEvery one of the {len(found):,} is in {problems}, with its cell: keep that file private.")
    return exit_for_problems(found)


@app.command()
@_explained
@reads_exports
def send(
    read: Read,
    file: File,
    record_type: RecordTypeName,
    mapping: MappingFile = None,
    mode: Annotated[Mode, typer.Option(help="store and update change Plannr; validate only asks.")] = Mode.VALIDATE,
    journal: Journal = Path("imports.sqlite"),
    folder: Annotated[Path, typer.Option(help="Where CSV, ledger and problems are left.")] = Path("plannr-imports"),
    sample: Sample = None,
    rules: Rules = None,
    approve: Annotated[bool, typer.Option("--approve", help="Show what will be sent live, and ask for a yes.")] = False,
    may_erase: Annotated[
        list[str] | None, typer.Option(help="A field whose blank cells may erase, and how many: phone=12.")
    ] = None,
    confirm_welcome_email: Annotated[int | None, typer.Option(help="How many clients shall be mailed.")] = None,
    again: Annotated[list[str] | None, typer.Option(help="Old reference of a record to store a second time.")] = None,
    unconfirmed_ok: Annotated[
        list[str] | None, typer.Option(help="A field, or money_unit, that nothing of the firm confirms.")
    ] = None,
    as_json: Json = False,
) -> Exit:
    """Send an export to the Plannr that PLANNR_BASE_URL, PLANNR_TOKEN and PLANNR_ACCOUNT_UUID name."""
    from plannr_nb.client import PlannrClient
    from plannr_nb.csv_build import build_csv
    from plannr_nb.runs import approve as ask_approval
    from plannr_nb.runs import run_import

    if mapping is None and mode is not Mode.VALIDATE:
        raise GuardStopped(
            f"to {mode}, name a mapping that somebody has looked through: suggest {file.name} {record_type} --save "
            "mapping.toml, complete it, and send with --mapping mapping.toml"
        )
    with PlannrClient.from_env() as client:
        source = read(file)
        prepared = prepare(source, catalogue.load(record_type, sample=sample), mapping, mode, rules)
        folder.mkdir(parents=True, exist_ok=True)
        stem = free_stem(folder, f"{file.stem}-{record_type}-{mode}")
        path = stem.with_name(f"{stem.name}.csv")
        built = build_csv(prepared.records, prepared.record_type, path, problems=prepared.problems)
        if approve:
            ask_approval(built, client, mode, record_type=prepared.record_type, journal=journal)
        with progress_bar(f"{mode} {record_type}", quiet=as_json) as shown:
            run = run_import(
                client,
                built,
                prepared.record_type,
                mode=mode,
                journal=journal,
                progress=shown,
                may_erase=counted_fields(may_erase or []),
                confirm_welcome_email=confirm_welcome_email,
                again=again or (),
                unconfirmed_ok=unconfirmed_ok or (),
            )
    if not as_json:
        print_left_behind(prepared.mapping, source)
    return report(source, prepared.problems, run, stem, as_json=as_json)


@app.command()
@_explained
def resume(
    import_uuid: Annotated[str | None, typer.Argument(help="Left out: whatever the journal holds unfinished.")] = None,
    journal: Journal = Path("imports.sqlite"),
    start_again: Annotated[
        bool, typer.Option("--start-again", help="Start once more an import that still reads as not started.")
    ] = False,
    as_json: Json = False,
) -> Exit:
    """Take up imports where they were left after a lost connection or an end of patience."""
    from plannr_nb.client import PlannrClient
    from plannr_nb.runs import Runs, resume_import

    with PlannrClient.from_env() as client:
        if import_uuid is None:
            runs = resume_import(client, None, journal=journal, start_again=start_again)
        else:
            runs = Runs([resume_import(client, import_uuid, journal=journal, start_again=start_again)])
    if as_json:
        print_json([{"import_uuid": run.import_uuid, "mode": run.mode, "counts": run.counts} for run in runs])
    else:
        for run in runs:
            console.print(f"{run.import_uuid}: {run.record_type}, {run.mode}: {outcomes(run)}", highlight=False)
        if not runs:
            console.print(f"{journal} holds nothing unfinished.")
    open_rows = sum(run.counts["failed"] + run.counts["unknown"] for run in runs)
    return Exit.ROWS_WITH_ERRORS if open_rows else Exit.FINE
