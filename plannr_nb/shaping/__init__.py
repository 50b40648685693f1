"""Source to records: where each field comes from, names taken apart, a recipe per kind of value."""

from plannr_nb.shaping.shaped import Shaped
from plannr_nb.shaping.shaper import shape

__all__ = ["Shaped", "shape"]
