"""Source packs: what is known of the exports of other systems, as plain data that anyone can add to."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from plannr_nb.catalogue import record_types
from plannr_nb.errors import CatalogueError, did_you_mean
from plannr_nb.mapping import DateOrder, MoneyUnit

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Entry",
    "Layout",
    "PackChoice",
    "SourcePack",
    "Sure",
    "chosen_packs",
    "packs",
    "read_pack",
    "shipped_packs",
    "tight",
]

PackChoice = bool | str | PathLike[str] | Sequence[str | PathLike[str]] | None


class Sure(StrEnum):
    """How sure a statement about another system's export is."""

    DOCUMENTED = "documented"  # by the maker of the system
    REPORTED = "reported"  # seen in public in a file, or told by somebody who works with the system
    INFERRED = "inferred"  # follows from something documented, such as a label from the name in its API


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pack says of one header: the field it feeds, or no field and the reason for leaving it."""

    field: str | None
    sure: Sure
    why: str = ""


@dataclass(frozen=True)
class Layout:
    """One kind of export of a system.

    Attributes
    ----------
    key
        Header with the system's own reference of the record; empty where there is none.
    telling, needs
        Headers that hardly any other system writes, and how many of them an export must have to be known by them.
    headers
        Header, as `tight` writes it -> what it is.
    values, values_sure
        Field -> {cell text: choice of the field}, and how sure that is. Offered, never applied on its own.
    dates, money, habits_sure
        How the cells are written, None where the user's settings decide it or nobody knows; and how sure that is.
    source
        Public address the statements come from.
    """

    record_type: str
    name: str
    sure: Sure
    source: str
    key: str
    telling: frozenset[str]
    needs: int
    headers: dict[str, Entry] = field(repr=False)
    values: dict[str, dict[str, str]] = field(repr=False)
    values_sure: Sure
    dates: DateOrder | None
    money: MoneyUnit | None
    habits_sure: Sure

    def found_in(self, headers: Iterable[str]) -> int:
        """How many of the telling headers stand in a file."""
        return len(self.telling & {tight(header) for header in headers})

    def recognises(self, headers: Iterable[str]) -> bool:
        return self.found_in(headers) >= self.needs


@dataclass(frozen=True)
class SourcePack:
    """What is known of one system's exports."""

    system: str
    also_called: tuple[str, ...]
    layouts: tuple[Layout, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(map(tight, (self.system, *self.also_called)))


def tight(header: str) -> str:
    """Letters and digits alone, in small letters: systems write one name as a label, in camel case or with underscores.

    Examples
    --------
    >>> tight("Current Adviser"), tight("currentAdviser"), tight("current_adviser")
    ('currentadviser', 'currentadviser', 'currentadviser')
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", header).casefold() if letter.isalnum())


def packs(source: pd.DataFrame | Sequence[str] | None = None) -> pd.DataFrame:
    """The source packs that are shipped, one row per kind of export.

    A pack is evidence and decides nothing: `suggest_mapping` and `propose_mapping` listen to it where its telling
    headers are in the file, or where it is named (``packs="HubSpot"``), and say so in the reason. ``packs=False``
    switches all of them off.

    Parameters
    ----------
    source
        A frame or its headers: two more columns say how many telling headers are ``found`` and whether the export is
        ``recognised``.

    Returns
    -------
    DataFrame
        ``system``, ``record_type``, ``layout``; ``sure`` documented, reported or inferred, which single headers may
        undercut; ``headers`` int, known headers; ``left`` int, those of them that feed no field; ``values`` fields
        with a value map, ``dates`` and ``money`` how cells are written, each with how sure it is and missing where
        nothing is known; ``key`` the header with the system's own reference; ``needs`` int, telling headers that must
        be there; ``source`` public address.

    Examples
    --------
    >>> packs()["system"].drop_duplicates().tolist()
    ['Google Contacts', 'HubSpot', 'Intelliflo', 'Outlook', 'Salesforce', 'Xplan']
    >>> known = packs(["Given Name", "Family Name", "E-mail 1 - Type", "E-mail 1 - Value", "Group Membership"])
    >>> known.loc[known["recognised"], "system"].tolist()
    ['Google Contacts']
    """
    import pandas as pd

    headers = None if source is None else [str(header) for header in source]
    rows = [_row(pack, layout, headers) for pack in shipped_packs() for layout in pack.layouts]
    listed = pd.DataFrame(rows)
    numbers = {"headers": "int64", "left": "int64", "needs": "int64", "found": "int64", "recognised": "bool"}
    return listed.astype({name: numbers.get(name, "str") for name in listed.columns})


def _row(pack: SourcePack, layout: Layout, headers: list[str] | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "system": pack.system,
        "record_type": layout.record_type,
        "layout": layout.name,
        "sure": str(layout.sure),
        "headers": len(layout.headers),
        "left": sum(entry.field is None for entry in layout.headers.values()),
        "values": f"{', '.join(layout.values)} ({layout.values_sure})" if layout.values else None,
        "dates": None if layout.dates is None else f"{layout.dates} ({layout.habits_sure})",
        "money": None if layout.money is None else f"{layout.money} ({layout.habits_sure})",
        "key": layout.key or None,
        "needs": layout.needs,
        "source": layout.source,
    }
    if headers is not None:
        row |= {"found": layout.found_in(headers), "recognised": layout.recognises(headers)}
    return row


def chosen_packs(choice: PackChoice) -> tuple[tuple[SourcePack, ...], bool]:
    """The packs a caller asked for, and whether they were named, so that they need not be recognised.

    Raises
    ------
    CatalogueError
        No pack of that name is shipped, or a pack's file cannot be read.
    """
    if choice is None or choice is False:
        return (), False
    if choice is True:
        return shipped_packs(), False
    named = [choice] if isinstance(choice, str | PathLike) else list(choice)
    return tuple(_pack_named(name) for name in named), True


def _pack_named(name: str | PathLike[str]) -> SourcePack:
    if isinstance(name, PathLike) or name.endswith(".toml"):
        return read_pack(name)
    for pack in shipped_packs():
        if tight(name) in pack.names:
            return pack
    systems = [pack.system for pack in shipped_packs()]
    raise CatalogueError(f'there is no source pack "{name}"; {did_you_mean(name, systems)}. A file ends in .toml')


@cache
def shipped_packs() -> tuple[SourcePack, ...]:
    """The packs of the package, by the name of the system."""
    folder = files("plannr_nb.catalogue") / "packs"
    read = [
        _pack(tomllib.loads(entry.read_text("utf-8")), entry.name)
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    ]
    return tuple(sorted(read, key=lambda pack: pack.system))


def read_pack(path: str | PathLike[str]) -> SourcePack:
    """A pack of one's own from its TOML file, which has the form of the shipped ones.

    Raises
    ------
    CatalogueError
        No such file, not TOML, or an entry that means nothing. The message names the file and the place.
    """
    file = Path(path)
    try:
        document = tomllib.loads(file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise CatalogueError(f"{file} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{file} is not a TOML file in UTF-8: {error}") from None
    return _pack(document, file.name)


_LAYOUT = (
    "record_type",
    "name",
    "sure",
    "source",
    "key",
    "telling",
    "needs",
    "dates",
    "money",
    "habits_sure",
    "headers",
    "left",
    "values",
    "values_sure",
)


def _pack(document: dict[str, Any], file: str) -> SourcePack:
    _only(document, ("system", "also_called", "layouts"), file)
    try:
        layouts = tuple(_layout(given, f"{file}, layouts[{place}]") for place, given in enumerate(document["layouts"]))
        return SourcePack(document["system"], tuple(document.get("also_called", ())), layouts)
    except KeyError as error:
        raise CatalogueError(f"{file} lacks {error}") from None


def _layout(given: dict[str, Any], where: str) -> Layout:
    _only(given, _LAYOUT, where)
    record_type = given["record_type"]
    if record_type not in record_types():
        raise CatalogueError(f'{where}: no record type "{record_type}"; {did_you_mean(record_type, record_types())}')
    sure = _word(given["sure"], Sure, f"{where}.sure")
    headers = {tight(header): _entry(entry, sure, f"{where}.headers") for header, entry in given["headers"].items()}
    for group in given.get("left", ()):
        _only(group, ("why", "sure", "headers"), f"{where}.left")
        leave = Entry(None, _word(group.get("sure", sure), Sure, f"{where}.left.sure"), group["why"])
        headers |= {tight(header): leave for header in group["headers"]}
    telling = frozenset(map(tight, given["telling"]))
    unknown = [header for header in given["telling"] if tight(header) not in headers]
    if unknown:
        raise CatalogueError(f"{where}: telling headers are described too; missing: {', '.join(unknown)}")
    if not 1 <= given["needs"] <= len(telling):
        raise CatalogueError(f"{where}.needs is {given['needs']} of {len(telling)} telling headers")
    return Layout(
        record_type=record_type,
        name=given["name"],
        sure=sure,
        source=given.get("source", ""),
        key=given.get("key", ""),
        telling=telling,
        needs=given["needs"],
        headers=headers,
        values={name: dict(texts) for name, texts in given.get("values", {}).items()},
        values_sure=_word(given.get("values_sure", sure), Sure, f"{where}.values_sure"),
        dates=_word(given["dates"], DateOrder, f"{where}.dates") if "dates" in given else None,
        money=_word(given["money"], MoneyUnit, f"{where}.money") if "money" in given else None,
        habits_sure=_word(given.get("habits_sure", sure), Sure, f"{where}.habits_sure"),
    )


def _entry(given: Any, sure: Sure, where: str) -> Entry:
    """Plain text is a field; a table says more of it."""
    if isinstance(given, str):
        return Entry(given, sure)
    if not isinstance(given, dict) or "field" not in given:
        raise CatalogueError(f'{where}: an entry is the name of a field, or a table with "field"')
    _only(given, ("field", "sure", "why"), where)
    return Entry(given["field"], _word(given.get("sure", sure), Sure, f"{where}.sure"), given.get("why", ""))


def _only(given: dict[str, Any], known: Sequence[str], where: str) -> None:
    for name in given:
        if name not in known:
            raise CatalogueError(f'{where}: "{name}" means nothing in a source pack; {did_you_mean(name, known)}')


_Word = TypeVar("_Word", bound=StrEnum)


def _word(given: str, words: type[_Word], where: str) -> _Word:
    try:
        return words(given)
    except ValueError:
        raise CatalogueError(f'{where} is "{given}" and none of: {", ".join(words)}') from None
