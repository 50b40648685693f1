"""The made-up firm behind the stand-in: who works there, and which client statuses its settings know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from plannr_nb.errors import PlannrNbError

__all__ = ["ClientStatus", "Employee", "Firm", "SandboxError"]

_NAMESPACE = UUID("2f6a0f0e-6f0b-4f5e-8a53-0c5c1f3e7d11")


class SandboxError(PlannrNbError):
    """The stand-in cannot be set up as asked."""


@dataclass(frozen=True, slots=True)
class Employee:
    uuid: str
    name: str
    email: str
    type: str = "member"  # owner, admin or member (documented, /operation/operation-get-api-v1-employee)

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    @property
    def last_name(self) -> str:
        return self.name.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class ClientStatus:
    uuid: str
    name: str
    colour: str = "#DDDDDD"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm's settings, as far as imports look at them.

    Ids follow from the names, so the same firm has the same ids in every sandbox.

    Examples
    --------
    >>> firm = Firm.load({"name": "Example", "employees": [{"name": "Ada Byron"}], "client_statuses": ["Active"]})
    >>> firm.employees[0].email, firm.client_statuses[0].name
    ('ada.byron@example.com', 'Active')
    """

    uuid: str
    name: str
    employees: tuple[Employee, ...]
    client_statuses: tuple[ClientStatus, ...]

    @classmethod
    def load(cls, source: Firm | Mapping[str, Any] | str | PathLike[str] | None = None) -> Firm:
        """From a firm, a dict, a JSON file, or nothing: then a small made-up firm. Keys not named here are left alone.

        Raises
        ------
        SandboxError
            A file that cannot be read, no employee, or a name missing or twice.
        """
        if isinstance(source, Firm):
            return source
        given = _DEFAULT if source is None else source if isinstance(source, Mapping) else _read(Path(source))
        name = str(given.get("name") or _DEFAULT["name"])
        employees = tuple(_employee(name, item) for item in given.get("employees", _DEFAULT["employees"]))
        statuses = tuple(_status(name, item) for item in given.get("client_statuses", _DEFAULT["client_statuses"]))
        if not employees:
            raise SandboxError("the firm has no employee; one of them has to be the user of the sandbox")
        _each_once("employee", [item.uuid for item in employees])
        _each_once("client status", [item.name.casefold() for item in statuses])
        return cls(_id(name, "firm", name), name, employees, statuses)

    @property
    def user(self) -> Employee:
        """Whose token it is: the first owner, else the first employee."""
        return next((item for item in self.employees if item.type == "owner"), self.employees[0])

    def with_user(self, uuid: str) -> Firm:
        """A copy in which the user has this account id."""
        user = self.user
        return replace(
            self, employees=tuple(replace(item, uuid=uuid) if item is user else item for item in self.employees)
        )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SandboxError(
            f"{path.name} cannot be read as a firm ({type(error).__name__}); expected a JSON file"
        ) from error
    if not isinstance(given, Mapping):
        raise SandboxError(
            f"{path.name} holds no firm; expected a JSON object with name, employees and client_statuses"
        )
    return given


def _named(item: Any, what: str) -> Mapping[str, Any]:
    entry = {"name": item} if isinstance(item, str) else item
    if not isinstance(entry, Mapping) or not str(entry.get("name") or "").strip():
        raise SandboxError(f"the firm has a {what} without a name")
    return entry


def _employee(firm: str, item: Any) -> Employee:
    entry = _named(item, "employee")
    name = " ".join(str(entry["name"]).split())
    email = str(entry.get("email") or name.lower().replace(" ", ".") + "@example.com")
    uuid = str(entry.get("uuid") or _id(firm, "employee", name, email))
    return Employee(uuid, name, email, str(entry.get("type") or "member"))


def _status(firm: str, item: Any) -> ClientStatus:
    entry = _named(item, "client status")
    name = str(entry["name"]).strip()
    uuid = str(entry.get("uuid") or _id(firm, "client-status", name))
    return ClientStatus(uuid, name, str(entry.get("colour") or "#DDDDDD"))


def _id(*parts: str) -> str:
    return str(uuid5(_NAMESPACE, "/".join(parts)))


def _each_once(what: str, keys: Sequence[str]) -> None:
    if len(set(keys)) != len(keys):
        raise SandboxError(f"the firm names the same {what} twice")


_DEFAULT: dict[str, Any] = {
    "name": "Example Wealth Partners",
    "employees": [
        {"name": "Harriet Lomax", "email": "harriet.lomax@example.com", "type": "owner"},
        {"name": "Dilip Rao", "email": "dilip.rao@example.com", "type": "admin"},
        {"name": "Owen Price", "email": "owen.price@example.com", "type": "member"},
        {"name": "Moira Kinnear", "email": "moira.kinnear@example.com", "type": "member"},
        {"name": "House Account", "email": "house@example.com", "type": "member"},
    ],
    "client_statuses": [
        {"name": "Active", "colour": "#3BA55D"},
        {"name": "New", "colour": "#2F80ED"},
        {"name": "Prospect", "colour": "#F2C94C"},
        {"name": "Dormant", "colour": "#9B9B9B"},
        {"name": "Inactive", "colour": "#828282"},
        {"name": "Archived", "colour": "#4F4F4F"},
        {"name": "Deceased", "colour": "#333333"},
    ],
}
