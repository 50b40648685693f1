"""What was sent and how it ended, in one SQLite file that survives the notebook.

Each step of an import is written before it happens and again when its answer is there, so that after a crash it is
known what may have reached Plannr. The file holds names of files, counts, uuids, outcomes and the old system's
references (in a table of their own, because nothing can be proved without them). It holds no other cell and no token.
"""

from __future__ import annotations

from pathlib import Path

from plannr_nb.errors import JournalError
from plannr_nb.journal.book import Journal
from plannr_nb.journal.model import ALREADY_STORED, Approval, Import, Sending, Step, Stored

__all__ = ["ALREADY_STORED", "Approval", "Import", "Journal", "Sending", "Step", "Stored", "open"]


def open(path: str | Path, *, must_exist: bool = False) -> Journal:
    """The journal in this file; a new one where there is none.

    Parameters
    ----------
    must_exist
        Raise `JournalError` where there is no such file, instead of making one.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open(Path(folder) / "imports.sqlite").imports().shape
    (0, 15)
    """
    if must_exist and not Path(path).is_file():
        raise JournalError(f"there is no journal {path}; name the file that was journal= when the import was sent")
    return Journal(path)
