"""Headers and cells -> ranked fields with a score and a reason, and a mapping of what is safe to pre-tick."""

from plannr_nb.suggest.proposal import PRE_TICKED, propose_mapping
from plannr_nb.suggest.ranking import SUGGESTED, suggest_mapping

__all__ = ["PRE_TICKED", "SUGGESTED", "propose_mapping", "suggest_mapping"]
