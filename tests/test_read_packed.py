"""Reading packed files: each way of packing, what an archive may hold, and how far it is unpacked."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from plannr_nb.errors import ReadError
from plannr_nb.read import describe_source, read_table
from plannr_nb.read.files import packed

TABLE = b"Ref,Surname\nC1001,Evans\nC1002,Shah\n"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    def read(data: bytes, name: str = "clients.csv.gz", **given: object) -> pd.DataFrame:
        file = tmp_path / name
        file.write_bytes(data)
        return read_table(file, **given)

    return read


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Ref", "Surname"], ["C1001", "Evans"], ["C1002", "Shah"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


PACKED = {
    "gzip": (gzip.compress(TABLE), "gzip", "clients.csv"),
    "gzip-in-parts": (gzip.compress(TABLE[:20]) + gzip.compress(TABLE[20:]), "gzip", "clients.csv"),
    "bzip2": (bz2.compress(TABLE), "bzip2", "clients.csv.gz"),
    "xz": (lzma.compress(TABLE), "xz", "clients.csv.gz"),
    "zip": (zipped(("clients.csv", TABLE)), "zip", "clients.csv"),
    "zip-stored": (zipped(("clients.csv", TABLE), compression=zipfile.ZIP_STORED), "zip", "clients.csv"),
    "zip-in-folder": (zipped(("exports/", b""), ("exports/clients.csv", TABLE)), "zip", "exports/clients.csv"),
    "zip-in-windows-folder": (zipped(("exports\\clients.csv", TABLE)), "zip", "exports\\clients.csv"),
    "zip-of-a-mac": (
        zipped(("clients.csv", TABLE), ("__MACOSX/._clients.csv", b"x"), (".DS_Store", b"x"), ("a/.hidden", b"x")),
        "zip",
        "clients.csv",
    ),
    "zip-of-a-workbook": (zipped(("clients.xlsx", workbook())), "zip", "clients.xlsx"),
    "gzip-of-a-workbook": (gzip.compress(workbook()), "gzip", "clients.csv"),
}


@pytest.mark.parametrize("form", PACKED)
def test_packed_files_read_like_the_file_inside(form: str, read: Callable[..., pd.DataFrame]) -> None:
    data, kind, member = PACKED[form]
    frame = read(data)
    assert frame.to_dict("list") == {"Ref": ["C1001", "C1002"], "Surname": ["Evans", "Shah"]}
    decided = describe_source(frame).set_index("what").loc["packed"]
    assert (decided["value"], decided["evidence"]) == (kind, f'the file inside is "{member}"')


def test_one_of_several_files_is_named(read: Callable[..., pd.DataFrame]) -> None:
    archive = zipped(("out/clients.csv", TABLE), ("out/plans.csv", b"Ref,Plan\nP1,ISA\n"))
    with pytest.raises(ReadError, match=r'2 files: "out/clients.csv", "out/plans.csv"\. Name one with member=\.'):
        read(archive)
    assert read(archive, member="plans.csv")["Plan"].tolist() == ["ISA"]
    assert read(archive, member="out/clients.csv")["Ref"].tolist() == ["C1001", "C1002"]
    with pytest.raises(ReadError, match=r'no member "plan.csv"; did you mean "out/plans.csv"\? There are: out/clients'):
        read(archive, member="plan.csv")
    with pytest.raises(ReadError, match="not a zip archive, so member= means nothing"):
        read(TABLE, member="clients.csv")
    with pytest.raises(ReadError, match="a workbook or document, so member= means nothing"):
        read(workbook(), member="clients.csv")


def encrypted() -> bytes:
    data = bytearray(zipped(("clients.csv", TABLE)))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(header) + (6 if header == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


def unknown_method() -> bytes:
    data = bytearray(zipped(("clients.csv", TABLE)))
    for header in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(header) + (8 if header == b"PK\x03\x04" else 10)
        data[at] = 9
    return bytes(data)


def damaged(data: bytes, at: int) -> bytes:
    return data[:at] + bytes(255 - byte for byte in data[at : at + 8]) + data[at + 8 :]


LONG = b"Ref,Surname\n" + b"".join(b"C%d,Evans\n" % number for number in range(3000))
REFUSED = {
    "gzip-cut-off": (gzip.compress(LONG)[:-20], "the archive is damaged or cut off .* Fetch the file again"),
    "gzip-damaged": (damaged(gzip.compress(LONG), 200), "damaged or cut off"),
    "bzip2-cut-off": (bz2.compress(LONG)[:-20], "damaged or cut off"),
    "xz-damaged": (damaged(lzma.compress(LONG), 200), "damaged or cut off"),
    "zip-cut-off": (zipped(("clients.csv", LONG))[:-40], "damaged or cut off"),
    "zip-damaged": (damaged(zipped(("clients.csv", LONG)), 300), "damaged or cut off"),
    "zip-encrypted": (encrypted(), "protected by a password"),
    "zip-of-unknown-method": (unknown_method(), "packed by a method that is not known here"),
    "zip-of-nothing": (zipped(), "no file in it"),
    "zip-of-folders": (zipped(("exports/", b"")), "no file in it"),
    "zip-climbs": (zipped(("../../clients.csv", TABLE)), "leads out of the archive"),
    "zip-climbs-by-drive": (zipped(("C:\\clients.csv", TABLE)), "leads out of the archive"),
    "gzip-of-gzip": (gzip.compress(gzip.compress(TABLE)), "packed more than once"),
    "gzip-of-zip": (gzip.compress(zipped(("clients.csv", TABLE))), "packed more than once"),
    "zip-of-zip": (zipped(("clients.zip", zipped(("clients.csv", TABLE)))), "packed more than once"),
    "zip-of-gzip": (zipped(("clients.csv.gz", gzip.compress(TABLE))), "packed more than once"),
    "gzip-of-nothing": (gzip.compress(b""), "the file is empty"),
    "gzip-of-a-pdf": (gzip.compress(b"%PDF-1.7 ..."), "a PDF document"),
}


@pytest.mark.parametrize("form", REFUSED)
def test_archives_that_cannot_be_read_say_what_to_do(form: str, read: Callable[..., pd.DataFrame]) -> None:
    data, message = REFUSED[form]
    with pytest.raises(ReadError, match=rf"^clients\.csv\.gz: .*{message}.*\.$"):
        read(data)


def test_unpacking_stops_at_the_limit_and_names_the_override(read: Callable[..., pd.DataFrame]) -> None:
    with pytest.raises(ReadError, match=r"unpacks to more than 20 bytes\. .* unpack_limit=100\."):
        read(gzip.compress(TABLE), unpack_limit=20)
    with pytest.raises(ReadError, match=r"unpacks to 35 bytes, and the limit is 20\. .* unpack_limit=35\."):
        read(zipped(("clients.csv", TABLE)), unpack_limit=20)
    assert len(read(gzip.compress(TABLE), unpack_limit=len(TABLE))) == 2
    assert len(read(TABLE, unpack_limit=20)) == 2


def test_a_file_that_grows_beyond_what_tables_do_is_asked_about(
    read: Callable[..., pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "_ODD_FROM_BYTES", 100_000)
    even = gzip.compress(b"Ref,Surname\n" + b"C1001,Evans\n" * 100_000)
    with pytest.raises(ReadError, match="over 100 times its size"):
        read(even)
    assert len(read(even, unpack_limit=2_000_000)) == 100_000
    assert len(read(gzip.compress(LONG))) == 3000


def test_a_member_that_hides_its_size_is_damaged(read: Callable[..., pd.DataFrame]) -> None:
    data = bytearray(zipped(("clients.csv", LONG)))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(ReadError, match="damaged or cut off"):
        read(bytes(data))


def test_plain_bytes_come_as_a_stream_in_constant_memory(tmp_path: Path) -> None:
    (tmp_path / "clients.zip").write_bytes(zipped(("clients.csv", LONG)))
    with packed.open_plain(tmp_path / "clients.zip") as plain:
        parts = iter(lambda: plain.stream.read(1000), b"")
        assert b"".join(parts) == LONG
    (tmp_path / "clients.csv").write_bytes(LONG)
    with packed.open_plain(tmp_path / "clients.csv") as plain:
        assert (plain.packing, plain.stream.read()) == (None, LONG)
