"""What the tests of the sandbox ask of it over HTTP, written out with httpx alone."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping, Sequence
from types import SimpleNamespace, TracebackType
from typing import Any

import httpx

from plannr_nb.sandbox import Server

ENDED = ("complete", "failed")


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def client(**cells: str) -> dict[str, str]:
    """A row of a client that nothing is wrong with."""
    return {"first_name": "Ada", "last_name": "Byron", "send_welcome_email": "false"} | cells


class Caller:
    """An HTTP client that knows the token and the account."""

    def __init__(self, server: Server | SimpleNamespace) -> None:
        self.http = httpx.Client(
            base_url=f"{server.url}/api/v1",
            headers={
                "Authorization": f"Bearer {server.token}",
                "X-PLANNR-ACCOUNT-UUID": server.account_uuid,
                "Accept": "application/json",
            },
            timeout=30,
        )

    def __enter__(self) -> Caller:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def get(self, path: str, **query: str) -> Any:
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, record_type: str, mode: str, content: str | bytes) -> httpx.Response:
        return self.http.post(
            "/import", data={"type": record_type, "mode": mode}, files={"file": ("rows.csv", content, "text/csv")}
        )

    def created(self, record_type: str, mode: str, content: str | bytes) -> str:
        answer = self.create(record_type, mode, content)
        assert answer.status_code == 200, answer.text
        uuid: str = answer.json()["uuid"]
        return uuid

    def map(self, uuid: str, headers: Any) -> httpx.Response:
        return self.http.post(f"/import/map/{uuid}", json={"headers": headers})

    def start(self, uuid: str) -> httpx.Response:
        return self.http.post(f"/import/start/{uuid}")

    def wait(self, uuid: str, *, until: Sequence[str] = ENDED) -> dict[str, Any]:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            shown: dict[str, Any] = self.get(f"/import/{uuid}")
            if shown["status"] in until:
                return shown
            time.sleep(0.005)
        raise TimeoutError(f"import still {shown['status']}")

    def begin(
        self, record_type: str, mode: str, rows: Sequence[Mapping[str, str]], *, unmapped: Sequence[str] = ()
    ) -> str:
        uuid = self.created(record_type, mode, csv_text(rows))
        mapped = self.map(uuid, {name: name for name in rows[0] if name not in unmapped})
        assert mapped.status_code == 200, mapped.text
        started = self.start(uuid)
        assert started.status_code == 200, started.text
        return uuid

    def run(
        self, record_type: str, mode: str, rows: Sequence[Mapping[str, str]], *, unmapped: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Create, map every column to the field of its name, start, and wait for the end."""
        return self.wait(self.begin(record_type, mode, rows, unmapped=unmapped))

    def report(self, shown: Mapping[str, Any]) -> list[dict[str, str]]:
        answer = self.http.get(shown["error_report"]["download_url"])
        assert answer.status_code == 200, answer.text
        assert len(answer.content) == int(shown["error_report"]["size"])
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))
