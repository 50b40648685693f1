"""The whole round on the made-up sample firm: from three old back offices' exports into a sandbox each.

What a person decides on the way lies beside the exports as data: the reviewed mappings, and the corrections an analyst
typed after asking the firm.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD

from plannr_nb.catalogue import Mode
from plannr_nb.checks import check
from plannr_nb.cli.screen import console, print_json
from plannr_nb.client import PlannrClient
from plannr_nb.crosswalk import OWNER_MISSING, OWNER_WAITING, link, read_back
from plannr_nb.csv_build import HELD_BACK, build_csv
from plannr_nb.errors import CatalogueError
from plannr_nb.journal import ALREADY_STORED
from plannr_nb.mapping import Mapping
from plannr_nb.problems import merge, not_edited
from plannr_nb.read import read_problems, read_table
from plannr_nb.records import apply_edits, exclude
from plannr_nb.runs import account_for, run_import
from plannr_nb.shaping import shape

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.runs import Run
    from plannr_nb.sandbox import Server

__all__ = ["SYSTEMS", "migrate", "run_demo", "sample_folder"]

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
    "spreadsheet": System("spreadsheet", _SHEET, _SHEET, reading={"mend_mojibake": True}),
}


@dataclass
class Round:
    """What was counted on the way, by record type and step, in the order it happened."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def note(self, record_type: str, step: str, count: float) -> None:
        self.counts.setdefault(record_type, {})[step] = int(count)


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
    made, told, untold = (
        sum(done.counts[what][step] for done in rounds.values() for what in ("clients", "plans"))
        for step in ("in the end: created", "rows accounted for", "rows not accounted for")
    )
    console.print(f"{made:,} clients and plans created; {told:,} of {told + untold:,} rows read accounted for.")
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
        clients = _Part(
            client, folder, done, f"{name}-clients", "clients", read_table(samples / system.clients, **reading)
        )
        crosswalk = _send_clients(clients)
        exported = read_table(samples / system.plans, **reading)
        plans = _Part(client, folder, done, f"{name}-plans", "plans", exported)
        _send_plans(plans, crosswalk, clients)
    done.note("mails", "mails that would have been sent", len(server.outbox()))
    return done


class _Part:
    """One record type on its way: read and shaped, with what was sent of it so far."""

    def __init__(
        self, client: PlannrClient, folder: Path, done: Round, name: str, record_type: str, source: pd.DataFrame
    ) -> None:
        self.client, self.folder, self.name, self.record_type, self.source = client, folder, name, record_type, source
        self.note = partial(done.note, record_type)
        mapping = Mapping.load(sample_folder() / "mappings" / f"{name}.toml")
        mapping.save(folder / f"{name}.toml")
        shaped = shape(source, mapping, record_type)
        self.records = _excluded(shaped.records, name)
        self.problems = merge([read_problems(source), shaped.problems])
        self.edits = _edits(name, self.records)
        self.runs: list[Run] = []
        left = mapping.left_behind(source)
        self.note("rows read", len(source))
        self.note("rows skipped by name", _skipped(source))
        self.note("columns mapped", len(source.columns) - len(left))
        self.note("columns left behind by name", len(left))
        self.note("records made", len(self.records))
        self.note("excluded, each with a reason", self.records["excluded"].notna().sum())

    def send(self, records: pd.DataFrame, problems: pd.DataFrame, mode: Mode) -> Run:
        """Build the file, send it, and keep all that came of it in the folder."""
        stem = self.folder / f"{self.name}-{len(self.runs) + 1}-{mode}"
        file = build_csv(records, self.record_type, stem.with_suffix(".csv"), problems=problems)
        journal = self.folder / "journal.sqlite"
        run = run_import(self.client, file, mode=mode, journal=journal, poll_every_s=0.05)
        merge([problems, run.problems]).to_csv(f"{stem}-problems.csv", index=False)
        run.ledger.to_csv(f"{stem}-ledger.csv", index=False)
        self.runs.append(run)
        return run

    def send_twice(self, records: pd.DataFrame) -> pd.DataFrame:
        """Validate, store, correct what was held back or refused, store the whole sheet again. Returns the crosswalk.

        The second store sends whatever is right by now; the journal holds back what Plannr has already.
        """
        checked = merge([self.problems, check(records, self.record_type)])
        self.note("problems found before sending", len(checked))
        tried = self.send(records, checked, Mode.VALIDATE)
        self.note("held back by an error", _held_back(tried).sum())
        self.note("validated", tried.counts["valid"])
        self.note("refused in validation", tried.counts["failed"])
        first = self.send(records, checked, Mode.STORE)
        self.note("created", first.counts["created"])
        self.note("refused", first.counts["failed"])
        self.note("fixed", len(set(self.edits["record_id"]) & set(first.ledger["record_id"][_open(first)])))
        fixed = apply_edits(records, self.edits)
        again = merge([not_edited(self.problems, self.edits), check(fixed, self.record_type)])
        second = self.send(fixed, again, Mode.STORE)
        self.note("2nd round: already in Plannr", (second.ledger["reason"] == ALREADY_STORED).sum())
        self.note("2nd round: created", second.counts["created"])
        self.note("2nd round: refused", second.counts["failed"])
        return read_back(self.client, second)

    def finish(self, crosswalk: pd.DataFrame) -> pd.DataFrame:
        """Say where each record and each row of the export ended."""
        crosswalk.to_csv(self.folder / f"{self.name}-crosswalk.csv", index=False)
        rows = account_for(self.source, *self.runs)
        rows.to_csv(self.folder / f"{self.name}-rows.csv", index=False)
        created = {
            record for run in self.runs for record in run.ledger["record_id"][run.ledger["outcome"] == "created"]
        }
        excluded = self.records["excluded"].notna()
        self.note("in the end: created", len(created))
        self.note("in the end: excluded", excluded.sum())
        self.note("in the end: still waiting", len(set(self.records.index[~excluded]) - created))
        self.note("uuids read back", crosswalk["uuid"].notna().sum())
        self.note("rows accounted for", rows["accounted"].sum())
        self.note("rows not accounted for", (~rows["accounted"]).sum())
        return crosswalk


def _send_clients(clients: _Part) -> pd.DataFrame:
    """People first; a joint client names its owners by their uuids, which exist only then."""
    import pandas as pd

    joint = clients.records["type"].eq("joint")
    crosswalk = clients.send_twice(exclude(clients.records, joint, reason=JOINT_LATER))
    clients.note("joint clients, after their owners", 0)
    if joint.any():
        linked, missing = link(apply_edits(clients.records, clients.edits)[joint], crosswalk, to="owners")
        problems = merge([not_edited(clients.problems, clients.edits), missing, check(linked, "clients")])
        run = clients.send(linked, problems, Mode.STORE)
        clients.note("joint clients, after their owners", run.counts["created"])
        crosswalk = pd.concat([crosswalk, read_back(clients.client, run)], ignore_index=True)
    return clients.finish(crosswalk)


def _send_plans(plans: _Part, crosswalk: pd.DataFrame, clients: _Part) -> None:
    """Plans name their owners by the old reference; after the clients are in, that becomes a uuid."""
    import pandas as pd

    owned = apply_edits(plans.records, plans.edits[plans.edits["field"] == "client_uuid"])
    crosswalk = pd.concat([crosswalk, _not_in_plannr(clients, crosswalk)], ignore_index=True)
    linked, missing = link(owned, crosswalk, to="client_uuid")
    if "linked_owners" in linked.columns:
        linked, missing_others = link(linked, crosswalk, to="linked_owners")
        missing = merge([missing, missing_others])
    sent = missing[missing["record_id"].isin(plans.records.index[plans.records["excluded"].isna()])]
    stranger, waiting = sent["code"] == OWNER_MISSING.code, sent["code"] == OWNER_WAITING.code
    plans.note("owners missing in the exports", sent.loc[stranger, "value"].nunique())
    plans.note("plans whose owner still waits", sent.loc[waiting, "record_id"].nunique())
    plans.problems = merge([not_edited(plans.problems, plans.edits), missing])
    plans.edits = plans.edits[plans.edits["field"] != "client_uuid"]
    plans.finish(plans.send_twice(linked))


def _not_in_plannr(clients: _Part, crosswalk: pd.DataFrame) -> pd.DataFrame:
    """The clients of the export that are not in Plannr yet, as rows of a crosswalk without uuids."""
    keys = clients.records["source_key"]
    waiting = keys[~keys.isin(crosswalk["source_key"])]
    return waiting.reset_index().reindex(columns=list(crosswalk.columns)).assign(certain=False)


def _skipped(source: pd.DataFrame) -> int:
    return sum(part["count"] for part in source.attrs["plannr_nb"]["skipped"])


def _held_back(run: Run) -> pd.Series:
    return run.ledger["reason"].str.startswith(HELD_BACK, na=False)


def _open(run: Run) -> pd.Series:
    """The records of a run that are still to be put right."""
    return (run.ledger["outcome"] == "failed") | _held_back(run)


def _edits(name: str, records: pd.DataFrame) -> pd.DataFrame:
    """The analyst's corrections of an export, by record: ``record_id, field, new``."""
    ids = records["source_key"].reset_index()[["record_id", "source_key"]]
    return _answers(name, "corrections").merge(ids, on="source_key")[["record_id", "field", "new"]]


def _excluded(records: pd.DataFrame, name: str) -> pd.DataFrame:
    """The records a person took out, each with the reason given, beside those of which a row holds nothing."""
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

    table = Table(
        title="One firm, three old back offices, each into a sandbox of its own", title_justify="left", box=SIMPLE_HEAD
    )
    table.add_column("")
    for name in rounds:
        table.add_column(SYSTEMS[name].title, justify="right")
    first = next(iter(rounds.values()))
    for record_type, steps in first.counts.items():
        if record_type != "mails":
            table.add_row(f"[bold]{record_type}[/]")
        for step in steps:
            cells = (done.counts[record_type].get(step) for done in rounds.values())
            table.add_row(f"  {step}", *("-" if cell is None else f"{cell:,}" for cell in cells))
        table.add_section()
    console.print(table)
