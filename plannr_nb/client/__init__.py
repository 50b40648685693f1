"""One method for each operation of Plannr's import API. The only room that speaks HTTP.

The routes are documented at <https://apidocs.plannrcrm.com/operation/operation-postapiv1import> and its neighbours.
What they leave open is met with tolerance: answers may be bare or wrapped in ``data``, pages may lack their ``meta``.
"""

from __future__ import annotations

from plannr_nb.client.api import PlannrClient

__all__ = ["PlannrClient"]
