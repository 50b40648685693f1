"""Plannr's record types and their fields."""

from plannr_nb.catalogue.model import Certainty, Field, Kind, Mode, RecordType, Required, Sensitivity

__all__ = ["Certainty", "Field", "Kind", "Mode", "RecordType", "Required", "Sensitivity"]
