"""Small conditions over fields, written as text: ``opened_at >= date_of_birth or status == "proposed"``.

The text is parsed by `ast` and only what is listed here is understood, so that a rule sheet from elsewhere cannot run
code. A condition that cannot be decided for a record, because a cell it compares is blank or not of its kind, is not
broken: the rules about blank cells and about kinds say so already. Every step is an operation on whole columns.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from plannr_nb.catalogue.model import Kind, RecordType
from plannr_nb.checks import columns
from plannr_nb.errors import CheckError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Condition", "parse", "undecided_or_true"]

_LONGEST, _MOST_PARTS = 1_000, 200
_NUMBERS = (Kind.MONEY, Kind.INTEGER, Kind.PERCENT)
_DATES = (Kind.DATE, Kind.DATETIME)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`([^`]+)`")
_FUNCTIONS = ("blank", "filled", "length", "lower", "matches", "contains", "starts_with", "years_since")
_COMPARES: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}
_SUMS: dict[type[ast.operator], str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was understood.

    Attributes
    ----------
    fields
        Those it names, in the order of the text.
    kinds
        What each of them is compared as: ``number``, ``date``, ``truth`` or ``text``.
    """

    text: str
    fields: tuple[str, ...]
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Value:
    """What a part of the condition stands for: one value, or one per record."""

    kind: str
    data: Any


def parse(text: str, known: RecordType) -> Condition:
    """Understand a condition over the fields of a record type.

    Raises
    ------
    CheckError
        It is no condition, names no field, or asks for something that is not understood; the message says where.

    Examples
    --------
    >>> from plannr_nb import catalogue
    >>> parse("value > 0 or blank(opened_at)", catalogue.load("plans")).fields
    ('value', 'opened_at')
    """
    import pandas as pd

    tree, names = _tree(text)
    fields = {item.name: item for item in known.importable}
    named = [name for node in ast.walk(tree) if isinstance(node, ast.Name) for name in [names.get(node.id, node.id)]]
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    wanted = [name for name in dict.fromkeys(named) if name not in called and name != "today"]
    for name in wanted:
        if name not in fields:
            raise CheckError(f'{known.name} have no field "{name}"; {did_you_mean(name, fields)}')
    if not wanted:
        raise CheckError("the condition names no field; write one such as value > 0")
    in_order = tuple(sorted(wanted, key=text.index))
    condition = Condition(text, in_order, {name: _compared_as(fields[name].kind) for name in in_order})
    # What cannot be compared is found here, and not once there are records.
    undecided_or_true(condition, pd.DataFrame({name: pd.Series(dtype="str") for name in in_order}), date.today())
    return condition


def undecided_or_true(condition: Condition, frame: pd.DataFrame, today: date) -> pd.Series:
    """Whether the condition holds, or cannot be decided, for each row of a frame that has its fields."""
    tree, names = _tree(condition.text)
    reader = _Reader(frame, condition.kinds, names, today)
    return reader.truth(tree.body).fillna(True).astype("bool")


def _compared_as(kind: Kind) -> str:
    if kind in _NUMBERS:
        return "number"
    if kind in _DATES:
        return "date"
    return "truth" if kind is Kind.BOOLEAN else "text"


def _tree(text: str) -> tuple[ast.Expression, dict[str, str]]:
    if len(text) > _LONGEST:
        raise CheckError(f"the condition is longer than {_LONGEST} characters; make two rules of it")
    names: dict[str, str] = {}

    def plain(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0]
        # As long as what it stands for, so that a fault is told at its place in the text.
        stand_in = f"_{len(names)}_".ljust(len(match[0]), "_")
        names[stand_in] = match[1]
        return stand_in

    try:
        tree = ast.parse(_QUOTED.sub(plain, text.strip()), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        at = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise CheckError(f'not a condition{at}; write one such as value > 0 or status == "proposed"') from None
    if sum(1 for _ in ast.walk(tree)) > _MOST_PARTS:
        raise CheckError("the condition has too many parts; make two rules of it")
    return tree, names


class _Reader:
    """Reads a tree over a frame. Whatever it does not know is an error that names the place."""

    def __init__(self, frame: pd.DataFrame, kinds: Mapping[str, str], names: Mapping[str, str], today: date) -> None:
        self.frame = frame
        self.kinds = kinds
        self.names = names
        self.today = today

    def truth(self, node: ast.expr) -> pd.Series:
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(part) for part in node.values]
            found = parts[0]
            for part in parts[1:]:
                found = found & part if isinstance(node.op, ast.And) else found | part
            return found
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ~self.truth(node.operand)
        if isinstance(node, ast.Compare):
            return self._compared(node)
        value = self.value(node)
        if value.kind != "truth" or isinstance(value.data, bool):
            raise _unclear(node, "no condition by itself; compare it, or ask filled(...)")
        said: pd.Series = value.data
        return said.astype("boolean")

    def value(self, node: ast.expr) -> _Value:
        if isinstance(node, ast.Constant):
            return _literal(node)
        if isinstance(node, ast.Name):
            return self._named(node)
        if isinstance(node, ast.Call):
            return self._called(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return _Value("number", -self._number(node.operand))
        if isinstance(node, ast.BinOp) and type(node.op) in _SUMS:
            left, right = self._number(node.left), self._number(node.right)
            return _Value("number", columns.calculated(_SUMS[type(node.op)], left, right, self.frame.index))
        raise _unclear(node, "not understood")

    def _named(self, node: ast.Name) -> _Value:
        name = self.names.get(node.id, node.id)
        if name == "today" and name not in self.kinds:
            return _Value("date", self.today.isoformat())
        kind, cells = self.kinds[name], self.frame[name]
        return _Value(kind, columns.AS_KIND[kind](cells))

    def _compared(self, node: ast.Compare) -> pd.Series:
        sides = [node.left, *node.comparators]
        found = None
        for left, operator, right in zip(sides[:-1], node.ops, sides[1:], strict=True):
            part = self._pair(node, left, operator, right)
            found = part if found is None else found & part
        if found is None:  # a comparison has at least one operator
            raise _unclear(node, "not understood")
        return found

    def _pair(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> pd.Series:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._among(left, right, negated=isinstance(operator, ast.NotIn))
        if isinstance(right, ast.Constant) and right.value is None:
            if not isinstance(operator, ast.Eq | ast.NotEq | ast.Is | ast.IsNot):
                raise _unclear(node, "nothing is smaller or larger than None; ask blank(...)")
            blank = self._cells(left).isna().astype("boolean")
            return ~blank if isinstance(operator, ast.NotEq | ast.IsNot) else blank
        if type(operator) not in _COMPARES:
            raise _unclear(node, "not understood; compare with ==, !=, <, <=, >, >=, in or not in")
        one, other = _alike(node, self.value(left), self.value(right))
        return columns.compared(_COMPARES[type(operator)], one.data, other.data, self.frame.index)

    def _among(self, left: ast.expr, right: ast.expr, *, negated: bool) -> pd.Series:
        if not isinstance(right, ast.List | ast.Tuple | ast.Set) or not right.elts:
            raise _unclear(right, 'not a list; write one such as ["active", "proposed"]')
        value = self.value(left)
        found = None
        for item in right.elts:
            one, other = _alike(item, value, self.value(item))
            part = columns.compared("eq", one.data, other.data, self.frame.index)
            found = part if found is None else found | part
        if found is None:
            raise _unclear(right, "an empty list")
        return ~found if negated else found

    def _called(self, node: ast.Call) -> _Value:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _FUNCTIONS:
            hint = did_you_mean(name, _FUNCTIONS) if name else f"there are: {', '.join(_FUNCTIONS)}"
            raise _unclear(node, f"no function of conditions; {hint}")
        more = name in ("matches", "contains", "starts_with")
        if node.keywords or len(node.args) != (2 if more else 1):
            raise _unclear(node, f"write {name}(field{', ...' if more else ''}) with {'two' if more else 'one'} in it")
        if name in ("blank", "filled"):
            missing = self._cells(node.args[0]).isna().astype("boolean")
            return _Value("truth", missing if name == "blank" else ~missing)
        if name == "years_since":
            return _Value("number", columns.years_since(columns.as_date(self._cells(node.args[0])), self.today))
        cells = self._cells(node.args[0])
        if name == "length":
            return _Value("number", cells.str.len().astype("Float64"))
        if name == "lower":
            return _Value("text", cells.str.lower())
        return _Value("truth", columns.matched(cells, _regex(name, node.args[1])))

    def _cells(self, node: ast.expr) -> pd.Series:
        """The text of a field, whatever its kind."""
        if isinstance(node, ast.Name) and self.names.get(node.id, node.id) in self.kinds:
            return self.frame[self.names.get(node.id, node.id)].astype("str")
        value = self.value(node)
        if value.kind != "text" or isinstance(value.data, str):
            raise _unclear(node, "not a field")
        cells: pd.Series = value.data
        return cells

    def _number(self, node: ast.expr) -> Any:
        value = self.value(node)
        if value.kind == "text" and not isinstance(value.data, str):
            return columns.as_number(value.data)
        if value.kind != "number":
            raise _unclear(node, "not a number")
        return value.data


def _literal(node: ast.Constant) -> _Value:
    if isinstance(node.value, bool):
        return _Value("truth", node.value)
    if isinstance(node.value, int | float) and abs(node.value) < 1e300:
        return _Value("number", float(node.value))
    if isinstance(node.value, str):
        return _Value("text", node.value)
    raise _unclear(node, "not understood; write text in quotes, a number, True, False or None")


def _alike(node: ast.expr, one: _Value, other: _Value) -> tuple[_Value, _Value]:
    """The two as the same kind: a text beside a number or a date is read as one."""
    if one.kind == other.kind:
        return one, other
    if one.kind == "text":
        return _read_as(node, one, other.kind), other
    if other.kind == "text":
        return one, _read_as(node, other, one.kind)
    raise _unclear(node, f"a {one.kind} cannot be compared with a {other.kind}")


def _read_as(node: ast.expr, value: _Value, kind: str) -> _Value:
    if not isinstance(value.data, str):
        return _Value(kind, columns.AS_KIND[kind](value.data))
    read = columns.read_one(value.data, kind)
    if read is None:
        wanted = {"date": "a date as 31/12/2024", "truth": "true or false"}.get(kind, "a number")
        raise _unclear(node, f"{value.data!r} is not {wanted}")
    return _Value(kind, read)


def _regex(name: str, node: ast.expr) -> re.Pattern[str]:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        raise _unclear(node, "not a text in quotes")
    try:
        if name == "matches":
            return re.compile(node.value)
    except re.error as error:
        raise _unclear(node, f"not a regular expression ({error.msg})") from None
    return re.compile(("^" if name == "starts_with" else "") + re.escape(node.value))


def _unclear(node: ast.expr, why: str) -> CheckError:
    return CheckError(f"the condition at character {node.col_offset + 1}: {why}")
