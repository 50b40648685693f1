"""Which of two people on a row a header speaks of: a first applicant, a second one, a partner."""

from __future__ import annotations

from itertools import pairwise

from plannr_nb.suggest.words import Words

__all__ = ["PARTNER", "ROLES", "SECOND", "first_persons", "second_persons"]

# What people are called of whom a row may name two.
ROLES = frozenset({"applicant", "client", "customer", "holder", "individual", "investor", "life", "owner", "party",
                   "person", "policyholder"})  # fmt: skip
PARTNER = frozenset({"partner", "spouse", "wife"})
SECOND = frozenset({"second", "2"})
_FIRST = frozenset({"first", "1"})
_BESIDE_ROLE = frozenset({"joint", "assured", "policy"})
_OTHER_NAMES = frozenset({"surname", "forename", "last", "middle", "family", "given", "full"})


def second_persons(words: Words) -> Words:
    """The words by which a header says that it is the second person's; none, where it does not.

    Examples
    --------
    >>> second_persons(("second", "applicant", "forename")), second_persons(("spouse", "email"))
    (('second',), ('spouse',))
    >>> second_persons(("second", "forename")), second_persons(("client", "address", "2"))
    ((), ())
    """
    return tuple(word for word in words if word in PARTNER) or _counted(words, SECOND)


def first_persons(words: Words) -> Words:
    """The words by which a header counts its person as the first of two, and which say nothing more.

    Examples
    --------
    >>> first_persons(("first", "applicant", "surname")), first_persons(("applicant", "1", "email"))
    (('first',), ('1',))
    >>> first_persons(("first", "name", "client")), first_persons(("first", "client", "name"))
    ((), ())
    """
    counted = _counted(words, _FIRST)
    named = "name" in words and _OTHER_NAMES.isdisjoint(words)
    nothing_else = ROLES.union(counted).issuperset(words)
    return () if nothing_else or (named and "first" in counted) else counted


def _counted(words: Words, numbers: frozenset[str]) -> Words:
    """The number of a role: in front of it where the header begins, or behind it, and a figure is no line's then."""
    told = [word for word in words if word not in _BESIDE_ROLE]
    if len(told) > 1 and told[0] in numbers and told[1] in ROLES:
        return (told[0],)
    behind = (after for role, after in pairwise(told) if role in ROLES and after in numbers and after.isdigit())
    return next(((number,) for number in behind), ())
