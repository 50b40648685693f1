"""The whole round on the made-up sample firm: from three old back offices' exports into a sandbox each.

What a person decides on the way lies beside the exports as data: the reviewed mappings, and the corrections an analyst
typed after asking the firm.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue import Mode
from plannr_nb.checks import check
from plannr_nb.cli.screen import console, print_json
from plannr_nb.client import PlannrClient
from plannr_nb.crosswalk import link, read_back
from plannr_nb.csv_build import build_csv
from plannr_nb.errors import CatalogueError
from plannr_nb.mapping import Mapping
from plannr_nb.problems import errors_only, merge, not_edited
from plannr_nb.read import read_problems, read_table
from plannr_nb.records import apply_edits, exclude
from plannr_nb.runs import account_for, run_import
from plannr_nb.shaping import shape

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.runs import Run
    from plannr_nb.sandbox import Server

__all__ = ["SYSTEMS", "migrate", "run_demo", "sample_folder"]

_GOOD = {Mode.VALIDATE: "valid", Mode.STORE: "created"}
JOINT_LATER = "second pass: a joint client needs the uuids of its owners"


@dataclass(frozen=True, slots=True)
class System:
    """An old back office of the sample firm: its name for people, its exports, and how they are read."""

    title: str
    clients: str
    plans: str
    reading: dict[str, Any] = field(default_factory=dict)


_SHEET = "spreadsheet-clients-and-plans.csv"  # a row per client and plan
SYSTEMS = {
    "intelliflo": System("Intelliflo-like", "intelliflo-clients.csv", "intelliflo-plans.csv"),
    "xplan": System("Xplan-like", "xplan-clients.csv", "xplan-plans.csv"),
    "spreadsheet": System("spreadsheet", *["spreadsheet-clients-and-plans.csv"] * 2, reading={"mend_mojibake": True}),
}


@dataclass
class Round:
    """What was counted on the way, in the order it happened."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, step: str, count: int) -> None:
        self.counts[step] = self.counts.get(step, 0) + int(count)


def sample_folder() -> Path:
    """The folder of the made-up exports: inside an installed package, or beside the package in a checkout."""
    package = Path(str(resources.files("plannr_nb")))
    for folder in (package / "sample_data", package.parent / "sample_data"):
        if (folder / "firm.json").is_file():
            return folder
    raise CatalogueError("the sample exports are not installed; run the command from a checkout of the project")


def run_demo(folder: Path, system: str = "all", *, as_json: bool = False) -> None:
    """Migrate each system and print what was counted."""
    from plannr_nb.errors import did_you_mean

    names = list(SYSTEMS) if system == "all" else [system]
    for name in names:
        if name not in SYSTEMS:
            raise CatalogueError(f'no sample system "{name}"; {did_you_mean(name, [*SYSTEMS, "all"])}')
    begun = time.perf_counter()
    rounds = {name: _in_sandbox(name, folder / name, quiet=as_json) for name in names}
    seconds = time.perf_counter() - begun
    if as_json:
        print_json({"systems": {name: done.counts for name, done in rounds.items()}, "seconds": round(seconds, 1)})
        return
    _print(rounds)
    console.print(
        f"\nDone in {seconds:.0f} s. {folder} holds for each system the CSV files that were sent, the problem tables, "
        "ledgers, mappings, crosswalks and the journal. Everybody in it is made up."
    )


def _in_sandbox(name: str, folder: Path, *, quiet: bool) -> Round:
    from plannr_nb.sandbox import serve

    _clear(folder)
    waiting = console.status(f"{SYSTEMS[name].title} exports", spinner="dots")
    with (
        serve(path=folder / "sandbox.sqlite", firm=sample_folder() / "firm.json", requests_a_minute=60_000) as server,
        nullcontext() if quiet else waiting,
    ):
        return migrate(name, server, folder)


def migrate(name: str, server: Server, folder: Path) -> Round:
    """The round of one system: its people, then the joint clients they own, then the plans of all of them."""
    done, system, samples = Round(), SYSTEMS[name], sample_folder()
    reading = system.reading
    with PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid) as client:
        clients = _prepare(f"{name}-clients", "clients", read_table(samples / system.clients, **reading), folder, done)
        crosswalk = _send_clients(client, clients, folder, done)
        plans = _prepare(f"{name}-plans", "plans", read_table(samples / system.plans, **reading), folder, done)
        _send_plans(client, plans, crosswalk, folder, done)
    done.add("mails that would have been sent", len(server.outbox()))
    return done


@dataclass
class _Prepared:
    """One export, read and shaped: what is sent from it, and what is known to be wrong with it."""

    name: str
    record_type: str
    source: pd.DataFrame
    records: pd.DataFrame
    problems: pd.DataFrame
    runs: list[Run] = field(default_factory=list)


def _prepare(name: str, record_type: str, source: pd.DataFrame, folder: Path, done: Round) -> _Prepared:
    mapping = Mapping.load(sample_folder() / "mappings" / f"{name}.toml")
    mapping.save(folder / f"{name}.toml")
    left = mapping.left_behind(source)
    shaped = shape(source, mapping, record_type)
    records = _excluded(shaped.records, name, record_type)
    done.add(f"{record_type}: rows read", len(source))
    done.add(f"{record_type}: rows skipped", sum(part["count"] for part in source.attrs["plannr_nb"]["skipped"]))
    done.add(f"{record_type}: columns mapped", len(source.columns) - len(left))
    done.add(f"{record_type}: columns left behind", len(left))
    done.add(f"{record_type}: records made", len(records))
    done.add(f"{record_type}: excluded by hand", int(records["excluded"].notna().sum()))
    return _Prepared(name, record_type, source, records, merge([read_problems(source), shaped.problems]))


def _send_clients(client: PlannrClient, clients: _Prepared, folder: Path, done: Round) -> pd.DataFrame:
    """People first; a joint client names its owners by their uuids, which exist only then. Returns the crosswalk."""
    joint = clients.records["type"].eq("joint")
    people = exclude(clients.records, joint, reason=JOINT_LATER)
    _send_twice(client, clients, people, folder, done)
    crosswalk = _read_back(client, clients)
    if joint.any():
        edits = _edits(clients, clients.records)
        linked, missing = link(apply_edits(clients.records, edits)[joint], crosswalk, to="owners")
        problems = merge([not_edited(clients.problems, edits), missing, check(linked, "clients")])
        _send(client, clients, linked, folder, done, "clients, joint", mode=Mode.STORE, problems=problems)
    return _finish(client, clients, folder, done)


def _send_plans(client: PlannrClient, plans: _Prepared, crosswalk: pd.DataFrame, folder: Path, done: Round) -> None:
    linked, missing = link(plans.records, crosswalk, to="client_uuid")
    if "linked_owners" in linked.columns:
        linked, missing_others = link(linked, crosswalk, to="linked_owners")
        missing = merge([missing, missing_others])
    done.add("plans: linked to their owners", len(linked) - missing["record_id"].nunique())
    done.add("plans: owners missing", missing.loc[missing["code"].eq("owner_missing"), "value"].nunique())
    plans.problems = merge([plans.problems, missing])
    _send_twice(client, plans, linked, folder, done)
    _finish(client, plans, folder, done)


def _send_twice(client: PlannrClient, part: _Prepared, records: pd.DataFrame, folder: Path, done: Round) -> None:
    """Validate and store, then correct what was held back or refused and store the whole sheet again.

    The second store sends everything that is right by now; what Plannr already has is held back by the journal.
    """
    what = part.record_type
    checked = merge([part.problems, check(records, what)])
    done.add(f"{what}: problems found before sending", len(checked))
    done.add(f"{what}: held back by an error", errors_only(checked)["record_id"].nunique())
    _send(client, part, records, folder, done, what, mode=Mode.VALIDATE, problems=checked)
    _send(client, part, records, folder, done, what, mode=Mode.STORE, problems=checked)
    edits = _edits(part, records)
    fixed = apply_edits(records, edits)
    done.add(f"{what}: fixed", edits["record_id"].nunique())
    again = merge([not_edited(part.problems, edits), check(fixed, what)])
    _send(client, part, fixed, folder, done, f"{what}, second round", mode=Mode.STORE, problems=again)


def _send(
    client: PlannrClient,
    part: _Prepared,
    records: pd.DataFrame,
    folder: Path,
    done: Round,
    what: str,
    *,
    mode: Mode,
    problems: pd.DataFrame,
) -> None:
    """Build the file, send it, keep all that came of it, and count."""
    stem = folder / f"{part.name}-{len(part.runs) + 1}-{mode}"
    file = build_csv(records, part.record_type, stem.with_suffix(".csv"), problems=problems)
    run = run_import(client, file, mode=mode, journal=folder / "journal.sqlite", poll_every_s=0.05)
    merge([problems, run.problems]).to_csv(f"{stem}-problems.csv", index=False)
    run.ledger.to_csv(f"{stem}-ledger.csv", index=False)
    part.runs.append(run)
    done.add(f"{what}: {'validated' if mode is Mode.VALIDATE else 'created'}", run.counts[_GOOD[mode]])
    done.add(f"{what}: refused by Plannr{' in validation' if mode is Mode.VALIDATE else ''}", run.counts["failed"])


def _finish(client: PlannrClient, part: _Prepared, folder: Path, done: Round) -> pd.DataFrame:
    """Read the new uuids back, and account for every row of the export. Returns the crosswalk."""
    crosswalk = _read_back(client, part)
    crosswalk.to_csv(folder / f"{part.name}-crosswalk.csv", index=False)
    rows = account_for(part.source, *part.runs)
    rows.to_csv(folder / f"{part.name}-rows.csv", index=False)
    done.add(f"{part.record_type}: uuids read back", crosswalk["uuid"].notna().sum())
    done.add(f"{part.record_type}: rows not accounted for", int((~rows["accounted"]).sum()))
    return crosswalk


def _read_back(client: PlannrClient, part: _Prepared) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([read_back(client, run) for run in part.runs if run.mode == Mode.STORE], ignore_index=True)


def _edits(part: _Prepared, records: pd.DataFrame) -> pd.DataFrame:
    """The analyst's corrections of this export, by record: ``record_id, field, new``."""
    answers = _answers(part.name, "corrections")
    ids = records["source_key"].rename("source_key").reset_index()[["record_id", "source_key"]]
    return answers.merge(ids, on="source_key")[["record_id", "field", "new"]]


def _excluded(records: pd.DataFrame, name: str, record_type: str) -> pd.DataFrame:
    """The records a person took out, each with the reason given; a client's row without a plan makes no plan."""
    if record_type == "plans":
        nothing = records[["type", "plan_type", "policy_number", "provider"]].isna().all(axis=1)
        records = exclude(records, nothing, reason="the row names no plan")
    for reason, chosen in _answers(name, "exclusions").groupby("reason", sort=False):
        records = exclude(records, records["source_key"].isin(chosen["source_key"]), reason=str(reason))
    return records


def _answers(name: str, kind: str) -> pd.DataFrame:
    import pandas as pd

    path = sample_folder() / "answers" / f"{name}-{kind}.csv"
    return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])


def _clear(folder: Path) -> None:
    """An earlier demo's files are replaced; anything else in the folder stays."""
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in ("*.csv", "*.toml", "journal.sqlite*", "sandbox.sqlite*"):
        for path in folder.glob(pattern):
            path.unlink()


def _print(rounds: dict[str, Round]) -> None:
    """One column per system, one line per step."""
    from rich.table import Table

    table = Table(title="One firm, three old back offices, each into a sandbox of its own", title_justify="left")
    table.add_column("step")
    for name in rounds:
        table.add_column(SYSTEMS[name].title, justify="right")
    steps = list(dict.fromkeys(step for done in rounds.values() for step in done.counts))
    before = ""
    for step in steps:
        part = step.split(":")[0]
        if before and part != before:
            table.add_section()
        before = part
        table.add_row(step, *(_number(done.counts.get(step)) for done in rounds.values()))
    console.print(table)


def _number(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"
