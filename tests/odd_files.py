"""Files as firms hand them over, each odd in one way, with what a careful person reads in them.

python tests/odd_files.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from odd_bytes import byte_cases, line_cases, plain_cases
from odd_dialects import dialect_cases
from odd_exports import export_cases
from odd_reports import report_cases
from odd_shapes import cut_off_cases, shape_cases
from odd_tables import Case
from odd_workbooks import refused_cases, workbook_cases

__all__ = ["Case", "odd_files", "write_odd_files"]


def odd_files() -> list[Case]:
    """All odd files, always the same ones in the same order."""
    return [
        *plain_cases(),
        *byte_cases(),
        *line_cases(),
        *dialect_cases(),
        *shape_cases(),
        *report_cases(),
        *cut_off_cases(),
        *export_cases(),
        *workbook_cases(),
        *refused_cases(),
    ]


def write_odd_files(folder: Path) -> list[Path]:
    """Write all odd files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for odd in odd_files():
        paths.append(folder / odd.name)
        paths[-1].write_bytes(odd.data)
    return paths


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{len(write_odd_files(Path(sys.argv[1])))} files\n")
