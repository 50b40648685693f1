"""A record type as a table to read in a notebook, in JupyterLab's own colours."""

from __future__ import annotations

from html import escape

from plannr_nb.catalogue.model import Certainty, Field, Kind, Mode, RecordType, Required

__all__ = ["to_html"]

_CHOICES_SHOWN = 4
_HEADINGS = ("Field", "Label", "Kind", "Required", "Choices", "Certainty", "At once, if wrong")
_KINDS = {Kind.NAME_REF: "name", Kind.NI_NUMBER: "NI number", Kind.UUID: "id"}
_ACTIONS = ((Mode.STORE, "create"), (Mode.UPDATE, "update"))

# Fallbacks stand for hosts without JupyterLab's variables (nbconvert, VS Code), light and dark. The class is doubled
# because JupyterLab styles output tables with two classes and a tag.
_STYLE = """
.pnb-cat{--t:var(--jp-content-font-color1,#1f2328);--q:var(--jp-content-font-color2,#59636e);
--l:var(--jp-border-color2,#d8dee4);--b:var(--jp-layout-color1,#fff);--h:var(--jp-layout-color2,#f5f6f8);
--a:var(--jp-warn-color1,#c4690a);--ok:var(--jp-success-color0,#1a6b34);
color:var(--t);background:var(--b);font:13px/1.45 var(--jp-content-font-family,system-ui,sans-serif);
max-height:36em;overflow:auto;border:1px solid var(--l);border-radius:4px}
@media (prefers-color-scheme:dark){.pnb-cat{--t:var(--jp-content-font-color1,#e6edf3);
--q:var(--jp-content-font-color2,#9da7b1);--l:var(--jp-border-color2,#3d444d);--b:var(--jp-layout-color1,#15181c);
--h:var(--jp-layout-color2,#1f242a);--a:var(--jp-warn-color1,#f0b35a);--ok:var(--jp-success-color0,#6ccb86)}}
.pnb-cat.pnb-cat table{border-collapse:separate;border-spacing:0;width:100%;margin:0;border:0;table-layout:auto;
color:inherit;font:inherit}
.pnb-cat.pnb-cat caption{caption-side:top;text-align:left;padding:10px 12px 8px;color:var(--q);background:var(--b)}
.pnb-cat caption b{color:var(--t);font-size:15px;font-weight:600;margin-right:10px}
.pnb-cat.pnb-cat tr th,.pnb-cat.pnb-cat tr td{padding:5px 12px;text-align:left;vertical-align:top;
line-height:1.45;background:var(--b);border-bottom:1px solid var(--l)}
.pnb-cat.pnb-cat thead tr th{position:sticky;top:0;z-index:1;background:var(--h);color:var(--q);font-weight:600;
white-space:nowrap}
.pnb-cat.pnb-cat tbody tr:last-child>*{border-bottom:0}
.pnb-cat.pnb-cat tbody tr:hover>*{background:var(--h)}
.pnb-cat.pnb-cat tbody tr th{font:600 12px/1.55 var(--jp-code-font-family,ui-monospace,monospace);white-space:nowrap}
.pnb-cat .q,.pnb-cat .off>*{color:var(--q)}
.pnb-cat.pnb-cat tr .n,.pnb-cat .n{white-space:nowrap}
.pnb-cat.pnb-cat tr .w{min-width:13em}
.pnb-cat .w i{display:inline-block;width:6px;height:6px;border-radius:3px;margin:0 7px 2px 0;background:var(--a)}
.pnb-cat .s{display:inline-block;border:1px solid var(--l);border-radius:9px;padding:0 8px;font-size:12px;
white-space:nowrap}
.pnb-cat .s.confirmed{color:var(--ok);border-color:currentColor}
.pnb-cat .s.inferred{color:var(--q);border-style:dashed}
"""


def to_html(record_type: RecordType) -> str:
    """A table of the fields with a caption that counts them. A field's note shows over its name.

    Examples
    --------
    >>> from plannr_nb import catalogue
    >>> to_html(catalogue.load("circles")).count("<tr")
    6
    """
    head = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    body = "".join(map(_row, record_type))
    return (
        f'<div class="pnb-cat"><style>{_STYLE}</style><table><caption>{_caption(record_type)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _caption(record_type: RecordType) -> str:
    counts = {certainty: sum(item.certainty is certainty for item in record_type) for certainty in Certainty}
    said = ", ".join(f"{count} {certainty}" for certainty, count in counts.items() if count)
    return f"<b>{escape(record_type.name)}</b>{len(record_type)} fields: {said}. Hover over a name for its note."


def _row(item: Field) -> str:
    off = ' class="off"' if item.kind is Kind.IGNORED else ""
    kind = _KINDS.get(item.kind, str(item.kind)) + (", several" if item.many else "")
    cells = (
        f'<th scope="row" title="{escape(item.note)}">{escape(item.name)}</th>',
        f"<td>{escape(item.label)}</td>",
        f'<td class="n">{escape(kind)}</td>',
        f"<td>{_required(item)}</td>",
        f"<td>{_choices(item)}</td>",
        f'<td><span class="s {item.certainty}">{item.certainty}</span></td>',
        f'<td class="w">{_consequence(item)}</td>',
    )
    return f"<tr{off}>{''.join(cells)}</tr>"


def _required(item: Field) -> str:
    told = [
        f"to {action}" if item.required(mode) is Required.YES else f"to {action}, depends"
        for mode, action in _ACTIONS
        if item.required(mode) is not Required.NO
    ]
    if not told:
        return '<span class="q">–</span>'
    sure = item.certainty_of("required")
    return "<br>".join(told) + (_less_sure(sure) if sure is not item.certainty else "")


def _choices(item: Field) -> str:
    if not item.choices:
        return ""
    shown = ", ".join(map(escape, item.choices[:_CHOICES_SHOWN]))
    more = len(item.choices) - _CHOICES_SHOWN
    rest = f' <span class="q n" title="{escape(", ".join(item.choices))}">+ {more} more</span>' if more > 0 else ""
    sure = item.certainty_of("choices")
    return shown + rest + (_less_sure(sure) if sure is not item.certainty else "")


def _consequence(item: Field) -> str:
    return f"<i></i>{escape(item.consequence)}" if item.consequence else ""


def _less_sure(certainty: Certainty) -> str:
    return f' <span class="q">({certainty})</span>'
