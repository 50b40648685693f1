"""Offers: what feeds a field and is more than one header, each with its evidence."""

from plannr_nb.suggest.offers.suggesting import suggest_origins
from plannr_nb.suggest.offers.taking import take_offers

__all__ = ["suggest_origins", "take_offers"]
