"""How identifiers are built: ids of Plannr, National Insurance numbers, postcodes, and numbers a spreadsheet has cut.

Each is the text of a regular expression to be built upon, in capitals and without spaces. All are written in the part
that Python, Arrow and the engines behind great_expectations read alike: no look-around and no back references.
"""

from __future__ import annotations

__all__ = [
    "NI_REFERENCE",
    "NI_TEMPORARY",
    "NI_WRONG_LETTERS",
    "POSTCODE_INWARD",
    "POSTCODE_OUTWARD",
    "SCIENTIFIC_NUMBER",
    "UUID",
]

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

# HMRC: neither letter is D, F, I, Q, U or V, the second is no O, and seven pairs are kept for other uses.
NI_WRONG_LETTERS = "(?:[DFIQUV][A-Z]|[A-Z][DFIOQUV]|BG|GB|KN|NK|NT|TN|ZZ)"
NI_TEMPORARY = "TN[0-9]{6}[MF]"
# HMRC's own reference for somebody without a number; many policy numbers look the same.
NI_REFERENCE = "[0-9]{2}[A-Z][0-9]{5}"

# Royal Mail: which letters may stand third (W1A), fourth (EC1A) and behind the space. GIR 0AA is a bank's own.
POSTCODE_OUTWARD = "(?:GIR|[A-Z][0-9][0-9ABCDEFGHJKPSTUW]?|[A-Z]{2}[0-9][0-9ABEHMNPRVWXY]?)"
POSTCODE_INWARD = "[0-9][ABD-HJLNP-UW-Z]{2}"

# With its plus sign, which a spreadsheet always writes: 5E10 can be a policy number in earnest.
SCIENTIFIC_NUMBER = r"[0-9](?:[.,][0-9]+)?[Ee]\+[0-9]{1,2}"
