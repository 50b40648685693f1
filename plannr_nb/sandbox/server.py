"""Starts and stops the stand-in, and shows tests what it really holds."""

from __future__ import annotations

import json
import secrets
import socket
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from html import escape
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from types import TracebackType
from typing import Any

import uvicorn
from starlette.routing import Match
from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from plannr_nb import catalogue
from plannr_nb.catalogue import RecordType
from plannr_nb.sandbox.app import Sandbox, build_app, routes
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.faults import Faults
from plannr_nb.sandbox.firm import Firm, SandboxError
from plannr_nb.sandbox.gate import Gate
from plannr_nb.sandbox.limits import RateLimit
from plannr_nb.sandbox.rules import RowRule
from plannr_nb.sandbox.store import Store, new_uuid, now, to_json
from plannr_nb.sandbox.worker import Worker

__all__ = ["Server", "serve"]

_HOST = "127.0.0.1"
_ROUTES = routes()


def serve(
    *,
    path: str | PathLike[str] | None = None,
    port: int = 0,
    dialect: Dialect | None = None,
    firm: Firm | Mapping[str, Any] | str | PathLike[str] | None = None,
    token: str | None = None,
    account_uuid: str | None = None,
    requests_a_minute: int = 500,
    read_only: bool = False,
    record_types: Iterable[RecordType] = (),
    rules: Iterable[RowRule] = (),
) -> Server:
    """A stand-in for Plannr's import API on this machine, running in a thread of its own.

    What passes here says that our readings of the documentation agree, and nothing about Plannr.

    Parameters
    ----------
    path
        SQLite file that holds everything. An existing one is continued: its token, account, records and imports that
        were being processed. None: a temporary file, gone when the server stops.
    port
        On the loopback address; 0 takes a free one.
    firm
        Employees and client statuses, as `Firm.load` takes them.
    token, account_uuid
        Made up where they are not given.
    requests_a_minute
        Answers 429 beyond it. 500 is Plannr's documented limit; a rehearsal that polls often may raise it.
    read_only
        The login may look, not import.
    record_types
        Loaded record types with a firm's overlay, in place of the shipped ones.
    rules
        Rules of rows beside those that are known, to rehearse what happens when Plannr asks for more.

    Raises
    ------
    SandboxError
        The firm or the dialect cannot be used, the file is no SQLite file of a sandbox, or the port is taken.

    Examples
    --------
    >>> import httpx
    >>> with serve(token="secret") as server:
    ...     answer = httpx.get(f"{server.url}/api/v1/logins", headers={"Authorization": "Bearer secret"})
    ...     answer.json()["data"][0]["account"]["uuid"] == server.account_uuid
    True
    """
    return Server(
        path=path,
        port=port,
        dialect=dialect or Dialect(),
        firm=Firm.load(firm),
        token=token,
        account_uuid=account_uuid,
        requests_a_minute=requests_a_minute,
        read_only=read_only,
        record_types=record_types,
        rules=rules,
    )


class Server:
    """A running stand-in. Use `serve`; as a context manager it stops at the end.

    Attributes
    ----------
    url
        Without a path: ``http://127.0.0.1:PORT``.
    token, account_uuid
        What a client has to send.
    path
        The SQLite file.
    """

    def __init__(
        self,
        *,
        path: str | PathLike[str] | None,
        port: int,
        dialect: Dialect,
        firm: Firm,
        token: str | None,
        account_uuid: str | None,
        requests_a_minute: int,
        read_only: bool,
        record_types: Iterable[RecordType],
        rules: Iterable[RowRule],
    ) -> None:
        with ExitStack() as undo:
            self._socket = undo.enter_context(_listen(port))
            if path is None:
                path = Path(undo.enter_context(_temporary_folder()), "sandbox.sqlite")
            self.path = Path(path)
            self._store = _open_store(self.path)
            # One connection stays open, so that SQLite does not fold its log into the file after each request.
            undo.enter_context(closing(self._store.connect()))
            self._closing = undo.pop_all()
        self.url = f"http://{_HOST}:{self._socket.getsockname()[1]}"
        self.dialect = dialect
        self.token = _kept(self._store, "token", token, secrets.token_urlsafe(24))
        self.account_uuid = _kept(self._store, "account_uuid", account_uuid, firm.user.uuid)
        self.firm = firm.with_user(self.account_uuid)
        _hire(self._store, self.firm)
        types = {name: catalogue.load(name) for name in catalogue.record_types()}
        types.update({loaded.name: loaded for loaded in record_types})
        self._faults = Faults()
        self._worker = Worker(self._store, self.firm, types, dialect, self._faults, tuple(rules))
        sandbox = Sandbox(
            store=self._store,
            firm=self.firm,
            types=types,
            dialect=dialect,
            worker=self._worker,
            account_uuid=self.account_uuid,
            login_uuid=_kept(self._store, "login_uuid", None, new_uuid()),
            can_write=not read_only,
        )
        lines = _lines()
        gate = Gate(
            build_app(sandbox),
            token=self.token,
            account_uuid=self.account_uuid,
            limit=RateLimit(requests_a_minute),
            faults=self._faults,
            route_of=_route_of,
            hang_up=lines.hang_up,
        )
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                gate,
                http=lines,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                proxy_headers=False,
                timeout_graceful_shutdown=5,
            )
        )
        self._thread = Thread(target=self._uvicorn.run, args=([self._socket],), name="plannr-sandbox", daemon=True)
        self._worker.start()
        self._thread.start()
        self._uvicorn.ready.wait()

    def stop(self) -> None:
        """Ends the server after the batch at hand; imports that are not done go on when the file is served again."""
        if not self._thread.is_alive():
            return
        self._uvicorn.should_exit = True
        self._thread.join()
        self._worker.stop()
        self._closing.close()

    def run_forever(self) -> None:
        """Blocks until Ctrl-C, then stops."""
        try:
            while self._thread.is_alive():
                self._thread.join(0.5)
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def pause(self) -> None:
        """The worker stands still before its next batch; imports go on reading as ``processing``."""
        self._worker.pause()

    def resume(self) -> None:
        self._worker.resume()

    def fail_next(self, route: str, kind: str, times: int = 1) -> None:
        """Lets the next requests to a route go wrong.

        Parameters
        ----------
        route
            ``create``, ``map``, ``start``, ``get``, ``list``, ``file``, ``download``, ``logins``, ``account``,
            ``account_one``, ``client``, ``employee``, ``client_status``, ``plans``, ``plans_one``; or ``process``, the
            processing of an import itself.
        kind
            ``drop``: carried out, and the connection closed before the answer. ``503`` and ``429`` (with
            ``Retry-After: 1``): not carried out. ``failed``: for ``process`` only, the import ends as failed before
            its first row.

        Raises
        ------
        SandboxError
            No such route or kind; the message lists them.
        """
        self._faults.add(route, kind, times, routes=(*(item.name for item in _ROUTES), "process"))

    def outbox(self) -> list[dict[str, Any]]:
        """The mails that would have gone out: created_at, import_uuid, record_uuid, to_address, subject."""
        return self._store.rows(
            "SELECT created_at, import_uuid, record_uuid, to_address, subject FROM mail ORDER BY id"
        )

    def records(self, record_type: str, *, import_uuid: str | None = None) -> list[dict[str, Any]]:
        """What was really created, read from the file and not through the API.

        Returns
        -------
        list of dict
            In order of creation: uuid, import_uuid, file_row (as a spreadsheet shows it: the header is 1), created_at,
            updated_at and fields, a dict of the filled fields. Dates are ISO text, money whole pennies.
        """
        rows = self._store.rows(
            "SELECT uuid, import_uuid, file_row, created_at, updated_at, fields FROM record"
            " WHERE record_type = ? AND coalesce(?, import_uuid) IS import_uuid ORDER BY id",
            (record_type, import_uuid),
        )
        for row in rows:
            row["fields"] = {name: value for name, value in json.loads(row["fields"]).items() if value is not None}
        return rows

    def changes(self, import_uuid: str | None = None) -> list[dict[str, Any]]:
        """Rows that updated a record, in the order applied: record_uuid, import_uuid, file_row."""
        return self._store.rows(
            "SELECT record_uuid, import_uuid, file_row FROM change WHERE coalesce(?, import_uuid) = import_uuid"
            " ORDER BY id",
            (import_uuid,),
        )

    def possible_duplicates(self) -> list[list[str]]:
        """Uuids of clients with the same first name, last name and date of birth, case ignored.

        Plannr flags them, also after an import, and refuses nothing (documented,
        https://support.plannrcrm.com/en/articles/15482362-duplicate-client-detection).
        """
        first, last, born = (
            f"json_extract(fields, '$.{name}')" for name in ("first_name", "last_name", "date_of_birth")
        )
        rows = self._store.rows(
            f"SELECT {first} AS first, {last} AS last, {born} AS born, uuid FROM record"
            f" WHERE record_type = 'clients' AND {first} IS NOT NULL AND {last} IS NOT NULL AND {born} IS NOT NULL"
            " ORDER BY id"
        )
        same: dict[tuple[str, str, str], list[str]] = {}
        for row in rows:
            same.setdefault((row["first"].casefold(), row["last"].casefold(), row["born"]), []).append(row["uuid"])
        return [uuids for uuids in same.values() if len(uuids) > 1]

    def __repr__(self) -> str:
        state = "running" if self._thread.is_alive() else "stopped"
        return f"<Plannr sandbox {state} at {self.url}, firm {self.firm.name!r}>"

    def _repr_html_(self) -> str:
        state = "running" if self._thread.is_alive() else "stopped"
        rows = {
            "Sandbox": f"{state} at {self.url}",
            "Firm": f"{self.firm.name}, {len(self.firm.employees)} employees",
            "Account": self.account_uuid,
            "Mails that would have gone out": str(len(self.outbox())) if state == "running" else "-",
        }
        cells = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows.items()
        )
        return f"<table>{cells}</table>"


class _Uvicorn(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def _lines() -> Any:
    """A connection class for one server that can hang up on a caller, which ASGI has no word for."""

    class Line(H11Protocol):
        open: dict[tuple[str, int], Any] = {}  # noqa: RUF012  (shared by the connections of one server on purpose)

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.open[transport.get_extra_info("peername")[:2]] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            self.open.pop(self.transport.get_extra_info("peername")[:2], None)
            super().connection_lost(exc)

        @classmethod
        async def hang_up(cls, scope: Scope, receive: Receive) -> None:
            cls.open[tuple(scope["client"])].abort()
            while (await receive())["type"] != "http.disconnect":
                pass  # the rest of a request body that nobody read

    return Line


def _route_of(scope: Scope) -> str | None:
    return next((route.name for route in _ROUTES if route.matches(scope)[0] is Match.FULL), None)


def _temporary_folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="plannr-sandbox-", ignore_cleanup_errors=True)


def _open_store(path: Path) -> Store:
    try:
        return Store(path)
    except sqlite3.Error as error:
        raise SandboxError(f"{path.name} cannot be used as a sandbox's file ({error})") from error


def _kept(store: Store, name: str, given: str | None, fresh: str) -> str:
    """What was given, else what the file remembers, else something new; remembered from now on."""
    value = given or store.setting(name) or fresh
    store.keep_setting(name, value)
    return value


def _hire(store: Store, firm: Firm) -> None:
    """Employees are accounts too (documented), so they stand among the records."""
    moment = now()
    with store.writing() as db:
        db.execute("DELETE FROM record WHERE record_type = 'employees'")
        db.executemany(
            "INSERT INTO record (uuid, record_type, created_at, updated_at, sort_name, fields)"
            " VALUES (?, 'employees', ?, ?, ?, ?)",
            [
                (
                    item.uuid,
                    moment,
                    moment,
                    item.name.casefold(),
                    to_json(
                        {
                            "name": item.name,
                            "first_name": item.first_name,
                            "last_name": item.last_name,
                            "email": item.email,
                            "type": item.type,
                        }
                    ),
                )
                for item in firm.employees
            ],
        )


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio sends small answers at once; else each waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise SandboxError(
            f"port {port} of {_HOST} cannot be used ({error.strerror}); port 0 takes a free one"
        ) from error
    return listener
