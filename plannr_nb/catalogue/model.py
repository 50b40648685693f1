"""What a record type and its fields are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from plannr_nb.errors import UnknownMode, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Certainty", "Field", "Kind", "Mode", "RecordType", "Required", "Sensitivity"]


class Mode(StrEnum):
    """What an import does (documented): check only, make new records, change existing ones."""

    VALIDATE = "validate"
    STORE = "store"
    UPDATE = "update"

    @classmethod
    def named(cls, name: Mode | str) -> Mode:
        """The mode of that name.

        Raises
        ------
        UnknownMode
            The message lists the modes there are.

        Examples
        --------
        >>> Mode.named("store")
        <Mode.STORE: 'store'>
        """
        try:
            return cls(name)
        except ValueError:
            raise UnknownMode.named(name, cls) from None


class Kind(StrEnum):
    """A field's sort of value."""

    TEXT = "text"
    UUID = "uuid"
    NAME_REF = "name_ref"  # a name that must exist in the firm's account: employee, status, provider
    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    INTEGER = "integer"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    NI_NUMBER = "ni_number"
    POSTCODE = "postcode"
    IGNORED = "ignored"  # stands in exports, ignored on the way in


class Required(StrEnum):
    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"  # the field's note says on what


class Certainty(StrEnum):
    """How sure a statement about Plannr is."""

    CONFIRMED = "confirmed"  # seen in this firm's own sample CSV, field guide or a verified trial
    DOCUMENTED = "documented"
    INFERRED = "inferred"


class Sensitivity(StrEnum):
    PLAIN = "plain"
    PERSONAL = "personal"
    SPECIAL = (
        "special"  # health, vulnerability and the like (UK GDPR article 9, and what a person would expect beside it)
    )


@dataclass(frozen=True, slots=True)
class Field:
    """One target of a mapping, by the name the import API knows it under.

    Attributes
    ----------
    choices
        Allowed values in API spelling, in the order published; empty where anything goes. Human spellings (case,
        spaces, hyphens, underscores) stand for the same choice.
    many
        The cell may hold several values; how Plannr separates them is unknown.
    consequence
        What a wrong value does at once, in words; empty for a field that can simply be corrected. Such a field is
        suggested but never pre-ticked.
    max_length
        Characters that Plannr's pages let a text have, None where they say nothing.
    kind_certainty, required_certainty, choices_certainty
        How sure the rule is where that differs from the field itself, which may be documented while its choices are
        read off another page; None where it does not. Ask `certainty_of`.
    """

    name: str
    label: str
    kind: Kind
    required_store: Required = Required.NO
    required_update: Required = Required.NO
    choices: tuple[str, ...] = ()
    example: str = ""
    note: str = ""
    certainty: Certainty = Certainty.INFERRED
    source: str = ""
    sensitivity: Sensitivity = Sensitivity.PLAIN
    consequence: str = ""
    many: bool = False
    max_length: int | None = None
    kind_certainty: Certainty | None = None
    required_certainty: Certainty | None = None
    choices_certainty: Certainty | None = None

    def certainty_of(self, rule: Literal["kind", "required", "choices"]) -> Certainty:
        """How sure one rule about the field is.

        Examples
        --------
        >>> from plannr_nb import catalogue
        >>> status = catalogue.load("plans")["status"]
        >>> str(status.certainty), str(status.certainty_of("choices"))
        ('documented', 'inferred')
        """
        own = {"kind": self.kind_certainty, "required": self.required_certainty, "choices": self.choices_certainty}
        return own[rule] or self.certainty

    def required(self, mode: Mode | str) -> Required:
        """Whether the field is needed in `mode`; ``validate`` asks as ``store`` does (our choice: unknown)."""
        return self.required_update if Mode.named(mode) is Mode.UPDATE else self.required_store


@dataclass(frozen=True)
class RecordType:
    """The fields of one of Plannr's record types, in catalogue order.

    Examples
    --------
    >>> from plannr_nb import catalogue
    >>> clients = catalogue.load("clients")
    >>> clients["ni_number"].label
    'National Insurance Number'
    >>> "ni_number" in clients
    True
    """

    name: str
    fields: tuple[Field, ...]
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {item.name: item for item in self.fields})

    def __getitem__(self, name: str) -> Field:
        try:
            return self._by_name[name]
        except KeyError:
            raise KeyError(f'{self.name} have no field "{name}"; {did_you_mean(name, self._by_name)}') from None

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __repr__(self) -> str:
        return f"RecordType({self.name!r}, {len(self.fields)} fields)"

    @property
    def importable(self) -> tuple[Field, ...]:
        """The fields Plannr takes; leaves out those it ignores on import."""
        return tuple(item for item in self.fields if item.kind is not Kind.IGNORED)

    def required(self, mode: Mode | str) -> tuple[Field, ...]:
        """The fields without which every row is refused in `mode`."""
        return tuple(item for item in self.fields if item.required(mode) is Required.YES)

    def with_fields(self, *changed: Field) -> RecordType:
        """A copy in which `changed` replace the fields of the same name, and new ones stand at the end."""
        fresh = {item.name: item for item in changed}
        kept = tuple(fresh.pop(item.name, item) for item in self.fields)
        return replace(self, fields=kept + tuple(fresh.values()))

    def to_frame(self) -> pd.DataFrame:
        """The fields as a frame of text, one row each, in catalogue order."""
        import pandas as pd

        rows = [
            {
                "field": item.name,
                "label": item.label,
                "kind": str(item.kind),
                "required_store": str(item.required_store),
                "required_update": str(item.required_update),
                "choices": " | ".join(item.choices),
                "example": item.example,
                "note": item.note,
                "certainty": str(item.certainty),
                "source": item.source,
                "sensitivity": str(item.sensitivity),
                "consequence": item.consequence,
                "many": "yes" if item.many else "no",
            }
            for item in self.fields
        ]
        return pd.DataFrame(rows, dtype="str")

    def _repr_html_(self) -> str:
        from plannr_nb.catalogue.table import to_html

        return to_html(self)
