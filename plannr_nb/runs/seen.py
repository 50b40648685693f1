"""An import as Plannr shows it, read with tolerance: only the word ``processing`` is documented."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Seen"]

# Words for states are inferred (<https://apidocs.plannrcrm.com/operation/operation-getapiv1import> shows one of them).
_BEFORE_START = frozenset(
    ("", "new", "draft", "pending", "uploading", "uploaded", "created", "mapping", "mapped", "ready")
)
_RUNNING = frozenset(
    ("queued", "starting", "started", "processing", "running", "importing", "validating", "in_progress")
)
_FAILED = frozenset(("failed", "failure", "error", "errored", "cancelled", "canceled", "aborted"))


@dataclass(frozen=True, slots=True)
class Seen:
    """Status and counts. A count is None where Plannr gave none."""

    status: str
    total: int | None
    remaining: int | None
    failed: int | None
    progress: int | None

    @classmethod
    def of(cls, resource: Mapping[str, Any]) -> Seen:
        """
        Examples
        --------
        >>> Seen.of({"status": "Processing", "total_jobs": "4", "jobs_remaining": 1, "failed_jobs": 0})
        Seen(status='processing', total=4, remaining=1, failed=0, progress=None)
        """
        return cls(
            status=_word(resource.get("status")),
            total=_count(resource.get("total_jobs")),
            remaining=_count(resource.get("jobs_remaining")),
            failed=_count(resource.get("failed_jobs")),
            progress=_count(resource.get("progress")),
        )

    @classmethod
    def again(cls, written: Mapping[str, Any] | None) -> Seen | None:
        """From what `as_dict` gave the journal."""
        return None if written is None else cls(**written)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def done(self) -> int:
        return max(0, (self.total or 0) - (self.remaining or 0)) if self.remaining is not None else 0

    @property
    def broke_off(self) -> bool:
        """Whether Plannr ended the import as a whole, with rows it has not worked through."""
        return self.status in _FAILED and self.remaining != 0

    @property
    def untouched(self) -> bool:
        """Whether Plannr counts no row as worked through."""
        return not self.progress and not self.failed and self.remaining is not None and self.remaining == self.total

    def has_started(self, before: Seen | None) -> bool:
        """Whether the import has moved since it was seen `before` its start."""
        if self.progress or self.failed:
            return True
        if self.status not in _BEFORE_START and (before is None or self.status != before.status):
            return True
        return None not in (before, self.remaining) and (self.remaining or 0) < ((before and before.remaining) or 0)

    def has_ended(self, before: Seen | None, end_states: Collection[str] | None) -> bool:
        """Whether Plannr has done with it.

        Without `end_states`: no rows remain and the status is no word for an import that waits or runs; or the status
        is a word for failure.
        """
        if end_states is not None:
            return self.status in {_word(state) for state in end_states}
        if self.status in _FAILED:
            return True
        if self.status in _BEFORE_START | _RUNNING or (before is not None and self.status == before.status):
            return False
        return self.remaining == 0 if self.remaining is not None else self.progress == 100


def _word(status: Any) -> str:
    return "_".join(str(status or "").casefold().replace("-", " ").replace("_", " ").split())


def _count(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
