"""What an exit code means, so that a script can tell the cases apart."""

from __future__ import annotations

from enum import IntEnum

from plannr_nb.errors import ApiError, GuardStopped, ImportFailed, PlannrNbError, StillRunning

__all__ = ["Exit", "exit_for"]


class Exit(IntEnum):
    FINE = 0
    ROWS_WITH_ERRORS = 1  # the work ended, and some rows have errors or were refused
    WRONG_CALL = 2  # typer's own: an option or argument that does not exist
    CANNOT_GO_ON = 3  # a file, mapping or frame that cannot be used
    NO_PLANNR = 4  # no answer, a refusal, or an import that failed as a whole
    GUARD_STOPPED = 5  # nothing was sent; a question has to be answered first
    STILL_RUNNING = 6  # we stopped waiting; the import goes on


def exit_for(error: PlannrNbError) -> Exit:
    """The exit code for an exception.

    Examples
    --------
    >>> from plannr_nb.errors import ReadError
    >>> int(exit_for(ReadError("clients.csv is empty")))
    3
    """
    if isinstance(error, StillRunning):
        return Exit.STILL_RUNNING
    if isinstance(error, GuardStopped):
        return Exit.GUARD_STOPPED
    if isinstance(error, ApiError | ImportFailed):
        return Exit.NO_PLANNR
    return Exit.CANNOT_GO_ON
