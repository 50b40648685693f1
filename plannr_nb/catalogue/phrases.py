"""What people and systems write into cells beside data: words for not known, for the dead, and instructions.

The expressions are written in the part of regular expressions that Python, Arrow and the engines behind
great_expectations read alike: no look-around and no back references.
"""

from __future__ import annotations

import re
from datetime import date

__all__ = [
    "DECEASED",
    "INSTRUCTION",
    "PLACEHOLDERS",
    "PLACEHOLDERS_AND_ZERO",
    "PLACEHOLDERS_IN_NAMES",
    "PLACEHOLDERS_IN_TEXT",
    "PLACEHOLDER_DATES",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


# Written where nothing is known; in small letters, to be compared with a case-folded cell.
PLACEHOLDERS = _words(
    "n/a|na|n.a.|n.a|#n/a|n/k|nk|n.k.|not known|unknown|unk|not applicable|not available|not given|not provided|"
    "not stated|not recorded|not disclosed|none|none given|nil|null|(null)|nan|#value!|#ref!|tbc|t.b.c.|tba|tbd|"
    "to be confirmed|to be advised|pending|awaited|awaiting|applied for|blank|empty|missing|poa|p.o.a.|"
    "–|—|/|*|00/00/0000|0000-00-00|00000000"
) | {mark * times for mark in "x-.?_" for times in range(1, 6)}
# A zero says nothing in place of a reference or a date, and much in a column of numbers or of 0 and 1.
PLACEHOLDERS_AND_ZERO = PLACEHOLDERS | {"0"}
# Text can be these in earnest: notes that say None, POA for a power of attorney.
PLACEHOLDERS_IN_TEXT = PLACEHOLDERS - _words("na|nk|none|nil|x|xx|blank|empty|missing|unk|unknown|/|*|_|poa|p.o.a.")
# Na, Null and Blank are surnames, Nan a first name, X an initial. Nobody is called Test but test clients.
_ALSO_NAMES = _words("na|nan|nk|none|nil|null|blank|missing|pending|unk|x|poa|p.o.a.")
PLACEHOLDERS_IN_NAMES = (PLACEHOLDERS_AND_ZERO - _ALSO_NAMES) | {"test"}

# Written where a date is not known: the lowest that a form or a database takes, the zero of a spreadsheet, the highest.
PLACEHOLDER_DATES = (
    date(1, 1, 1),
    date(1753, 1, 1),
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(9999, 12, 31),
)

# Each match is a part that can be taken out of a name without loss of the name.
DECEASED = re.compile(
    r"(?i)^late\s+|\bthe\s+late\s+|\blate\s+of\b.*$|\s*†"
    r"|[(\[]\s*(?:now\s+)?(?:dec(?:eas)?['’]?e?d?|dcsd|late|rip|died|d)\b[^)\]]*[)\]]"
    r"|(?:^|[\s\-–,;:./(\[])[\-–,]?\s*(?:dec['’]d|deceased|decd|rip)\b\.?"
)
# What somebody typed into a name or an address to keep the post from going there.
INSTRUCTION = re.compile(
    r"(?i)\b(?:do\s+not|don['’]?t|never|no)\s+"
    r"(?:mail(?:ing)?s?|contact|calls?|phone|ring|write|post|e-?mail|visit|letters?|send)\b"
    r"|\b(?:gone|moved)\s*away\b|\breturn(?:ed)?\s+to\s+sender\b|\bno\s+longer\s+(?:at|here)\b|\bDN[MC]\b"
)
