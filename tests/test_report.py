"""Refused rows, whatever their shape: read with tolerance, joined only where there is proof, told without cells."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from plannr_nb.report import (
    Complaint,
    Refusal,
    Sent,
    join_refusals,
    problems_from_refusals,
    read_inline,
    read_report,
    reasons,
    weigh,
)

HEADERS = ["first_name", "last_name", "email", "plannr_nb_row"]
PEOPLE = [
    ["Sam", "Evans", "sam@example.com", "10"],
    ["Ann", "Hale", "ann@example.com", "11"],
    ["Ann", "Hale", "ann@example.com", "12"],
    ["Jo", "", "", "13"],
]


def sent(rows: list[list[str]] = PEOPLE, headers: list[str] = HEADERS, *, tag: bool = True, **more: Any) -> Sent:
    columns = [pa.array([row[place] for row in rows], pa.large_string()) for place in range(len(headers))]
    settings = {
        "cells": pa.table(columns, names=[str(place) for place in range(len(headers))]),
        "headers": headers,
        "places": {name: place for place, name in enumerate(headers) if name != "plannr_nb_row"},
        "record_ids": [row[-1] for row in rows],
        "tag": headers.index("plannr_nb_row") if tag else None,
    }
    return Sent(**(settings | more))


def refusal(message: str = "No.", field: str | None = None, **row: str) -> Refusal:
    return Refusal(row, (Complaint(message, field),), "report row 2")


def rows_of(refusals: list[Refusal], to: Sent) -> list[list[int]]:
    return [sorted(joined.rows) for joined in join_refusals(refusals, to)]


# reading

REQUIRED = "The email field is required."
INVALID = "The last name is invalid."


@pytest.mark.parametrize(
    "errors",
    [
        [{"client": {"last_name": "Hale", "age": 40, "alive": True}, "errors": {"email": [REQUIRED]}}],
        [{"plan": {"last_name": "Hale", "age": "40", "alive": "true"}, "errors": {"email": REQUIRED}}],
        {"14": {"row": {"last_name": "Hale", "age": 40, "alive": True}, "errors": {"email": [REQUIRED]}}},
        [{"last_name": "Hale", "age": 40, "alive": True, "errors": {"email": [REQUIRED]}}],
    ],
    ids=["client", "singular-text", "object", "flat"],
)
def test_inline_errors_of_any_shape(errors: Any) -> None:
    expected = Refusal({"last_name": "Hale", "age": "40", "alive": "true"}, (Complaint(REQUIRED, "email"),), "")
    (found,) = read_inline(errors)
    assert (found.row, found.complaints) == (expected.row, expected.complaints)


@pytest.mark.parametrize("errors", [None, [], {}, "", 0])
def test_no_inline_errors(errors: Any) -> None:
    assert read_inline(errors) == []


def test_inline_errors_that_say_little() -> None:
    empty = (Complaint("Plannr gives no reason"),)
    found = read_inline([{"client": [], "errors": []}, {"client": {"a": None}, "errors": None}, REQUIRED])
    assert [(item.row, item.complaints) for item in found] == [
        ({}, empty),
        ({"a": ""}, empty),
        ({}, (Complaint(REQUIRED),)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        f"last_name,email,errors\nHale,,{REQUIRED} {INVALID}\n",
        f"\ufefflast_name;email;Error message\r\nHale;;{REQUIRED} {INVALID}\r\n",
        f"Reason\tlast_name \temail\n{REQUIRED}|{INVALID}\tHale\t\n",
        f'last_name,email,errors\nHale,,"[""{REQUIRED}"", ""{INVALID}""]"\n',
        f'last_name,email,error,message\n"Hale","",{REQUIRED},{INVALID}\n\n',
    ],
    ids=["plain", "bom-semicolon", "tab-first", "json-cell", "two-columns"],
)
def test_reports_of_any_shape(content: str) -> None:
    assert read_report(content.encode(), HEADERS) == [
        Refusal({"last_name": "Hale", "email": ""}, (Complaint(REQUIRED), Complaint(INVALID)), "report row 2")
    ]


def test_report_with_fields_in_a_json_cell_or_a_column() -> None:
    cell = json.dumps({"email": [REQUIRED], "last_name": [INVALID]}).replace('"', '""')
    by_cell = read_report(f'last_name,errors\nHale,"{cell}"\n'.encode(), HEADERS)
    by_column = read_report(f"last_name,field,reason\nHale,email,{REQUIRED}\n".encode(), HEADERS)
    assert by_cell is not None and by_column is not None
    assert by_cell[0].complaints == (Complaint(REQUIRED, "email"), Complaint(INVALID, "last_name"))
    assert by_column[0] == Refusal({"last_name": "Hale"}, (Complaint(REQUIRED, "email"),), "report row 2")


def test_report_as_json() -> None:
    content = json.dumps({"data": [{"client": {"last_name": "Hale"}, "errors": {"email": [REQUIRED]}}]})
    assert read_report(content.encode(), HEADERS) == [
        Refusal({"last_name": "Hale"}, (Complaint(REQUIRED, "email"),), "inline error 1")
    ]


def test_report_in_an_old_encoding() -> None:
    found = read_report("last_name,errors\nZoë,No.\n".encode("cp1252"), HEADERS)
    assert found is not None
    assert found[0].row == {"last_name": "Zoë"}


def test_a_column_of_the_file_called_reason_is_not_plannrs() -> None:
    found = read_report(b"Reason,Surname,errors\nmoved,Hale,No.\n", ["Reason", "Surname"])
    assert found == [Refusal({"Reason": "moved", "Surname": "Hale"}, (Complaint("No."),), "report row 2")]


@pytest.mark.parametrize(
    "content",
    [b"<!doctype html><title>Sign in</title>", b"", b"\x00\x01\x02", b"{not json", b"one,two\n1,2\n"],
    ids=["html", "empty", "binary", "broken-json", "strange"],
)
def test_what_is_no_report(content: bytes) -> None:
    assert read_report(content, HEADERS) is None


# joining


def test_the_tag_joins_whatever_else_came_back() -> None:
    assert rows_of([refusal(plannr_nb_row="12"), refusal(plannr_nb_row=" 10 ", last_name="evans")], sent()) == [
        [2],
        [0],
    ]


def test_without_the_tag_every_cell_that_came_back_counts() -> None:
    found = rows_of(
        [
            refusal(first_name=" Sam ", last_name="Evans"),
            refusal(first_name="Sam", last_name="Hale"),
            refusal(first_name="Jo", last_name="", email=""),
            refusal(last_name="Hale"),
            refusal(nothing="known"),
            refusal(),
        ],
        sent(),
    )
    assert found == [[0], [], [3], [1, 2], [], []]


def test_a_tag_that_is_no_record_falls_back_to_cells() -> None:
    assert rows_of([refusal(plannr_nb_row="99", first_name="Sam")], sent()) == [[0]]


def test_row_under_the_files_headers_or_under_plannrs_names() -> None:
    own = sent(
        [["Evans", "Sam", "1"], ["Hale", "Ann", "2"]],
        ["Surname", "last_name", "Ref"],
        tag=False,
        places={"last_name": 0, "first_name": 1},
    )
    by_header = refusal(Surname="Hale", last_name="Ann")
    by_field = refusal(last_name="Hale", first_name="Ann")
    assert rows_of([by_header, by_field, refusal(last_name="Evans")], own) == [[1], [1], [0]]


def test_a_header_that_occurs_twice_joins_nothing() -> None:
    twice = sent([["a", "b", "1"], ["b", "a", "2"]], ["Note", "Note", "Ref"], tag=False, places={"name": 2})
    assert rows_of([refusal(Note="a")], twice) == [[]]


# weighing


def verdict(report: list[Refusal] | None, inline: list[Refusal], to: Sent) -> Any:
    return weigh(None if report is None else join_refusals(report, to), join_refusals(inline, to))


def test_as_many_complaints_as_rows_alike_means_all_of_them() -> None:
    alike = refusal(first_name="Ann", last_name="Hale")
    found = verdict([alike, alike], [], sent(tag=False))
    assert (sorted(found.refused), found.tied, found.known, found.alike) == ([1, 2], set(), 2, {1, 2})


def test_fewer_complaints_than_rows_alike_is_a_tie() -> None:
    found = verdict([refusal(first_name="Ann", last_name="Hale")], [], sent(tag=False))
    assert (found.refused, found.tied, found.known, found.unplaced) == ({}, {1, 2}, 1, False)


def test_a_refused_row_that_is_none_of_ours() -> None:
    found = verdict([refusal(first_name="Eve")], [], sent())
    assert (found.refused, found.tied, found.known, found.unplaced) == ({}, set(), 1, True)


def test_several_lines_about_one_row_are_one_refused_row() -> None:
    lines = [refusal("One.", plannr_nb_row="10"), refusal("Two.", plannr_nb_row="10")]
    found = verdict(lines, [], sent())
    assert (found.known, reasons(found, sent())[0][0]) == (1, "One.; Two.")


def test_inline_errors_add_fields_and_missing_rows() -> None:
    report = [refusal("The email is odd.", plannr_nb_row="10")]
    inline = [refusal("Wrong.", "first_name", plannr_nb_row="10"), refusal("Short.", "last_name", plannr_nb_row="13")]
    found = verdict(report, inline, sent())
    assert (found.known, {row: why for row, (why, _) in reasons(found, sent()).items()}) == (
        2,
        {0: "first_name: Wrong.", 3: "last_name: Short."},
    )


# telling


def problems(refusals: list[Refusal], to: Sent, headers: dict[str, str] | None = None) -> list[list[Any]]:
    rows = {record_id: int(record_id) + 1 for record_id in to.record_ids}
    frame = problems_from_refusals(verdict(refusals, [], to), to, rows, headers or {})
    assert set(frame["code"]) | set(frame["severity"]) | set(frame["found_by"]) == {"refused", "error", "plannr"}
    columns = ["record_id", "source_row", "header", "field", "value", "message"]
    return frame[columns].astype(object).where(frame[columns].notna(), None).to_numpy().tolist()


def test_problems_in_file_order_with_the_cell_and_the_field() -> None:
    found = problems(
        [
            refusal("The last name field is required.", plannr_nb_row="13"),
            refusal("The selected first name is invalid.", "first_name", plannr_nb_row="10"),
        ],
        sent(),
        {"first_name": "Forename"},
    )
    assert found == [
        ["10", 11, "Forename", "first_name", "Sam", "The selected first name is invalid."],
        ["13", 14, None, "last_name", None, "The last name field is required."],
    ]


def test_refused_rows_that_are_none_of_ours_come_last_without_a_record() -> None:
    found = problems([refusal("Unknown Eve.", first_name="Eve"), refusal("No.", plannr_nb_row="13")], sent())
    assert found == [["13", 14, None, None, None, "No."], [None, None, None, None, None, "Unknown …."]]


def test_field_of_a_list_and_field_by_its_header() -> None:
    own = sent([["Evans", "1"]], ["Surname", "Ref"], tag=False, places={"last_name": 0})
    found = problems([refusal("No.", "last_name.0", Surname="Evans"), refusal("Nor.", "Surname", Surname="Evans")], own)
    assert [row[3] for row in found] == ["last_name", "last_name"]


def test_messages_hold_no_cells_and_equal_causes_read_alike() -> None:
    found = problems(
        [
            refusal("The email sam@example.com of Sam EVANS is taken.", plannr_nb_row="10"),
            refusal("The email ann@example.com of Ann HALE is taken.", plannr_nb_row="11"),
        ],
        sent(),
    )
    assert {row[5] for row in found} == {"The email … of … … is taken."}


def test_choices_may_stand_in_messages() -> None:
    types = sent([["trust", "1"]], ["type", "plannr_nb_row"], quotable=["type"])
    assert problems([refusal("Required when type is trust.", plannr_nb_row="1")], types)[0][5] == (
        "Required when type is trust."
    )
