"""The routes of the stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from plannr_nb.catalogue import RecordType
from plannr_nb.sandbox import imports, lists
from plannr_nb.sandbox.answers import Answer
from plannr_nb.sandbox.dialect import Dialect
from plannr_nb.sandbox.firm import Firm
from plannr_nb.sandbox.listing import Listing
from plannr_nb.sandbox.resources import Resources
from plannr_nb.sandbox.store import Store, file_pieces
from plannr_nb.sandbox.worker import Worker

__all__ = ["Sandbox", "build_app", "routes"]


@dataclass(frozen=True, slots=True)
class Sandbox:
    """What the routes work on."""

    store: Store
    firm: Firm
    types: Mapping[str, RecordType]
    dialect: Dialect
    worker: Worker
    account_uuid: str
    login_uuid: str
    can_write: bool

    @property
    def resources(self) -> Resources:
        return Resources(self.firm, self.firm.user, self.types, self.dialect)


def build_app(sandbox: Sandbox) -> Starlette:
    app = Starlette(
        routes=routes(), exception_handlers={Answer: _answer, HTTPException: _http_error, Exception: _crash}
    )
    app.state.sandbox = sandbox
    return app


def routes() -> list[Route]:
    """Every route, by the name that faults are asked for with."""
    v1 = "/api/v1"
    return [
        Route(f"{v1}/import", create, methods=["POST"], name="create"),
        Route(f"{v1}/import", list_imports, methods=["GET"], name="list"),
        Route(f"{v1}/import/map/{{uuid}}", map_import, methods=["POST"], name="map"),
        Route(f"{v1}/import/start/{{uuid}}", start_import, methods=["POST"], name="start"),
        Route(f"{v1}/import/{{uuid}}", get_import, methods=["GET"], name="get"),
        Route(f"{v1}/file/{{uuid}}", get_file, methods=["GET"], name="file"),
        Route("/file/{uuid}/download", download, methods=["GET"], name="download"),
        Route(f"{v1}/logins", list_logins, methods=["GET"], name="logins"),
        Route(f"{v1}/account", list_accounts, methods=["GET"], name="account"),
        Route(f"{v1}/account/{{uuid}}", get_account, methods=["GET"], name="account_one"),
        Route(f"{v1}/client", list_clients, methods=["GET"], name="client"),
        Route(f"{v1}/employee", list_employees, methods=["GET"], name="employee"),
        Route(f"{v1}/client-status", list_statuses, methods=["GET"], name="client_status"),
        Route(f"{v1}/plans", list_plans, methods=["GET"], name="plans"),
        Route(f"{v1}/plans/{{uuid}}", get_plan, methods=["GET"], name="plans_one"),
    ]


async def create(request: Request) -> Response:
    sandbox = _sandbox(request)
    _may_write(sandbox)
    async with request.form() as form:
        file = form.get("file")
        filename, stream = (file.filename, file.file) if isinstance(file, UploadFile) else (None, None)
        upload = imports.Upload(_text(form.get("type")), _text(form.get("mode")), filename, stream)
        row = await run_in_threadpool(imports.create, sandbox.store, sandbox.types, upload, sandbox.account_uuid)
    return await run_in_threadpool(_show_import, request, row)


async def map_import(request: Request) -> Response:
    sandbox = _sandbox(request)
    _may_write(sandbox)
    try:
        body = await request.json()
    except ValueError:
        body = None  # Laravel reads a body that is no JSON as one without keys (inferred)
    uuid = request.path_params["uuid"]
    row = await run_in_threadpool(imports.map_headers, sandbox.store, sandbox.types, sandbox.dialect, uuid, body)
    return await run_in_threadpool(_show_import, request, row)


def start_import(request: Request) -> Response:
    sandbox = _sandbox(request)
    _may_write(sandbox)
    row = imports.start(sandbox.store, request.path_params["uuid"])
    sandbox.worker.wake()
    return _show_import(request, row)


def get_import(request: Request) -> Response:
    with _sandbox(request).store.reading() as db:
        row = imports.find(db, request.path_params["uuid"])
    return _show_import(request, row)


def list_imports(request: Request) -> Response:
    sandbox, host = _sandbox(request), _host(request)
    with sandbox.store.reading() as db:
        resources = sandbox.resources
        return JSONResponse(
            lists.IMPORTS.page(
                db,
                request.query_params,
                request.url,
                lambda row, includes: resources.import_(db, dict(row), host, listed=True),
            )
        )


def get_file(request: Request) -> Response:
    sandbox = _sandbox(request)
    with sandbox.store.reading() as db:
        return JSONResponse(sandbox.resources.file(_file(request, db), _host(request)))


def download(request: Request) -> Response:
    store = _sandbox(request).store
    with store.reading() as db:
        row = dict(_file(request, db))

    def content() -> Iterator[bytes]:
        with store.reading() as reading:
            yield from file_pieces(reading, row["uuid"])

    headers = {"Content-Disposition": f'attachment; filename="{row["filename"]}"', "Content-Length": str(row["size"])}
    return StreamingResponse(content(), media_type="text/csv; charset=utf-8", headers=headers)


def list_logins(request: Request) -> Response:
    sandbox = _sandbox(request)
    login = sandbox.resources.login(sandbox.login_uuid, sandbox.account_uuid, can_write=sandbox.can_write)
    # Where the preferred account stands in the answer is unknown; our choice: beside the data.
    return JSONResponse({"data": [login], "preferred_account_uuid": sandbox.account_uuid})


def list_accounts(request: Request) -> Response:
    return _page(request, lists.accounts(request.query_params), "account")


def list_clients(request: Request) -> Response:
    return _page(request, lists.accounts(request.query_params, clients_only=True), "account")


def list_employees(request: Request) -> Response:
    return _page(request, lists.EMPLOYEES, "account")


def list_plans(request: Request) -> Response:
    return _page(request, lists.PLANS, "plan")


def get_account(request: Request) -> Response:
    listing = lists.accounts(request.query_params)
    return _one(request, listing, "account", ("clients", "employees"), "Account")


def get_plan(request: Request) -> Response:
    return _one(request, lists.PLANS, "plan", ("plans",), "Plan")


def list_statuses(request: Request) -> Response:
    sandbox = _sandbox(request)
    wanted = request.query_params.get("filter[uuid]")
    backwards = request.query_params.get("sort") == "-name"
    found = sorted(sandbox.firm.client_statuses, key=lambda item: item.name.casefold(), reverse=backwards)
    shown = [sandbox.resources.status(item) for item in found if not wanted or item.uuid in wanted.split(",")]
    return JSONResponse({"data": shown})


def _sandbox(request: Request) -> Sandbox:
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


def _host(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _may_write(sandbox: Sandbox) -> None:
    """That a login without write permission cannot import is inferred."""
    if not sandbox.can_write:
        raise Answer.forbidden()


def _show_import(request: Request, row: imports.ImportRow) -> Response:
    sandbox = _sandbox(request)
    with sandbox.store.reading() as db:
        return JSONResponse(sandbox.resources.import_(db, row, _host(request)))


def _page(request: Request, listing: Listing, shape: str) -> Response:
    sandbox = _sandbox(request)
    show: Callable[..., Any] = getattr(sandbox.resources, shape)
    with sandbox.store.reading() as db:
        return JSONResponse(
            listing.page(db, request.query_params, request.url, lambda row, includes: show(db, row, includes))
        )


def _one(request: Request, listing: Listing, shape: str, record_types: tuple[str, ...], what: str) -> Response:
    sandbox = _sandbox(request)
    includes = listing.asked_includes(request.query_params)
    with sandbox.store.reading() as db:
        row = db.execute("SELECT * FROM record WHERE uuid = ?", (request.path_params["uuid"],)).fetchone()
        if row is None or row["record_type"] not in record_types:
            raise Answer.not_found(what)
        return JSONResponse(getattr(sandbox.resources, shape)(db, row, includes))


def _file(request: Request, db: Any) -> Any:
    row = db.execute("SELECT * FROM file WHERE uuid = ?", (request.path_params["uuid"],)).fetchone()
    if row is None:
        raise Answer.not_found("File")
    return row


async def _answer(request: Request, answer: Exception) -> Response:
    assert isinstance(answer, Answer)
    return JSONResponse(answer.body, answer.status, answer.headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"message": error.detail}, error.status_code, error.headers)


async def _crash(request: Request, error: Exception) -> Response:
    """Laravel's sentence outside of debugging (inferred)."""
    return JSONResponse({"message": "Server Error"}, 500)
