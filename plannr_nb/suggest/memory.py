"""Memory: the mappings a firm has confirmed, kept as plain files in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from plannr_nb.catalogue import RecordType
from plannr_nb.errors import MappingError
from plannr_nb.mapping import FirstFilled, Header, Joined, Mapping, Pair, Part
from plannr_nb.suggest.source_packs import tight

__all__ = ["Remembered", "remember", "remembered"]

_NOT_IN_A_NAME = frozenset('/\\:*?"<>|')


WHOLE_NAME = "name"  # the field of clients that Plannr ignores; a column that was split is suggested under it


@dataclass(frozen=True, slots=True)
class Saying:
    """What a mapping did with a header: the field it fed, or None where it was dropped.

    Attributes
    ----------
    ask
        Whether the column was only a part of what fed the field, so that it must not feed it alone unasked.
    """

    field: str | None
    words: str
    ask: bool = False


@dataclass(frozen=True)
class Remembered:
    """A confirmed mapping and the file it stands in."""

    name: str
    mapping: Mapping

    def said_of(self, header: str) -> Iterator[Saying]:
        """Each thing that was done with the header."""
        spelled = tight(header)
        taken_out: list[tuple[str, str]] = []
        for name, origin in self.mapping.origins.items():
            places = [tight(each) for each in origin.headers]
            if spelled not in places:
                continue
            number = f"{places.index(spelled) + 1} of {len(places)}"
            match origin:
                case Header():
                    yield Saying(name, f"maps it to {name}")
                case FirstFilled():
                    yield Saying(name, f"takes it for {name}, number {number} to be filled", places[0] != spelled)
                case Joined():
                    yield Saying(name, f"joins it into {name}, part {number}", True)
                case Pair(first, _) if spelled in map(tight, first.headers):
                    yield Saying(name, f"takes it for {name} of the first of two people", True)
                case Part(_, "couple", part):
                    if part == name and part not in ("type", "owners", "entity_name"):
                        yield Saying(name, f"takes it for {name} of one person or of two", True)
                case Part(_, split, _):
                    taken_out.append((name, split))
        if taken_out:
            names = ", ".join(name for name, _ in taken_out)
            yield Saying(WHOLE_NAME, f'takes {names} out of it (split "{taken_out[0][1]}")', True)
        for dropped, reason in self.mapping.dropped.items():
            if tight(dropped) == spelled:
                yield Saying(None, f'drops it: "{reason}"')

    def share_in(self, headers: Iterable[str]) -> float:
        """Share of the headers this mapping knows that are in a file: near 1 for another export of the same sort."""
        known = {tight(header) for header in (*self.mapping.headers, *self.mapping.dropped)}
        return len(known & {tight(header) for header in headers}) / len(known) if known else 0.0


def remember(mapping: Mapping, folder: str | PathLike[str], *, name: str | None = None) -> Path:
    """Keep a confirmed mapping, so that it takes part as evidence next time (``memory=folder``).

    What is kept is the file that `Mapping.save` writes and a person can read: a mapping saved into the folder by hand
    counts as much. Value maps hold cells, so the folder belongs where the exports themselves may lie.

    Parameters
    ----------
    folder
        Made where it is not there yet.
    name
        What it is remembered as, like ``"Intelliflo clients"``; a mapping of that name is replaced. Without a name it
        gets one from its record type that is free, and a mapping that is remembered already is not kept twice.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    MappingError
        The name cannot be a file's, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from plannr_nb.suggest import suggest_mapping
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = remember(Mapping("clients").set("nickname", "Calls self"), folder)
    ...     told = suggest_mapping(["Calls self"], "clients", memory=folder)
    >>> file.name, told["reason"].item()
    ('clients.toml', 'before: clients maps it to nickname')
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MappingError(f"{target} cannot be made a folder: {error.strerror}") from error
    if name is not None:
        if not name.strip() or _NOT_IN_A_NAME & set(name):
            raise MappingError(f'"{name}" cannot be the name of a file; leave out {" ".join(sorted(_NOT_IN_A_NAME))}')
        return mapping.save(target / f"{name.strip()}.toml")
    for each in _read(target):
        if each.mapping == mapping:
            return target / f"{each.name}.toml"
    free, number = target / f"{mapping.record_type}.toml", 1
    while free.exists():
        number += 1
        free = target / f"{mapping.record_type} {number}.toml"
    return mapping.save(free)


def remembered(folder: str | PathLike[str], record_type: RecordType) -> tuple[Remembered, ...]:
    """The mappings of this record type in a folder, by the names of their files.

    Raises
    ------
    MappingError
        There is no such folder, or a TOML file in it is no mapping.
    """
    return tuple(each for each in _read(Path(folder)) if each.mapping.record_type == record_type.name)


def _read(folder: Path) -> list[Remembered]:
    if not folder.is_dir():
        raise MappingError(f"there is no folder {folder} to remember from; remember(mapping, folder) makes it")
    return [Remembered(file.stem, Mapping.load(file)) for file in sorted(folder.glob("*.toml"))]
