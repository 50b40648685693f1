"""Notes: HTML becomes the text it shows, stamps stand above it, and nothing is cut in silence."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plannr_nb.errors import MappingError
from plannr_nb.mapping import Constant, Mapping
from plannr_nb.shaping import Shaped, shape
from plannr_nb.shaping.html_text import text_of_html


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>Knee &amp; hip</p>", "Knee & hip"),
        ("a<br>b<BR/>c<br><br>d", "a\nb\nc\n\nd"),
        ("<div>one<br></div><div>two</div>", "one\ntwo"),
        ("<p>one</p>\n<p>two\nlines</p>", "one\n\ntwo lines"),
        ("<span style='a:b'>one</span>\ntwo", "one\ntwo"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n- b\n- c"),
        ("<p>To do</p><ol><li>a<li>b</ol><p>end</p>", "To do\n\n1. a\n2. b\n\nend"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        (
            "See <a href='https://example.org/x?a=1&amp;b=2&copy=3'>form</a>.",
            "See form (https://example.org/x?a=1&b=2&copy=3).",
        ),
        ('<a href="mailto:ann@example.com">ann@example.com</a>', "ann@example.com"),
        ("<a href='https://example.org/'></a>", "https://example.org/"),
        ("<img src='x.png' alt='Signature'><img src='y.png'>", "[Signature][image]"),
        ("&lt;p&gt;escaped &amp;amp; twice&lt;/p&gt;", "escaped & twice"),
        ("O&#39;Brien &#8217; &eacute;&nbsp;&#x80;", "O'Brien ’ é €"),
        ("<!--[if gte mso 9]><xml><w:x>1</w:x></xml><![endif]-->Hi<o:p></o:p>", "Hi"),
        ("<style>p{}</style><title>t</title>Hi", "Hi"),
    ],
)
def test_html_becomes_the_text_it_shows(cell: str, text: str) -> None:
    assert text_of_html(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        "BP <140 and >90, 3 < 4",
        "Ann <ann@example.com> rang",
        "AT&T; R&D; Fish & chips",
        "https://example.org/?a=1&copy=2&reg=3",
        "a note cut in the middle of a <di",
        "<Surname>, <unknown>",
        "&bogus; &#0; &#xFFFF;",
        "<style>never closed",
        "two  spaces\r\nand a line",
    ],
)
def test_what_is_no_html_stays_as_it_is(cell: str) -> None:
    assert text_of_html(cell) == cell


def test_what_is_left_open_loses_nothing() -> None:
    assert text_of_html("<style>x<br>y <!-- z") == "<style>x\ny <!-- z"
    assert text_of_html("<b>x <a href='https://example.org'>y") == "x y (https://example.org)"


PIECES = (
    "<p>|</p>|<br>|<b>|</b>|<ul>|</ul>|<li>|<td>|<tr>|<div>|</div>|<a href='x'>|</a>|&amp;|&lt;|&gt;|&nbsp;|<|>|&|amp;|"
    "<!--|-->|<style>|</style>|word| |\n|&#39;|1.|br|'"
)
html = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join)


@given(html | st.text(max_size=30))
@example("&amp;lt;br&amp;gt;")
def test_the_text_of_html_is_its_own_text_and_keeps_every_word(cell: str) -> None:
    text = text_of_html(cell)
    assert text_of_html(text) == text
    if "<!--" not in cell and "<style" not in cell:
        assert text.count("word") == cell.count("word")


def shaped(field: str, cells: list[str | None], record_type: str = "clients") -> Shaped:
    source = pd.DataFrame({"Ref": [str(n) for n in range(len(cells))], "Text": cells}, dtype="str")
    return shape(source, Mapping(record_type, key="Ref").set(field, "Text"))


def codes(found: Shaped) -> list[tuple[str, str]]:
    problems = found.problems[found.problems["record_id"].notna()]
    return list(zip(problems["record_id"], problems["code"], strict=True))


def test_notes_keep_their_lines_and_names_stand_in_one() -> None:
    cell = "<p>Ann&nbsp;O&#39;Brien</p><p>and son</p>"
    assert shaped("health_notes", [cell]).records["health_notes"].tolist() == ["Ann O'Brien\n\nand son"]
    assert shaped("last_name", [cell]).records["last_name"].tolist() == ["Ann O'Brien and son"]


def test_html_is_counted_and_html_that_shows_nothing_keeps_its_text() -> None:
    found = shaped("health_notes", ["<p>one</p>", "two", "<p>&nbsp;</p>", None])
    assert found.records["health_notes"].fillna("").tolist() == ["one", "two", "<p>&nbsp;</p>", ""]
    assert codes(found) == [("2", "empty_html")]
    counts = found.changes[["recipe", "changed", "left", "blank", "unreadable"]].values.tolist()
    assert counts == [["HTML as the text it shows", 1, 2, 1, 0]]


def test_texts_of_the_length_at_which_systems_cut_are_told() -> None:
    cut = ["a" * 255, "b" * 255]
    assert codes(shaped("health_notes", [*cut, "c"])) == [("0", "text_perhaps_cut"), ("1", "text_perhaps_cut")]
    assert codes(shaped("health_notes", [*cut, "c" * 256])) == []
    assert codes(shaped("health_notes", ["a" * 255, "b"])) == []


def test_a_text_longer_than_the_field_is_told_and_not_cut() -> None:
    found = shaped("name", ["x" * 256, "y" * 255], "incomes")
    assert found.records["name"].str.len().tolist() == [256, 255]
    assert codes(found) == [("0", "text_too_long")]


def noted(mapping: Mapping) -> Shaped:
    source = pd.DataFrame(
        {
            "Note": ["<p>Rang</p>", None, "Met", "[12/03/2019 09:30, reference N-4]\nOld"],
            "Created": ["12/03/2019 09:30", "13/03/2019", "soon", "12/03/2019 09:30"],
            "By": [" Dom Calvert", "Ann Hale", None, None],
            "ID": ["N-1", "N-2", None, "N-4"],
        },
        dtype="str",
    )
    return shape(source, mapping.set("contents", "Note"))


def test_date_author_and_reference_are_written_above_a_note_once() -> None:
    found = noted(Mapping("notes").stamp("contents", date="Created", author="By", reference="ID"))
    assert found.records["contents"].fillna("").tolist() == [
        "[12/03/2019 09:30, Dom Calvert, reference N-1]\nRang",
        "",
        "[soon]\nMet",
        "[12/03/2019 09:30, reference N-4]\nOld",
    ]
    steps = found.changes.set_index("recipe")["changed"]
    assert steps["date, author or reference written above the text"] == 2


def test_a_date_that_could_be_either_is_stamped_as_it_stands() -> None:
    source = pd.DataFrame({"Note": ["Rang"], "Created": ["03/04/2019"]}, dtype="str")
    mapping = Mapping("notes").set("contents", "Note").stamp("contents", date="Created")
    assert shape(source, mapping).records["contents"].tolist() == ["[03/04/2019]\nRang"]
    mapping.date_order = "mdy"
    assert shape(source, mapping).records["contents"].tolist() == ["[04/03/2019]\nRang"]


def test_a_stamp_follows_the_order_of_the_field_that_its_date_feeds() -> None:
    source = pd.DataFrame({"Note": ["Rang"], "Created": ["03/04/2019"]}, dtype="str")
    mapping = Mapping("notes", date_order="dmy").set("contents", "Note").set("created_at", "Created")
    mapping.stamp("contents", date="Created").date_orders["created_at"] = "mdy"
    records = shape(source, mapping).records
    assert records[["contents", "created_at"]].values.tolist() == [["[04/03/2019]\nRang", "04/03/2019"]]


def test_only_text_is_stamped() -> None:
    source = pd.DataFrame({"When": ["2019-03-12"]}, dtype="str")
    mapping = Mapping("clients").set("date_of_birth", "When").stamp("date_of_birth", date="When")
    with pytest.raises(MappingError, match="date_of_birth is no text, so nothing can be written above it"):
        shape(source, mapping)


def test_a_constant_is_no_default_of_the_old_system() -> None:
    source = pd.DataFrame({"Ref": [str(n) for n in range(30)]}, dtype="str")
    mapping = Mapping("clients", key="Ref").set("is_prospect", Constant("no"))
    assert "likely_default" not in shape(source, mapping).problems["code"].tolist()
