"""Plannr's record types and their fields, as shipped and as a firm knows them better."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike

from plannr_nb.catalogue.model import Certainty, Field, Kind, Mode, RecordType, Required, Sensitivity
from plannr_nb.catalogue.providers import providers
from plannr_nb.catalogue.shipped import record_types, shipped

__all__ = [
    "Certainty",
    "Field",
    "Kind",
    "Mode",
    "RecordType",
    "Required",
    "Sensitivity",
    "load",
    "providers",
    "record_types",
]


def load(
    record_type: str | RecordType,
    *,
    sample: str | PathLike[str] | None = None,
    guide: str | PathLike[str] | None = None,
    custom_fields: Iterable[str | Field] = (),
) -> RecordType:
    """The fields of a record type, with what a firm knows laid over what is published.

    Parameters
    ----------
    record_type
        A name of `record_types`, or a loaded record type to lay more over.
    sample
        The sample CSV that Plannr's import wizard offers to this firm. Each header in it is a field that exists:
        certainty ``confirmed``. Fields it does not hold stay as they are.
    guide
        Plannr's field guide as an Excel file: a sheet of fields, and a Variables sheet of allowed values. What it says
        about a field replaces what the catalogue said, with certainty ``confirmed``.
    custom_fields
        The firm's own fields: names as Plannr's wizard shows them, or `Field` values.

    Returns
    -------
    RecordType
        Fields in catalogue order, new ones at the end. Nothing given is changed.

    Raises
    ------
    UnknownRecordType
        Plannr has none of that name; the closest one is named.
    CatalogueError
        A file that cannot be read, has no header, or is no field guide.

    Examples
    --------
    >>> clients = load("clients", custom_fields=["Favourite branch"])
    >>> len(clients) - len(load("clients"))
    1
    """
    loaded = record_type if isinstance(record_type, RecordType) else shipped(record_type)
    custom = (custom_fields,) if isinstance(custom_fields, str) else tuple(custom_fields)
    if sample is None and guide is None and not custom:
        return loaded
    from plannr_nb.catalogue.overlay import with_custom_fields, with_guide, with_sample

    if guide is not None:
        loaded = with_guide(loaded, guide)
    if sample is not None:
        loaded = with_sample(loaded, sample)
    return with_custom_fields(loaded, custom)
