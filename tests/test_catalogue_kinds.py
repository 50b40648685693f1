"""A sample of cells shows the kind of its column, odd cells and all."""

from __future__ import annotations

import subprocess
import sys

import pytest

from plannr_nb.catalogue import Kind
from plannr_nb.catalogue.kinds import kind_of


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["01/02/1975", "3.4.68", "12-DEC-2001", "2 January 1990", "29/02/1973"], Kind.DATE),
        (["2024-01-31", "2023-12-01"], Kind.DATE),
        (["20240131", "19750228"], Kind.DATE),
        (["2024-01-31 00:00:00", "2023-12-01T00:00:00Z"], Kind.DATE),
        (["17/07/2024 16:23", "2025-01-17T11:18:28+00:00"], Kind.DATETIME),
        (["a.hale@example.com", "Jo@mail.example", "a@example.com; b@example.com", "not known"], Kind.EMAIL),
        (
            ["01632 960123", "020 7946 0018", "07700 900123", "+44 7700 900456", "7700900123"],
            Kind.PHONE,
        ),
        (["AB123456C", "CE 12 34 56 D", "JK123456", "ABI23456A", "Applied for"], Kind.NI_NUMBER),
        (["PO7 7YH", "SW1A 1AA", "M11AE", "ec1a 1bb"], Kind.POSTCODE),
        (["4308c6fe-513d-4334-a7ec-9cc0e082d5e4"], Kind.UUID),
        (["£1,234.50", "(1,234.50)", "125k", "0.00", "300"], Kind.MONEY),
        (["1234.56", "0.10", "20"], Kind.MONEY),
        (["5%", "2.5 %", "0.75%"], Kind.PERCENT),
        (["Yes", "No", "N/A"], Kind.BOOLEAN),
        (["Y"], Kind.BOOLEAN),
        (["0", "1"], Kind.BOOLEAN),
        (["1"], Kind.INTEGER),
        (["65", "67", "70", "TBC"], Kind.INTEGER),
        (["007", "0123", "0044"], Kind.TEXT),
        (["Evans", "O'Neill", "Na", "Hale-Smith"], Kind.TEXT),
        (["AB123456", "CD654321", "EF111222"], Kind.TEXT),
    ],
)
def test_the_kind_of_most_cells_is_the_kind_of_the_column(cells: list[str], kind: Kind) -> None:
    assert kind_of(cells)[0] is kind


@pytest.mark.parametrize("cells", [[], ["", " "], ["N/A", "TBC", "-"], ["12.34567", "0.00125"]])
def test_nothing_to_go_by_is_none(cells: list[str]) -> None:
    assert kind_of(cells) == (None, 0.0)


def test_share_counts_distinct_filled_cells_without_placeholders() -> None:
    assert kind_of(["01/02/1975", "01/02/1975", "02/03/1980", "about 1960", "n/a", " "]) == (Kind.DATE, 2 / 3)


def test_looking_at_cells_loads_no_pandas() -> None:
    code = "import sys, plannr_nb.catalogue.kinds; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
