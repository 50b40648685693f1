"""Choose a Plannr field for each column, starting from what is safe to pre-tick."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets
import pandas as pd

from plannr_nb import catalogue
from plannr_nb.catalogue import Field, RecordType
from plannr_nb.errors import MappingError, PlannrNbError, did_you_mean
from plannr_nb.mapping import FirstFilled, Header, Joined, Mapping, Pair, Part
from plannr_nb.shaping import QUIET_DEFAULTS
from plannr_nb.suggest import propose_mapping, suggest_mapping
from plannr_nb.views.style import SHEET, note

__all__ = ["MappingEditor"]

# ipywidgets shows an option whose value is None as blank, so "unmapped" has a value of its own.
UNMAPPED = ""
# A column that feeds something together with others, or is the key: shown, and changed in code.
KEPT = "="
_WORDS = {
    FirstFilled: "the first filled of several",
    Joined: "joined from several",
    Pair: "for one of two people",
    Part: "a part of this column",
}


class MappingEditor(widgets.VBox):
    """A row per source column with its ranked suggestions. `mapping` is the plain object a script would use.

    Parameters
    ----------
    source
        A frame of text as `read_table` gives it. Its cells are counted and never shown.
    record_type
        Name or loaded `RecordType`.
    mapping
        Where to start; what `propose_mapping` pre-ticks when left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from plannr_nb.views import MappingEditor
    >>> editor = MappingEditor(pd.DataFrame({"Surname": ["Evans"], "Shoe size": ["9"]}), "clients")
    >>> editor.set("Surname", "last_name")
    >>> editor.mapping.fields
    {'last_name': 'Surname'}
    """

    def __init__(self, source: pd.DataFrame, record_type: str | RecordType, mapping: Mapping | None = None) -> None:
        self.source = source
        self.record_type = catalogue.load(record_type)
        self.mapping = propose_mapping(source, self.record_type) if mapping is None else mapping
        self._ranked = dict(list(suggest_mapping(source, self.record_type).groupby("header", sort=False)))
        self._drawing = False
        self._status = widgets.HTML()
        self._message = widgets.HTML()
        self._choices = {str(header): self._dropdown(str(header)) for header in source.columns}
        self._reasons = {header: widgets.HTML() for header in self._choices}
        rows = [self._row(header) for header in self._choices]
        # Rows keep their height inside a box that scrolls only when they stand in one that does not shrink.
        table = widgets.VBox([widgets.VBox(rows, layout=widgets.Layout(flex="0 0 auto"))])
        table.layout = widgets.Layout(max_height="28rem", overflow="auto", border="1px solid var(--jp-border-color2)")
        super().__init__([widgets.HTML(SHEET), self._status, table, self._message])
        self.add_class("plannr-nb-editor")
        self._draw()

    def __repr__(self) -> str:
        return f"MappingEditor({self.record_type.name}, {len(self._choices)} columns)"

    def set(self, header: str, field: str | None) -> None:
        """Map `header` to `field`, taking the field from whichever header had it; None leaves the column unmapped."""
        if header not in self._choices:
            raise MappingError(f'the source has no column "{header}"; {did_you_mean(header, self._choices)}')
        if field and field not in self.record_type:
            known = [item.name for item in self.record_type]
            raise MappingError(f'{self.record_type.name} have no field "{field}"; {did_you_mean(field, known)}')
        for mapped, origin in list(self.mapping.origins.items()):
            if isinstance(origin, Header) and origin.header == header:
                self.mapping.unset(mapped)
        if field:
            self.mapping.set(field, header)
        self._draw()

    def _dropdown(self, header: str) -> widgets.Dropdown:
        ranked = [name for name in self._suggested(header)["field"] if isinstance(name, str)]
        rest = [item.name for item in self.record_type.importable if item.name not in ranked]
        options = [("leave unmapped", UNMAPPED)]
        options += [(f"{_label(self.record_type[name])}   (suggested)", name) for name in ranked]
        options += [(_label(self.record_type[name]), name) for name in rest]
        dropdown = widgets.Dropdown(
            options=options,
            value=UNMAPPED,
            description=header,
            style={"description_width": "15rem"},
            layout=widgets.Layout(width="34rem"),
        )
        dropdown.observe(lambda change: self._chosen(header, change["new"]), names="value")
        return dropdown

    def _row(self, header: str) -> widgets.HBox:
        return widgets.HBox([self._choices[header], self._reasons[header]], layout=widgets.Layout(flex="0 0 auto"))

    def _suggested(self, header: str) -> pd.DataFrame:
        return self._ranked.get(header, pd.DataFrame({"field": [], "score": [], "reason": []}))

    def _chosen(self, header: str, field: str) -> None:
        if self._drawing or field in (self._whole_columns().get(header, UNMAPPED), KEPT):
            return
        try:
            self.set(header, field or None)
            self._message.value = ""
        except PlannrNbError as error:
            self._message.value = note(str(error), "error")

    def _whole_columns(self) -> dict[str, str]:
        """Header -> the field it feeds on its own."""
        return {header: field for field, header in self.mapping.fields.items()}

    def _shared_columns(self) -> dict[str, str]:
        """Header -> what it feeds together with others or as the key, in words."""
        shared = {} if self.mapping.key is None else {self.mapping.key: "the old system's reference"}
        for field, origin in self.mapping.origins.items():
            if not isinstance(origin, Header):
                shared |= dict.fromkeys(origin.headers, f"{field}, {_WORDS[type(origin)]}")
        return shared

    def _draw(self) -> None:
        # New options make a dropdown choose for a moment, which is nobody's choice.
        self._drawing = True
        try:
            self._draw_columns()
        finally:
            self._drawing = False
        self._status.value = self._summary()

    def _draw_columns(self) -> None:
        whole, shared = self._whole_columns(), self._shared_columns()
        for header, dropdown in self._choices.items():
            only_shared = header in shared and header not in whole
            options = [option for option in dropdown.options if option[1] != KEPT]
            if only_shared:
                options.insert(0, (shared[header], KEPT))
            dropdown.options = options
            dropdown.value = KEPT if only_shared else whole.get(header, UNMAPPED)
            self._reasons[header].value = self._reason(header, whole.get(header), kept=only_shared)

    def _reason(self, header: str, field: str | None, *, kept: bool) -> str:
        filled = int(self.source[header].notna().sum())
        suggested = self._suggested(header)
        chosen = suggested[suggested["field"] == field] if field else suggested.head(1)
        why = ""
        if len(chosen) and isinstance(chosen["field"].iloc[0], str) and not kept:
            score, reason = float(chosen["score"].iloc[0]), str(chosen["reason"].iloc[0])
            lead = "" if field else f"perhaps {escape(chosen['field'].iloc[0])}: "
            why = f"<b>{score:.0%}</b> {lead}{escape(reason)}"
        return f'<span class="plannr-nb-quiet">{filled:,} filled</span> <span>{why}</span>'

    def _summary(self) -> str:
        given = {*self.mapping.origins, *QUIET_DEFAULTS.get(self.record_type.name, {})}
        missing = [item.name for item in self.record_type.required("store") if item.name not in given]
        behind = self.mapping.left_behind(self.source)
        left, asked = len(behind), behind[behind["meaning"].notna() & (behind["why"] == "not decided")]
        text = f"<b>{len(self._choices) - left}</b> of {len(self._choices)} columns mapped, <b>{left}</b> left behind."
        if missing:
            text += f" Required and missing in a store: {escape(', '.join(missing))}."
        if len(asked):
            told = ", ".join(f"{row.header} ({row.meaning})" for row in asked.itertuples())
            text += f" Not to be left in silence: {escape(told)}."
        return f'<div role="status" class="plannr-nb-status">{text}</div>'


def _label(field: Field) -> str:
    return f"{field.name} ({field.label})" if field.label and field.label != field.name else field.name
