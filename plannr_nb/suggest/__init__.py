"""Headers and cells -> ranked fields with a score and a reason, and a mapping of what is safe to pre-tick."""

from plannr_nb.suggest.memory import remember
from plannr_nb.suggest.offers import suggest_origins, take_offers
from plannr_nb.suggest.proposal import PRE_TICKED, propose_mapping
from plannr_nb.suggest.ranking import SUGGESTED, suggest_mapping
from plannr_nb.suggest.source_packs import packs

__all__ = [
    "PRE_TICKED",
    "SUGGESTED",
    "packs",
    "propose_mapping",
    "remember",
    "suggest_mapping",
    "suggest_origins",
    "take_offers",
]
