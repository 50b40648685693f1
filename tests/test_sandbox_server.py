"""The sandbox as a server: who may ask, lists, faults, restarts, and what it shows of itself."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sandbox_calls import Caller, client, csv_text

from plannr_nb.catalogue import load
from plannr_nb.sandbox import Dialect, Firm, SandboxError, Server, serve
from plannr_nb.sandbox.limits import RateLimit

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(token="kept-secret", requests_a_minute=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def call(server: Server) -> Iterator[Caller]:
    with Caller(server) as caller:
        yield caller


@pytest.fixture(scope="module")
def people(server: Server, call: Caller) -> dict[str, str]:
    """First name -> uuid of a few clients; Cleo and Dan own a joint account, and Cleo a plan."""
    rows = [
        client(first_name="Cleo", last_name="Mould", email="cleo@example.com", phone="01632 960002")
        | {"status_name": "Active", "assigned_advisor": "Owen Price", "external_reference_value": "IO-1"}
        | {"external_reference_source": "intelliflo", "value": "12.5", "is_prospect": "", "postcode": "PO7 7YH"},
        client(first_name="Dan", last_name="Mould", email="", is_prospect="true"),
        {"type": "trust", "entity_name": "50% Trust", "send_welcome_email": "false"},
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = call.run("clients", "store", [{name: row.get(name, "") for name in names} for row in rows])
    assert made["failed_jobs"] == 0, made["errors"]
    uuids = [record["uuid"] for record in server.records("clients", import_uuid=made["uuid"])]
    joint = {"type": "joint", "entity_name": "Mould joint", "send_welcome_email": "false"}
    call.run("clients", "store", [joint | {"owners": f"{uuids[0]}; {uuids[1]}"}])
    plan = {
        "client_uuid": uuids[0],
        "type": "pension",
        "plan_type": "SIPP",
        "policy_number": "000_7",
        "name": "Old SIPP",
    }
    plan |= {"status": "Active", "opened_at": "01/02/2003", "value": "100", "provider": "Acme"}
    call.run("plans", "store", [plan, plan | {"policy_number": "00017", "name": "New SIPP", "status": "proposed"}])
    return dict(zip(("Cleo", "Dan", "Trust"), uuids, strict=True))


def names_in(answer: dict[str, Any]) -> list[str]:
    return [item["name"] for item in answer["data"]]


@pytest.mark.parametrize("token", [None, "Bearer", "Bearer wrong", "Basic kept-secret", "Bearer kept-secré"])
def test_every_route_needs_the_token(server: Server, token: str | None) -> None:
    headers = {"Authorization": token.encode()} if token else {}
    for path in ("/api/v1/logins", "/api/v1/import", f"/file/{UNKNOWN}/download", "/nowhere"):
        answer = httpx.get(server.url + path, headers={**headers, "X-PLANNR-ACCOUNT-UUID": server.account_uuid})
        assert (answer.status_code, answer.json()) == (401, {"message": "Unauthenticated."})


@pytest.mark.parametrize(
    ("account", "message"),
    [(None, "The X-PLANNR-ACCOUNT-UUID header is required."), (UNKNOWN, "This action is unauthorized.")],
)
def test_all_routes_but_logins_need_the_account(server: Server, account: str | None, message: str) -> None:
    headers = {"Authorization": f"Bearer {server.token}"} | ({"X-PLANNR-ACCOUNT-UUID": account} if account else {})
    answer = httpx.get(f"{server.url}/api/v1/account", headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"message": message})
    assert httpx.get(f"{server.url}/api/v1/logins", headers=headers).status_code == 200


def test_logins_tell_the_account_which_is_not_the_login(server: Server, call: Caller) -> None:
    answer = call.get("/logins")
    (login,) = answer["data"]
    assert login["account"]["uuid"] == answer["preferred_account_uuid"] == server.account_uuid != login["uuid"]
    assert (login["has_write_permission"], login["firm"]["name"]) == (True, "Example Wealth Partners")


def test_a_login_that_may_only_read_cannot_import() -> None:
    with serve(read_only=True) as server, Caller(server) as call:
        answers = [
            call.create("clients", "store", "a\n1\n"),
            call.map(UNKNOWN, {"a": "b"}),
            call.start(UNKNOWN),
        ]
        assert call.get("/logins")["data"][0]["has_write_permission"] is False
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (403, {"message": "This action is unauthorized."})
    ] * 3


def test_unknown_paths_and_wrong_methods_are_answered_in_json(call: Caller) -> None:
    assert [call.http.get("/nowhere").status_code, call.http.delete("/import").status_code] == [404, 405]
    assert list(call.http.get("/nowhere").json()) == ["message"]


def test_requests_beyond_the_limit_are_answered_with_429() -> None:
    with serve(requests_a_minute=2) as server, Caller(server) as call:
        answers = [call.http.get("/logins") for _ in range(3)]
    assert [answer.headers["X-Ratelimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert (answers[2].status_code, answers[2].json()) == (429, {"message": "Too Many Attempts."})
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60


def test_the_limit_starts_anew_each_minute() -> None:
    clock = [0.0]
    limit = RateLimit(1, clock=lambda: clock[0])
    taken = []
    for clock[0] in (1.0, 59.0, 60.0, 119.0, 120.5):
        taken.append(limit.take())
    assert taken == [0, None, 0, None, 0]
    clock[0] = 170.0
    assert limit.retry_after_s() == 10


def test_accounts_hold_clients_and_employees_and_filter_type_tells_them_apart(
    server: Server, call: Caller, people: dict[str, str]
) -> None:
    everybody = call.get("/account")
    employees = sorted(employee.name for employee in server.firm.employees)
    assert names_in(call.get("/account", **{"filter[type]": "employee"})) == employees
    assert names_in(call.get("/employee")) == employees
    assert names_in(call.get("/account", **{"filter[type]": "client"})) == [
        "50% Trust",
        "Cleo Mould",
        "Dan Mould",
        "Mould joint",
    ]
    assert everybody["meta"]["total"] == len(employees) + 4


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"filter[name]": "mould"}, ["Cleo Mould", "Dan Mould", "Mould joint"]),
        ({"filter[name]": "cleo m"}, ["Cleo Mould"]),
        ({"filter[name]": "0%"}, ["50% Trust"]),
        ({"filter[primary_email]": "CLEO@"}, ["Cleo Mould"]),
        ({"filter[email]": "cleo@example.com"}, ["Cleo Mould"]),
        ({"filter[primary_phone_number]": "960002"}, ["Cleo Mould"]),
        ({"filter[status]": "activ"}, ["Cleo Mould"]),
        ({"filter[is_prospect]": "true"}, ["Dan Mould"]),
        ({"filter[role]": "trust,joint"}, ["50% Trust", "Mould joint"]),
        ({"filter[created_after]": "2999-01-01"}, []),
        ({"filter[created_before]": "2999-01-01", "filter[name]": "dan"}, ["Dan Mould"]),
        ({"filter[name]": "mould", "sort": "-first_name"}, ["Mould joint", "Dan Mould", "Cleo Mould"]),
        ({"filter[name]": ""}, ["50% Trust", "Cleo Mould", "Dan Mould", "Mould joint"]),
    ],
)
def test_account_filters(call: Caller, people: dict[str, str], query: dict[str, str], names: list[str]) -> None:
    assert names_in(call.get("/account", **{"filter[type]": "client"}, **query)) == names


def test_an_account_shows_what_was_imported(server: Server, call: Caller, people: dict[str, str]) -> None:
    includes = "primary_email,primary_phone_number,primary_address,assigned_adviser,external_references,owners"
    (shown,) = call.get("/account", **{"filter[uuid]": people["Cleo"], "include": includes})["data"]
    adviser = next(employee for employee in server.firm.employees if employee.name == "Owen Price")
    assert {name: shown[name] for name in ("uuid", "type", "role", "name", "email", "value", "postcode")} == {
        "uuid": people["Cleo"],
        "type": "client",
        "role": "individual",
        "name": "Cleo Mould",
        "email": "cleo@example.com",
        "value": {"amount": 1250, "currency": "GBP", "formatted": "£12.50"},
        "postcode": "PO7 7YH",
    }
    assert shown["status"]["name"] == "Active"
    assert shown["assigned_adviser"]["uuid"] == adviser.uuid
    assert shown["external_references"] == [{"value": "IO-1", "source": "intelliflo"}]
    assert (shown["primary_email"]["email"], shown["primary_phone_number"]["number"]) == (
        "cleo@example.com",
        "01632 960002",
    )
    assert shown["owners"] == []
    assert call.get(f"/account/{people['Cleo']}", include=includes) == shown
    assert "external_references" not in call.get(f"/account/{people['Cleo']}")


def test_a_joint_client_shows_its_owners(call: Caller, people: dict[str, str]) -> None:
    (joint,) = call.get("/client", **{"filter[type]": "joint", "include": "owners"})["data"]
    assert [(owner["uuid"], owner["name"]) for owner in joint["owners"]] == [
        (people["Cleo"], "Cleo Mould"),
        (people["Dan"], "Dan Mould"),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["New SIPP", "Old SIPP"]),
        ({"filter[policy_number]": "000_,nothing"}, ["Old SIPP"]),
        ({"filter[status]": "proposed"}, ["New SIPP"]),
        ({"filter[type]": "pension", "filter[sub_type]": "SIPP", "filter[provider]": "acm"}, ["New SIPP", "Old SIPP"]),
        ({"filter[type]": "mortgage"}, []),
        ({"sort": "-created_at"}, ["New SIPP", "Old SIPP"]),
    ],
)
def test_plan_filters(call: Caller, people: dict[str, str], query: dict[str, str], names: list[str]) -> None:
    assert names_in(call.get("/plans", **query)) == names


def test_a_plan_shows_its_client_and_its_latest_value(call: Caller, people: dict[str, str]) -> None:
    query = {"filter[client_uuid]": people["Cleo"], "filter[name]": "old", "include": "client,external_references"}
    (shown,) = call.get("/plans", **query)["data"]
    assert (shown["client"]["uuid"], shown["sub_type"], shown["opened_at"], shown["external_references"]) == (
        people["Cleo"],
        "SIPP",
        "2003-02-01",
        [],
    )
    assert shown["main_account"] == {
        "policy_number": "000_7",
        "latest_valuation": {"amount": 10_000, "currency": "GBP", "formatted": "£100.00"},
    }
    assert call.get(f"/plans/{shown['uuid']}", include="client,external_references") == shown
    assert call.http.get(f"/plans/{people['Cleo']}").status_code == 404


def test_lists_come_in_pages(server: Server, call: Caller, people: dict[str, str]) -> None:
    query = {"filter[type]": "client", "per_page": "3"}
    first, second = (call.get("/account", **query, page=str(page)) for page in (1, 2))
    assert names_in(first) + names_in(second) == ["50% Trust", "Cleo Mould", "Dan Mould", "Mould joint"]
    path = f"{server.url}/api/v1/account"
    kept = "filter%5Btype%5D=client&per_page=3&page="
    assert second["links"] == {
        "first": f"{path}?{kept}1",
        "last": f"{path}?{kept}2",
        "prev": f"{path}?{kept}1",
        "next": None,
    }
    meta = {name: value for name, value in second["meta"].items() if name != "links"}
    assert meta == {"current_page": 2, "from": 4, "last_page": 2, "path": path, "per_page": 3, "to": 4, "total": 4}
    assert httpx.get(first["links"]["next"], headers=call.http.headers).json() == second
    beyond = call.get("/account", **query, page="9")
    assert (beyond["data"], beyond["meta"]["from"], beyond["meta"]["to"]) == ([], None, None)


def test_a_page_holds_15_unless_asked_and_500_at_most(call: Caller) -> None:
    assert call.get("/account")["meta"]["per_page"] == 15
    assert call.get("/account", per_page="100000")["meta"]["per_page"] == 500
    assert call.http.get("/account", params={"per_page": "many"}).json() == {
        "message": "The per page must be an integer.",
        "errors": {"per_page": ["The per page must be an integer."]},
    }


@pytest.mark.parametrize("query", ["filter[nmae]=x", "sort=colour", "include=secrets"])
def test_what_a_list_cannot_be_asked_is_told(call: Caller, query: str) -> None:
    answer = call.http.get(f"/account?{query}")
    assert answer.status_code == 400
    assert "are not allowed" in answer.json()["message"]


def test_imports_are_listed_without_headers_and_mapping() -> None:
    with serve() as server, Caller(server) as call:
        clients = call.run("clients", "validate", [client()])
        plans = call.created("plans", "store", "a\n1\n")
        listed = call.get("/import", include="initiatedBy")
        assert [item["uuid"] for item in listed["data"]] == [clients["uuid"], plans]
        assert listed["data"][0] == {name: clients[name] for name in clients if name not in ("headers", "mapping")}
        for query, expected in [
            ({"sort": "-created_at"}, [plans, clients["uuid"]]),
            ({"filter[types]": "plans,notes"}, [plans]),
            ({"filter[exclude_types]": "plans"}, [clients["uuid"]]),
            ({"filter[modes]": "validate"}, [clients["uuid"]]),
            ({"filter[statuses]": "pending"}, [plans]),
            ({"filter[uuid]": f"{plans},{UNKNOWN}"}, [plans]),
            ({"filter[date_from]": "2999-01-01"}, []),
            ({"filter[date_to]": "2999-01-01"}, [clients["uuid"], plans]),
            ({"filter[initiated_by]": server.account_uuid}, [clients["uuid"], plans]),
            ({"filter[initiated_by]": UNKNOWN}, []),
        ]:
            assert [item["uuid"] for item in call.get("/import", **query)["data"]] == expected, query


def test_statuses_are_listed_by_name(server: Server, call: Caller) -> None:
    statuses = sorted(status.name for status in server.firm.client_statuses)
    assert names_in(call.get("/client-status")) == statuses
    assert names_in(call.get("/client-status", sort="-name")) == statuses[::-1]
    first = server.firm.client_statuses[0]
    assert call.get("/client-status", **{"filter[uuid]": first.uuid})["data"] == [
        {"uuid": first.uuid, "name": first.name, "colour": first.colour}
    ]


@pytest.mark.parametrize(("kind", "status"), [("503", 503), ("429", 429)])
def test_a_refused_request_is_not_carried_out(server: Server, call: Caller, kind: str, status: int) -> None:
    before = call.get("/import")["meta"]["total"]
    server.fail_next("create", kind)
    assert call.create("clients", "store", csv_text([client()] * 20_000)).status_code == status
    assert call.get("/import")["meta"]["total"] == before
    assert call.create("clients", "store", csv_text([client()])).status_code == 200


def test_a_dropped_answer_leaves_the_request_carried_out(server: Server, call: Caller) -> None:
    uuid = call.created("clients", "store", csv_text([client(last_name="Dropped")]))
    call.map(uuid, {name: name for name in client()})
    server.fail_next("start", "drop", times=2)
    for _ in range(2):
        with pytest.raises(httpx.RemoteProtocolError):
            call.start(uuid)
    assert call.start(uuid).status_code == 409
    assert call.wait(uuid)["failed_jobs"] == 0
    assert len(server.records("clients", import_uuid=uuid)) == 1


def test_an_import_can_be_made_to_fail_as_a_whole(server: Server, call: Caller) -> None:
    server.fail_next("process", "failed")
    shown = call.run("clients", "store", [client()])
    assert (shown["status"], shown["jobs_remaining"], shown["failed_jobs"], shown["error_report"]) == (
        "failed",
        1,
        0,
        None,
    )
    assert server.records("clients", import_uuid=shown["uuid"]) == []
    assert call.run("clients", "validate", [client()])["status"] == "complete"


@pytest.mark.parametrize(
    ("route", "kind"), [("begin", "drop"), ("start", "slow"), ("start", "failed"), ("process", "drop")]
)
def test_faults_that_do_not_exist(server: Server, route: str, kind: str) -> None:
    with pytest.raises(SandboxError, match=r"There are: |there are: "):
        server.fail_next(route, kind)


def test_a_crash_is_told_without_values(
    server: Server, call: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("a cell value")

    monkeypatch.setattr("plannr_nb.sandbox.imports.create", crash)
    with caplog.at_level(logging.DEBUG):
        answer = call.create("clients", "store", csv_text([client()]))
    assert (answer.status_code, answer.json()) == (500, {"message": "Server Error"})
    assert "POST create: RuntimeError" in caplog.text
    assert "cell value" not in caplog.text and server.token not in caplog.text


def test_an_import_whose_processing_breaks_ends_as_failed(
    server: Server, call: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("a cell value")

    monkeypatch.setattr("plannr_nb.sandbox.checker.Checker.check", crash)
    shown = call.run("clients", "store", [client()])
    assert (shown["status"], shown["jobs_remaining"]) == ("failed", 1)
    assert "ended as failed: RuntimeError" in caplog.text and "cell value" not in caplog.text


def test_progress_is_honest_while_rows_are_processed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plannr_nb.sandbox.worker._BATCH_ROWS", 10)
    with serve(requests_a_minute=100_000) as server, Caller(server) as call:
        server.pause()
        uuid = call.begin("clients", "store", [client(last_name=str(number % 2 or "")) for number in range(400)])
        shown = [call.get(f"/import/{uuid}")]
        assert (shown[0]["status"], shown[0]["progress"], shown[0]["jobs_remaining"]) == ("processing", 0, 400)
        server.resume()
        while shown[-1]["status"] == "processing":
            shown.append(call.get(f"/import/{uuid}"))
        assert len(server.records("clients")) == 200
    for item in shown:
        done = item["total_jobs"] - item["jobs_remaining"]
        assert (item["failed_jobs"], item["progress"]) == (done // 2, done * 100 // 400)
    assert [item["jobs_remaining"] for item in shown] == sorted((i["jobs_remaining"] for i in shown), reverse=True)
    assert all((item["error_report"] is None) == (item["status"] == "processing") for item in shown)


def test_a_restart_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plannr_nb.sandbox.worker._BATCH_ROWS", 50)
    path = tmp_path / "sandbox.sqlite"
    rows = [client(last_name=f"No{number}" if number % 5 else "") for number in range(2_000)]
    with serve(path=path, requests_a_minute=100_000) as server, Caller(server) as call:
        first = call.begin("clients", "store", rows)
        second = call.begin("clients", "store", [client(last_name="Later")])
        waiting = call.created("clients", "store", csv_text([client()]))
        while call.get(f"/import/{first}")["progress"] < 20:
            pass
        kept = server.token, server.account_uuid
    with serve(path=path) as server, Caller(server) as call:
        assert (server.token, server.account_uuid) == kept
        ended = call.wait(first)
        assert call.wait(second)["failed_jobs"] == 0
        assert call.get(f"/import/{waiting}")["status"] == "pending"
        made = [record["file_row"] for record in server.records("clients", import_uuid=first)]
        assert made == [number + 2 for number in range(2_000) if number % 5]
        assert len(call.report(ended)) == ended["failed_jobs"] == 400


def _serve_until_killed(line: Connection, path: str) -> None:
    server = serve(path=path, token="t", requests_a_minute=100_000)
    line.send(server.url)
    time.sleep(60)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process without notice")
def test_a_killed_server_repeats_no_row_and_leaves_none_out(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    processes = multiprocessing.get_context("spawn")
    ours, theirs = processes.Pipe()
    process = processes.Process(target=_serve_until_killed, args=(theirs, str(path)), daemon=True)
    process.start()
    theirs.close()
    url = ours.recv()
    account_uuid = httpx.get(f"{url}/api/v1/logins", headers={"Authorization": "Bearer t"}).json()[
        "preferred_account_uuid"
    ]
    with Caller(SimpleNamespace(url=url, token="t", account_uuid=account_uuid)) as call:
        uuid = call.begin("clients", "store", [client(last_name=f"No{number}") for number in range(30_000)])
        while call.get(f"/import/{uuid}")["progress"] < 10:
            pass
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    ours.close()
    with serve(path=path) as server, Caller(server) as call:
        assert call.wait(uuid)["failed_jobs"] == 0
        made = server.records("clients", import_uuid=uuid)
    assert [record["file_row"] for record in made] == list(range(2, 30_002))


def test_two_servers_on_one_file_process_no_row_twice(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    with serve(path=path) as server, Caller(server) as call:
        server.pause()
        uuid = call.begin("clients", "store", [client(last_name=f"No{number}") for number in range(9_000)])
        with serve(path=path) as other:
            server.resume()
            with Caller(other) as second:
                assert second.wait(uuid)["status"] == "complete"
        assert len(server.records("clients")) == 9_000


def test_an_upload_that_was_cut_off_is_swept_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.sqlite"
    with serve(path=path) as server, Caller(server) as call:
        call.created("clients", "store", csv_text([client()]))
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO chunk VALUES ('lost', 0, x'00')")
    db.close()
    serve(path=path).stop()
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*), count(DISTINCT file_uuid) FROM chunk").fetchone() == (1, 1)
    db.close()


def test_a_firm_from_a_file_has_the_same_ids_each_time(tmp_path: Path) -> None:
    path = tmp_path / "firm.json"
    firm = {"name": "Example", "employees": [{"name": "Ada Byron", "role": "adviser"}], "client_statuses": ["New"]}
    path.write_text(json.dumps(firm | {"as_of": "01/01/2026"}), encoding="utf-8")
    first, second = Firm.load(path), Firm.load(firm)
    assert first == second and first.user.name == "Ada Byron"
    assert len({first.uuid, first.user.uuid, first.client_statuses[0].uuid}) == 3


def test_account_and_firm_can_be_given() -> None:
    firm = {"name": "Example", "employees": ["Ada Byron", {"name": "Owner", "type": "owner"}], "client_statuses": []}
    with serve(firm=firm, account_uuid=UNKNOWN) as server, Caller(server) as call:
        assert (server.account_uuid, call.get("/logins")["data"][0]["account"]["name"]) == (UNKNOWN, "Owner")
        assert call.get("/employee", **{"filter[type]": "owner"})["data"][0]["uuid"] == UNKNOWN
        shown = call.run("clients", "store", [client(assigned_adviser_uuid=UNKNOWN, status_name="Active")])
    assert shown["errors"][0]["errors"] == {"status_name": ["The selected status name is invalid."]}


@pytest.mark.parametrize(
    ("firm", "message"),
    [
        ({"employees": []}, "no employee"),
        ({"employees": [{"email": "a@example.com"}]}, "employee without a name"),
        ({"employees": ["Ada", "Ada"]}, "same employee twice"),
        ({"client_statuses": ["New", "new"]}, "same client status twice"),
        ("missing.json", r"missing\.json cannot be read"),
    ],
)
def test_firms_that_cannot_be_used(firm: Any, message: str) -> None:
    with pytest.raises(SandboxError, match=message):
        serve(firm=firm)


def test_a_file_that_holds_no_firm(tmp_path: Path) -> None:
    path = tmp_path / "firm.json"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(SandboxError, match="holds no firm"):
        Firm.load(path)


def test_a_dialect_setting_that_does_not_exist() -> None:
    with pytest.raises(SandboxError, match='did you mean "ignored"'):
        Dialect(unknown_headers="ignore")  # the typo is the point


def test_a_file_that_is_no_sandbox_and_a_port_that_is_taken(tmp_path: Path, server: Server) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at" * 50, encoding="utf-8")
    with pytest.raises(SandboxError, match=r"notes\.txt cannot be used"):
        serve(path=path)
    with pytest.raises(SandboxError, match=r"cannot be used .*; port 0 takes a free one"):
        serve(port=int(server.url.rpartition(":")[2]))


def test_record_types_with_a_firms_own_fields_can_be_served() -> None:
    own = load("clients", custom_fields=["100% Welsh"])
    (name,) = [field.name for field in own if field.name not in load("clients")]
    with serve(record_types=[own]) as server, Caller(server) as call:
        call.run("clients", "store", [client(**{name: "ie"})])
        assert server.records("clients")[0]["fields"][name] == "ie"


def test_the_token_is_not_shown(server: Server) -> None:
    assert server.token not in repr(server) + server._repr_html_()
    assert server.url in repr(server) and server.url in server._repr_html_()


def test_running_forever_ends_when_the_server_is_stopped() -> None:
    server = serve()
    waiting = Thread(target=server.run_forever)
    waiting.start()
    server.stop()
    waiting.join(10)
    assert not waiting.is_alive() and "stopped" in repr(server)


def test_running_forever_ends_with_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve()
    joins = iter([KeyboardInterrupt])

    def join(thread: Thread, timeout: float | None = None) -> None:
        for interrupt in joins:
            raise interrupt
        plain_join(thread, timeout)

    plain_join = Thread.join
    monkeypatch.setattr(Thread, "join", join)
    server.run_forever()
    assert "stopped" in repr(server)


def test_a_stopped_server_says_so_and_stops_only_once() -> None:
    server = serve()
    server.stop()
    server.stop()
    assert "stopped" in repr(server) and "stopped" in server._repr_html_()
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)
    assert not server.path.exists()
