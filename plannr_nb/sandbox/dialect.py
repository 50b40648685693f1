"""How the stand-in reads what Plannr's public pages leave open."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints

from plannr_nb.errors import did_you_mean
from plannr_nb.sandbox.firm import SandboxError

__all__ = ["Dialect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One reading of the open questions. Nothing here says how Plannr really behaves.

    Attributes
    ----------
    failed_row_key
        Name of the row in an item of ``errors``: ``client`` for every record type, as the published example of a
        client import has it, or the ``singular`` of the record type at hand.
    unknown_headers
        What happens to a mapping that names a field which does not exist: ``refused`` with 422, or ``ignored`` without
        a word.
    strict
        Whether the usual UK forms of postcode, NI number and phone number, and a dot in the domain of an e-mail
        address, are asked for too.
    map_direction
        Which way round the map request is read: ``field_to_header`` as its description says, or ``header_to_field`` as
        its example answer suggests. The answer gives header to field in both.
    dates
        Cells of dates: ``uk_or_iso`` takes DD/MM/YYYY and YYYY-MM-DD, ``uk`` the first alone.
    unmapped
        Whether columns left out of the mapping come back beside a failed row: ``echoed`` or ``dropped``.

    Examples
    --------
    >>> Dialect(failed_row_key="singular").unknown_headers
    'refused'
    """

    failed_row_key: Literal["client", "singular"] = "client"
    unknown_headers: Literal["refused", "ignored"] = "refused"
    strict: bool = False
    map_direction: Literal["field_to_header", "header_to_field"] = "field_to_header"
    dates: Literal["uk_or_iso", "uk"] = "uk_or_iso"
    unmapped: Literal["echoed", "dropped"] = "echoed"

    def __post_init__(self) -> None:
        hints = get_type_hints(type(self))
        for item in fields(self):
            allowed = get_args(hints[item.name]) or (True, False)
            value = getattr(self, item.name)
            if value not in allowed:
                meant = did_you_mean(str(value), map(str, allowed))
                raise SandboxError(f'dialect setting {item.name}: "{value}" is no choice; {meant}')
