"""Words that tell what a name is made of. Compared in small letters, without dots."""

from __future__ import annotations

import re

from plannr_nb.catalogue.spellings import TITLES

__all__ = [
    "AFTER_NAME",
    "AFTER_SIR",
    "ASSUMED_BUSINESS",
    "BODY_OR_SURNAME",
    "BUSINESS",
    "COMPOUND_WORDS",
    "NOT_IN_NAMES",
    "NO_FIRST_NAMES",
    "PARTICLES",
    "PLURAL_TITLES",
    "REPRESENTATIVES",
    "SUFFIXES",
    "TITLES",
    "TITLES_AND_NAMES",
    "TRUST",
    "bare",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def bare(word: str) -> str:
    """A word in small letters without dots, commas and apostrophes.

    Examples
    --------
    >>> bare("Mr."), bare("Rev'd")
    ('mr', 'revd')
    """
    return word.translate(_MARKS).casefold()


_MARKS = str.maketrans("", "", ".,'’`")

# Given to children and borne as surnames too: a title only where more than one word follows.
TITLES_AND_NAMES = _words("prince princess baron major judge bishop canon count private deacon pastor sheriff")

# Titles of two people in one word.
PLURAL_TITLES = {"messrs": ("Mr", "Mr"), "drs": ("Dr", "Dr"), "misses": ("Miss", "Miss"), "mesdames": ("Mrs", "Mrs")}

# Words that belong to the surname they stand before.
PARTICLES = _words(
    "van von der den de del della dela di da dos das du la le les el al bin ibn ap ter zu zum zur af av st saint mac "
    "mc fitz san santa"
)
# Those of them that no first name is mistaken for, so that "Mr van Dyke" has no first name.
NO_FIRST_NAMES = _words("van von der den de del della dela dos du des le la st zu zum zur")

SUFFIXES = _words("jr jnr junior snr senior ii iii iv")

# Behind a name and no part of it. BA, MA, MBA, KC, CH, MC and ACA are surnames too and so are not among them.
AFTER_NAME = _words(
    "bt kt kg gcb kcb dcb cb gcmg kcmg dcmg cmg gcvo kcvo dcvo cvo lvo mvo gbe kbe dbe cbe obe mbe bem dso dsc dfc afc "
    "qpm qfsm vc vrd vr td rn retd rtd qc jp dl mp msp frs frse fba fsa frsa frcs frcp frca frcr frcog frcpsych mrcp "
    "mrcs mrcpsych frcgp mrcgp phd dphil mphil bsc msc llb llm mbbs mbchb bds fca fcca acca fcma acma frics mrics fcii "
    "acii fpfs apfs dippfs esq esquire"
)
# Behind a name only where a "Sir" stands before it: else it is a name itself.
AFTER_SIR = _words("bart")

REPRESENTATIVES = re.compile(
    r"^(?:the\s+)?(?:(?:legal\s+)?personal\s+rep(?:resentative)?s?|executors?|executrix|exors?|execs|administrators?|"
    r"lprs?|prs|attorneys?|deputy|deputies|beneficiar(?:y|ies)|guardians?|trustees?\s+in\s+bankruptcy)\b\.?'?\s*(?:of|for|to)\b"
    r"|\bestate\s+of\b|^(?:the\s+)?estate\b|\bestate$|\bexors?\b|\bexecutors\b|\bwill of\b",
    re.I,
)
TRUST = re.compile(
    r"\b(?:trusts?|trustees?|settlements?|settlors?|ssas|sipp|pension\s+(?:scheme|fund|plan)|"
    r"retirement\s+benefits?\s+scheme|discretionary)\b",
    re.I,
)
BUSINESS = re.compile(
    r"\b(?:ltd|limited|llp|plc|p\.l\.c|l\.l\.p|inc|incorporated|llc|cic|cio|gmbh|corp|corporation|partnership|t/a|"
    r"trading\s+as|unlimited)\b\.?"
    r"|(?:&|\band)\s+(?:co|company|sons?|daughters?|partners|associates|brothers|bros)\b\.?"
    r"|\b(?:partners|associates|holdings|group|company|practice|solicitors|accountants|architects|surgery|bros|brothers)$",
    re.I,
)
# Not a person, but neither word for word a trust nor a company.
ASSUMED_BUSINESS = re.compile(
    r"\b(?:charity|charitable|foundation|school|college|university|academy|society|association|"
    r"council|club|committee|hospital|hospice|institute|museum|fund)\b"
    r"|\b(?:services|properties|property|consulting|consultants|consultancy|solutions|enterprises|investments|"
    r"developments|engineering|engineers|builders|farms?|motors|nurseries|hotels?|stores|estates|management|"
    r"contractors|systems|technologies|international|uk)$",
    re.I,
)
# Words that the expressions above know only beside another one.
COMPOUND_WORDS = _words(
    "and late pension retirement benefit benefits scheme plan personal legal rep reps trading as in"
)
# Such a body or such a surname; in two words nobody can tell.
BODY_OR_SURNAME = re.compile(r"\b(?:church|chapel|parish|abbey|temple|priory)\b", re.I)
# Their presence says that the cell is more than a name.
NOT_IN_NAMES = re.compile(
    r"\b(?:of|for|re|ref|see|c/o|obo|poa|aka|formerly|nee|née|client|account|joint|per|the|unknown|spouse|wife|"
    r"husband|partner|owner|duplicate|delete)\b|[0-9@#*=<>\"“”|\\{}~^]|https?:",
    re.I,
)
