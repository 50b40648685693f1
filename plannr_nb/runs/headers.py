"""Agreeing with Plannr on which header feeds which field, before anything is started.

The map request is documented as field -> header, its example answer shows header -> field
(<https://apidocs.plannrcrm.com/operation/operation-postapiv1importmapimport_uuid>). Where both are the same word this
does not matter. For a file with its own headers the documented direction goes first; if what Plannr says it understood
is something else, the other direction is tried once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plannr_nb.errors import MappingError, Refused

if TYPE_CHECKING:
    from plannr_nb.client import PlannrClient

__all__ = ["agree_on_headers", "as_plannr_reads_them"]


def as_plannr_reads_them(wanted: Mapping[str, str], headers: Sequence[str], read: Any) -> dict[str, str]:
    """Field -> header as Plannr spells it, from the ``headers`` it found in the file (it may trim them, say).

    Raises
    ------
    MappingError
        It found others than the file has, so it reads the file's encoding or delimiter in another way.
    """
    if not isinstance(read, list) or not read:
        return dict(wanted)
    there = [str(header) for header in read]
    if [_bare(header) for header in there] != [_bare(header) for header in headers]:
        raise MappingError(
            f"Plannr found other headers in the file than it has ({len(there)} instead of {len(headers)}, or spelt "
            "otherwise). Nothing was started. Send a file of build_csv, which is plain UTF-8 with commas"
        )
    spelling = dict(zip(headers, there, strict=True))
    return {field: spelling[header] for field, header in wanted.items()}


def agree_on_headers(client: PlannrClient, import_uuid: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Map the import; gives Plannr's answer. `wanted` is field -> header.

    Raises
    ------
    MappingError
        Plannr understood another mapping than the one asked for. Nothing was started.
    Refused
        Plannr did not take the mapping in either direction.
    """
    turned = {header: field for field, header in wanted.items()}
    same_both_ways = turned == dict(wanted)
    try:
        first: dict[str, Any] | None = client.map_import(import_uuid, wanted)
    except Refused as refused:
        if refused.status != 422 or same_both_ways:
            raise
        first, refusal = None, refused
    if first is not None and _understood(first) == turned:
        return first
    if not same_both_ways:
        try:
            second = client.map_import(import_uuid, turned)
        except Refused as refused:
            if first is None:
                raise refusal from None
            if refused.status == 422 and _understood(first) == dict(wanted):
                # The other direction means nothing to it, so it has read the first one rightly. The refusal may have
                # left the import unmapped, hence once more.
                return _last_word(client.map_import(import_uuid, wanted), wanted)
            first = None
        else:
            if _understood(second) == turned:
                return second
            if first is not None and _understood(first) == _understood(second) == dict(wanted):
                return second  # it shows field -> header whichever way round it is asked
            first = second
    raise _misunderstood(first or {}, turned)


def _bare(header: str) -> str:
    return header.lstrip("\ufeff").strip()


def _last_word(answer: dict[str, Any], understood: Mapping[str, str]) -> dict[str, Any]:
    if _understood(answer) != dict(understood):
        raise _misunderstood(answer, {header: field for field, header in understood.items()})
    return answer


def _understood(answer: Mapping[str, Any]) -> dict[str, str]:
    """The mapping of an answer, without the columns Plannr lists as mapped to nothing."""
    mapping = answer.get("mapping")
    if not isinstance(mapping, Mapping):
        return {}
    return {str(key).strip(): str(value).strip() for key, value in mapping.items() if value not in (None, "")}


def _misunderstood(answer: Mapping[str, Any], turned: Mapping[str, str]) -> MappingError:
    understood = _understood(answer)
    wrong = [field for header, field in turned.items() if understood.get(header) != field]
    beyond = sorted(set(understood) - set(turned))
    parts = [f"not fed as asked: {', '.join(wrong)}"] if wrong else []
    parts += [f"fed without being asked: {', '.join(beyond)}"] if beyond else []
    return MappingError(
        f"Plannr understood another mapping than the one sent ({'; '.join(parts)}). Nothing was started. Send a file "
        "of build_csv, whose headers are Plannr's own names"
    )
