"""The fast lane reads as the careful one does, and leaves to it no more than the rows that break the rules."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest import mock

import pyarrow
import pyarrow.csv
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import read_problems, read_table
from plannr_nb.read.cells import clean_column
from plannr_nb.read.files import encoding as encodings
from plannr_nb.read.files.letters import Letters
from plannr_nb.read.files.source import Source
from plannr_nb.read.grid import Grid, grid_from_rows
from plannr_nb.read.text import arrow_lane, row_blocks, stretch, text
from plannr_nb.read.text.arrow_lane import grid_from_clean_text
from plannr_nb.read.text.rows import Dialect, lines_of, parse_rows


def content_of(grid: Grid) -> tuple[object, ...]:
    cells = [[cell.strip() for cell in row] for row in grid.row_list(1, grid.rows)]
    surplus = {row: [cell.strip() for cell in beyond] for row, beyond in grid.surplus.items()}
    return cells, grid.rows, grid.odd, surplus, grid.flaws


def both(text: str, width: int) -> tuple[Grid | None, Grid]:
    lines = lines_of(text)
    fast = grid_from_clean_text(text.encode(), Dialect(), width, lines[:500])
    return fast, grid_from_rows(parse_rows(lines, Dialect(), width), width)


def people(count: int) -> list[str]:
    return [f'C{number},"Evans, G",{number}\n' for number in range(count)]


def random_table(random: Random) -> tuple[str, int]:
    """A table of a few short rows, most of which keep the rules."""
    width = random.randint(1, 4)
    end = random.choice(["\n", "\n", "\r\n", "\r"])
    quoted = random.choice([0.4, 0.4, 1])

    def cell() -> str:
        if random.random() < quoted:
            inside = ["a", "b", ",", '""', "\n", "\r\n", "\r", " "]
            return (
                '"' + "".join(random.choices(inside, weights=[5, 5, 2, 2, 1, 1, 0.3, 1], k=random.randint(0, 5))) + '"'
            )
        return "".join(random.choices("abé \x85", k=random.randint(0, 4)))

    def cells() -> int:
        return width if random.random() < 0.93 else random.randint(1, 5)

    text = "".join(",".join(cell() for _ in range(cells())) + end for _ in range(random.randint(1, 14)))
    if random.random() < 0.2:
        place = random.randrange(len(text))
        text = text[:place] + random.choice('"\r\n ') + text[place:]
    return text, width


@pytest.mark.parametrize("seed", range(10))
def test_both_lanes_read_tables_the_same_whatever_the_blocks(seed: int) -> None:
    random = Random(seed)
    taken = 0
    for _ in range(60):
        text, width = random_table(random)
        block = random.choice([5, 9, 32, 1 << 20])
        with (
            mock.patch.multiple(row_blocks, _BLOCK=block, _SCANNED=block),
            mock.patch.multiple(arrow_lane, _TAIL=random.choice([20, 1 << 16]), _STRETCH=random.choice([1, 1 << 16])),
            mock.patch.object(stretch, "_WINDOW", random.choice([4, 1 << 16])),
        ):
            fast, careful = both(text, width)
        if fast is not None:
            taken += 1
            assert content_of(fast) == content_of(careful)
    assert taken > 30


@pytest.mark.parametrize(
    "broken",
    ['C,"Evans "Gaz" G",1\n', 'C,"Evans, G,1\n', "C,5' 11\" tall,1\n", 'C, "Evans, G",1\n', 'C,"Evans, G",1,"x\n'],
    ids=["quotes inside", "unclosed", "an inch", "spaced", "unclosed and too long"],
)
def test_a_row_that_breaks_the_rules_leaves_the_others_to_the_fast_lane(broken: str) -> None:
    body = people(20_000)
    body[5_000] = body[15_000] = broken
    with mock.patch.object(arrow_lane, "grid_from_rows", wraps=grid_from_rows) as carefully:
        fast, careful = both("Ref,Name,Number\n" + "".join(body), 3)
    assert fast is not None
    assert content_of(fast) == content_of(careful)
    assert sum(call.args[0] is not None and len(list(call.args[0])) for call in carefully.mock_calls) < 10_000


def test_cells_of_several_lines_need_no_care_wherever_a_block_ends() -> None:
    body = [f'C{number},"first line\n\nlast, {number}",{number}\r\n' for number in range(3_000)]
    with (
        mock.patch.object(row_blocks, "_BLOCK", 1_000),
        mock.patch.object(arrow_lane.CleanParse, "stretch", side_effect=AssertionError),
    ):
        fast, careful = both("".join(body), 3)
    assert fast is not None
    assert content_of(fast) == content_of(careful)


def test_a_quote_too_many_in_each_row_is_left_to_the_careful_lane() -> None:
    text = "".join(f'C{number},"Evans "G",{number} {"filled up " * 20}\n' for number in range(2_000))
    with mock.patch.multiple(arrow_lane, _STRETCH=1, _MOST_STRETCHES=5):
        fast, _ = both(text, 3)
    assert fast is None


def test_what_is_not_utf8_or_holds_zero_bytes_is_found_while_it_is_parsed() -> None:
    lines = [line.encode() for line in people(50_000)]
    for spoiled, place in ((b"C,Zo\xeb,1\n", 40_000), (b"C,Zo\x00,1\n", 40_000), (b"Total\xeb\n", 50_000)):
        text = b"".join([*lines[:place], spoiled, *lines[place + 1 :]])
        letters = Letters()
        grid = grid_from_clean_text(text, Dialect(), 3, lines_of("".join(people(500))), letters)
        assert (grid, letters.valid) == (None, False)
    letters = Letters()
    grid = grid_from_clean_text(b"".join(lines), Dialect(), 3, lines_of("".join(people(500))), letters)
    assert grid is not None
    assert (grid.rows, letters.valid, letters.ascii) == (50_000, True, True)


def test_a_source_gives_the_same_of_a_file_as_of_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10
    file = tmp_path / "export.csv"
    file.write_bytes(data)
    held, kept = Source.of_bytes(data), Source.of_file(file, file.stat())
    for source in (held, kept):
        later = source.after(100)
        assert (source.size, later.size) == (2_560, 2_460)
        assert source.whole() == data
        assert (later.part(0, 3), later.part(2_458, 9_999), later.whole()) == (b"def", b"\xfe\xff", data[100:])
        assert source.holds(b"\xff\x00\x01", 2_000)
        assert not source.holds(b"\xff\x00\x01", 2_400)
        assert "def" not in repr(source)


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text + "\n", lambda text: text.upper()])
def test_a_file_that_changes_while_it_is_read_is_refused(change: Callable[[str], str], tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    text = "".join(people(1_000))
    file.write_text(text)
    os.utime(file, (0, 0))
    source = Source.of_file(file, file.stat())
    file.write_text(change(text))
    with pytest.raises(ReadError, match=r"export\.csv: the file changed while it was read\. Read it again\."):
        grid_from_clean_text(source, Dialect(), 3, lines_of("".join(people(100))))


def test_a_file_that_is_cut_off_while_arrow_reads_it_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("".join(people(100_000)))
    with Source.of_file(file, file.stat()).reader() as reader:
        blocks = row_blocks.RowBlocks(reader, 0, file.stat().st_size, Dialect())
        os.truncate(file, 100_000)
        with pytest.raises(ReadError, match=r"export\.csv: the file changed while it was read\."):
            pyarrow.csv.read_csv(pyarrow.PythonFile(blocks, mode="r"))


def spoiled_text(random: Random) -> bytes:
    """A table in UTF-8 that may have a mark at its start, a line that names the delimiter, and bytes of other sorts."""
    rows = [f'C{number},Zoë "Zo" Llŷr,"{number}, Ynys Môn",£{number}\n' for number in range(random.randint(0, 30))]
    table = random.choice(["", "sep=,\n", "Client list\n\n"]) + "Ref,Name,Town,Fee\n" + "".join(rows)
    content = bytearray(table.encode(random.choice(["utf-8", "utf-8", "utf-8-sig", "cp1252"]), "replace"))
    for _ in range(random.choice([0, 0, 1, 3])):
        content.insert(random.randrange(len(content) + 1), random.choice(b"\x00\xe9\xff\xc3\x1a\r\n"))
    return bytes(content) + random.choice([b"", b"", b"\x1a", b"\x00\x00", b"Total\xe9\n"])


@pytest.mark.parametrize("seed", range(5))
def test_a_text_taken_for_utf8_reads_as_if_it_had_been_decoded_first(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    file = tmp_path / "export.csv"

    def read() -> tuple[object, ...]:
        try:
            frame = read_table(file, encoding=encoding)
        except ReadError as error:
            return (str(error),)
        return frame.fillna("").values.tolist(), frame.index.tolist(), list(frame.columns), frame.attrs

    for _ in range(30):
        file.write_bytes(spoiled_text(random))
        encoding = random.choice([None, None, "utf-8"])
        with (
            mock.patch.object(text, "_SAMPLE_BYTES", random.choice([40, 400, 1 << 18])),
            mock.patch.multiple(encodings, _SAMPLE=random.choice([64, 65_536])),
            mock.patch.multiple(row_blocks, _BLOCK=random.choice([64, 1 << 20])),
        ):
            taken = read()
            with mock.patch.object(text, "take_for_utf8", return_value=None):
                assert read() == taken


SPACES = [chr(code) for code in range(0x10FFFF) if chr(code).isspace()] + ["\ufeff"]


@pytest.mark.parametrize("cell", ["{}Zoë", "£5{}", "{}", "a{}b", "…{}“"])
@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_white_space_of_any_kind_is_trimmed(cell: str, space: str) -> None:
    raw = pyarrow.chunked_array([[cell.format(space), None], [], ["Siân Llŷr", None, "Chloé"]], type="large_string")
    clean, _ = clean_column(raw.slice(0, 4), marked=False, mojibake=True, mend=False)
    assert clean.to_pylist() == [cell.format(space).strip(space) or None, None, "Siân Llŷr", None]


def test_cells_without_white_space_around_are_not_copied() -> None:
    raw = pyarrow.chunked_array([["Zoë", None, "£5 off", "Chloé “Zo”", "Réunion – à"]], type="large_string")
    clean, _ = clean_column(raw, marked=False, mojibake=True, mend=False)
    assert clean.chunk(0).buffers()[2].address == raw.chunk(0).buffers()[2].address


def test_very_many_blank_lines_below_are_counted_rather_than_parsed() -> None:
    for end in ("\n", "\r\n", "\r"):
        for above in ("Client list\n", "", *people(3)):
            with mock.patch.object(arrow_lane, "_TAIL", 20):
                fast, careful = both(above + 'C1,"Evans, G",1' + end + end * 50, 3)
            assert fast is not None
            assert content_of(fast) == content_of(careful)
    with mock.patch.object(arrow_lane, "parse_rows", wraps=parse_rows) as parsed:
        fast = grid_from_clean_text(b"C1,Evans\r\n" + b"\r\n" * 1_000_000, Dialect(), 2, ["C1,Evans\r\n", "\r\n"])
    assert fast is not None
    assert (fast.rows, fast.columns[1].null_count, fast.row(1)) == (1_000_001, 1_000_000, ["C1", "Evans"])
    assert sum(len(call.args[0]) for call in parsed.mock_calls) < 10


@pytest.mark.parametrize("end", ["\x1a", "\x1a\n", "\n\x1a\x1a\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_mark_at_the_end_of_old_files_is_no_row(end: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(f"Ref,Name\nC1,Zoë\nC2,Evans{end}".encode(encoding))
    assert read_table(tmp_path / "export.csv").values.tolist() == [["C1", "Zoë"], ["C2", "Evans"]]


def test_windows_1252_is_decoded_as_python_does(tmp_path: Path) -> None:
    rows = [b"%d,a%cb\n" % (byte, byte) for byte in range(0x80, 0x100)]
    (tmp_path / "export.csv").write_bytes(b"Ref,Name\n" + b"".join(rows))
    frame = read_table(tmp_path / "export.csv")
    assert frame.attrs["plannr_nb"]["encoding"] == "cp1252"
    assert frame["Name"].tolist() == [
        bytes([byte]).decode("cp1252", "replace").join("ab") for byte in range(0x80, 0x100)
    ]
    broken = read_problems(frame)
    assert broken["source_row"].tolist() == [byte - 0x80 + 2 for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)]
    assert set(broken["code"]) == {"broken_bytes"}
