"""Runs against answers the sandbox does not give: other status words, counts that do not add up, strange mappings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

import plannr_nb as pn
from plannr_nb import catalogue
from plannr_nb.catalogue import Certainty, Field, Kind, RecordType
from plannr_nb.errors import GuardStopped, MappingError, Refused, StillRunning
from plannr_nb.journal import open as open_journal
from plannr_nb.runs import Run
from plannr_nb.runs.headers import agree_on_headers, as_plannr_reads_them
from plannr_nb.runs.progress import Pace, Progress
from plannr_nb.runs.seen import Seen

LIVE = "https://plannr.example"
ACCOUNT = "4308c6fe-513d-4334-a7ec-9cc0e082d5e4"

Answer = dict[str, Any] | httpx.Response


class Plannr:
    """A server that answers what the test says, and counts what it was asked."""

    def __init__(
        self,
        *,
        shown: list[dict[str, Any]],
        mapping: Callable[[dict[str, str]], Answer] | None = None,
        start: httpx.Response | Exception | None = None,
        report: bytes | None = None,
        base_url: str = "http://127.0.0.1:8000",
    ) -> None:
        self.shown = shown
        self.mapping = mapping or (lambda headers: {"mapping": {value: key for key, value in headers.items()}})
        self.start = start
        self.report = report
        self.listed: list[dict[str, Any]] | None = []
        self.asked: list[str] = []
        self.maps: list[dict[str, str]] = []
        self.pauses: list[float] = []
        transport = httpx.MockTransport(self._answer)
        self.client = pn.PlannrClient(
            base_url, token="secret", account_uuid=ACCOUNT, transport=transport, sleep=self.pauses.append
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        path = request.url.path.removeprefix("/api/v1/")
        self.asked.append(f"{request.method} {path}")
        if path == "import" and request.method == "GET":
            if self.listed is None:
                return httpx.Response(403, json={"message": "This action is unauthorized."})
            return httpx.Response(200, json={"data": self.listed, "meta": {"current_page": 1, "last_page": 1}})
        if path == "import":
            return httpx.Response(200, json={"uuid": "i-1", "status": "uploaded", "total_jobs": 0})
        if path.startswith("import/map/"):
            self.maps.append(json.loads(request.content)["headers"])
            answer = self.mapping(self.maps[-1])
            return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=self._seen(answer))
        if path.startswith("import/start/"):
            if isinstance(self.start, Exception):
                raise self.start
            return self.start or httpx.Response(200, json=self._seen({"status": "queued"}))
        if path == "report.csv":
            return httpx.Response(200, content=self.report)
        if path == "logins":
            login = {"account": {"uuid": ACCOUNT}, "firm": {"name": "Example Wealth"}}
            return httpx.Response(200, json={"data": [login]})
        answer = self.shown.pop(0) if len(self.shown) > 1 else self.shown[0]
        return httpx.Response(200, json={"data": self._seen(answer)})

    @staticmethod
    def _seen(answer: dict[str, Any]) -> dict[str, Any]:
        before = {
            "uuid": "i-1",
            "status": "mapped",
            "total_jobs": 3,
            "jobs_remaining": 3,
            "failed_jobs": 0,
            "errors": [],
        }
        return before | answer


def ended(failed: int = 0, **more: Any) -> dict[str, Any]:
    return {"status": "complete", "jobs_remaining": 0, "failed_jobs": failed, "progress": 100, **more}


def three(*names: str) -> pd.DataFrame:
    names = names or ("Ann", "Jo", "Sam")
    return pd.DataFrame({"first_name": list(names), "last_name": "Hale"})


def send(plannr: Plannr, where: Path, *, tag: bool = True, **settings: Any) -> Run:
    file = pn.build_csv(settings.pop("records", three()), "clients", where / "clients.csv", tag=tag)
    settings = {"mode": "store", "journal": where / "i.sqlite", "sleep": plannr.pauses.append} | settings
    return pn.run_import(plannr.client, file, **settings)


def refused(row: dict[str, str]) -> dict[str, Any]:
    return {"client": row, "errors": {"last_name": ["The last name is odd."]}}


def outcomes(run: Run) -> list[str]:
    return run.ledger["outcome"].tolist()


def why(run: Run) -> list[str]:
    return run.ledger["reason"].dropna().drop_duplicates().tolist()


# status words and counts


@pytest.mark.parametrize(
    "last",
    [
        ended(),
        {"status": "Completed", "jobs_remaining": "0", "failed_jobs": "0", "total_jobs": "3", "progress": "100"},
        {"status": "imported with success", "jobs_remaining": 0, "failed_jobs": 0},
        {"status": "finished", "jobs_remaining": 0, "failed_jobs": 0, "total_jobs": None},
    ],
)
def test_words_for_the_end_are_not_needed(tmp_path: Path, last: dict[str, Any]) -> None:
    plannr = Plannr(shown=[{"status": "queued"}, {"status": "processing", "jobs_remaining": 1}, last])
    assert outcomes(send(plannr, tmp_path)) == ["created"] * 3
    assert plannr.asked.count("POST import/start/i-1") == 1


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (ended(1), "Plannr counts 1 refused rows and tells of 0"),
        (ended(total_jobs=2), "Plannr counts 2 rows and 3 were sent"),
        (ended(failed_jobs=None), "Plannr does not say how many rows it refused"),
        (ended(1, errors=[refused({"first_name": "Eve"})]), "a refused row could not be told from the others"),
        (
            ended(2, errors=[refused({"plannr_nb_row": "1"}), refused({"first_name": "Eve"})]),
            "a refused row could not be told from the others",
        ),
    ],
)
def test_without_proof_a_record_is_unknown(tmp_path: Path, last: dict[str, Any], reason: str) -> None:
    run = send(Plannr(shown=[last]), tmp_path)
    assert set(outcomes(run)) - {"failed"} == {"unknown"}
    assert reason in why(run)


def test_every_row_counted_as_refused_needs_no_report(tmp_path: Path) -> None:
    run = send(Plannr(shown=[ended(3)]), tmp_path)
    assert (outcomes(run), why(run)) == (
        ["failed"] * 3,
        ["Plannr counts every row as refused and does not say why"],
    )


def test_progress_that_goes_back_and_no_progress_at_all(tmp_path: Path) -> None:
    shown = [{"status": "processing", "jobs_remaining": left} for left in (1, 3, 3, 3, 3, 1)]
    seen: list[Progress] = []
    plannr = Plannr(shown=[*shown, ended()])
    run = send(plannr, tmp_path, progress=seen.append)
    assert outcomes(run) == ["created"] * 3
    assert [item.rows_done for item in seen if item.stage == "process"] == [2, 0, 0, 0, 0, 2, 3]


def test_end_states_of_the_users_own(tmp_path: Path) -> None:
    plannr = Plannr(shown=[ended(), ended(), {**ended(), "status": "Signed-off"}])
    run = send(plannr, tmp_path, end_states=["signed off"])
    assert (outcomes(run), run.status, len(plannr.pauses)) == (["created"] * 3, "signed_off", 2)


def test_an_import_that_breaks_off_half_way(tmp_path: Path) -> None:
    with pytest.raises(pn.ImportFailed, match=r"with 1 of 3 rows not worked through.*not known.*again=") as failed:
        send(Plannr(shown=[{"status": "error", "jobs_remaining": 1}]), tmp_path)
    assert outcomes(failed.value.run) == ["unknown"] * 3


def test_failed_as_a_word_for_failed_rows(tmp_path: Path) -> None:
    last = ended(1, status="failed", errors=[refused({"plannr_nb_row": "1"})])
    assert outcomes(send(Plannr(shown=[last]), tmp_path)) == ["created", "failed", "created"]


# refused rows


def test_report_that_comes_later(tmp_path: Path) -> None:
    late = {"download_url": "/api/v1/report.csv"}
    plannr = Plannr(shown=[ended(1), ended(1), ended(1, error_report=late)], report=b"plannr_nb_row,errors\n2,No.\n")
    assert outcomes(send(plannr, tmp_path)) == ["created", "created", "failed"]


def test_report_of_html_leaves_what_was_shown(tmp_path: Path) -> None:
    report = {"download_url": "/api/v1/report.csv"}
    last = ended(2, errors=[refused({"plannr_nb_row": "0"})], error_report=report)
    run = send(Plannr(shown=[last], report=b"<html>Sign in</html>"), tmp_path)
    assert outcomes(run) == ["failed", "unknown", "unknown"]


def test_records_alike_of_which_one_was_refused(tmp_path: Path) -> None:
    last = ended(1, errors=[refused({"first_name": "Jo", "last_name": "Hale"})])
    run = send(Plannr(shown=[last]), tmp_path, tag=False, records=three("Ann", "Jo", "Jo"))
    assert outcomes(run) == ["created", "unknown", "unknown"]
    assert run.problems[["record_id", "message"]].fillna("").to_numpy().tolist() == [["", "The last name is odd."]]


def test_two_complaints_of_one_row_do_not_condemn_its_double(tmp_path: Path) -> None:
    """Without a tag two lines may be two rows alike, or one row twice: the count decides."""
    line = {"first_name": "Jo", "last_name": "Hale"}
    once, twice = ended(1, errors=[refused(line), refused(line)]), ended(2, errors=[refused(line), refused(line)])
    records = three("Ann", "Jo", "Jo")
    for name, last, expected in (("a", once, ["unknown"] * 3), ("b", twice, ["created", "failed", "failed"])):
        (tmp_path / name).mkdir()
        assert outcomes(send(Plannr(shown=[last]), tmp_path / name, tag=False, records=records)) == expected


# start


@pytest.mark.parametrize("start", [httpx.ReadTimeout("late"), httpx.Response(502), httpx.Response(200, text="<html>")])
def test_lost_start_is_read_back_and_not_repeated(tmp_path: Path, start: Any) -> None:
    plannr = Plannr(shown=[{}, {}, {"status": "processing", "jobs_remaining": 2}, ended()], start=start)
    assert outcomes(send(plannr, tmp_path)) == ["created"] * 3
    assert plannr.asked.count("POST import/start/i-1") == 1


def test_start_refused_because_it_runs_already(tmp_path: Path) -> None:
    plannr = Plannr(shown=[{"status": "processing"}, ended()], start=httpx.Response(409, json={"message": "started"}))
    assert outcomes(send(plannr, tmp_path)) == ["created"] * 3


def test_import_found_started_by_somebody_else(tmp_path: Path) -> None:
    """Mapped here, the machine went down, and somebody started it in Plannr's own pages."""
    plannr = Plannr(shown=[ended()], mapping=lambda headers: httpx.Response(500))
    with pytest.raises(Refused):
        send(plannr, tmp_path)
    journal = open_journal(tmp_path / "i.sqlite")
    lost = Plannr(shown=[ended()], mapping=lambda headers: httpx.Response(200, text="cut"))
    with pytest.raises(pn.NoAnswer):
        send(lost, tmp_path)
    (run,) = pn.resume_import(lost.client, journal=journal)
    assert outcomes(run) == ["created"] * 3
    assert "POST import/start/i-1" not in lost.asked


# the mapping


WANTED = {"last_name": "Surname", "first_name": "Given"}
TURNED = {"Surname": "last_name", "Given": "first_name"}
NO = httpx.Response(422, json={"errors": {"headers": ["No."]}})


def both_ways(field_first: Answer, header_first: Answer) -> Callable[[dict[str, str]], Answer]:
    return lambda headers: field_first if headers == WANTED else header_first


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (both_ways({"mapping": TURNED}, NO), [WANTED]),
        (both_ways({"mapping": {**TURNED, "Note": None, "Ref": ""}}, NO), [WANTED]),
        (both_ways(NO, {"mapping": TURNED}), [WANTED, TURNED]),
        (both_ways({"mapping": {}}, {"mapping": TURNED}), [WANTED, TURNED]),
        (both_ways({"mapping": WANTED}, {"mapping": TURNED}), [WANTED, TURNED]),
        (both_ways({"mapping": WANTED}, {"mapping": WANTED}), [WANTED, TURNED]),
        (both_ways({"mapping": WANTED}, NO), [WANTED, TURNED, WANTED]),
    ],
    ids=["documented", "unmapped-listed", "other-way", "ignored-first", "echoes", "always-fields", "fields-strict"],
)
def test_the_direction_that_plannr_understands(answers: Any, asked: list[dict[str, str]]) -> None:
    plannr = Plannr(shown=[], mapping=answers)
    agree_on_headers(plannr.client, "i-1", WANTED)
    assert plannr.maps == asked


@pytest.mark.parametrize(
    "answers",
    [
        both_ways({"mapping": {"Surname": "first_name", "Given": "last_name"}}, NO),
        both_ways({"mapping": {}}, {"mapping": {}}),
        both_ways({"mapping": None}, {"mapping": [["Surname", "last_name"]]}),
        both_ways({"mapping": {**TURNED, "Note": "nickname"}}, {"mapping": {"Surname": "last_name"}}),
    ],
)
def test_a_mapping_understood_otherwise_starts_nothing(answers: Any) -> None:
    with pytest.raises(MappingError, match="understood another mapping than the one sent"):
        agree_on_headers(Plannr(shown=[], mapping=answers).client, "i-1", WANTED)


def test_a_mapping_refused_both_ways_tells_the_first_refusal() -> None:
    with pytest.raises(Refused, match="422"):
        agree_on_headers(Plannr(shown=[], mapping=both_ways(NO, NO)).client, "i-1", WANTED)


def test_a_built_file_is_mapped_once(tmp_path: Path) -> None:
    plannr = Plannr(shown=[ended()], mapping=lambda headers: {"mapping": {"first_name": "last_name"}})
    with pytest.raises(MappingError):
        send(plannr, tmp_path)
    assert (len(plannr.maps), "POST import/start/i-1" in plannr.asked) == (1, False)
    assert open_journal(tmp_path / "i.sqlite").imports()["outcome"].tolist() == ["not started"]


def test_headers_as_plannr_spells_them() -> None:
    assert as_plannr_reads_them({"last_name": " Surname"}, ["\ufeffRef", " Surname"], ["Ref", "Surname"]) == {
        "last_name": "Surname"
    }
    assert as_plannr_reads_them(WANTED, ["Surname", "Given"], None) == WANTED
    with pytest.raises(MappingError, match="1 instead of 2"):
        as_plannr_reads_them(WANTED, ["Surname", "Given"], ["Surname;Given"])


# what a run that is taken up again knows of its file


def with_choice() -> RecordType:
    """The clients of a firm with a choice of its own, which may be quoted, as Plannr's catalogue alone does not say."""
    colour = Field("team_colour", "Team colour", Kind.CHOICE, choices=("crimson", "indigo"))
    return catalogue.load("clients").with_fields(colour)


def check_resumed_alike(plannr: Plannr, run: Run, where: Path) -> None:
    again = pn.resume_import(plannr.client, "i-1", journal=where / "i.sqlite")
    pd.testing.assert_frame_equal(again.ledger, run.ledger)
    pd.testing.assert_frame_equal(again.problems, run.problems)
    pd.testing.assert_frame_equal(again.sent(), run.sent())


@pytest.mark.parametrize("tag", [True, False])
def test_resumed_with_a_firms_own_fields_as_run(tmp_path: Path, tag: bool) -> None:
    errors = {"team_colour": ["The team colour crimson is taken by Hale."]}
    last = ended(1, errors=[{"client": {"first_name": "Jo", "last_name": "Hale"}, "errors": errors}])
    plannr = Plannr(shown=[last])
    known = with_choice()
    file = pn.build_csv(three().assign(team_colour="crimson"), known, tmp_path / "clients.csv", tag=tag)
    run = pn.run_import(plannr.client, file, known, mode="store", journal=tmp_path / "i.sqlite")
    columns = ["record_id", "header", "field", "message"]
    assert run.problems[columns].fillna("").to_numpy().tolist() == [
        ["1", "", "team_colour", "The team colour crimson is taken by …."]
    ]
    check_resumed_alike(plannr, run, tmp_path)


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "cp1252")])
def test_resumed_with_a_files_own_headers_as_run(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "export.csv"
    lines = [["Given", "Surname"], ["Ann", "Hale"], ["Zoë", "Hale"], ["Sam", "Hale"]]
    path.write_text("".join(f"{delimiter.join(cells)}\n" for cells in lines), encoding)
    plannr = Plannr(shown=[ended(1, errors=[refused({"Given": "Zoë", "Surname": "Hale"})])])
    mapping = {"first_name": "Given", "last_name": "Surname"}
    run = pn.run_import(plannr.client, path, "clients", mode="store", journal=tmp_path / "i.sqlite", mapping=mapping)
    columns = ["record_id", "header", "field", "value"]
    assert run.problems[columns].to_numpy().tolist() == [["3", "Surname", "last_name", "Hale"]]
    check_resumed_alike(plannr, run, tmp_path)


# live


def approved(plannr: Plannr, file: Any, where: Path, answer: str = "3", mode: str = "store") -> list[str]:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return answer

    pn.approve(file, plannr.client, mode, journal=where / "i.sqlite", ask=ask)
    return questions


def confirmed() -> Any:
    known = catalogue.load("clients")
    from dataclasses import replace

    return known.with_fields(*(replace(field, certainty=Certainty.CONFIRMED) for field in known))


def test_a_live_store_needs_approval_of_this_very_file(tmp_path: Path) -> None:
    plannr = Plannr(shown=[ended()], base_url=LIVE)
    file = pn.build_csv(three(), "clients", tmp_path / "clients.csv")
    settings = {"journal": tmp_path / "i.sqlite", "sleep": plannr.pauses.append}
    with pytest.raises(
        GuardStopped, match=r"nobody has approved this store of 3 clients at plannr.example.*pn.approve"
    ):
        pn.run_import(plannr.client, file, confirmed(), mode="store", **settings)
    assert pn.run_import(plannr.client, file, mode="validate", **settings).counts["valid"] == 3
    with pytest.raises(GuardStopped, match="the answer was not the number of records, 3"):
        approved(plannr, file, tmp_path, answer="yes")
    (question,) = approved(plannr, file, tmp_path, answer=" 3 ")
    for text in ("Example Wealth", "plannr.example (live)", "store", "3 clients", "last_name (3)", file.sha256[:12]):
        assert text in question
    assert "Hale" not in question
    assert approved(plannr, file, tmp_path) == []  # once is enough
    other = pn.build_csv(three("Ann", "Jo", "Eve"), "clients", tmp_path / "other.csv")
    with pytest.raises(GuardStopped, match="nobody has approved"):
        pn.run_import(plannr.client, other, confirmed(), mode="store", **settings)
    assert outcomes(pn.run_import(plannr.client, file, confirmed(), mode="store", **settings)) == ["created"] * 3
    again = pn.run_import(plannr.client, file, confirmed(), mode="store", **settings)
    assert outcomes(again) == ["excluded"] * 3


def test_approval_of_a_store_counts_those_that_the_journal_does_not_know(tmp_path: Path) -> None:
    """A journal that was deleted holds nobody back, and everybody would be made again."""
    plannr = Plannr(shown=[ended()], base_url=LIVE)
    settings = {"journal": tmp_path / "i.sqlite", "sleep": plannr.pauses.append}
    texts = []
    for names in (["Ann"], ["Jo"], ["Sam"]):
        file = pn.build_csv(three(*names), "clients", tmp_path / f"{names[0]}.csv")
        texts += approved(plannr, file, tmp_path, answer="1")
        pn.run_import(plannr.client, file, confirmed(), mode="store", **settings)
        plannr.listed = [
            {"uuid": "i-1", "type": "clients", "mode": "store"},  # this one
            {"uuid": "i-2", "type": "clients", "mode": "validate"},
            {"uuid": "i-3", "type": "plans", "mode": "store"},
            *([{"uuid": "i-4", "type": "clients", "mode": "store"}, {"uuid": "i-5"}] if names == ["Jo"] else []),
        ]
    assert "not in journal:  nothing, as far as Plannr lists" in texts[0]
    assert "not in journal:  nothing, as far as Plannr lists" in texts[1]
    assert "not in journal:  2 imports by which clients were stored before" in texts[2]
    plannr.listed = None
    other = pn.build_csv(three("Eve"), "clients", tmp_path / "other.csv")
    assert "other stores could not be read" in approved(plannr, other, tmp_path, answer="1")[0]


def test_nobody_there_to_approve(tmp_path: Path) -> None:
    plannr = Plannr(shown=[], base_url=LIVE)
    file = pn.build_csv(three(), "clients", tmp_path / "clients.csv")

    def nobody(question: str) -> str:
        raise EOFError

    with pytest.raises(GuardStopped, match="nobody is there to be asked"):
        pn.approve(file, plannr.client, "store", journal=tmp_path / "i.sqlite", ask=nobody)


def test_approval_of_an_update_shows_what_would_be_erased(tmp_path: Path) -> None:
    plannr = Plannr(shown=[], base_url=LIVE)
    records = pd.DataFrame({"uuid": ["u1", "u2", "u3"], "nickname": ["Nick", None, None]})
    file = pn.build_csv(records, "clients", tmp_path / "clients.csv")
    (question,) = approved(plannr, file, tmp_path, mode="update")
    assert "would be erased: nickname (2)" in question


def test_fields_and_money_that_nothing_confirms(tmp_path: Path) -> None:
    plannr = Plannr(shown=[ended()], base_url=LIVE)
    plans = pd.DataFrame({"client_uuid": [ACCOUNT] * 3, "value": ["1.00", "2.00", "3.00"]})
    file = pn.build_csv(plans, "plans", tmp_path / "plans.csv")
    approved(plannr, file, tmp_path)
    settings = {"mode": "store", "journal": tmp_path / "i.sqlite", "sleep": plannr.pauses.append}
    with pytest.raises(
        GuardStopped, match=r"shown these fields to exist: value, client_uuid\. .*pounds or pence"
    ) as stopped:
        pn.run_import(plannr.client, file, **settings)
    wanted = ["value", "client_uuid", "money_unit"]
    assert all(f"'{name}'" in str(stopped.value) for name in wanted)
    with pytest.raises(GuardStopped, match=r"^This account is live\. Whether Plannr reads money"):
        pn.run_import(plannr.client, file, unconfirmed_ok=wanted[:2], **settings)
    assert outcomes(pn.run_import(plannr.client, file, unconfirmed_ok=wanted, **settings)) == ["created"] * 3


def test_what_a_live_account_was_told_counts_for_good(tmp_path: Path) -> None:
    """An import may be deleted in Plannr; whether its clients are gone too is for a person to say."""
    plannr = Plannr(shown=[ended()], base_url=LIVE)
    file = pn.build_csv(three(), "clients", tmp_path / "clients.csv")
    approved(plannr, file, tmp_path)
    settings = {"mode": "store", "journal": tmp_path / "i.sqlite", "sleep": plannr.pauses.append}
    pn.run_import(plannr.client, file, confirmed(), **settings)
    plannr.asked.clear()
    assert outcomes(pn.run_import(plannr.client, file, confirmed(), **settings)) == ["excluded"] * 3
    assert plannr.asked == []


# small parts


@pytest.mark.parametrize(
    ("now", "before", "started"),
    [
        ({"status": "mapped"}, {"status": "mapped"}, False),
        ({"status": "mapped", "total_jobs": 9, "jobs_remaining": 9}, {"status": "mapped"}, False),
        ({"status": "mapped", "jobs_remaining": 8}, {"status": "mapped", "jobs_remaining": 9}, True),
        ({"status": "mapped", "progress": 1}, {"status": "mapped"}, True),
        ({"status": "laid out"}, {"status": "laid out"}, False),
        ({"status": "running"}, {"status": "laid out"}, True),
        ({"status": "pending"}, {"status": "mapped"}, False),
        ({"status": "complete"}, None, True),
    ],
)
def test_whether_an_import_has_started(now: dict[str, Any], before: dict[str, Any] | None, started: bool) -> None:
    assert Seen.of(now).has_started(None if before is None else Seen.of(before)) is started


def test_what_the_journal_keeps_of_an_import_comes_back() -> None:
    seen = Seen.of({"status": "mapped", "total_jobs": 3})
    assert (Seen.again(seen.as_dict()), Seen.again(None)) == (seen, None)


def test_pace_of_live_and_rehearsal() -> None:
    assert Pace.of(7.0, live=True) == Pace(7.0, 7.0)
    assert Pace.of(None, live=True).shortest_s >= 0.5 > Pace.of(None, live=False).shortest_s
    assert [Pace(1.0, 5.0).pause_s(None, looks=looks) for looks in (0, 1, 2, 9)] == [1.0, 1.5, 2.25, 5.0]


def test_time_left() -> None:
    assert Progress("process", rows_total=100, rows_done=40, rate=20.0).left_s == 3.0
    assert Progress("upload", rows_total=100).left_s is None


def test_stopped_waiting_carries_the_run(tmp_path: Path) -> None:
    with pytest.raises(StillRunning) as stopped:
        send(Plannr(shown=[{"status": "processing"}]), tmp_path, timeout_s=0)
    assert (outcomes(stopped.value.run), stopped.value.run.import_uuid) == (["unknown"] * 3, "i-1")
