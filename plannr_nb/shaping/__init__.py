"""Source to records: where each field comes from, names taken apart, a recipe per kind of value."""

from plannr_nb.shaping.shaped import Shaped
from plannr_nb.shaping.shaper import QUIET_DEFAULTS, shape

__all__ = ["QUIET_DEFAULTS", "Shaped", "shape"]
