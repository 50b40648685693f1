"""The steps the commands share: prepare, and say how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from plannr_nb.catalogue import Mode, RecordType
from plannr_nb.cli.exits import Exit
from plannr_nb.cli.screen import console, print_causes, print_frame, print_json
from plannr_nb.errors import ReadError
from plannr_nb.problems import Severity, by_cause, errors_only, merge

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.mapping import Mapping
    from plannr_nb.runs import Run

__all__ = [
    "Prepared",
    "columns_of",
    "counted_fields",
    "exit_for_problems",
    "free_stem",
    "keep_export",
    "outcomes",
    "prepare",
    "print_left_behind",
    "print_offers",
    "print_undecided",
    "report",
    "undecided",
]


@dataclass(frozen=True)
class Prepared:
    """What is about to be sent, and what is wrong with it."""

    record_type: RecordType
    mapping: Mapping
    records: pd.DataFrame
    problems: pd.DataFrame


def free_stem(folder: Path, name: str) -> Path:
    """A name no earlier run has used, so that the second store does not write over the ledger of the first."""
    taken = {path.name for path in folder.glob(f"{name}*.csv")}
    number = next(number for number in count(1) if not any(each.startswith(f"{name}-{number}") for each in taken))
    return folder / f"{name}-{number}"


def keep_export(file: Path, target: Path | None) -> None:
    """Nothing is written over the export itself."""
    if target is not None and target.exists() and file.exists() and target.samefile(file):
        raise ReadError(f"{target.name} is the export itself and would be lost; give another file to write to")


def prepare(
    source: pd.DataFrame, record_type: RecordType, mapping: Path | None, mode: Mode, rules: Path | None = None
) -> Prepared:
    from plannr_nb.checks import check as check_records
    from plannr_nb.mapping import Mapping
    from plannr_nb.read import read_problems
    from plannr_nb.shaping import shape
    from plannr_nb.suggest import propose_mapping

    chosen = propose_mapping(source, record_type) if mapping is None else Mapping.load(mapping)
    asked = Mode.STORE if mode is Mode.VALIDATE else mode
    shaped = shape(source, chosen, record_type, mode=asked)
    checked = check_records(shaped.records, record_type, mode=asked, rules=rules)
    found = merge([read_problems(source), shaped.problems, checked])
    return Prepared(record_type, chosen, shaped.records, found)


def print_left_behind(mapping: Mapping, source: pd.DataFrame) -> None:
    left = mapping.left_behind(source)
    open_columns = left[(left["why"] == "not decided") & (left["filled"] > 0)]
    if len(open_columns):
        print_frame(open_columns, "\nColumns left behind that nobody has decided on")


def print_offers(offers: pd.DataFrame) -> None:
    """What several columns feed together, or none: each with the number that takes it."""
    if len(offers):
        told = offers[["offer", "origin", "fields", "rows", "score", "reason"]]
        told = told.assign(fields=told["fields"].map(", ".join), rows=told["rows"].astype("object"))
        print_frame(told, "\nOffered beyond one column for a field; --save FILE --take NUMBER takes one")


def print_undecided(mapping: Mapping, source: pd.DataFrame) -> None:
    """The columns whose meaning a firm has to answer for, and which nothing has been done about."""
    asked = undecided(mapping, source)
    if len(asked):
        print_frame(asked, "\nColumns that must go somewhere, or be dropped with a reason")


def undecided(mapping: Mapping, source: pd.DataFrame) -> pd.DataFrame:
    left = mapping.left_behind(source)
    asked = left[left["meaning"].notna() & (left["why"] == "not decided")]
    return asked[["header", "filled", "meaning"]].reset_index(drop=True)


def report(source: pd.DataFrame, found: pd.DataFrame, run: Run, stem: Path, *, as_json: bool) -> Exit:
    """Leave problems, ledger and the fate of each row beside the CSV, and say how it ended."""
    from plannr_nb.runs import account_for

    merge([found, run.problems]).to_csv(f"{stem}-problems.csv", index=False)
    run.ledger.to_csv(f"{stem}-ledger.csv", index=False)
    account_for(source, run).to_csv(f"{stem}-rows.csv", index=False)
    if as_json:
        told = {"import_uuid": run.import_uuid, "mode": run.mode, "counts": run.counts, "csv": f"{stem}.csv"}
        reasons = run.ledger.loc[run.ledger["outcome"] == "excluded", "reason"].value_counts().to_dict()
        print_json({**told, "not_sent": reasons, "errors": by_cause(errors_only(found)).to_dict("records")})
    else:
        console.print(f"{run.record_type}, {run.mode}: {outcomes(run)}; {len(run.ledger):,} records.")
        if len(run.problems):
            print_causes(run.problems, "\nRefused by Plannr")
        kept = run.ledger.loc[run.ledger["outcome"] == "excluded", "reason"].value_counts()
        if len(kept):
            print_frame(kept.rename_axis("not sent because").rename("records").reset_index(), "\nNot sent")
        if len(errors_only(found)):
            print_causes(errors_only(found), "\nErrors found here")
        console.print(f"\nThe CSV, its problems, ledger and the fate of each row: {stem}*.csv. Keep them private.")
    return Exit.ROWS_WITH_ERRORS if run.counts["failed"] + run.counts["unknown"] else exit_for_problems(found)


def outcomes(run: Run) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in run.counts.items() if count) or "nothing to send"


def counted_fields(pairs: list[str]) -> dict[str, int]:
    """``phone=12`` as the field and the number."""
    counted = {}
    for pair in pairs:
        name, _, number = pair.partition("=")
        if not number.isdigit():
            raise typer.BadParameter(f'"{pair}" is no field and number; write it as phone=12', param_hint="--may-erase")
        counted[name] = int(number)
    return counted


def columns_of(source: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    filled = source.notna().sum()
    return pd.DataFrame({"header": filled.index, "filled": filled.to_numpy(), "distinct": source.nunique().to_numpy()})


def exit_for_problems(problems: pd.DataFrame) -> Exit:
    return Exit.ROWS_WITH_ERRORS if (problems["severity"] == Severity.ERROR).any() else Exit.FINE
