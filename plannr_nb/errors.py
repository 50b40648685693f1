"""What can stop the work. A bad row is never an exception: it is a row of the problem table.

One class per thing a caller would do differently:

- PlannrNbError
  - ReadError: the file cannot be read as a table
  - UnknownRecordType, UnknownMode: no such record type, no such mode
  - CatalogueError: a firm's overlay file that cannot be used
  - MappingError: a mapping that cannot be applied to this source or record type
  - RecordsError: a frame that cannot be sent, because its rows have no usable names or its cells are not text
  - CheckError: a suite that cannot be read, or a frame it cannot run on
  - GuardStopped: nothing was sent, because a guard asks a question first
  - JournalError: the journal file cannot be used
  - ApiError
    - NoAnswer: the server could not be reached or did not answer
    - Refused: the server answered, and the answer was no
  - ImportFailed: Plannr ended the import as a whole
  - StillRunning: we stopped waiting; the import goes on
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

__all__ = [
    "ApiError",
    "CatalogueError",
    "CheckError",
    "GuardStopped",
    "ImportFailed",
    "JournalError",
    "MappingError",
    "NoAnswer",
    "PlannrNbError",
    "ReadError",
    "RecordsError",
    "Refused",
    "StillRunning",
    "UnknownMode",
    "UnknownRecordType",
    "did_you_mean",
]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A half sentence that names the closest known word and all there are.

    Examples
    --------
    >>> did_you_mean("client", ["clients", "plans"])
    'did you mean "clients"? There are: clients, plans'
    """
    names = list(known)
    listed = ", ".join(names)
    close = get_close_matches(word, names, n=1)
    return f'did you mean "{close[0]}"? There are: {listed}' if close else f"there are: {listed}"


class PlannrNbError(Exception):
    """Base of every exception this package raises on purpose."""


class ReadError(PlannrNbError):
    """A file cannot be read as a table."""


class UnknownRecordType(PlannrNbError):  # noqa: N818  (the public name is fixed in the design)
    """A record type that Plannr's import API does not know."""

    @classmethod
    def named(cls, name: object, known: Iterable[str]) -> UnknownRecordType:
        return cls(f'record type "{name}" is not one of Plannr\'s; {did_you_mean(str(name), known)}')


class UnknownMode(PlannrNbError):  # noqa: N818  (named after its sibling)
    """A mode that is not validate, store or update."""

    @classmethod
    def named(cls, name: object, known: Iterable[str]) -> UnknownMode:
        return cls(f'mode "{name}" is not one of Plannr\'s; {did_you_mean(str(name), known)}')


class CatalogueError(PlannrNbError):
    """A file to be laid over the shipped catalogue cannot be used."""


class MappingError(PlannrNbError):
    """A mapping does not fit the source, the record type or itself."""


class RecordsError(PlannrNbError):
    """A frame cannot be used as records."""


class CheckError(PlannrNbError):
    """An expectation suite cannot be read, or cannot run on what was handed in."""


class GuardStopped(PlannrNbError):  # noqa: N818  (it is an answer, not a fault)
    """Nothing was sent: a guard wants an answer first. The message names the argument that gives it."""


class JournalError(PlannrNbError):
    """The journal file cannot be opened, or holds no such import."""


class ApiError(PlannrNbError):
    """Talking to Plannr did not work."""


class NoAnswer(ApiError):  # noqa: N818  (the public name is fixed in the design)
    """No connection, or no answer in time. Whether the request arrived is not known."""


class Refused(ApiError):  # noqa: N818  (the public name is fixed in the design)
    """Plannr answered with an error status.

    Attributes
    ----------
    status
        HTTP status code.
    body
        The answer, decoded from JSON where it was JSON. May hold cell values, so it is never part of the message.
    """

    def __init__(self, message: str, *, status: int, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


class ImportFailed(PlannrNbError):  # noqa: N818  (the public name is fixed in the design)
    """Plannr ended the import as a whole; what became of its rows is not known. ``run`` holds what is."""

    def __init__(self, message: str, *, run: Any = None) -> None:
        super().__init__(message)
        self.run = run


class StillRunning(PlannrNbError):  # noqa: N818  (the public name is fixed in the design)
    """We stopped waiting. The import may well succeed: continue with ``resume_import``. ``run`` holds what is known."""

    def __init__(self, message: str, *, run: Any = None) -> None:
        super().__init__(message)
        self.run = run
