"""Batches are the frame of `read_table` cut into pieces, wherever the file's pieces end, and memory stays small."""

from __future__ import annotations

import bz2
import gzip
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_files import Case, odd_files

import plannr_nb as pn
from plannr_nb.errors import ReadError
from plannr_nb.read import survey
from plannr_nb.read.text import arrow_lane, pieces, row_blocks, stretch, text_stream
from plannr_nb.row_numbers import kept_rows

SMALL = 15_000


@contextmanager
def pieces_of(size: int, *, kept: int = 0) -> Iterator[None]:
    """Texts are read in pieces of about this size, of which so many bytes are kept."""
    little = max(size // 2, 16)
    with (
        mock.patch.multiple(pieces, _PIECE=size, _PIECE_ROWS=max(size // 8, 1), _LITTLE=little),
        mock.patch.object(row_blocks, "_BLOCK", max(size, 16)),
        mock.patch.object(arrow_lane, "_STRETCH", little),
        mock.patch.object(stretch, "_WINDOW", little),
        mock.patch.object(survey, "_KEPT_BYTES", kept),
        mock.patch.object(text_stream, "_CHUNK", max(size + 7, 16)),
    ):
        yield


def told(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    problems = pd.concat([pn.read_problems(frame) for frame in frames])
    return problems.sort_values(["code", "header", "source_row", "severity"], ignore_index=True)


def skipped(frames: Sequence[pd.DataFrame]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for frame in frames:
        for group in frame.attrs["plannr_nb"]["skipped"]:
            rows.setdefault(group["reason"], []).extend(kept_rows(group))
    return rows


def decided(frame: pd.DataFrame) -> dict[str, Any]:
    """What an account says of the whole file; which lane a row goes through depends on the piece it is in."""
    account = frame.attrs["plannr_nb"]
    decisions = [made for made in account["decisions"] if made["what"] not in {"table", "lane", "batch"}]
    of_rows = ("skipped", "problems", "decisions", "batch")
    return {name: value for name, value in account.items() if not name.startswith(of_rows)} | {"decisions": decisions}


def assert_same(file: Path, rows: int, **arguments: Any) -> None:
    """Batches of a file are its frame, or are refused in the same words."""
    try:
        whole = pn.read_table(file, **arguments)
    except ReadError as error:
        with pytest.raises(ReadError) as refused:
            pn.read_batches(file, rows=rows, **arguments)
        assert str(refused.value) == str(error)
        return
    batches = list(pn.read_batches(file, rows=rows, **arguments))
    pd.testing.assert_frame_equal(pd.concat(batches), whole)
    assert [len(batch) for batch in batches[:-1]] == [rows] * (len(batches) - 1)
    assert len(batches[-1]) or len(batches) == 1
    assert all(batch.dtypes.equals(whole.dtypes) for batch in batches)
    pd.testing.assert_frame_equal(told(batches), told([whole]))
    assert skipped(batches) == skipped([whole])
    assert all(decided(batch) == decided(whole) for batch in batches)
    json.dumps([batch.attrs for batch in batches])
    pn.describe_source(batches[-1])


CASES = odd_files()


@pytest.mark.parametrize(
    ("case", "rows", "size"),
    [
        pytest.param(case, max([2, 3, 7, 10_000][at % 4], len(case.data) // 500), [60, 150, 600][at % 3], id=case.name)
        for at, case in enumerate(CASES[::2])
        if len(case.data) < SMALL
    ],
)
def test_an_odd_file_reads_the_same_in_batches(case: Case, rows: int, size: int, tmp_path: Path) -> None:
    file = tmp_path / case.name
    file.write_bytes(case.data)
    with pieces_of(size, kept=1_000):
        assert_same(file, rows)


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_an_odd_file_reads_the_same_in_batches_of_any_size(case: Case, tmp_path: Path) -> None:
    file = tmp_path / case.name
    file.write_bytes(case.data)
    is_small = len(case.data) < SMALL
    for size in (29, 300) if is_small else (100_000, 1 << 22):
        for rows in (1, 7, 10_000) if is_small else (40_000,):
            with pieces_of(size):
                assert_same(file, rows)


WORDS = [
    *("", "", "x", "Surname", "Total", "Page 1", "C1001", "12.50", "£1,200", "01/02/1970", "zoe@example.com"),
    *("Zoë", "ZoÃ«", '5" pipe', "*** End of Report ***", "a b", "Evans\nGareth", "first\r\n\r\nlast", "1,5;2|3"),
]


def export(random: Random) -> str:
    """A file that somebody might hand over, with some of what can be odd about it."""
    width, delimiter = random.randint(1, 5), random.choice(",,;\t|")
    quote, end = random.choice('""\''), random.choice(["\n", "\n", "\r\n", "\r"])

    def cell() -> str:
        text = random.choice(WORDS)
        if any(mark in text for mark in (delimiter, quote, "\n", "\r")) or random.random() < 0.1:
            return quote + text.replace(quote, quote * 2) + quote if random.random() < 0.97 else text
        return text

    def line(width: int) -> str:
        return delimiter.join(cell() for _ in range(width))

    headers = random.sample(["Ref", "Surname", "Date of Birth", "Fee", "Notes", "Email"], width)
    lines = random.choice([[], [], [], ["Client list", ""], ["Harrowmere Ltd"]])
    lines += [delimiter.join(headers)] * (random.random() < 0.9)
    for _ in range(random.randint(0, 50)):
        odd = ["", delimiter.join(headers), delimiter * (width - 1), "Page 3", line(random.randint(1, width + 2))]
        lines.append(random.choice(odd) if random.random() < 0.1 else line(width))
    lines += random.choice([[], [], [f"Total clients: {len(lines)}"], ["", "End of report"]])
    if random.random() < 0.1:
        lines += ["", delimiter.join(["Policy", "Value", "Start"]), *[delimiter.join(["P1", "1.00", "01/01/2020"])] * 4]
    text = end.join(lines) + end * (random.random() < 0.8)
    for _ in range(random.choice([0, 0, 0, 1, 2, 5])):
        place = random.randrange(len(text) + 1)
        spoiled = random.choice([quote, quote, "\n", "\r", delimiter, "\0", " ", "\\", quote * 2, "\ufeff"])
        text = text[:place] + spoiled + text[place + random.randint(0, 1) :]
    return text


def written(random: Random, folder: Path) -> Path:
    encoding = random.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16"])
    data = export(random).encode(encoding, "replace")
    if random.random() < 0.15:
        place = random.randrange(len(data) + 1)
        data = data[:place] + bytes([random.randrange(128, 256)]) + data[place:]
    file = folder / "export.csv"
    file.write_bytes(data)
    return file


ARGUMENTS: list[dict[str, Any]] = [
    *({"header_row": 0}, {"header_row": 5}, {"header_row": (1, 2)}, {"encoding": "cp1252"}),
    *({"expect_rows": 30}, {"delimiter": ";"}, {"quote": "'"}, {"mend_mojibake": True}),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 1 << 32),
    rows=st.sampled_from([1, 2, 7, 20, 1_000]),
    size=st.sampled_from([8, 20, 50, 100, 300, 1_000]),
    kept=st.sampled_from([0, 500, 1 << 26]),
    arguments=st.sampled_from([*[{}] * 6, *ARGUMENTS]),
)
def test_whatever_is_exported_reads_the_same_in_batches(
    seed: int, rows: int, size: int, kept: int, arguments: dict[str, Any], tmp_path: Path
) -> None:
    file = written(Random(seed), tmp_path)
    with pieces_of(size, kept=kept):
        assert_same(file, rows, **arguments)


def test_each_batch_says_which_it_is_and_each_row_of_the_file_is_told_of_once(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Clients\n\nRef,Surname,Fee\n1,Evans,5\n2,Shah\n\n3,Patel,7,x\n4,Hale,9\nTotal clients: 4\n")
    batches = list(pn.read_batches(file, rows=2))
    assert [batch.attrs["plannr_nb"]["batch"] for batch in batches] == [
        {"number": 1, "first_row": 4, "last_row": 5},
        {"number": 2, "first_row": 7, "last_row": 8},
    ]
    assert [skipped([batch]) for batch in batches] == [
        {"title block": [1], "blank row": [2]},
        {"blank row": [6], "totals row": [9]},
    ]
    assert [pn.read_problems(batch)[["source_row", "code"]].values.tolist() for batch in batches] == [
        [[5, "row_too_short"]],
        [[7, "row_too_long"]],
    ]
    assert [batch.columns.tolist() for batch in batches] == [["Ref", "Surname", "Fee", "extra 1"]] * 2
    described = pn.describe_source(batches[1]).set_index("what")["value"]
    assert described[["batch", "table"]].tolist() == ["2: rows 7 to 8", "2 rows, 4 columns"]


def test_a_header_without_rows_is_one_empty_batch(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Ref,Surname\n")
    [batch] = pn.read_batches(file)
    pd.testing.assert_frame_equal(batch, pn.read_table(file))
    assert batch.attrs["plannr_nb"]["batch"] == {"number": 1, "first_row": None, "last_row": None}
    assert pn.read_problems(batch)["code"].tolist() == ["no_rows"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"rows": 0}, "rows=0"),
        ({"rows": 2.5}, "rows= wants a whole number"),
        ({"rows": True}, "rows= wants a whole number"),
        ({"encoding": 8}, "encoding= wants text"),
        ({"encoding": "klingon"}, 'encoding "klingon" is not known'),
        ({"encoding": "base64"}, 'encoding "base64" is not known'),
        ({"sheet": "Clients"}, "sheet= means nothing"),
        ({"header_row": 9}, "header_row=9"),
        ({"expect_rows": 3}, "expect_rows=3, but 2 rows"),
    ],
)
def test_what_is_wrong_is_said_when_asked_not_at_the_first_batch(
    arguments: dict[str, Any], told: str, tmp_path: Path
) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Ref,Surname\n1,Evans\n2,Shah\n")
    with pytest.raises(ReadError, match=told):
        pn.read_batches(file, **arguments)


def test_a_file_that_changes_between_the_batches_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text("Ref,Surname\n" + "1,Evans\n" * 100)
    with pieces_of(64):
        batches = pn.read_batches(file, rows=10)
        file.write_text("Ref,Surname\n" + "1,Evans,2\n" * 100)
        with pytest.raises(ReadError, match="changed while it was read"):
            list(batches)


def packed(folder: Path, data: bytes) -> list[Path]:
    (folder / "clients.csv.gz").write_bytes(gzip.compress(data))
    (folder / "clients.csv.bz2").write_bytes(bz2.compress(data))
    with zipfile.ZipFile(folder / "clients.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clients.csv", data)
    return [folder / name for name in ("clients.csv.gz", "clients.csv.bz2", "clients.zip")]


def test_a_packed_file_is_unpacked_on_the_way(tmp_path: Path) -> None:
    rows = "".join(f"C{number},Evans,{number}.50\n" * (number % 50 > 0) or "\n" for number in range(300))
    for file in packed(tmp_path, f"Ref,Surname,Fee\n{rows}Total,,3\n".encode("cp1252")):
        with pieces_of(200):
            assert_same(file, 40)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param('"' + "a line\n" * 3_000 + '"', id="of 3,000 lines"),
        pytest.param('"' + "a line\n" * 3_000, id="never closed"),
        pytest.param('"' + "word " * 30_000 + '\n"', id="of more letters than the standard library's reader takes"),
        pytest.param('"Evans "Gaz" \nG"', id="stray quotes and a line break"),
        pytest.param('       "Evans, G"', id="far behind spaces"),
        pytest.param("", id="no cell"),
    ],
)
@pytest.mark.parametrize("size", [100, 5_000])
def test_no_cell_is_read_otherwise_where_a_piece_ends_in_it(cell: str, size: int, tmp_path: Path) -> None:
    rows = [f'C{number},"Evans, Gareth",{number}\n' for number in range(60)]
    rows[20], rows[40] = f"C20,{cell},20\n", 'C40, "Shah, R",40\n'
    file = tmp_path / "clients.csv"
    file.write_text("Ref,Surname,Number\n" + "".join(rows))
    with pieces_of(size), mock.patch.object(stretch, "_WINDOW", 1 << 16):
        assert_same(file, 25)


@pytest.mark.parametrize("size", [16, 60, 150])
def test_what_is_usual_in_a_text_is_so_in_each_of_its_pieces(size: int, tmp_path: Path) -> None:
    """An escape before a line end protects it, unless the row has all its cells."""
    rows = [f'C{number},"said \\"yes\\"",{number}\n' for number in range(40)]
    rows[20], rows[30] = "C20,over\\\ntwo lines,20\n", "C30,a path,C:\\\n"
    file = tmp_path / "clients.csv"
    file.write_text("Ref,Notes,Number\n" + "".join(rows))
    with pieces_of(size):
        assert_same(file, 15)
    assert pn.read_table(file).loc[22].tolist() == ["C20", "over\ntwo lines", "20"]


def test_columns_that_are_empty_up_to_the_end_are_dropped_or_kept_alike(tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    rows = [f"{number},Evans,," for number in range(40)]
    for last, columns in (("40,Hale,,", 2), ("40,Hale,,x", 4), ("40,Hale,,,,", 2), ("40,Hale,,,,y", 6)):
        file.write_text("\n".join(["Ref,Surname,,", *rows, last, ""]))
        with pieces_of(64):
            assert_same(file, 7)
            assert next(pn.read_batches(file, rows=7)).shape == (7, columns)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "gb18030", "shift_jis", "iso2022_jp", "utf-7", "cp1252"])
def test_characters_may_stand_where_a_piece_ends_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    text = "Ref,Name,Note\n" + "".join(f"{number},\u6771\u4eac Zo\u00eb,x{number}\n" for number in range(60))
    file.write_bytes(text.encode(encoding, "replace"))
    for size in (16, 33, 100):
        with pieces_of(size):
            assert_same(file, 25, encoding=encoding, delimiter=",")


# What getrusage says is never less than what the process held that started this one.
PEAK = """
import sys
import plannr_nb as pn
rows = sum(len(batch) for batch in pn.read_batches(sys.argv[1], rows=20_000))
status = open("/proc/self/status").read()
print(rows, int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def peak_mb(file: Path, rows: int) -> int:
    done = subprocess.run([sys.executable, "-c", PEAK, file], capture_output=True, text=True, check=True)
    read, peak = map(int, done.stdout.split())
    assert read == rows
    return peak


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is told by Linux only")
def test_twenty_times_the_rows_take_no_more_memory(tmp_path: Path) -> None:
    """Pieces and what is kept of them come to some 150 MB; the large file has 400 MB."""
    some = "".join(f'C{number},"Evans, Gareth",0{number},01/02/1970,{"Bangor " * 8}\n' for number in range(250_000))
    file = tmp_path / "clients.csv"
    peaks = []
    for times in (1, 20):
        with file.open("w") as out:
            out.write("Ref,Surname,Number,Date of Birth,Notes\n")
            for _ in range(times):
                out.write(some)
        peaks.append(peak_mb(file, 250_000 * times))
    assert peaks[1] < peaks[0] + 150
