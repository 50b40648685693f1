"""Reviewed lists to look names up in: providers with their former names, and types of plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from plannr_nb.catalogue.choice_words import plan_types
from plannr_nb.catalogue.providers import provider_rows
from plannr_nb.values.spoken import Spoken

__all__ = ["Listing", "listing_for"]


@dataclass(frozen=True, slots=True)
class Listing:
    """A name on a list that a spelling may stand for."""

    name: str
    score: float
    reason: str


_PROVIDER_COLUMNS = (
    ("name", 0.9, "the reviewed list of providers writes it so"),
    ("other_names", 0.8, "another name of this provider, by the reviewed list"),
    ("former_names", 0.65, "a former name of this provider, by the reviewed list"),
)
_PLAN_TYPE_COLUMNS = (
    ("name", 0.9, "the reviewed list of plan types writes it so"),
    ("same", 0.9, "another name of this type of plan, by the reviewed list"),
    ("likely", 0.7, "most often this type of plan, by the reviewed list"),
)


def listing_for(field: str) -> dict[str, tuple[Listing, ...]]:
    """Key of a spelling -> the listed names it may stand for; empty for a field without a list."""
    if field == "provider":
        return _providers()
    return _types() if field in ("plan_type", "sub_type") else {}


@cache
def _providers() -> dict[str, tuple[Listing, ...]]:
    return _by_key(provider_rows(), _PROVIDER_COLUMNS)


@cache
def _types() -> dict[str, tuple[Listing, ...]]:
    return _by_key(plan_types(), _PLAN_TYPE_COLUMNS)


def _by_key(
    rows: Sequence[dict[str, str]], columns: Sequence[tuple[str, float, str]]
) -> dict[str, tuple[Listing, ...]]:
    found: dict[str, list[Listing]] = {}
    for row in rows:
        for column, score, reason in columns:
            for written in filter(None, row[column].split("|")):
                listed = found.setdefault(Spoken(written).key, [])
                if all(each.name != row["name"] for each in listed):
                    listed.append(Listing(row["name"], score, reason))
    return {key: tuple(listed) for key, listed in found.items()}
