"""The first look at names says what reading them one by one would."""

from __future__ import annotations

import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from plannr_nb.shaping.first_look import COUPLE, ONE_PERSON, holds, look_at
from plannr_nb.shaping.names import NameType, read_name

WORDS = st.sampled_from(
    [
        *("Mr", "Mrs", "Ms", "Miss", "Dr", "MRS", "&", "and", "And", "AND", "J", "P.", "Q", "John", "Jane", "Hale"),
        *("O'Neill", "Llŷr", "Siân", "Anne-Marie", "van", "de", "St", "Sons", "Co", "Ltd", "Trust", "Family", "Fund"),
        *("Church", "UK", "Sir", "Esq", "Jr", "II", "Major", "Baron", "Messrs", "Estate", "of", "deceased", "Partners"),
        *("Group", "2", ",", "/", ";", "Re", "(Jo)"),
    ]
)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(st.lists(st.lists(WORDS, min_size=1, max_size=7).map(" ".join), min_size=60, max_size=60))
def test_what_is_plain_at_first_look_is_read_as_just_that(names: list[str]) -> None:
    told = {ONE_PERSON: NameType.INDIVIDUAL, COUPLE: NameType.JOINT}
    for name, look in zip(names, look_at(pd.Series(names, dtype="str")).tolist(), strict=True):
        if look:
            read = read_name(name)
            assert (name, read.type, read.codes) == (name, told[look], ())


def test_ordinary_names_need_no_second_look() -> None:
    names = ["Mr John Hale", "J P Hale", "Siân Mary Pryce", "Mr & Mrs J & P Hale", "JOHN AND JANE HALE",
             "Dr J & Mrs P O'Neill", "Mr & Mrs Hale"]  # fmt: skip
    assert look_at(pd.Series(names, dtype="str")).tolist() == [1, 1, 1, 2, 2, 2, 2]


def test_blanks_hold_nothing() -> None:
    assert holds(pd.Series([None, "a & b"], dtype="str"), "&").tolist() == [False, True]
