"""What became of each injected defect of the sample exports: mended, found before sending, refused, or seen by nobody.

    python benchmarks/found_defects.py

Reads the clients and plans of the three systems with their reviewed mappings, checks them, and sends every record to a
sandbox in mode ``validate`` with nothing held back, so that what only the sandbox refuses can be told apart. Prints one
table by certainty of the rule and one by kind of defect, then the false alarms: problems on cells that the truth file
does not name, or names as right.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

import plannr_nb as pn

SAMPLES = Path(__file__).parent.parent / "sample_data"
EXPORTS = {
    "intelliflo": ("intelliflo-clients.csv", "intelliflo-plans.csv"),
    "xplan": ("xplan-clients.csv", "xplan-plans.csv"),
    "spreadsheet": ("spreadsheet-clients-and-plans.csv", "spreadsheet-clients-and-plans.csv"),
}
# A name cell feeds several fields, and a complaint about one of them is a complaint about the cell.
NAMES = {"name", "first_name", "last_name", "entity_name", "title", "middle_name"}
SAME_CELL = {"inactive_reason": "status", "type": "plan_type"}
# A doubled record, or a death that only the name tells, is complained of elsewhere in the row.
ELSEWHERE = {
    "duplicate": {"same_person"},
    "near_duplicate": {"same_person", "ni_number_repeated"},
    "joint_plan_twice": {"policy_repeated", "rows_disagree"},
    "death_not_flagged": {"deceased_in_name"},
}
PAIRS = {"same_person", "ni_number_repeated", "policy_repeated"}
PLAN_FIELDS = {"client_uuid", "plan_type", "provider", "policy_number", "status", "opened_at", "value", "seller_uuid"}
OUTCOMES = ["mended", "found before sending", "refused by the sandbox only", "left behind by name", "seen by nobody"]


def main() -> None:
    verdicts, alarms = [], []
    for system, (clients, plans) in EXPORTS.items():
        for record_type, export in (("clients", clients), ("plans", plans)):
            records, found, refused = carry_out(system, export, record_type)
            truth = truth_of(system, export, record_type, records)
            verdicts.append(judged(truth, records, found, refused))
            alarms.append(false_alarms(truth, found))
    verdict = pd.concat(verdicts)
    print(counted(verdict, "certainty"), end="\n\n")
    unseen = verdict[verdict["outcome"] == OUTCOMES[-1]]
    print("seen by nobody, by system:", unseen.groupby("system").size().to_dict(), end="\n\n")
    print(counted(verdict, "defect"), end="\n\n")
    alarm = pd.concat(alarms)
    print("false alarms (cells), by severity and kind of complaint")
    print(alarm.groupby(["severity", "code"]).size().rename("cells").to_string())
    print(f"error alarms: {(alarm['severity'] == 'error').sum()} cells")


def truth_of(system: str, export: str, record_type: str, records: pd.DataFrame) -> pd.DataFrame:
    """The oddities of one record type in one export, with the cell's place as one text."""
    truth = pd.read_csv(SAMPLES / "truth.csv", dtype="str", keep_default_na=False)
    mine = truth[(truth["system"] == system) & (truth["file"] == export) & (truth["field"] != "")]
    is_plan = mine["field"].isin(PLAN_FIELDS)
    mine = mine[is_plan if record_type == "plans" else ~is_plan]
    rows = mine["source_row"].astype(int)
    rows = rows.map(first_rows(records)).fillna(rows).astype(int)
    return mine.assign(row=rows, place=rows.astype(str) + " " + mine["field"].map(cell_name))


def cell_name(field: str) -> str:
    return "name" if field in NAMES else SAME_CELL.get(field, field)


def carry_out(system: str, export: str, record_type: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Records, the problems found before sending, and those that only the sandbox had."""
    source = pn.read_table(SAMPLES / export)
    mapping = pn.Mapping.load(SAMPLES / "mappings" / f"{system}-{record_type}.toml")
    records, shaped = pn.shape(source, mapping, record_type)
    with pn.sandbox.serve(firm=SAMPLES / "firm.json", requests_a_minute=60_000) as server:
        client = pn.PlannrClient(server.url, token=server.token, account_uuid=server.account_uuid)
        folder = Path(tempfile.mkdtemp())
        missing = pn.problems.empty()
        if record_type == "plans":
            records, missing = linked(client, records, system, folder)
        checked = pn.check(records, record_type)
        run = pn.run_import(client, records, record_type, mode="validate", journal=folder / "journal.sqlite")
    before = pn.problems.merge([pn.read_problems(source), shaped, missing, checked])
    return records, placed(before, records), placed(run.problems, records)


def linked(
    client: pn.PlannrClient, plans: pd.DataFrame, system: str, folder: Path
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The plans with an owner's uuid for every client of the export, from a store of the bare clients."""
    owners = pn.read_table(SAMPLES / EXPORTS[system][0])
    mapping = pn.Mapping.load(SAMPLES / "mappings" / f"{system}-clients.toml")
    keys = pn.shape(owners, mapping, "clients").records["source_key"].dropna().unique()
    bare = pd.DataFrame(
        {"last_name": keys, "first_name": "A", "external_reference_value": keys, "send_welcome_email": "false"},
        index=pd.Index([f"k{at}" for at in range(len(keys))]),
        dtype="str",
    )
    bare["source_key"] = keys
    run = pn.run_import(client, bare, "clients", mode="store", journal=folder / "owners.sqlite")
    crosswalk = pn.read_back(client, run)
    records, missing = pn.link(plans, crosswalk, to="client_uuid")
    if "linked_owners" in records.columns:
        records, others = pn.link(records, crosswalk, to="linked_owners")
        missing = pn.problems.merge([missing, others])
    return records, missing


def placed(problems: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Problems that name a cell of a record that is sent, with the cell's place: first row of the record, and field."""
    first = first_rows(records[records["excluded"].isna()])
    rows = problems["source_row"].fillna(problems["record_id"].map(records["source_row"])).map(first).astype("Int64")
    fields = problems["field"].fillna(problems["header"].map({"Client": "name"}))
    owners = fields == "owners"  # linked once the people are in, so nothing is said of them here
    named = rows.notna() & fields.notna() & (problems["severity"] != "info") & ~owners
    places = rows[named].astype(str) + " " + fields[named].map(cell_name)
    return problems[named].assign(row=rows[named], place=places)


def first_rows(records: pd.DataFrame) -> dict[int, int]:
    """Each row that feeds a record -> the first such row."""
    first = {row: row for row in records["source_row"]}
    for row, others in zip(records["source_row"], records["also_rows"].fillna(""), strict=True):
        first |= {int(other): row for other in others.split(",") if other}
    return first


def judged(truth: pd.DataFrame, records: pd.DataFrame, found: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """Each defect with what became of it."""
    defects = truth[truth["kind"] == "defect"]
    before, after = set(found["place"]), set(refused["place"])
    codes = found.groupby("row")["code"].agg(set).to_dict()

    def outcome(row: Any) -> str:
        if row.field not in records.columns and row.field != "name":
            return "left behind by name"
        if mended(row, records):
            return "mended"
        if row.place in before or ELSEWHERE.get(row.defect, set()) & codes.get(row.row, set()):
            return "found before sending"
        return "refused by the sandbox only" if row.place in after else "seen by nobody"

    return defects.assign(outcome=[outcome(row) for row in defects.itertuples()])


def mended(row: Any, records: pd.DataFrame) -> bool:
    """The record says what the truth says is right."""
    if row.mendable != "yes" or row.field not in records.columns or row.defect in ELSEWHERE:
        return False
    cells = records.loc[records["source_row"] == row.row, row.field].fillna("")
    return bool((cells == row.right).any())


def false_alarms(truth: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Warnings and errors on cells in which nothing is wrong. One line per cell and complaint."""
    defects = truth[truth["kind"] == "defect"]
    wrong = set(defects["place"])
    elsewhere = {(row, code) for row, defect in zip(defects["row"], defects["defect"], strict=True)
                 for code in ELSEWHERE.get(defect, ())}  # fmt: skip
    alarms = found[~found["place"].isin(wrong)].drop_duplicates(["place", "code"])
    # Of two records that look like one, the truth file names the second; the first is no false alarm.
    paired = set(found.loc[found["row"].isin(defects["row"]), ["code", "value"]].apply(_folded, axis=1))
    alarms = alarms[~(alarms["code"].isin(PAIRS) & alarms[["code", "value"]].apply(_folded, axis=1).isin(paired))]
    expected = pd.Series([pair in elsewhere for pair in zip(alarms["row"], alarms["code"], strict=True)], alarms.index)
    return alarms[~expected.astype(bool)]


def _folded(pair: pd.Series) -> tuple[str, str]:
    return pair["code"], str(pair["value"]).casefold()


def counted(verdict: pd.DataFrame, by: str) -> str:
    table = pd.crosstab(verdict[by], verdict["outcome"], margins=True, margins_name="all")
    return table.reindex(columns=[*OUTCOMES, "all"], fill_value=0).to_string()


if __name__ == "__main__":
    main()
