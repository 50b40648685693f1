"""When two spellings are the same word."""

from __future__ import annotations

import re

__all__ = ["plain"]

_BETWEEN = re.compile(r"[^\w]+|_+")


def plain(text: str) -> str:
    """A spelling reduced to lower-case words with single spaces, for comparing headers, labels and choices.

    Examples
    --------
    >>> plain(" First_Name "), plain("Date/Time"), plain("four-weekly")
    ('first name', 'date time', 'four weekly')
    """
    return _BETWEEN.sub(" ", text.casefold()).strip()
