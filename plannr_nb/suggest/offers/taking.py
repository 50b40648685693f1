"""Offers that were chosen become a part of a mapping."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, FirstFilled, Header, Joined, Mapping, Origin, Pair, Part

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["extends", "take_offers"]

_ORIGINS = {"Constant": Constant, "FirstFilled": FirstFilled, "Joined": Joined, "Pair": Pair, "Part": Part}
_NEEDED = ("offer", "code", "record_type")


def take_offers(mapping: Mapping, offers: pd.DataFrame, numbers: int | Iterable[int]) -> Mapping:
    """A mapping with the offers of these numbers, as their lines of code would make it.

    Parameters
    ----------
    mapping
        Stays as it was.
    offers
        What `suggest_origins` gave; also a part of it, or one that was saved and read again.
    numbers
        From the column ``offer``.

    Returns
    -------
    Mapping
        A new one. A field that one whole column fed is fed by the offer instead where the offer uses that column too.

    Raises
    ------
    MappingError
        No offer of that number; two offers that want the same field; an offer that wants a field the mapping feeds
        from elsewhere; offers for another record type, or a frame that holds none.

    Examples
    --------
    >>> from plannr_nb.suggest import suggest_origins
    >>> offers = suggest_origins(["Surname", "Mobile", "Home Tel"], "clients")
    >>> offers["code"].item()
    'mapping.set("phone", pn.FirstFilled(("Mobile", "Home Tel")))'
    >>> take_offers(Mapping("clients").set("phone", "Mobile"), offers, 1).origins
    {'phone': FirstFilled(headers=('Mobile', 'Home Tel'))}
    """
    if missing := [name for name in _NEEDED if name not in offers.columns]:
        raise MappingError(f"the offers lack {', '.join(missing)}; give what suggest_origins returned")
    taken = deepcopy(mapping)
    wanted_by: dict[str, int] = {}
    for number in dict.fromkeys(numbers if isinstance(numbers, Iterable) else [numbers]):
        row = _row(offers, number)
        if row["record_type"] != mapping.record_type:
            raise MappingError(f"offer {number} is for {row['record_type']} and the mapping for {mapping.record_type}")
        for name, origin in _origins(row["code"], number).items():
            if name in wanted_by:
                raise MappingError(f"the offers {wanted_by[name]} and {number} both want {name}; take one of them")
            wanted_by[name] = number
            _check_free(mapping, name, origin, number)
            taken.set(name, origin)
    return taken


def extends(before: Origin, origin: Origin) -> bool:
    """Whether an origin says the same as before, or takes up the whole column that fed the field alone."""
    return before == origin or (isinstance(before, Header) and before.header in origin.headers)


def _check_free(mapping: Mapping, name: str, origin: Origin, number: int) -> None:
    before = mapping.origins.get(name)
    if before is not None and not extends(before, origin):
        raise MappingError(f"offer {number} wants {name}, which the mapping feeds already; unset it first")


def _row(offers: pd.DataFrame, number: int) -> dict[str, Any]:
    found = offers[offers["offer"] == number]
    if len(found) != 1:
        there = ", ".join(map(str, offers["offer"])) or "none"
        raise MappingError(f"there is no offer {number}; there are: {there}")
    return {name: found[name].iloc[0] for name in _NEEDED}


def _origins(code: str, number: int) -> dict[str, Origin]:
    """What the line of code sets. It is read and not run: a file of offers may come from anywhere."""
    found: dict[str, Origin] = {}
    try:
        step = ast.parse(code, mode="eval").body
        while isinstance(step, ast.Call) and isinstance(step.func, ast.Attribute) and step.func.attr == "set":
            name, origin = map(_value, step.args)
            found[name] = Header(origin) if isinstance(origin, str) else origin
            step = step.func.value
        if not isinstance(step, ast.Name) or step.id != "mapping" or not found:
            raise ValueError(code)
    except (SyntaxError, ValueError, TypeError, KeyError):
        raise MappingError(f"the code of offer {number} is no line that suggest_origins writes") from None
    return dict(reversed(found.items()))


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="pn"), attr=name), args=args, keywords=[]):
            return _ORIGINS[name](*map(_value, args))
    return ast.literal_eval(node)
