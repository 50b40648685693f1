"""The command: what it prints for a person and for a program, what it leaves behind, and what its exit codes mean."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from plannr_nb import sandbox
from plannr_nb.checks import rules as rules_of
from plannr_nb.checks import save_rules
from plannr_nb.cli import app
from plannr_nb.cli.exits import Exit
from plannr_nb.mapping import Mapping

SAMPLES = Path(__file__).parent.parent / "sample_data"
CLIENTS = SAMPLES / "xplan-clients.csv"
MAPPING = SAMPLES / "mappings" / "xplan-clients.toml"
runner = CliRunner()


def call(*arguments: object, code: Exit = Exit.FINE) -> str:
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert (result.exit_code, result.exception if result.exit_code not in set(Exit) else None) == (code, None), (
        result.output
    )
    return result.stdout


def test_help_names_every_command_and_exit_code() -> None:
    text = call("--help")
    for word in ("demo", "sandbox", "inspect", "suggest", "check", "send", "Exit codes"):
        assert word in text


def test_inspect_says_what_was_decided_and_skipped() -> None:
    text = " ".join(call("inspect", SAMPLES / "intelliflo-clients.csv").split())
    assert "2,018 rows" in text
    assert "3 rows: 1-3" in text
    assert "--delimiter" in text
    assert "Corporate/Joint Name" in text


def test_inspect_for_a_program_is_one_json_document() -> None:
    told = json.loads(call("inspect", SAMPLES / "intelliflo-clients.csv", "--json"))
    assert told["rows"] == 2018
    assert told["decided"]["header_row"] == 5


def test_every_decision_of_reading_can_be_overridden_by_an_option(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Client;Client\nRef;Surname\n007;'Evans'\n", encoding="utf-8")
    told = json.loads(call("inspect", file, "--header-row", "1-2", "--quote", "'", "--expect-rows", 1, "--json"))
    assert [column["header"] for column in told["columns"]] == ["Client Ref", "Client Surname"]
    assert (told["rows"], told["decided"]["quote"]) == (1, "'")
    told = json.loads(call("inspect", file, "--header-row", 0, "--delimiter", ";", "--json"))
    assert (told["rows"], len(told["columns"])) == (3, 2)


def test_another_number_of_rows_than_expected_stops_the_command() -> None:
    call("inspect", CLIENTS, "--expect-rows", 1_837, code=Exit.CANNOT_GO_ON)
    call("inspect", CLIENTS, "--expect-rows", 1_838)


def test_a_header_row_that_is_no_row_is_a_wrong_call() -> None:
    call("inspect", CLIENTS, "--header-row", "first", code=Exit.WRONG_CALL)


def test_suggest_saves_a_mapping_to_complete(tmp_path: Path) -> None:
    saved = tmp_path / "clients.toml"
    told = json.loads(call("suggest", CLIENTS, "clients", "--save", saved, "--json"))
    assert told["safe"]["last_name"] == "Surname"
    assert 'last_name = "Surname"' in saved.read_text("utf-8")


def test_suggest_names_the_columns_that_must_go_somewhere() -> None:
    told = json.loads(call("suggest", CLIENTS, "clients", "--json"))
    assert told["undecided"][0] == {"header": "Client Status", "filled": 1838, "meaning": "archived, deceased"}
    assert "Columns that must go somewhere" in call("suggest", CLIENTS, "clients")


def test_suggest_offers_what_several_columns_feed_and_takes_it_by_number(tmp_path: Path) -> None:
    saved = tmp_path / "clients.toml"
    (offer,) = json.loads(call("suggest", CLIENTS, "clients", "--save", saved, "--take", 1, "--json"))["offers"]
    assert {name: offer[name] for name in ("offer", "origin", "fields", "headers", "rows")} == {
        "offer": 1,
        "origin": "first filled",
        "fields": ["phone"],
        "headers": ["Mobile Phone", "Home Phone"],
        "rows": 879,
    }
    assert Mapping.load(saved).origins["phone"].headers == ("Mobile Phone", "Home Phone")
    assert "first filled" in call("suggest", CLIENTS, "clients", "--top", 1)
    call("suggest", CLIENTS, "clients", "--take", 1, code=Exit.WRONG_CALL)
    call("suggest", CLIENTS, "clients", "--take", 9, "--save", saved, code=Exit.CANNOT_GO_ON)


def test_check_ends_with_1_where_rows_have_errors(tmp_path: Path) -> None:
    problems = tmp_path / "problems.csv"
    told = json.loads(
        call("check", CLIENTS, "clients", "--mapping", MAPPING, "--problems", problems, "--json",
             code=Exit.ROWS_WITH_ERRORS)
    )  # fmt: skip
    assert told["records"] == 1838
    assert "impossible_date" in {cause["code"] for cause in told["causes"]}
    assert sum(cause["rows"] for cause in told["causes"]) == len(pd.read_csv(problems))


def test_check_by_the_rules_of_a_sheet(tmp_path: Path) -> None:
    rules = rules_of("clients")
    rules.loc[rules["code"] == "same_person", "on"] = "no"
    sheet = save_rules(rules, tmp_path / "rules.csv")
    asked = ("check", CLIENTS, "clients", "--mapping", MAPPING, "--json", "--rules", sheet)
    told = json.loads(call(*asked, code=Exit.ROWS_WITH_ERRORS))
    assert "same_person" not in {cause["code"] for cause in told["causes"]}
    rules.loc[0, "severity"] = "eror"
    save_rules(rules, sheet)
    stopped = runner.invoke(app, [str(argument) for argument in asked])
    assert stopped.exit_code == Exit.CANNOT_GO_ON
    assert "rules.csv row 2, severity: not a severity" in " ".join(stopped.output.split())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["inspect", "no-such-file.csv"], Exit.CANNOT_GO_ON, "no-such-file.csv"),
        (["suggest", CLIENTS, "klients"], Exit.CANNOT_GO_ON, 'did you mean "clients"'),
        (["check", CLIENTS, "clients", "--mode", "upsert"], Exit.WRONG_CALL, "upsert"),
        (["demo", "--system", "salesforce"], Exit.CANNOT_GO_ON, "intelliflo"),
        (["frobnicate"], Exit.WRONG_CALL, "frobnicate"),
    ],
)
def test_wrong_input_ends_with_a_sentence_and_a_code(arguments: list[object], code: Exit, says: str) -> None:
    result = runner.invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code
    assert says in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_send_validates_unless_told_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sandbox.serve(firm=SAMPLES / "firm.json", requests_a_minute=60_000) as server:
        _as_environment(monkeypatch, server)
        told = json.loads(
            call("send", CLIENTS, "clients", "-m", MAPPING, "--journal", tmp_path / "journal.sqlite",
                 "--folder", tmp_path, "--json", code=Exit.ROWS_WITH_ERRORS)
        )  # fmt: skip
        assert server.records("clients") == []
    assert told["mode"] == "validate"
    assert sum(told["counts"].values()) == 1838
    assert told["counts"]["created"] == 0
    assert sum(told["not_sent"].values()) == told["counts"]["excluded"]
    rows = pd.read_csv(tmp_path / "xplan-clients-clients-validate-1-rows.csv")
    assert rows["accounted"].all()


def test_send_without_a_token_says_which_variable_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLANNR_BASE_URL", "PLANNR_TOKEN", "PLANNR_ACCOUNT_UUID"):
        monkeypatch.delenv(name, raising=False)
    result = runner.invoke(app, ["send", str(CLIENTS), "clients", "-m", str(MAPPING), "--folder", str(tmp_path)])
    assert result.exit_code != Exit.FINE
    assert "PLANNR_" in result.output


def test_a_store_wants_a_mapping_that_was_looked_through(tmp_path: Path) -> None:
    result = runner.invoke(app, ["send", str(CLIENTS), "clients", "--mode", "store", "--folder", str(tmp_path)])
    assert result.exit_code == Exit.GUARD_STOPPED
    assert "--save mapping.toml" in " ".join(result.output.split())


def test_guards_are_answered_by_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export, mapping = tmp_path / "mailed.csv", tmp_path / "mailed.toml"
    export.write_text(
        "Ref,Forename,Surname,E-mail,Mail them\nC1,Ana,Hale,ana@post.example,yes\nC2,Bo,Evans,bo@post.example,no\n",
        "utf-8",
    )
    mapping.write_text(
        'record_type = "clients"\nkey = "Ref"\n[origins]\nfirst_name = "Forename"\nlast_name = "Surname"\n'
        'email = "E-mail"\nsend_welcome_email = "Mail them"\n',
        "utf-8",
    )
    arguments = ["send", export, "clients", "-m", mapping, "--mode", "store", "--folder", tmp_path, "--json",
                 "--journal", tmp_path / "journal.sqlite"]  # fmt: skip
    with sandbox.serve() as server:
        _as_environment(monkeypatch, server)
        call(*arguments, code=Exit.GUARD_STOPPED)
        assert server.outbox() == []
        told = json.loads(call(*arguments, "--confirm-welcome-email", 1))
        assert len(server.outbox()) == 1
    assert told["counts"]["created"] == 2


def test_a_second_send_keeps_the_ledger_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = tmp_path / "two.csv"
    export.write_text("Client Ref,Forename,Surname,Shoe size\nC1,Ana,Hale,4\nC2,Bo,Evans,9\n", "utf-8")
    with sandbox.serve() as server:
        _as_environment(monkeypatch, server)
        for _ in range(2):
            text = call("send", export, "clients", "--journal", tmp_path / "j.sqlite", "--folder", tmp_path)
    assert "Shoe size" in text
    assert len(list(tmp_path.glob("two-clients-validate-*-ledger.csv"))) == 2


@pytest.mark.parametrize("option", [["suggest", "--save"], ["check", "--problems"]])
def test_nothing_is_written_over_the_export(option: list[str], tmp_path: Path) -> None:
    export = tmp_path / "clients.csv"
    export.write_text("Forename,Surname\nAna,Hale\n", "utf-8")
    result = runner.invoke(app, [option[0], str(export), "clients", option[1], str(export)])
    assert result.exit_code == Exit.CANNOT_GO_ON
    assert export.read_text("utf-8") == "Forename,Surname\nAna,Hale\n"


def test_resume_takes_up_what_was_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = tmp_path / "journal.sqlite"
    with sandbox.serve(firm=SAMPLES / "firm.json", requests_a_minute=60_000) as server:
        _as_environment(monkeypatch, server)
        result = runner.invoke(app, ["resume", "--journal", str(journal)])
        assert (result.exit_code, "there is no journal" in result.output) == (Exit.CANNOT_GO_ON, True)
        assert not journal.exists()
        server.fail_next("start", "drop")
        send = [
            "send",
            CLIENTS,
            "clients",
            "-m",
            MAPPING,
            "--journal",
            journal,
            "--folder",
            tmp_path,
            "--mode",
            "store",
        ]
        call(*send, "--json", code=Exit.ROWS_WITH_ERRORS)
        assert json.loads(call("resume", "--journal", journal, "--json")) == []
        assert "nothing unfinished" in " ".join(call("resume", "--journal", journal).split())
        assert len(server.records("clients")) == 1730


def test_the_sandbox_never_takes_a_token_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANNR_TOKEN", "a-real-token")
    monkeypatch.setattr(sandbox.Server, "run_forever", lambda server: server.stop())
    text = call("sandbox", "--port", 0, "--database", tmp_path / "sandbox.sqlite")
    assert "export PLANNR_TOKEN=" in text
    assert "a-real-token" not in text
    assert b"a-real-token" not in (tmp_path / "sandbox.sqlite").read_bytes()


def test_send_to_nobody_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sandbox.serve() as server:
        _as_environment(monkeypatch, server)
    result = runner.invoke(
        app, ["send", str(CLIENTS), "clients", "-m", str(MAPPING), "--journal", str(tmp_path / "j.sqlite"),
              "--folder", str(tmp_path)]
    )  # fmt: skip
    assert result.exit_code == Exit.NO_PLANNR


def test_the_demo_of_one_system_is_a_table_for_people(tmp_path: Path) -> None:
    text = call("demo", "--system", "xplan", "--folder", tmp_path)
    assert "Xplan-like" in text
    assert "mails that would have been" in text
    left = {path.name for path in (tmp_path / "xplan").iterdir()}
    assert {"xplan-clients.toml", "xplan-clients-crosswalk.csv", "xplan-plans-rows.csv", "journal.sqlite"} <= left


def test_the_demo_of_one_system_accounts_for_every_row(tmp_path: Path) -> None:
    told = json.loads(call("demo", "--system", "intelliflo", "--folder", tmp_path, "--json"))
    _assert_rows_accounted_for(told, "intelliflo", tmp_path)


@pytest.mark.slow
def test_the_demo_of_all_systems_accounts_for_every_row(tmp_path: Path) -> None:
    told = json.loads(call("demo", "--folder", tmp_path, "--json"))
    assert list(told["systems"]) == ["intelliflo", "xplan", "spreadsheet"]
    for system in told["systems"]:
        _assert_rows_accounted_for(told, system, tmp_path)


def _assert_rows_accounted_for(told: dict[str, Any], system: str, folder: Path) -> None:
    clients, plans, mails = (told["systems"][system][part] for part in ("clients", "plans", "mails"))
    for counts in (clients, plans):
        assert counts["rows not accounted for"] == 0
        assert counts["records made"] == sum(count for step, count in counts.items() if step.startswith("in the end"))
        assert counts["uuids read back"] == counts["in the end: created"]
    assert plans["owners missing in the exports"] == 2
    assert mails == {"mails that would have been sent": 0}
    with sandbox.serve(path=folder / system / "sandbox.sqlite") as server:
        assert len(server.records("clients")) == clients["in the end: created"]
        assert len(server.records("plans")) == plans["in the end: created"]


def _as_environment(monkeypatch: pytest.MonkeyPatch, server: sandbox.Server) -> None:
    monkeypatch.setenv("PLANNR_BASE_URL", server.url)
    monkeypatch.setenv("PLANNR_TOKEN", server.token)
    monkeypatch.setenv("PLANNR_ACCOUNT_UUID", server.account_uuid)
