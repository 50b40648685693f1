"""Processor time and memory that files take which are made to take much of them; the makers are those of the tests.

    python benchmarks/read_nasty.py
    python benchmarks/read_nasty.py quotes bomb

Words choose the files whose names hold one of them. Each file is read in a process of its own, after a small one, so
that the libraries are loaded and not measured. A star marks what takes more than 10 s, or more memory than 200 MB and
ten times the unpacked file.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from odd_nasty import NASTY

READ = """
import resource, sys, time
from pathlib import Path
from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
small = Path(sys.argv[1]).with_name("small.csv")
small.write_text("Client Ref,Surname\\nC0001,Evans\\n" * 100)
read_problems(read_table(small))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
try:
    told = f"{read_table(Path(sys.argv[1])).shape}"
except ReadError:
    told = "refused"
took = time.process_time() - start
print(f"{took:.2f} {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024} {told}")
"""
MOST_SECONDS = 10
MOST_MEGABYTES = 200
_GIVEN_UP = 120


def unpacked_megabytes(data: bytes) -> float:
    """What a file takes when unpacked; nothing for one that unpacks to more than anybody should unpack."""
    if not data.startswith(b"PK"):
        return len(data) / 1e6 if data[:2] != b"\x1f\x8b" else 0
    size = sum(member.file_size for member in zipfile.ZipFile(io.BytesIO(data)).infolist()) / 1e6
    return size if size < 1_000 else 0


def measured(form: str, folder: Path) -> str:
    data = NASTY[form]()
    path = folder / f"{form}.csv"
    path.write_bytes(data)
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, timeout=_GIVEN_UP, check=True
        )
    except subprocess.TimeoutExpired:
        return f"over {_GIVEN_UP} s *"
    seconds, megabytes, told = done.stdout.split(maxsplit=2)
    much = float(seconds) > MOST_SECONDS or float(megabytes) > MOST_MEGABYTES + 10 * unpacked_megabytes(data)
    return f"{float(seconds):7.2f} s {int(megabytes):6} MB  {told.strip()}{' *' if much else ''}"


def main() -> None:
    words = sys.argv[1:] or [""]
    with tempfile.TemporaryDirectory() as folder:
        for form in NASTY:
            if any(word in form for word in words):
                print(f"{form:45} {measured(form, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()
