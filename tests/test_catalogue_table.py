"""The record type as it shows in a notebook."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from plannr_nb import catalogue
from plannr_nb.catalogue import Certainty, Field, Kind, RecordType, Required
from plannr_nb.catalogue.table import to_html


class Cells(HTMLParser):
    """The text of the caption and of the cells, row by row."""

    def __init__(self, html):
        super().__init__()
        self.caption, self.rows, self.tags, self.inside = "", [], [], None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag in ("td", "th", "caption", "style"):
            self.inside = tag
        if tag == "br":
            self.rows[-1][-1] += "; "

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside == "caption":
            self.caption += data
        elif self.inside in ("td", "th"):
            self.rows[-1][-1] += data


def test_rows_say_what_an_analyst_needs():
    plans = RecordType("plans", tuple(catalogue.load("plans")[name] for name in ("uuid", "type", "opened_at")))

    table = Cells(plans._repr_html_())

    assert table.rows == [
        ["Field", "Label", "Kind", "Required", "Choices", "Certainty", "At once, if wrong"],
        [
            *("uuid", "Plan id", "id", "to update", "", "documented"),
            "in an update, picks the record that is overwritten",
        ],
        [
            *("type", "Choose a type", "choice", "to create (inferred)"),
            "annuity, cash_account, fixed_asset, general_insurance + 6 more (inferred)",
            "documented",
            "decides what sort of plan is made, and cannot be changed afterwards",
        ],
        ["opened_at", "Opened At", "date", "to create, depends (inferred)", "", "documented", ""],
    ]


def test_the_caption_counts_fields_by_certainty(tmp_path):
    sample = tmp_path / "s.csv"
    sample.write_text("email,first_name,title\n")

    assert Cells(to_html(catalogue.load("clients", sample=sample))).caption.startswith(
        "clients92 fields: 3 confirmed, 14 documented, 75 inferred."
    )
    assert Cells(to_html(catalogue.load("notes"))).caption.startswith("notes8 fields: 8 inferred.")


def test_text_from_a_file_cannot_become_markup():
    evil = '<script>alert("1")</script>&"\'>'
    item = Field(
        evil,
        label=evil,
        kind=Kind.CHOICE,
        required_store=Required.YES,
        choices=(evil, *"abcdef"),
        note=evil,
        certainty=Certainty.CONFIRMED,
        consequence=evil,
    )

    html = to_html(RecordType(evil, (item,)))
    table = Cells(html)

    assert "script" not in table.tags and evil not in html
    assert table.rows[1] == [evil, evil, "choice", "to create", f"{evil}, a, b, c + 3 more", "confirmed", evil]


@pytest.mark.parametrize("name", catalogue.record_types())
def test_every_record_type_has_a_row_per_field_and_a_closed_table(name):
    html = to_html(catalogue.load(name))

    assert len(Cells(html).rows) == len(catalogue.load(name)) + 1
    for tag in ("div", "table", "thead", "tbody", "tr", "th", "td", "span"):
        assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")


def test_styles_reach_nothing_outside_the_table():
    html = to_html(catalogue.load("circles"))
    style = html.partition("<style>")[2].partition("</style>")[0]
    selectors = [
        selector.strip()
        for block in style.replace("@media (prefers-color-scheme:dark){", "").split("}")
        for selector in block.partition("{")[0].split(",")
        if selector.strip()
    ]

    assert selectors and all(selector.startswith(".pnb-cat") for selector in selectors)
