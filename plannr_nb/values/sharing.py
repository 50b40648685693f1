"""A value map as a small file of its own, so that other record types and other files can use it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Mappable
from os import PathLike
from pathlib import Path

from plannr_nb.errors import MappingError, did_you_mean

__all__ = ["load_values", "save_values"]


def save_values(values: Mappable[str, str], path: str | PathLike[str]) -> Path:
    """Write a value map as one readable TOML file, in place of what stood there. Gives the path.

    It holds cells: keep it where the export itself may lie.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = save_values({"F": "female", "M": "male"}, f"{folder}/gender.toml")
    ...     load_values(file)
    {'F': 'female', 'M': 'male'}
    """
    import tomli_w

    target = Path(path)
    if not all(isinstance(text, str) for pair in values.items() for text in pair):
        raise MappingError("the value map holds something that is not text; write every value as text")
    try:
        target.write_bytes(tomli_w.dumps({"values": dict(sorted(values.items()))}).encode("utf-8"))
    except UnicodeEncodeError:
        raise MappingError(f"{target} was not written: a cell text holds half a character") from None
    except OSError as error:
        raise MappingError(f"{target} cannot be written: {error.strerror}") from error
    return target


def load_values(path: str | PathLike[str], field: str | None = None) -> dict[str, str]:
    """Read a value map from the file `save_values` wrote, or a field's value map from the file of a saved mapping.

    Hand it to `Mapping.map_values` of another mapping, or as ``decided=`` to `suggest_values`.

    Parameters
    ----------
    field
        The field whose value map is meant, where the file is that of a mapping.

    Raises
    ------
    MappingError
        No such file, no TOML, no value map in it, or none of that field.
    """
    source = Path(path)
    try:
        tables = tomllib.loads(source.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")).get("values", {})
    except OSError as error:
        raise MappingError(f"{source} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # What the parser says of a file may quote it, and it holds cells.
        raise MappingError(f"{source} is not a TOML file in UTF-8 ({type(error).__name__})") from None
    if not isinstance(tables, dict) or not tables:
        raise MappingError(f"{source} holds no value map; it begins with [values] or [values.field]")
    several = [name for name, table in tables.items() if isinstance(table, dict)]
    if several and field is None:
        raise MappingError(f"{source} holds value maps of {', '.join(several)}; name the one that is meant with field=")
    if several and field not in several:
        raise MappingError(f"{source} holds no value map of {field}; {did_you_mean(str(field), several)}")
    values = tables[field] if several and field is not None else tables
    if not all(isinstance(text, str) for text in values.values()):
        raise MappingError(f"{source} holds a value that is not text; write it in quotes")
    return dict(values)
