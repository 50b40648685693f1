"""Everything that can be offered for a file, beyond one header for one field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING

from plannr_nb import catalogue
from plannr_nb.catalogue import RecordType
from plannr_nb.errors import MappingError
from plannr_nb.mapping import Mapping
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.offer import Offer, to_frame
from plannr_nb.suggest.offers.references import references
from plannr_nb.suggest.offers.several import first_filled, joined
from plannr_nb.suggest.source_packs import PackChoice

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["suggest_origins"]

_ONE_OF_TWO = 0.75


def suggest_origins(
    source: pd.DataFrame | Sequence[str],
    record_type: str | RecordType,
    mapping: Mapping | None = None,
    *,
    packs: PackChoice = True,
    memory: str | PathLike[str] | None = None,
) -> pd.DataFrame:
    """Offer what one header alone cannot feed. Decides nothing and shows no cell.

    Offered are the first filled of several columns (mobile, home, work), several columns joined (house name and
    street), whole names taken apart, rows of couples as two people and a joint client, a constant where no column
    holds what the rest tells, and columns of old references for the ids that are linked after the import.

    Parameters
    ----------
    source
        A frame of text as `read_table` gives it, or its headers in file order: then fewer offers, and less sure.
    mapping
        What has been decided. What it feeds already and what it dropped is left out; a field that it feeds from one
        column alone may be offered from that column and others.
    packs, memory
        As in `suggest_mapping`.

    Returns
    -------
    DataFrame
        Best first. ``offer`` int, from 1, for `take_offers`; ``origin`` constant, first filled, joined, split, couple
        or reference; ``fields`` and ``headers`` tuples of text; ``rows`` how many rows it concerns (for the first
        filled: those whose first column is blank and another is not), missing where only headers are known, or where
        so many names may be two people's that only some were read: the reason then tells how many about; ``score``
        0..1, our judgement and, unlike that of `suggest_mapping`, not learnt from lists; ``reason``; ``code`` the line
        that takes it, where ``mapping`` is a `Mapping` and ``pn`` this package; ``record_type``. Offers may exclude
        each other.

    Raises
    ------
    UnknownRecordType
        The message lists the record types that exist.
    CatalogueError
        A source pack that is not there or cannot be read.
    MappingError
        The mapping is for another record type, or the memory is no folder.

    Examples
    --------
    >>> offers = suggest_origins(["Client Name", "Mobile", "Home Tel"], "clients")
    >>> offers[["origin", "headers"]].values.tolist()
    [['first filled', ('Mobile', 'Home Tel')], ['split', ('Client Name',)]]
    """
    # These read names as `shape` does; the ranking can do without that room.
    from plannr_nb.suggest.offers.constants import constants
    from plannr_nb.suggest.offers.couples import spread_couples
    from plannr_nb.suggest.offers.names import full_names
    from plannr_nb.suggest.offers.pairs import second_people

    loaded = catalogue.load(record_type)
    begun = Mapping(loaded.name) if mapping is None else mapping
    if begun.record_type != loaded.name:
        raise MappingError(f"the mapping is for {begun.record_type} and the offers are wanted for {loaded.name}")
    ground = Ground(source, loaded, begun, packs=packs, memory=memory)
    couples, seconds = second_people(ground)
    paired = {header for each in couples for header in each.headers}
    of_names = (*spread_couples(ground, seconds), *full_names(ground, seconds))
    names = [*couples, *(_beside(each, paired) for each in of_names)]
    offers = [
        *names,
        *first_filled(ground, seconds),
        *joined(ground, seconds),
        *references(ground, seconds),
        *constants(ground, packs, type_is_split=any("type" in each.origins for each in names)),
    ]
    return to_frame(offers, loaded.name)


def _beside(split: Offer, paired: set[str]) -> Offer:
    """A split of names is the lesser offer where a second column has the names of their partners."""
    return replace(split, score=split.score * _ONE_OF_TWO) if paired & set(split.headers) else split
