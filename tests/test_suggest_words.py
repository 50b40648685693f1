"""Headers are read in one spelling, however they are written."""

from __future__ import annotations

import pytest

from plannr_nb.suggest.words import words_of

KNOWN = frozenset({"date", "birth", "home", "phone", "policy", "number", "address", "line", "first", "name"})


@pytest.mark.parametrize(
    ("rule", "header", "words"),
    [
        ("abbreviation", "DOB", ("birth", "date")),
        ("abbreviation", "NINO", ("national", "insurance", "number")),
        ("abbreviation", "Tel. No.", ("phone", "number")),
        ("abbreviation with dots", "D.O.B.", ("birth", "date")),
        ("camel case", "clientAddressLine1", ("client", "address", "line", "1")),
        ("camel case in an abbreviation", "DoB", ("birth", "date")),
        ("underscores and suffix", "assigned_adviser_uuid", ("assigned", "adviser", "id")),
        ("prefix", "Plan.Policy Number", ("plan", "policy", "number")),
        ("plural", "Nationalities", ("nationality",)),
        ("plural", "Addresses", ("address",)),
        ("singular in s", "Client Status", ("client", "status")),
        ("American spelling", "Organization Name", ("organisation", "name")),
        ("American spelling", "Financial Advisors", ("financial", "adviser")),
        ("American word", "Zip", ("postcode",)),
        ("two words for one", "Post Code", ("postcode",)),
        ("two words for one", "E-Mail Address", ("email", "address")),
        ("unit", "Value (£)", ("value", "money")),
        ("symbol", "Policy #", ("policy", "number")),
        ("symbol", "% of Salary", ("percent", "salary")),
        ("format hint", "Date of Birth (dd/mm/yyyy)", ("date", "birth")),
        ("no gap", "homephone", ("home", "phone")),
        ("no gap", "policyno", ("policy", "number")),
        ("no gap, not made of known words", "lackadaisical", ("lackadaisical",)),
        ("odd header", " \n", ()),
        ("odd header", "«»", ()),
    ],
)
def test_a_header_is_read_in_one_spelling(rule: str, header: str, words: tuple[str, ...]) -> None:
    assert words_of(header, KNOWN) == words, rule
