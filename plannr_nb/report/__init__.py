"""What Plannr says of refused rows -> which of our records it means, and why.

Plannr shows 25 failed rows within the import and the rest in a report file only (documented,
<https://apidocs.plannrcrm.com/operation/operation-getapiv1import>). The shape of both is published nowhere, so reading
is tolerant and joining is strict: by the row tag, else by every cell that came back, and a tie stays a tie.
"""

from __future__ import annotations

from plannr_nb.report.joining import Joined, Sent, Verdict, join_refusals, weigh
from plannr_nb.report.refusals import Complaint, Refusal, read_inline, read_report
from plannr_nb.report.telling import REFUSED, problems_from_refusals, reasons

__all__ = [
    "REFUSED",
    "Complaint",
    "Joined",
    "Refusal",
    "Sent",
    "Verdict",
    "join_refusals",
    "problems_from_refusals",
    "read_inline",
    "read_report",
    "reasons",
    "weigh",
]
