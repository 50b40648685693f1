"""What was sent and how it ended, in one SQLite file that survives the notebook.

Each step of an import is written before it happens and again when its answer is there, so that after a crash it is
known what may have reached Plannr. The file holds names of files, counts, uuids, outcomes and the old system's
references (in a table of their own, because nothing can be proved without them). It holds no other cell and no token.
"""

from __future__ import annotations

from pathlib import Path

from plannr_nb.journal.book import Journal
from plannr_nb.journal.model import ALREADY_STORED, Approval, Import, Sending, Step, Stored

__all__ = ["ALREADY_STORED", "Approval", "Import", "Journal", "Sending", "Step", "Stored", "open"]


def open(path: str | Path) -> Journal:
    """The journal in this file; a new one where there is none.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     open(Path(folder) / "imports.sqlite").imports().shape
    (0, 15)
    """
    return Journal(path)
