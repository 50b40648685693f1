"""Which sheet of a workbook is read where none is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plannr_nb.errors import ReadError, did_you_mean
from plannr_nb.read.workbooks.page import Listing

__all__ = ["SheetChoice", "choose_sheet"]

# A list of a hundred thousand postcodes is no better guess than one of a thousand: what parts tables from the lists
# that their cells are chosen from is how many columns they have.
_MOST_ROWS = 1_000
_BESIDE = re.compile(
    r"\s*(cover|title|contents|index|read ?me|instructions?|notes?|guidance|guide|help|about|info|key|legend"
    r"|change ?log|(data |drop ?down |pick ?)?lists?|look ?ups?( \w+)?|\w+ look ?ups?|codes?|ref(erence)? ?data"
    r"|validation|settings|config|parameters?|summary|pivot( table)?|dashboard|charts?)\s*\d*\s*",
    re.IGNORECASE,
)
_BESIDE_SHARE = 0.01
_LISTED = 30


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """The sheet to read, the evidence for it, and whether others hold a table too."""

    listing: Listing
    evidence: str
    others: bool


def choose_sheet(name: str, listings: Sequence[Listing], wanted: str | None) -> SheetChoice:
    """The sheet asked for, or the visible one most like a table of data.

    Raises
    ------
    ReadError
        There is no such sheet, it is a chart, or no visible sheet holds anything.

    Examples
    --------
    >>> choice = choose_sheet("a.xlsx", [Listing("Cover", "", 9, 1), Listing("Clients", "", 40, 12)], None)
    >>> choice.listing.name, choice.others
    ('Clients', False)
    """
    if wanted is not None:
        chosen = _named(name, listings, wanted)
        why = "as given"
    else:
        seen = [listing for listing in listings if not listing.state and listing.rows]
        if not seen:
            raise ReadError(f"{name}: no visible sheet holds anything. {listed(listings)}")
        chosen = max(seen, key=_rank)
        why = "the only visible sheet with anything in it" if len(seen) == 1 else "the visible sheet most like a table"
    others = [listing for listing in listings if listing is not chosen and listing.rows > 1 and listing.width > 1]
    told = ", ".join(map(_described, listings[:_LISTED]))
    return SheetChoice(chosen, f"{why}; there are: {told}", bool(others) and wanted is None)


def listed(listings: Sequence[Listing]) -> str:
    """A sentence that names the sheets there are."""
    names = ", ".join(f'"{listing.name}"{_state(listing)}' for listing in listings[:_LISTED])
    return f"Its sheets: {names or 'none'}. Name one with sheet=."


def _named(name: str, listings: Sequence[Listing], wanted: str) -> Listing:
    exact = [listing for listing in listings if listing.name == wanted]
    alike = [listing for listing in listings if listing.name.strip().casefold() == wanted.strip().casefold()]
    found = next(iter(exact or alike), None)
    if found is None:
        names = [listing.name for listing in listings]
        raise ReadError(f'{name}: no sheet "{wanted}"; {did_you_mean(wanted, names)}.')
    if found.state == "chart":
        raise ReadError(f'{name}: the sheet "{found.name}" is a chart and has no cells. {listed(listings)}')
    return found


def _rank(listing: Listing) -> tuple[float, int]:
    size = listing.width**2 * min(listing.rows, _MOST_ROWS)
    return size * (_BESIDE_SHARE if _BESIDE.fullmatch(listing.name) else 1), listing.rows


def _described(listing: Listing) -> str:
    state = f", {listing.state}" if listing.state else ""
    return f"{listing.name} ({listing.rows} rows{state})"


def _state(listing: Listing) -> str:
    return f" ({listing.state})" if listing.state else ""
