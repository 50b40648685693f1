"""What every request passes first: faults on request, the token, the limit and the account."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plannr_nb.sandbox.answers import Answer
from plannr_nb.sandbox.faults import Faults
from plannr_nb.sandbox.limits import RateLimit

__all__ = ["Gate"]

_log = logging.getLogger("plannr_nb.sandbox")

HangUp = Callable[[Scope, Receive], Awaitable[None]]


class Gate:
    """Outermost part of the application. Lets nothing out that could hold a cell value or the token."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: str,
        account_uuid: str,
        limit: RateLimit,
        faults: Faults,
        route_of: Callable[[Scope], str | None],
        hang_up: HangUp,
    ) -> None:
        self._app = app
        self._bearer = f"Bearer {token}"
        self._account_uuid = account_uuid
        self._limit = limit
        self._faults = faults
        self._route_of = route_of
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        route = self._route_of(scope)
        fault = self._faults.take(route) if route else None
        left: int | None = None

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start" and left is not None:
                MutableHeaders(scope=message)["X-Ratelimit-Remaining"] = str(left)
            await send(message)

        try:
            left = self._admit(Headers(scope=scope), route, fault)
        except Answer as answer:
            left = 0 if answer.status == 429 else None
            await _drain(receive)
            await JSONResponse(answer.body, answer.status, answer.headers)(scope, receive, send_counted)
            return
        if fault == "drop":
            await self._app_or_error(scope, receive, _nowhere)
            await self._hang_up(scope, receive)
        else:
            await self._app_or_error(scope, receive, send_counted)

    def _admit(self, headers: Headers, route: str | None, fault: str | None) -> int:
        if not compare_digest(headers.get("authorization", "").encode(), self._bearer.encode()):
            raise Answer.unauthenticated()
        left = self._limit.take()
        if left is None:
            raise Answer.too_many(self._limit.retry_after_s())
        if fault == "429":
            raise Answer.too_many(1)
        if fault == "503":
            raise Answer.unavailable()
        if route not in _WITHOUT_ACCOUNT:
            account = headers.get("x-plannr-account-uuid")
            if not account:
                raise Answer.no_account()
            if account.lower() != self._account_uuid.lower():
                raise Answer.forbidden()
        return left

    async def _app_or_error(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # answered already; a traceback may hold cell values, so only its place is told
            _log.error("%s %s: %s at %s", scope["method"], self._route_of(scope), type(error).__name__, _place(error))


# logins chooses the account (documented); that the report's address works without the header is our choice.
_WITHOUT_ACCOUNT = {"logins", "download"}


async def _drain(receive: Receive) -> None:
    """Reads a body to its end: a caller still sending would see a broken line and not the answer."""
    message = await receive()
    while message["type"] == "http.request" and message.get("more_body"):
        message = await receive()


async def _nowhere(message: Message) -> None:
    """Takes an answer that is never given."""


def _place(error: BaseException) -> str:
    trace: Any = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
