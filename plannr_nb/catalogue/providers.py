"""British providers of plans, with the names they go and went by: a reviewed list to choose from, never applied."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["provider_rows", "providers"]


def providers(*, each_name: bool = False) -> pd.DataFrame:
    """UK life, pension, platform, investment and protection providers, with their other and former names.

    A list to look names up in. Nothing applies it on its own: a plan keeps the provider its cell names until a value
    map that a person has confirmed says otherwise, and a firm may well keep a former name on purpose. It was written
    from what is commonly known of the market and is no register; ask the provider, or the Financial Services Register,
    who holds a certain policy today.

    Parameters
    ----------
    each_name
        One row per name instead of one per provider.

    Returns
    -------
    DataFrame
        Frame of text in alphabetical order. ``name`` as commonly used today; ``other_names`` spellings, short forms and
        brands of the same company, ``former_names`` what it was called before and companies that went up in it, both
        separated by `` | ``; ``what`` it offers; ``note``. A former name may stand with several providers, where a
        company was divided: then only the policy tells.

        With `each_name`: ``written``, a name; ``name`` of the provider; ``relation`` one of ``name``, ``other`` and
        ``former``; ``providers`` int, how many providers have that name.

    Examples
    --------
    >>> names = providers(each_name=True)
    >>> names.loc[names["written"] == "Norwich Union", ["name", "relation"]].values.tolist()
    [['Aviva', 'former']]
    >>> names.loc[names["written"] == "Old Mutual Wealth", "name"].tolist()
    ['Quilter', 'ReAssure']
    """
    import pandas as pd

    if not each_name:
        listed = pd.DataFrame(provider_rows(), dtype="str").fillna("")
        for column in ("other_names", "former_names", "what"):
            listed[column] = listed[column].str.replace("|", " | ", regex=False)
        return listed
    rows = [
        {"written": written, "name": row["name"], "relation": relation}
        for row in provider_rows()
        for relation, names in (
            ("name", row["name"]),
            ("other", row["other_names"]),
            ("former", row["former_names"]),
        )
        for written in names.split("|")
        if written
    ]
    listed = pd.DataFrame(rows, dtype="str")
    spelled = listed["written"].str.casefold()
    return listed.assign(providers=listed.groupby(spelled)["name"].transform("nunique").astype("int64"))


@cache
def provider_rows() -> tuple[dict[str, str], ...]:
    """The rows of ``providers.csv`` as they stand there; names are separated by a bar."""
    text = (files("plannr_nb.catalogue") / "providers.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
