"""Spellings that mean the same of their own accord: how a choice, yes and no, and a title may be written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

__all__ = ["NO", "TITLES", "TITLE_SPELLINGS", "YES", "plain_spelling", "spelled_choices"]

YES = frozenset({"true", "yes", "y", "t", "1"})
NO = frozenset({"false", "no", "n", "f", "0"})
_NOT_SPELT = re.compile(r"[\W_]+")


def plain_spelling(text: str) -> str:
    """What is left of a spelling when case, spaces, hyphens, underscores and dots do not count.

    Examples
    --------
    >>> plain_spelling("Non-Smoker") == plain_spelling("non smoker")
    True
    """
    return _NOT_SPELT.sub("", text.casefold())


def spelled_choices(choices: Sequence[str], also: Mapping[str, str] | None = None) -> dict[str, str]:
    """Plain spelling -> choice, for every spelling that stands for a choice and nothing else.

    Parameters
    ----------
    also
        Plain spelling -> choice, for abbreviations that mean nothing else.

    Examples
    --------
    >>> spelled_choices(["married", "civil-partnership"])
    {'married': 'married', 'civilpartnership': 'civil-partnership'}
    """
    known = {plain_spelling(choice): choice for choice in choices}
    if {"yes", "no"} <= known.keys():
        known |= dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
    for word, choice in (also or {}).items():
        if choice in choices:
            known.setdefault(word, choice)
    return known


# Spelling in names -> the catalogue's choice of the field `title`. Longer spellings stand for several words.
TITLES: dict[str, str] = {
    "mr": "mr", "mister": "mr", "mrs": "mrs", "ms": "ms", "miss": "miss", "mx": "mx", "master": "master",
    "mstr": "master", "dr": "dr", "doctor": "dr", "prof": "professor", "professor": "professor",
    "rev": "reverend", "revd": "reverend", "reverend": "reverend", "the rev": "reverend", "the revd": "reverend",
    "rev dr": "reverend_doctor", "revd dr": "reverend_doctor", "reverend dr": "reverend_doctor",
    "very rev": "very_reverend", "rt rev": "right_reverend", "right reverend": "right_reverend",
    "fr": "father", "father": "father",  "sister": "sister", "ven": "venerable",
    "archdeacon": "archdeacon", "bishop": "bishop", "canon": "canon", "deacon": "deacon", "deaconess": "deaconess",
    "monsignor": "monsignor", "msgr": "monsignor", "pastor": "pastor", "rabbi": "rabbi",
    "sir": "sir", "lady": "lady", "lord": "lord", "dame": "dame", "baron": "baron", "baroness": "baroness",
    "count": "count", "countess": "countess", "duchess": "duchess", "viscount": "viscount",
    "viscountess": "viscountess", "prince": "prince", "princess": "princess", "the earl of": "the_earl_of",
    "hon": "the_honourable", "the hon": "the_honourable", "the honourable": "the_honourable",
    "rt hon": "right_honourable", "the rt hon": "right_honourable", "right honourable": "right_honourable",
    "judge": "judge", "sheriff": "sheriff", "madam": "madam",
    "admiral": "admiral", "adm": "admiral", "rear admiral": "rear_admiral", "commodore": "commodore",
    "air commodore": "air_commodore", "air cdre": "air_commodore", "brigadier": "brigadier", "brig": "brigadier",
    "captain": "captain", "capt": "captain", "group captain": "group_captain", "gp capt": "group_captain",
    "surgeon captain": "surgeon_captain", "colonel": "colonel", "col": "colonel",
    "lieutenant colonel": "lieutenant_colonel", "lt col": "lieutenant_colonel", "lieutenant": "lieutenant",
    "lt": "lieutenant", "second lieutenant": "second_lieutenant", "flight lieutenant": "flight_lieutenant",
    "flt lt": "flight_lieutenant", "lieutenant commander": "lieutenant_commander", "lt cdr": "lieutenant_commander",
    "commander": "commander", "cdr": "commander", "wing commander": "wing_commander", "wg cdr": "wing_commander",
    "squadron leader": "squadron_leader", "sqn ldr": "squadron_leader", "major": "major", "maj": "major",
    "major general": "major_general", "maj gen": "major_general", "sergeant": "sergeant", "sgt": "sergeant",
    "staff sergeant": "staff_sergeant", "corporal": "corporal", "cpl": "corporal", "lance corporal": "lance_corporal",
    "private": "private", "pte": "private", "trooper": "trooper",
}  # fmt: skip

TITLE_SPELLINGS = {plain_spelling(spelling): title for spelling, title in TITLES.items()}
