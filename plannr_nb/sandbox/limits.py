"""How many requests a minute a token has."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

__all__ = ["RateLimit"]


class RateLimit:
    """Counts the requests of one user in windows of a minute (the limit is documented, the fixed window inferred).

    Examples
    --------
    >>> limit = RateLimit(2, clock=lambda: 100.0)
    >>> limit.take(), limit.take(), limit.take(), limit.retry_after_s()
    (1, 0, None, 60)
    """

    def __init__(self, requests_a_minute: int, *, clock: Callable[[], float] = monotonic) -> None:
        self._allowed = requests_a_minute
        self._clock = clock
        self._lock = Lock()
        self._began = clock()
        self._taken = 0

    def take(self) -> int | None:
        """Requests left after this one, None when there was none left."""
        with self._lock:
            if self._clock() - self._began >= 60:
                self._began, self._taken = self._clock(), 0
            if self._taken >= self._allowed:
                return None
            self._taken += 1
            return self._allowed - self._taken

    def retry_after_s(self) -> int:
        return max(1, round(60 - (self._clock() - self._began)))
