"""An import's way through the sandbox: create, map, start, poll, report, and what is left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sandbox_calls import Caller, client, csv_text

from plannr_nb.sandbox import Dialect, Server, serve

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(requests_a_minute=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def call(server: Server) -> Iterator[Caller]:
    with Caller(server) as caller:
        yield caller


def fields_of(server: Server, shown: dict[str, Any]) -> list[dict[str, Any]]:
    return [record["fields"] for record in server.records(shown["type"], import_uuid=shown["uuid"])]


def test_a_new_import_is_pending_and_tells_its_headers(call: Caller) -> None:
    shown = call.create(
        "clients", "store", "﻿first_name, Surname ,Old ref\nAda,Byron,7\n\nBen,Nevis,8\n".encode()
    ).json()
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", shown.pop("uuid"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[01]:00", shown.pop("created_at"))
    assert shown.pop("updated_at") and shown.pop("account")["name"] == "Harriet Lomax"
    assert shown == {
        "type": "clients",
        "mode": "store",
        "status": "pending",
        "headers": ["first_name", "Surname", "Old ref"],
        "mapping": None,
        "total_jobs": 2,
        "progress": 0,
        "jobs_remaining": 2,
        "failed_jobs": 0,
        "error_report": None,
        "errors": [],
    }


def test_the_mapping_is_answered_from_header_to_field(call: Caller) -> None:
    uuid = call.created("clients", "store", "fname,Surname\nAda,Byron\n")
    shown = call.map(uuid, {"first_name": "fname", "last_name": "Surname"}).json()
    assert (shown["status"], shown["mapping"]) == ("mapped", {"fname": "first_name", "Surname": "last_name"})


def test_mapping_again_before_the_start_replaces_the_mapping(call: Caller) -> None:
    uuid = call.created("clients", "store", "a,b\nAda,Byron\n")
    call.map(uuid, {"first_name": "a"})
    assert call.map(uuid, {"last_name": "b", "email": None}).json()["mapping"] == {"b": "last_name"}


def test_store_makes_records_of_the_good_rows_and_reports_the_others(server: Server, call: Caller) -> None:
    rows = [
        client(email="ada@example.com", date_of_birth="10/12/1990", value="1,000", tag="2"),
        client(email="ada@example.com", date_of_birth="10/12/1990", value="1000.5", tag="3"),
        client(email="two@example.com; one@example.com", date_of_birth="31/02/1990", value="", tag="4"),
    ]
    shown = call.run("clients", "store", rows, unmapped=["tag"])
    refused_value = {"value": ["The value must be a number."]}
    refused_row = {
        "email": ["The email must be a valid email address."],
        "date_of_birth": ["The date of birth does not match the format d/m/Y."],
    }
    assert {name: shown[name] for name in ("status", "total_jobs", "jobs_remaining", "failed_jobs", "progress")} == {
        "status": "complete",
        "total_jobs": 3,
        "jobs_remaining": 0,
        "failed_jobs": 2,
        "progress": 100,
    }
    assert shown["errors"] == [
        {"client": rows[0], "errors": refused_value},
        {"client": rows[2], "errors": refused_row},
    ]
    assert call.report(shown) == [
        rows[0] | {"errors": "The value must be a number."},
        rows[2]
        | {"errors": "The email must be a valid email address. The date of birth does not match the format d/m/Y."},
    ]
    (record,) = server.records("clients", import_uuid=shown["uuid"])
    assert (record["file_row"], record["import_uuid"]) == (3, shown["uuid"])
    assert record["fields"] == {
        "type": "individual",
        "first_name": "Ada",
        "last_name": "Byron",
        "send_welcome_email": False,
        "email": "ada@example.com",
        "date_of_birth": "1990-12-10",
        "value": 100_050,
    }


@pytest.mark.parametrize("reverse", [False, True])
def test_cells_land_in_their_own_fields_whatever_the_order_of_the_columns(
    server: Server, call: Caller, reverse: bool
) -> None:
    row = client(title="Dr", type="Individual", value="1", email="", is_prospect="true", tag="%d", nickname="%s")
    row = dict(reversed(row.items())) if reverse else row
    shown = call.run("clients", "store", [row, row], unmapped=["tag"])
    record = client(title="dr", type="individual", nickname="%s") | {
        "send_welcome_email": False,
        "value": 100,
        "is_prospect": True,
    }
    assert fields_of(server, shown) == [record, record]


def test_the_import_never_tells_the_new_uuids(server: Server, call: Caller) -> None:
    shown = call.run("clients", "store", [client(last_name="Quiet")])
    (record,) = server.records("clients", import_uuid=shown["uuid"])
    assert record["uuid"] not in str(shown)
    assert record["uuid"] not in str(call.get("/import", **{"filter[uuid]": shown["uuid"]}))


def test_validate_saves_nothing_and_sends_nothing(server: Server, call: Caller) -> None:
    before = server.records("clients"), server.outbox()
    rows = [client(email="v@example.com", send_welcome_email="true"), client(send_welcome_email="")]
    shown = call.run("clients", "validate", rows)
    assert (shown["status"], shown["failed_jobs"], len(shown["errors"])) == ("complete", 1, 1)
    assert shown["error_report"] is not None
    assert (server.records("clients"), server.outbox()) == before


def test_the_uuid_cell_decides_whether_validate_checks_a_create_or_an_update(call: Caller) -> None:
    rows = [client(uuid=UNKNOWN), client(uuid="")]
    shown = call.run("clients", "validate", rows)
    assert [item["errors"] for item in shown["errors"]] == [{"uuid": ["The selected uuid is invalid."]}]


def test_store_needs_a_blank_uuid(call: Caller) -> None:
    shown = call.run("clients", "store", [client(uuid=UNKNOWN)])
    assert shown["errors"][0]["errors"] == {"uuid": ["The uuid field must be blank to create a record."]}


def test_update_erases_blank_mapped_cells_and_leaves_unmapped_fields_alone(server: Server, call: Caller) -> None:
    made = call.run("clients", "store", [client(email="u@example.com", phone="01632 960001", nickname="Addie")])
    (record,) = server.records("clients", import_uuid=made["uuid"])
    rows = [{"uuid": record["uuid"], "type": "", "email": "new@example.com", "phone": "", "nickname": "kept"}]
    changed = call.run("clients", "update", rows, unmapped=["nickname"])
    assert (changed["status"], changed["failed_jobs"]) == ("complete", 0)
    assert fields_of(server, made) == [
        {
            "type": "individual",
            "first_name": "Ada",
            "last_name": "Byron",
            "send_welcome_email": False,
            "email": "new@example.com",
            "nickname": "Addie",
        }
    ]
    assert server.changes(changed["uuid"]) == [
        {"record_uuid": record["uuid"], "import_uuid": changed["uuid"], "file_row": 2}
    ]


def test_update_refuses_unknown_uuids_blank_uuids_and_another_type(server: Server, call: Caller) -> None:
    made = call.run("clients", "store", [client()])
    (record,) = server.records("clients", import_uuid=made["uuid"])
    rows = [
        {"uuid": UNKNOWN, "type": "individual"},
        {"uuid": "", "type": "individual"},
        {"uuid": "17", "type": "individual"},
        {"uuid": record["uuid"], "type": "Trust"},
        {"uuid": record["uuid"].upper(), "type": "Individual"},
    ]
    shown = call.run("clients", "update", rows)
    assert [item["errors"] for item in shown["errors"]] == [
        {"uuid": ["The selected uuid is invalid."]},
        {"uuid": ["The uuid field is required."]},
        {"uuid": ["The uuid must be a valid UUID."]},
        {
            "type": ["The type cannot be changed once the client exists."],
        },
    ]
    assert [change["file_row"] for change in server.changes(shown["uuid"])] == [6]


def test_two_rows_that_update_one_record_are_applied_in_file_order(server: Server, call: Caller) -> None:
    made = call.run("clients", "store", [client()])
    (record,) = server.records("clients", import_uuid=made["uuid"])
    rows = [
        {"uuid": record["uuid"], "first_name": "Augusta", "last_name": "Byron", "nickname": "Gussie"},
        {"uuid": record["uuid"], "first_name": "Ada", "last_name": "King", "nickname": "Addie"},
    ]
    call.run("clients", "update", rows)
    assert fields_of(server, made)[0] | {"type": ""} == client() | {
        "type": "",
        "send_welcome_email": False,
        "last_name": "King",
        "nickname": "Addie",
    }


def test_an_update_may_not_take_a_required_name_away(server: Server, call: Caller) -> None:
    made = call.run("clients", "store", [client()])
    (record,) = server.records("clients", import_uuid=made["uuid"])
    shown = call.run("clients", "update", [{"uuid": record["uuid"], "last_name": ""}])
    assert shown["errors"][0]["errors"] == {"last_name": ["The last name field is required when type is individual."]}


def test_mails_go_to_the_outbox_only_for_stored_clients_with_an_address(server: Server, call: Caller) -> None:
    rows = [
        client(email="yes@example.com", send_welcome_email="TRUE"),
        client(email="no@example.com", send_welcome_email="no"),
        client(email="", send_welcome_email="1"),
        client(email="not an address", send_welcome_email="true"),
    ]
    shown = call.run("clients", "store", rows)
    records = server.records("clients", import_uuid=shown["uuid"])
    mails = [mail for mail in server.outbox() if mail["import_uuid"] == shown["uuid"]]
    assert [(mail["to_address"], mail["record_uuid"], mail["subject"]) for mail in mails] == [
        ("yes@example.com", records[0]["uuid"], "Welcome")
    ]


def test_at_most_25_errors_are_shown_and_the_report_holds_them_all(call: Caller) -> None:
    rows = [client(last_name="", tag=str(number)) for number in range(2, 102)]
    shown = call.run("clients", "store", rows, unmapped=["tag"])
    assert [item["client"]["tag"] for item in shown["errors"]] == [str(number) for number in range(2, 27)]
    assert [row["tag"] for row in call.report(shown)] == [str(number) for number in range(2, 102)]


def test_more_rows_than_a_batch_are_all_processed_in_order(server: Server, call: Caller) -> None:
    rows = [client(last_name=f"No{number}", email="" if number % 7 else "none") for number in range(5_000)]
    shown = call.run("clients", "store", rows)
    kept = [number for number in range(5_000) if number % 7]
    made = server.records("clients", import_uuid=shown["uuid"])
    assert [(record["file_row"], record["fields"]["last_name"]) for record in made] == [
        (number + 2, f"No{number}") for number in kept
    ]
    assert shown["failed_jobs"] == len(call.report(shown)) == 5_000 - len(kept)
    assert len({record["uuid"] for record in made}) == len(made)


def test_what_was_parsed_is_forgotten_in_time_without_mixing_cells_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plannr_nb.sandbox.worker._BATCH_ROWS", 10)
    monkeypatch.setattr("plannr_nb.sandbox.columns._SEEN_CELLS_KEPT", 15)
    days = [f"{number % 28 + 1:02d}/{number % 13:02d}/1990" for number in range(200)]
    rows = [client(date_of_birth=day, next_review_date=days[-1 - number]) for number, day in enumerate(days)]
    with serve() as server, Caller(server) as call:
        shown = call.run("clients", "store", rows)
        made = [(fields["date_of_birth"], fields["next_review_date"]) for fields in fields_of(server, shown)]
    good = [(row["date_of_birth"], row["next_review_date"]) for row in rows if "/00/" not in "".join(row.values())]
    assert made == [tuple("-".join(day.split("/")[::-1]) for day in pair) for pair in good]
    assert shown["failed_jobs"] == 200 - len(good)


def test_a_mapping_of_the_uuid_alone_leaves_every_row_without_its_fields(call: Caller) -> None:
    shown = call.run("clients", "store", [{"uuid": "", "tag": "1"}, {"uuid": " ", "tag": "2"}], unmapped=["tag"])
    assert (shown["failed_jobs"], list(shown["errors"][0]["errors"])) == (
        2,
        ["send_welcome_email", "first_name", "last_name"],
    )


def test_hostile_cells_come_back_as_they_were_sent(server: Server, call: Caller) -> None:
    texts = [
        "=1+1",
        'quo"te',
        "two\nlines",
        "\u202ertl",
        "😀",
        "null",
        "NA",
        "007",
        "a,b",
        "%s %d",
        "x\0y",
        "q" * 100_000,
    ]
    shown = call.run("clients", "store", [client(nickname=text, last_name="") for text in texts])
    assert [row["nickname"] for row in call.report(shown)] == texts
    assert [item["client"]["nickname"] for item in shown["errors"]] == texts
    made = call.run("clients", "store", [client(nickname=text) for text in texts])
    assert [fields["nickname"] for fields in fields_of(server, made)] == texts


def test_rows_shorter_or_longer_than_the_header_are_filled_up_or_cut(server: Server, call: Caller) -> None:
    uuid = call.created("clients", "store", "send_welcome_email,first_name,last_name\nno,Ada,Byron,more\n\nno,Ben\n")
    call.map(uuid, {name: name for name in ("send_welcome_email", "first_name", "last_name")})
    call.start(uuid)
    shown = call.wait(uuid)
    assert [item["errors"] for item in shown["errors"]] == [
        {"last_name": ["The last name field is required when type is individual."]}
    ]
    assert [record["file_row"] for record in server.records("clients", import_uuid=uuid)] == [2]


@pytest.mark.parametrize(
    ("record_type", "mode", "content", "errors"),
    [
        ("", "", b"", {"type": "The type field is required.", "mode": "The mode field is required."}),
        ("pets", "store", b"a\n1\n", {"type": "The selected type is invalid."}),
        ("clients", "merge", b"a\n1\n", {"mode": "The selected mode is invalid."}),
        ("clients", "store", b"", {"file": "The file is empty."}),
        ("clients", "store", b"first_name,last_name\n", {"file": "The file has headers but no rows."}),
        ("clients", "store", b"\n,,\n1,2\n", {"file": "The first row of the file holds no headers."}),
        ("clients", "store", b"PK\x03\x04\x14\0\0\0", {"file": "The file must be a file of type: csv, txt."}),
        ("clients", "store", b"name\nJos\xe9\n", {"file": "The file must be a file of type: csv, txt, in UTF-8."}),
    ],
)
def test_uploads_that_are_refused(
    call: Caller, record_type: str, mode: str, content: bytes, errors: dict[str, str]
) -> None:
    answer = call.create(record_type, mode, content)
    assert (answer.status_code, answer.json()["errors"]) == (422, {name: [text] for name, text in errors.items()})


def test_a_missing_file_and_a_body_that_is_no_form(call: Caller) -> None:
    no_file = call.http.post("/import", data={"type": "clients", "mode": "store"})
    assert (no_file.status_code, no_file.json()) == (
        422,
        {"message": "The file field is required.", "errors": {"file": ["The file field is required."]}},
    )
    as_json = call.http.post("/import", json={"type": "clients"})
    assert (as_json.status_code, as_json.json()["message"]) == (422, "The type field is required. (and 2 more errors)")
    cut = call.http.post("/import", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    assert (cut.status_code, list(cut.json())) == (400, ["message"])


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"headers": "The headers field is required."}),
        ({"headers": {}}, {"headers": "The headers field is required."}),
        ({"headers": ["first_name"]}, {"headers": "The headers must be an object of keys and values."}),
        (["first_name"], {"headers": "The headers field is required."}),
        ({"headers": {"first_name": "nobody"}}, {"headers.first_name": "The file has no such header."}),
        ({"headers": {"first_name": "twice"}}, {"headers.first_name": "The file has this header more than once."}),
        ({"headers": {"first_name": 3}}, {"headers.first_name": "The value must be a string."}),
        ({"headers": {"forename": "a"}}, {"headers.forename": "The selected import header is invalid."}),
        (
            {"headers": {"first_name": "a", "last_name": "a"}},
            {"headers.last_name": "The header is mapped more than once."},
        ),
    ],
)
def test_mappings_that_are_refused(call: Caller, body: Any, errors: dict[str, str]) -> None:
    uuid = call.created("clients", "store", "a,twice,twice\n1,2,3\n")
    answer = call.http.post(f"/import/map/{uuid}", json=body)
    assert (answer.status_code, answer.json()["errors"]) == (422, {name: [text] for name, text in errors.items()})
    assert call.get(f"/import/{uuid}")["status"] == "pending"


def test_a_mapping_that_is_no_json(call: Caller) -> None:
    uuid = call.created("clients", "store", "a\n1\n")
    assert call.http.post(f"/import/map/{uuid}", content=b"headers=1").status_code == 422


def test_starting_before_the_mapping_and_a_second_time(call: Caller) -> None:
    uuid = call.created("clients", "store", csv_text([client()]))
    unmapped = call.start(uuid)
    assert (unmapped.status_code, unmapped.json()["message"]) == (
        422,
        "The import must be mapped before it can be started.",
    )
    call.map(uuid, {name: name for name in client()})
    assert call.start(uuid).status_code == 200
    again = call.start(uuid)
    assert (again.status_code, again.json()) == (409, {"message": "The import has already been started."})
    call.wait(uuid)
    assert call.start(uuid).status_code == 409
    assert call.map(uuid, {"first_name": "first_name"}).status_code == 409


@pytest.mark.parametrize(
    "request_line", ["GET /import/{}", "POST /import/map/{}", "POST /import/start/{}", "GET /file/{}"]
)
def test_unknown_imports_and_files(call: Caller, request_line: str) -> None:
    method, path = request_line.format(UNKNOWN).split()
    answer = call.http.request(method, path, json={"headers": {"a": "b"}} if "map" in path else None)
    what = "File" if "file" in path else "Import"
    assert (answer.status_code, answer.json()) == (404, {"message": f"No query results for model [{what}]."})


def test_failed_rows_are_named_after_their_record_type_in_that_dialect() -> None:
    with serve(dialect=Dialect(failed_row_key="singular")) as server, Caller(server) as call:
        plans = call.run("plans", "store", [{"type": "", "client_uuid": UNKNOWN}])
        members = call.run("business_staff_members", "store", [{"job_title": "Clerk"}])
    assert [set(shown["errors"][0]) for shown in (plans, members)] == [
        {"plan", "errors"},
        {"business_staff_member", "errors"},
    ]


def test_unknown_headers_are_ignored_in_that_dialect() -> None:
    with serve(dialect=Dialect(unknown_headers="ignored")) as server, Caller(server) as call:
        uuid = call.created("clients", "store", "a,b\n1,2\n")
        shown = call.map(uuid, {"first_name": "a", "forename": "b", "surname": "c"}).json()
    assert shown["mapping"] == {"a": "first_name"}


def test_mappings_are_read_the_other_way_round_in_that_dialect() -> None:
    with serve(dialect=Dialect(map_direction="header_to_field")) as server, Caller(server) as call:
        uuid = call.created("clients", "store", "fname,lname\n1,2\n")
        documented = call.map(uuid, {"first_name": "fname"})
        twice = call.map(uuid, {"fname": "first_name", "lname": "first_name"})
        other = call.map(uuid, {"fname": "first_name"})
    assert (documented.status_code, documented.json()["errors"]) == (
        422,
        {"headers.first_name": ["The selected import header is invalid."]},
    )
    assert twice.json()["errors"] == {"headers.lname": ["The import header is mapped more than once."]}
    assert other.json()["mapping"] == {"fname": "first_name"}


def test_unmapped_columns_are_dropped_from_answers_in_that_dialect() -> None:
    with serve(dialect=Dialect(unmapped="dropped")) as server, Caller(server) as call:
        shown = call.run("clients", "store", [client(tag="2", last_name="")], unmapped=["tag"])
        assert shown["errors"][0]["client"] == client(last_name="")
        assert list(call.report(shown)[0]) == [*client(), "errors"]


def test_the_row_of_an_error_stands_under_plannrs_field_names(call: Caller) -> None:
    uuid = call.created("clients", "store", "Forename,first_name\nAda,unmapped namesake\n")
    call.map(uuid, {"first_name": "Forename"})
    call.start(uuid)
    shown = call.wait(uuid)
    assert shown["errors"][0]["client"] == {"first_name": "Ada"}
    assert [list(row)[:2] for row in call.report(shown)] == [["Forename", "first_name"]]
