"""Cell values -> a field's choices, names in the firm's account, or one spelling of many: suggested, never applied."""

from plannr_nb.values.sharing import load_values, save_values
from plannr_nb.values.suggesting import suggest_values
from plannr_nb.values.table import names_to_make, sure_values

__all__ = ["load_values", "names_to_make", "save_values", "suggest_values", "sure_values"]
