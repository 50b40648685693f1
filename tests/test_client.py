"""The client against single answers: what it sends, what it repeats, where the token goes, what it says of a no."""

from __future__ import annotations

import gc
import logging
import pickle
import socket
import traceback
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import plannr_nb as pn
from plannr_nb.client import PlannrClient
from plannr_nb.errors import ApiError, NoAnswer, Refused

TOKEN = "tok-3f9a-secret"
ACCOUNT = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"
BASE = "https://plannr.example"


def made(
    answer: Callable[[httpx.Request], httpx.Response], base_url: str = BASE, **settings: Any
) -> tuple[PlannrClient, list[httpx.Request], list[float]]:
    """A client whose server is a function, the requests it got, and the pauses taken."""
    seen: list[httpx.Request] = []
    pauses: list[float] = []

    def handle(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return answer(request)

    settings = {"token": TOKEN, "account_uuid": ACCOUNT, "sleep": pauses.append} | settings
    return PlannrClient(base_url, transport=httpx.MockTransport(handle), **settings), seen, pauses


def always(status: int, **content: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, **content)


def in_turn(*answers: Any) -> Callable[[httpx.Request], httpx.Response]:
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    return answer


# settings


@pytest.mark.parametrize(
    ("base_url", "said"),
    [
        ("", "no host"),
        ("   ", "no host"),
        ("plannr.example", "not an address"),
        ("ftp://plannr.example", "not an address"),
        ("https://plannr.example:port", "not an address"),
        ("http://plannr.example", "unencrypted"),
        ("https://user:word@plannr.example", "more than a host"),
        ("https://plannr.example?token=1", "more than a host"),
    ],
)
def test_address_that_cannot_be_used(base_url: str, said: str) -> None:
    with pytest.raises(ApiError, match=said) as caught:
        PlannrClient(base_url, token=TOKEN, account_uuid=ACCOUNT)
    assert "word@" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://plannr.example/", "https://plannr.example"),
        ("https://plannr.example/api/v1/", "https://plannr.example"),
        ("http://127.0.0.1:8000/api", "http://127.0.0.1:8000"),
    ],
)
def test_address_is_taken_with_and_without_the_api_path(written: str, kept: str) -> None:
    assert PlannrClient(written, token=TOKEN).base_url == kept


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "tökén"])
def test_token_that_cannot_be_one(token: str) -> None:
    with pytest.raises(ApiError, match="token") as caught:
        PlannrClient(BASE, token=token)
    assert "words" not in str(caught.value)


@pytest.mark.parametrize(
    ("base_url", "live"),
    [
        ("https://plannr.example", True),
        ("https://localhost.example", True),
        ("https://10.0.0.1", True),
        ("http://localhost:8000", False),
        ("http://127.0.0.1:8000", False),
        ("http://127.8.8.8", False),
        ("http://[::1]:8000", False),
    ],
)
def test_only_this_machine_is_a_rehearsal(base_url: str, live: bool) -> None:
    assert PlannrClient(base_url, token=TOKEN).live is live


def test_from_env(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLANNR_BASE_URL", "PLANNR_TOKEN", "PLANNR_ACCOUNT_UUID"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ApiError, match="PLANNR_BASE_URL, PLANNR_TOKEN, PLANNR_ACCOUNT_UUID not set"):
        PlannrClient.from_env()
    monkeypatch.setenv("PLANNR_BASE_URL", BASE)
    monkeypatch.setenv("PLANNR_TOKEN", TOKEN)
    with pytest.raises(ApiError, match=r"^PLANNR_ACCOUNT_UUID not set"):
        PlannrClient.from_env()
    monkeypatch.setenv("PLANNR_ACCOUNT_UUID", ACCOUNT)
    client = PlannrClient.from_env(timeout_s=5)
    assert (client.base_url, client.account_uuid, client.timeout_s) == (BASE, ACCOUNT, 5)


def test_public_name() -> None:
    assert pn.PlannrClient is PlannrClient


# what is sent


def test_create_uploads_the_bytes_of_the_file(tmp_path: Path) -> None:
    content = b'"last_name"\r\n"Evans\nof ""Hale"""\r\n'
    path = tmp_path / "clients.csv"
    path.write_bytes(content)
    client, seen, _ = made(always(200, json={"uuid": "i-1"}))
    assert client.create_import(path, "clients", "validate") == {"uuid": "i-1"}
    (request,) = seen
    assert (request.method, request.url.path) == ("POST", "/api/v1/import")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["X-PLANNR-ACCOUNT-UUID"] == ACCOUNT
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    for part in (b'name="type"\r\n\r\nclients\r\n', b'name="mode"\r\n\r\nvalidate\r\n', content, b"clients.csv"):
        assert part in request.content


def test_map_sends_field_to_header_and_answers_may_be_wrapped() -> None:
    client, seen, _ = made(always(201, json={"data": {"uuid": "i-1", "mapping": {"Surname": "last_name"}}}))
    assert client.map_import("i-1", {"last_name": "Surname"})["mapping"] == {"Surname": "last_name"}
    assert (seen[0].url.path, seen[0].content) == ("/api/v1/import/map/i-1", b'{"headers":{"last_name":"Surname"}}')


def test_uuid_of_an_import_cannot_leave_its_place_in_the_path() -> None:
    client, seen, _ = made(always(200, json={}))
    client.get_import("../account?x=")
    assert seen[0].url.raw_path == b"/api/v1/import/..%2Faccount%3Fx%3D"


def test_pages_are_read_to_the_last_one() -> None:
    pages = [
        {"data": [{"uuid": "a"}, {"uuid": "b"}], "meta": {"current_page": 1, "last_page": 3}},
        {"data": [{"uuid": "c"}], "links": {"next": "https://plannr.example/x"}},
        {"data": [{"uuid": "d"}], "links": {"next": None}},
    ]
    client, seen, _ = made(in_turn(*(httpx.Response(200, json=page) for page in pages)))
    found = list(client.accounts(type="client", role=["joint", "trust"], include=["owners", "tags"]))
    assert [row["uuid"] for row in found] == ["a", "b", "c", "d"]
    assert dict(seen[0].url.params) == {
        "per_page": "500",
        "filter[type]": "client",
        "filter[role]": "joint,trust",
        "include": "owners,tags",
        "page": "1",
    }
    assert [request.url.params["page"] for request in seen] == ["1", "2", "3"]


def test_list_without_pages_is_read_once() -> None:
    client, seen, _ = made(always(200, json=[{"uuid": "a"}]))
    assert list(client.client_statuses()) == [{"uuid": "a"}]
    assert len(seen) == 1


def test_only_logins_works_without_an_account() -> None:
    client, seen, _ = made(always(200, json={"data": [{"account": {"uuid": ACCOUNT}}]}), account_uuid=None)
    assert client.logins() == [{"account": {"uuid": ACCOUNT}}]
    assert "X-PLANNR-ACCOUNT-UUID" not in seen[0].headers
    with pytest.raises(ApiError, match="no account chosen"):
        client.get_import("i-1")
    assert len(seen) == 1


# what is repeated


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_reads_are_repeated_with_growing_pauses(status: int) -> None:
    answers = [httpx.Response(status)] * 3 + [httpx.Response(200, json={"status": "processing"})]
    client, seen, pauses = made(in_turn(*answers))
    assert client.get_import("i-1") == {"status": "processing"}
    assert len(seen) == 4
    assert [least <= pause <= least * 1.25 for pause, least in zip(pauses, (0.5, 1.0, 2.0), strict=True)] == [True] * 3


def test_a_broken_answer_is_read_again() -> None:
    answers = [httpx.Response(200, text='{"uuid": "i-'), httpx.ReadTimeout("late"), httpx.Response(200, json={"a": 1})]
    client, _, _ = made(in_turn(*answers))
    assert client.get_import("i-1") == {"a": 1}


def test_create_is_repeated_with_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_bytes(b"last_name\nEvans\n")
    client, seen, _ = made(in_turn(httpx.ReadError("cut"), httpx.Response(200, json={"uuid": "i-1"})))
    client.create_import(path, "clients", "store")
    assert [b"last_name\nEvans\n" in request.content for request in seen] == [True, True]


@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.Response(429), httpx.ReadTimeout("late")])
def test_start_is_sent_once_whatever_the_answer(answer: Any) -> None:
    client, seen, pauses = made(in_turn(answer))
    with pytest.raises(ApiError):
        client.start_import("i-1")
    assert (len(seen), pauses) == (1, [])


def test_retry_after_is_honoured() -> None:
    from datetime import UTC, datetime, timedelta

    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    answers = [
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.Response(429, headers={"Retry-After": soon}),
        httpx.Response(429, headers={"Retry-After": "86400"}),
        httpx.Response(429, headers={"Retry-After": "at lunch"}),
        httpx.Response(200, json={}),
    ]
    client, _, pauses = made(in_turn(*answers))
    client.get_import("i-1")
    assert (pauses[0], pauses[2]) == (7.0, 120.0)
    assert 30 < pauses[1] <= 40
    assert 4.0 <= pauses[3] <= 5.0


def test_in_the_end_the_last_no_is_told() -> None:
    client, seen, _ = made(always(503), attempts=3)
    with pytest.raises(Refused, match=r"plannr\.example said no \(503\)") as caught:
        client.get_import("i-1")
    assert (len(seen), caught.value.status) == (3, 503)


# what a no says


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "token was not accepted"),
        (403, "client.logins()"),
        (404, "Check base_url"),
        (409, "already under way"),
        (418, "refused"),
        (302, "sends the request elsewhere"),
    ],
)
def test_advice_by_status(status: int, said: str) -> None:
    client, seen, _ = made(
        always(status, json={"message": "No, Sam Evans."}, headers={"Location": "https://x.example"})
    )
    with pytest.raises(Refused) as caught:
        client.get_import("i-1")
    assert said in str(caught.value)
    assert (caught.value.status, caught.value.body) == (status, {"message": "No, Sam Evans."})
    assert "Sam" not in str(caught.value)
    assert len(seen) == 1


def test_unacceptable_request_names_fields_and_no_values() -> None:
    body = {"message": "The type Evans is invalid.", "errors": {"type": ["Evans is invalid."], "mode": ["No."]}}
    client, _, _ = made(always(422, json=body))
    with pytest.raises(Refused) as caught:
        client.map_import("i-1", {})
    assert str(caught.value) == (
        "plannr.example said no (422): the request was not acceptable; it complains of: type, mode"
    )


def test_page_instead_of_json() -> None:
    client, _, _ = made(always(200, text="<html>Sign in</html>"), attempts=2)
    with pytest.raises(NoAnswer, match="is base_url the address of the API"):
        client.get_import("i-1")


def test_answer_of_another_shape() -> None:
    client, _, _ = made(always(200, json=["i-1"]), attempts=1)
    with pytest.raises(NoAnswer, match="another shape"):
        client.get_import("i-1")


def test_no_server() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with (
        PlannrClient(
            f"http://127.0.0.1:{port}", token=TOKEN, account_uuid=ACCOUNT, attempts=2, first_pause_s=0
        ) as client,
        pytest.raises(NoAnswer, match=f"no server answers at http://127.0.0.1:{port}"),
    ):
        client.get_import("i-1")


# the error report


def test_report_of_the_same_host_gets_the_token() -> None:
    client, seen, _ = made(always(200, content=b"row,errors\n"))
    assert client.download_error_report({"download_url": f"{BASE}/file/f-1/download"}) == b"row,errors\n"
    assert seen[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "address",
    ["https://files.example/r.csv", "https://plannr.example:8443/r.csv", "https://plannr.example.evil.example/r.csv"],
)
def test_report_of_another_host_gets_neither_token_nor_account(address: str) -> None:
    client, seen, _ = made(always(200, content=b"x"))
    client.download_error_report(address)
    assert {"authorization", "x-plannr-account-uuid"} & set(seen[0].headers) == set()


def test_redirect_does_not_carry_the_token_away() -> None:
    there = httpx.Response(302, headers={"Location": "//files.example/r.csv?signature=1"})
    client, seen, _ = made(in_turn(there, httpx.Response(200, content=b"x")))
    assert client.download_error_report("/file/f-1/download") == b"x"
    assert [str(request.url) for request in seen] == [
        f"{BASE}/file/f-1/download",
        "https://files.example/r.csv?signature=1",
    ]
    assert ["authorization" in request.headers for request in seen] == [True, False]


def test_report_without_tls_elsewhere_is_not_fetched() -> None:
    client, seen, _ = made(always(200, content=b"x"))
    with pytest.raises(ApiError, match="without TLS"):
        client.download_error_report("http://plannr.example/r.csv")
    assert seen == []


def test_report_known_by_uuid_alone_is_looked_up(tmp_path: Path) -> None:
    answers = [httpx.Response(200, json={"download_url": "/file/f-1/download"}), httpx.Response(200, content=b"x")]
    client, seen, _ = made(in_turn(*answers))
    path = client.download_error_report({"uuid": "f-1"}, tmp_path / "report.csv")
    assert (path, (tmp_path / "report.csv").read_bytes()) == (tmp_path / "report.csv", b"x")
    assert [request.url.path for request in seen] == ["/api/v1/file/f-1", "/file/f-1/download"]


def test_report_without_an_address() -> None:
    client, _, _ = made(always(200, json={}))
    with pytest.raises(ApiError, match="names no address"):
        client.download_error_report({"uuid": "f-1"})


def test_report_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plannr_nb.client.api.MAX_REPORT_BYTES", 10)
    client, _, _ = made(always(200, content=b"x" * 11))
    with pytest.raises(ApiError, match="larger than"):
        client.download_error_report("/r.csv")


def test_report_that_is_refused() -> None:
    client, _, _ = made(always(403, json={"message": "no"}))
    with pytest.raises(Refused, match="403"):
        client.download_error_report("/r.csv")


# what is shown


def test_token_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, _, _ = made(always(401, json={"message": "Unauthenticated."}))
    with pytest.raises(Refused) as caught:
        client.get_import("i-1")
    with pytest.raises(TypeError):
        pickle.dumps(client)
    shown = [repr(client), str(vars(client)), repr(client._http), caplog.text, str(caught.value), repr(caught.value)]
    shown += traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    assert [text for text in shown if TOKEN in text] == []
    assert repr(client) == f"PlannrClient('{BASE}', account '{ACCOUNT}', live)"


def test_lost_answer_hides_the_token_with_locals_too() -> None:
    client, _, _ = made(in_turn(httpx.ReadTimeout("late")))
    with pytest.raises(NoAnswer, match="gave no answer in time") as caught:
        client.start_import("i-1")
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert TOKEN not in shown


def test_closed_client_opens_again() -> None:
    client, _, _ = made(always(200, json={"a": 1}))
    with client:
        client.get_import("i-1")
    assert client._http is None
    assert client.get_import("i-1") == {"a": 1}
    client.close()


def test_forgotten_client_closes_itself() -> None:
    client, _, _ = made(always(200, json={"a": 1}))
    client.get_import("i-1")
    http = client._http
    assert http is not None
    del client
    gc.collect()
    assert http.is_closed
