"""``python -m plannr_nb`` is the command ``plannr-nb``."""

from plannr_nb.cli import app

app()
