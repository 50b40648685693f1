"""The client: routes, patience and the connection."""

from __future__ import annotations

import os
import random
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from plannr_nb.client.address import Secret, is_loopback, origin, plain_address, quoted
from plannr_nb.client.answers import decoded, last_page, lost, refusal, retry_after_s, rows_of
from plannr_nb.errors import ApiError, NoAnswer

if TYPE_CHECKING:
    import httpx

__all__ = ["PlannrClient"]

PER_PAGE = 500  # the most Plannr gives (documented, <https://api-how-to.plannrcrm.com/basics/query-parameters>)
MAX_REPORT_BYTES = 256 * 1024 * 1024
_LOGINS = "/api/v1/logins"
_MAX_REDIRECTS = 5
_LONGEST_RETRY_AFTER_S = 120.0
_WORTH_ANOTHER_TRY = frozenset({408, 425, 429, 500, 502, 503, 504})
_ENVIRONMENT = {"base_url": "PLANNR_BASE_URL", "token": "PLANNR_TOKEN", "account_uuid": "PLANNR_ACCOUNT_UUID"}


class PlannrClient:
    """A connection to one account of Plannr, or to the sandbox.

    Parameters
    ----------
    base_url
        Address of the API, without ``/api/v1``. There is no default, so that nothing is sent anywhere by accident.
    token
        Personal access token. It goes to the host of `base_url` only, and is shown nowhere.
    account_uuid
        Uuid of the account, from ``client.logins()`` (the ``account``'s, not the login's). Only `logins` works
        without it.
    timeout_s
        Seconds to wait for a connection and for each piece of an answer. Uploads wait `upload_timeout_s` for theirs.
    attempts
        Most tries of a request that may be repeated: reads, create and map; None is 6, and 4 for this machine. Pauses
        double from `first_pause_s` up to `longest_pause_s`, with up to a quarter added at random; ``Retry-After`` is
        honoured up to two minutes. The last answer counts when all have failed. Start is sent once.
    transport, sleep
        An httpx transport and a pause function, for tests.

    Raises
    ------
    ApiError
        No host, no token, an address that is not a plain ``https://host``, or ``http://`` to another machine.

    Examples
    --------
    >>> with PlannrClient("http://127.0.0.1:8000", token="secret", account_uuid="4308c6fe") as client:
    ...     client, client.live
    (PlannrClient('http://127.0.0.1:8000', account '4308c6fe', rehearsal), False)
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str,
        account_uuid: str | None = None,
        timeout_s: float = 30.0,
        upload_timeout_s: float = 600.0,
        attempts: int | None = None,
        first_pause_s: float = 0.5,
        longest_pause_s: float = 16.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = plain_address(base_url)
        self.account_uuid = (account_uuid or "").strip() or None
        self.timeout_s = timeout_s
        self.upload_timeout_s = upload_timeout_s
        self._secret = Secret(token)
        self._attempts = max(1, (6 if self.live else 4) if attempts is None else attempts)
        self._pauses_s = (first_pause_s, longest_pause_s)
        self._transport = transport
        self._sleep = sleep
        self._http: httpx.Client | None = None

    @classmethod
    def from_env(cls, **settings: Any) -> PlannrClient:
        """A client from ``PLANNR_BASE_URL``, ``PLANNR_TOKEN`` and ``PLANNR_ACCOUNT_UUID``; `settings` go before them.

        Raises
        ------
        ApiError
            Names the variables that are not set.
        """
        found = {name: os.environ.get(variable, "").strip() for name, variable in _ENVIRONMENT.items()}
        settings = {name: value for name, value in found.items() if value} | settings
        missing = [variable for name, variable in _ENVIRONMENT.items() if not settings.get(name)]
        if missing:
            raise ApiError(f"{', '.join(missing)} not set; put them into the environment, or write PlannrClient(...)")
        return cls(settings.pop("base_url"), **settings)

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.base_url).netloc

    @property
    def place(self) -> str:
        """The server as the journal knows it: the host, or ``rehearsal`` for this machine, whose ports change."""
        return self.host if self.live else "rehearsal"

    @property
    def live(self) -> bool:
        """Whether the server is another machine. On this one (loopback) it can only be a rehearsal."""
        return not is_loopback(urlsplit(self.base_url).hostname or "")

    def __repr__(self) -> str:
        account = f"account '{self.account_uuid}'" if self.account_uuid else "no account"
        return f"PlannrClient('{self.base_url}', {account}, {'live' if self.live else 'rehearsal'})"

    def __enter__(self) -> PlannrClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The client opens new ones when it is used again."""
        if self._http is not None:
            self._closer()
            self._http = None

    # imports

    def create_import(self, path: str | Path, record_type: str, mode: str) -> dict[str, Any]:
        """Upload a CSV from disk, piece by piece. Nothing is imported before `start_import` (inferred)."""
        path = Path(path)

        def send() -> httpx.Response:
            with path.open("rb") as file:
                return self._open().post(
                    "/api/v1/import",
                    data={"type": str(record_type), "mode": str(mode)},
                    files={"file": (path.name, file, "text/csv")},
                    headers=self._headers(),
                    auth=self._secret,
                    timeout=self._timeout(self.upload_timeout_s),
                )

        return self._resource(send, again=True)

    def map_import(self, import_uuid: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """Send the mapping, documented as Plannr's field -> header of the CSV."""
        return self._resource(
            self._posting(f"/api/v1/import/map/{quoted(import_uuid)}", {"headers": dict(headers)}), again=True
        )

    def start_import(self, import_uuid: str) -> dict[str, Any]:
        """Start the import. Sent once, whatever the answer: a second start might import every row again."""
        return self._resource(self._posting(f"/api/v1/import/start/{quoted(import_uuid)}"), again=False)

    def get_import(self, import_uuid: str) -> dict[str, Any]:
        """The import as Plannr knows it now."""
        return self._resource(self._reading(f"/api/v1/import/{quoted(import_uuid)}"), again=True)

    def list_imports(self, *, sort: str = "-created_at", **filters: Any) -> Iterator[dict[str, Any]]:
        """All imports, the newest first; `filters` as documented: ``types``, ``modes``, ``statuses``, ``uuid``."""
        return self._pages("/api/v1/import", _query(filters, sort=sort))

    def download_error_report(self, report: Mapping[str, Any] | str, to: str | Path | None = None) -> bytes | Path:
        """The file of refused rows, as bytes, or written to the path `to`.

        Parameters
        ----------
        report
            The import's ``error_report``, or the address of the file. The token goes along only to the host of
            `base_url`, also when the server sends the request elsewhere.

        Raises
        ------
        ApiError
            The report names no address, or is larger than 256 MB.
        """
        url = urljoin(f"{self.base_url}/", self._report_address(report))
        content = self._with_patience(lambda: self._fetch(url), again=True).content
        if to is None:
            return content
        target = Path(to)
        target.write_bytes(content)
        return target

    # reading

    def logins(self) -> list[dict[str, Any]]:
        """The accounts this token may use. Needs no `account_uuid`."""
        answer = self._json(self._reading(_LOGINS), again=True)
        return rows_of(answer)

    def accounts(self, *, include: Iterable[str] = (), **filters: Any) -> Iterator[dict[str, Any]]:
        """Clients and employees, page by page: ``accounts(type="client", include=["external_references"])``."""
        return self._pages("/api/v1/account", _query(filters, include=include))

    def employees(self, **filters: Any) -> Iterator[dict[str, Any]]:
        return self._pages("/api/v1/employee", _query(filters))

    def client_statuses(self) -> Iterator[dict[str, Any]]:
        return self._pages("/api/v1/client-status", _query({}))

    def plans(self, *, include: Iterable[str] = (), **filters: Any) -> Iterator[dict[str, Any]]:
        """Plans, page by page: ``plans(include=["client", "external_references"])``."""
        return self._pages("/api/v1/plans", _query(filters, include=include))

    # asking

    def _reading(self, path: str, query: Mapping[str, Any] | None = None) -> Callable[[], httpx.Response]:
        headers = self._headers(needs_account=path != _LOGINS)
        return lambda: self._open().get(path, params=query, headers=headers, auth=self._secret)

    def _posting(self, path: str, body: Any = None) -> Callable[[], httpx.Response]:
        headers = self._headers()
        return lambda: self._open().post(path, json=body, headers=headers, auth=self._secret)

    def _pages(self, path: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        page = 1
        while True:
            answer = self._json(self._reading(path, {**query, "page": page}), again=True)
            rows = rows_of(answer)
            yield from rows
            if not rows or page >= last_page(answer, page, full=len(rows) >= PER_PAGE):
                return
            page += 1

    def _resource(self, send: Callable[[], httpx.Response], *, again: bool) -> dict[str, Any]:
        answer = self._json(send, again=again)
        inner = answer.get("data", answer) if isinstance(answer, dict) else answer
        if not isinstance(inner, dict):
            raise NoAnswer(f"{self.host} gave an answer of another shape than the documented one")
        return inner

    def _json(self, send: Callable[[], httpx.Response], *, again: bool) -> Any:
        def send_and_decode() -> httpx.Response:
            response = send()
            if response.is_success:
                decoded(response, self.host)
            return response

        return decoded(self._with_patience(send_and_decode, again=again), self.host)

    def _with_patience(self, send: Callable[[], httpx.Response], *, again: bool) -> httpx.Response:
        import httpx

        attempt = 1
        while True:
            last = not again or attempt >= self._attempts
            response: httpx.Response | None = None
            try:
                response = send()
                if response.is_success:
                    return response
                if last or response.status_code not in _WORTH_ANOTHER_TRY:
                    raise refusal(response, self.host)
            except NoAnswer:
                if last:
                    raise
            except httpx.HTTPError as error:
                if last:
                    raise lost(
                        error, self.base_url, self.host
                    ) from None  # its chain holds the request, and with it the token
            self._sleep(self._pause_s(attempt, response))
            attempt += 1

    def _pause_s(self, attempt: int, response: httpx.Response | None) -> float:
        asked_s = retry_after_s(response)
        if asked_s is not None:
            return min(asked_s, _LONGEST_RETRY_AFTER_S)
        first_s, longest_s = self._pauses_s
        return min(first_s * 2.0 ** (attempt - 1), longest_s) * (1 + random.random() / 4)

    # the error report

    def _report_address(self, report: Mapping[str, Any] | str) -> str:
        if isinstance(report, str):
            return report
        address = report.get("download_url")
        if not address and report.get("uuid"):
            file = self._resource(self._reading(f"/api/v1/file/{quoted(report['uuid'])}"), again=True)
            address = file.get("download_url")
        if not address:
            raise ApiError("the error report names no address to fetch it from; download it in Plannr's own pages")
        return str(address)

    def _fetch(self, url: str) -> httpx.Response:
        import httpx

        for _ in range(_MAX_REDIRECTS):
            own = origin(url) == origin(self.base_url)
            if not own and urlsplit(url).scheme != "https":
                raise ApiError("the error report lies at an address without TLS; download it in Plannr's own pages")
            headers = {**(self._headers() if own else {}), "Accept": "*/*"}
            with self._open().stream("GET", url, headers=headers, auth=self._secret if own else None) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if len(content) > MAX_REPORT_BYTES:
                        raise ApiError(f"the error report is larger than {MAX_REPORT_BYTES // 2**20} MB")
                return httpx.Response(
                    response.status_code,
                    headers={
                        name: response.headers[name]
                        for name in ("Content-Type", "Retry-After")
                        if name in response.headers
                    },
                    content=bytes(content),
                )
        raise ApiError("the error report was sent from one address to the next without end")

    # the connection

    def _headers(self, *, needs_account: bool = True) -> dict[str, str]:
        headers = {"Accept": "application/json"}
        if self.account_uuid:
            headers["X-PLANNR-ACCOUNT-UUID"] = self.account_uuid
        elif needs_account:
            raise ApiError("no account chosen; write account_uuid= with the uuid of an account from client.logins()")
        return headers

    def _timeout(self, answer_s: float) -> httpx.Timeout:
        import httpx

        return httpx.Timeout(answer_s, connect=self.timeout_s)

    def _open(self) -> httpx.Client:
        import httpx

        if self._http is None:
            http = httpx.Client(
                base_url=self.base_url,
                timeout=self._timeout(self.timeout_s),
                transport=self._transport,
                # httpx turns a redirected POST into a GET and carries the account header anywhere.
                follow_redirects=False,
                # A proxy of the environment cannot reach this machine's own sandbox.
                trust_env=self.live,
            )
            # Notebooks seldom close what they open; a forgotten client must not leave its sockets to the collector.
            self._closer = weakref.finalize(self, http.close)
            self._http = http
        return self._http


def _query(filters: Mapping[str, Any], *, include: Iterable[str] = (), sort: str | None = None) -> dict[str, Any]:
    query: dict[str, Any] = {"per_page": PER_PAGE}
    for name, value in filters.items():
        listed = [value] if isinstance(value, str) or not isinstance(value, Iterable) else value
        query[f"filter[{name}]"] = ",".join(str(item) for item in listed)
    if named := ",".join(include):
        query["include"] = named
    if sort:
        query["sort"] = sort
    return query
