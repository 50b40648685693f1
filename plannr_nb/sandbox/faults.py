"""Faults on request, so that a client can be tested against a bad day."""

from __future__ import annotations

from collections import defaultdict, deque
from threading import Lock

from plannr_nb.errors import did_you_mean
from plannr_nb.sandbox.firm import SandboxError

__all__ = ["KINDS", "Faults"]

KINDS = {
    "drop": "the request is carried out, and the connection is closed before the answer",
    "503": "the request is not carried out, and answered with 503",
    "429": "the request is not carried out, and answered with 429 and Retry-After: 1",
    "failed": "route process only: the next import to be processed ends as failed, before its first row",
}


class Faults:
    """What is to go wrong next, per route, in the order it was asked for."""

    def __init__(self) -> None:
        self._next: defaultdict[str, deque[str]] = defaultdict(deque)
        self._lock = Lock()

    def add(self, route: str, kind: str, times: int = 1, *, routes: tuple[str, ...]) -> None:
        if route not in routes:
            raise SandboxError(f'no route "{route}"; {did_you_mean(route, routes)}')
        if kind not in KINDS or (kind == "failed") != (route == "process"):
            raise SandboxError(f'no fault "{kind}" on route "{route}"; {did_you_mean(kind, KINDS)}')
        with self._lock:
            self._next[route].extend([kind] * times)

    def take(self, route: str) -> str | None:
        with self._lock:
            waiting = self._next.get(route)
            return waiting.popleft() if waiting else None
