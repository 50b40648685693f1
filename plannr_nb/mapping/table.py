"""A mapping as a calm table in a notebook."""

from __future__ import annotations

from html import escape

from plannr_nb.mapping.model import Mapping
from plannr_nb.mapping.origins import Constant, FirstFilled, Header, Joined, Origin, Pair, Part

__all__ = ["to_html"]

_LINE = "border-bottom:1px solid var(--jp-border-color2,#ddd)"


def to_html(mapping: Mapping) -> str:
    """One row per field; value maps are counted and not shown, since they hold cells."""
    cell = (
        "padding:4px 12px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--jp-border-color2,#ddd)"
    )
    notes = {name: _settings(mapping, name) for name in mapping.origins}
    rows = "".join(
        f'<tr><th scope="row" style="{cell};font-weight:600">{escape(name)}</th>'
        f'<td style="{cell}">{escape(_describe(origin))}</td><td style="{cell}">{escape(notes[name])}</td></tr>'
        for name, origin in mapping.origins.items()
    )
    head = "".join(f'<th scope="col" style="{cell}">{title}</th>' for title in ("Field", "Comes from", "Read as"))
    key = f"; the record's own reference is “{mapping.key}”" if mapping.key is not None else ""
    grouped = ", rows with the same one are one record" if mapping.key is not None and mapping.group_by_key else ""
    caption = f"{mapping.record_type}: {len(mapping.origins)} fields mapped, {len(mapping.dropped)} columns dropped"
    if mapping.date_order is not None:
        grouped += f"; dates are {mapping.date_order}"
    return (
        '<table style="border-collapse:collapse;color:var(--jp-content-font-color1,inherit);'
        'font-family:var(--jp-content-font-family,sans-serif);font-size:var(--jp-content-font-size1,14px)">'
        f'<caption style="text-align:left;padding:0 0 6px;color:var(--jp-content-font-color2,inherit)">'
        f"{escape(caption + key + grouped)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _describe(origin: Origin) -> str:
    match origin:
        case Header(header):
            return f"“{header}”"
        case Constant(value):
            return f"always “{value}”"
        case FirstFilled(headers):
            return "first filled of " + ", ".join(f"“{header}”" for header in headers)
        case Joined(headers):
            return " joined with ".join(f"“{header}”" for header in headers)
        case Pair(first, second):
            return f"{_describe(first)} for one person, {_describe(second)} for the other"
        case Part(header, split, part):
            return f"{part.replace('_', ' ')} taken from “{header}” (split {split})"


def _settings(mapping: Mapping, name: str) -> str:
    said = []
    if mapping.values.get(name):
        said.append(f"{len(mapping.values[name])} values mapped")
    if name in mapping.date_orders:
        said.append(f"dates {mapping.date_orders[name]}")
    if name in mapping.stamps:
        said.append("stamped from " + ", ".join(f"“{header}”" for header in mapping.stamps[name].headers))
    if name in mapping.money_units:
        said.append(f"in {mapping.money_units[name]}")
    return ", ".join(said)
