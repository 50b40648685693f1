"""The firm itself: who works there, who has left, and what its new account is set up with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AS_OF = date(2026, 6, 30)

ADVISERS = (
    "Siân Llewellyn",
    "Dominic Adebayo-Firth",
    "Harriet Coverdale",
    "Ravi Sandhu",
    "Oonagh O'Malley",
    "Marcus Treloar",
    "Beatriz Montês",
)
ADMINISTRATORS = ("Priya Raman", "Callum Dunnett", "Jolanta Wrzos", "Tessa Quick")


@dataclass(frozen=True)
class Leaver:
    """An adviser who has left; ``successor`` looks after the clients now, whatever the old system says."""

    name: str
    successor: str
    spellings: tuple[str, str, str, str]


LEAVERS = (
    Leaver(
        "Gerald Pughe-Tanner",
        "Siân Llewellyn",
        ("Gerald Pughe-Tanner", "G Pughe-Tanner", "PUGHE-TANNER, Gerald", "Gerald Pughe Tanner (LEFT)"),
    ),
    Leaver(
        "Yvonne Castellane",
        "Ravi Sandhu",
        ("Yvonne Castellane", "Y. Castellane", "Castellane Yvonne", "zz Yvonne Castellane - leaver"),
    ),
)

# Spellings of people who still work there; an importer that matches on the full name finds none of them.
ADVISER_DRIFT = {
    "Siân Llewellyn": "Sian Llewellyn",
    "Dominic Adebayo-Firth": "Dom Adebayo-Firth",
    "Oonagh O'Malley": "Oonagh OMalley",
    "Beatriz Montês": "B Montes",
    "Ravi Sandhu": "Ravi  Sandhu (IFA)",
}

STATUSES = ("Active Client", "Prospect", "Former Client", "Deceased")
STATUSES_NOT_SET_UP = ("ZZ Dormant", "Servicing Only (old)", "Orphan")
TASK_STATUSES = ("To do", "In progress", "Done")
