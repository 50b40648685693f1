"""Lists as Plannr answers them: `filter[name]`, `sort`, `per_page`, `page` and Laravel's paging object."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import URL, QueryParams

from plannr_nb.sandbox.answers import Answer

__all__ = ["Condition", "Listing", "any_of", "no_later", "none_of", "not_before", "part_of", "yes_or_no"]

Condition = Callable[[str], tuple[str, list[Any]]]

_PER_PAGE = 15  # documented, as is the most that can be asked for
_MOST_PER_PAGE = 500


@dataclass(frozen=True)
class Listing:
    """What a list is made of and may be asked.

    Attributes
    ----------
    table, where
        What is listed, in SQL.
    filters
        Name in ``filter[name]`` -> the condition it adds.
    sorts
        Name in ``sort`` -> SQL expression. The first is the default.
    """

    table: str
    where: str
    filters: Mapping[str, Condition]
    sorts: Mapping[str, str]
    includes: tuple[str, ...] = ()

    def page(
        self, db: sqlite3.Connection, query: QueryParams, url: URL, show: Callable[[sqlite3.Row, set[str]], Any]
    ) -> dict[str, Any]:
        """The answer: `data` of one page, `links` and `meta` (key names inside `meta` inferred from Laravel)."""
        where, parameters = self._where(query)
        includes = self.asked_includes(query)
        per_page = max(1, min(_number(query, "per_page", _PER_PAGE), _MOST_PER_PAGE))
        page = max(1, _number(query, "page", 1))
        total = db.execute(f"SELECT count(*) FROM {self.table} WHERE {where}", parameters).fetchone()[0]
        order = self._order(query)
        # Only ids are sorted: a sort that carries whole records takes many times as long.
        on_page = f"SELECT id FROM {self.table} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = db.execute(
            f"SELECT * FROM {self.table} WHERE id IN ({on_page}) ORDER BY {order}",
            [*parameters, per_page, (page - 1) * per_page],
        ).fetchall()
        data = [show(row, includes) for row in rows]
        return {"data": data, **_paging(url, query, page, per_page, total, len(data))}

    def asked_includes(self, query: QueryParams) -> set[str]:
        asked = [name for name in query.get("include", "").split(",") if name]
        for name in asked:
            if name not in self.includes:
                raise Answer.bad_query("include", name, list(self.includes))
        return set(asked)

    def _where(self, query: QueryParams) -> tuple[str, list[Any]]:
        sql, parameters = self.where, []
        for key, value in query.multi_items():
            asked = re.fullmatch(r"filter\[(.+)\]", key)
            if asked is None or value == "":
                continue
            condition = self.filters.get(asked[1])
            if condition is None:
                raise Answer.bad_query("filter", asked[1], list(self.filters))
            more, values = condition(value)
            sql += f" AND ({more})"
            parameters += values
        return sql, parameters

    def _order(self, query: QueryParams) -> str:
        asked = query.get("sort") or next(iter(self.sorts))
        name = asked.removeprefix("-")
        if name not in self.sorts:
            raise Answer.bad_query("sort", name, list(self.sorts))
        direction = "DESC" if asked.startswith("-") else "ASC"
        return f"{self.sorts[name]} {direction}, id {direction}"


def any_of(expression: str) -> Condition:
    """One of a comma-separated list."""

    def condition(value: str) -> tuple[str, list[Any]]:
        values = [part.strip() for part in value.split(",")]
        return f"{expression} IN ({', '.join('?' * len(values))})", values

    return condition


def none_of(expression: str) -> Condition:
    def condition(value: str) -> tuple[str, list[Any]]:
        sql, values = any_of(expression)(value)
        return f"NOT {sql}", values

    return condition


def part_of(*expressions: str, several: bool = False) -> Condition:
    """Found in one of the expressions, case ignored; `several` takes a comma-separated list."""

    def condition(value: str) -> tuple[str, list[Any]]:
        parts = [part.strip() for part in value.split(",")] if several else [value]
        tests = [f"{expression} LIKE ? ESCAPE '\\'" for _ in parts for expression in expressions]
        wanted = ["%" + re.sub(r"([%_\\])", r"\\\1", part) + "%" for part in parts for _ in expressions]
        return " OR ".join(tests), wanted

    return condition


def not_before(expression: str) -> Condition:
    return lambda value: (f"substr({expression}, 1, 10) >= ?", [value])


def no_later(expression: str) -> Condition:
    return lambda value: (f"substr({expression}, 1, 10) <= ?", [value])


def yes_or_no(expression: str) -> Condition:
    return lambda value: (f"coalesce({expression}, 0) = ?", [value.casefold() in ("1", "true")])


def _number(query: QueryParams, name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        raise Answer.invalid({name: [f"The {name.replace('_', ' ')} must be an integer."]}) from None


def _paging(url: URL, query: QueryParams, page: int, per_page: int, total: int, shown: int) -> dict[str, Any]:
    last = max(1, ceil(total / per_page))
    path = str(url.replace(query=""))
    kept = [(key, value) for key, value in query.multi_items() if key != "page"]

    def address(number: int) -> str | None:
        return f"{path}?{urlencode([*kept, ('page', number)])}" if 1 <= number <= last else None

    first_row = (page - 1) * per_page + 1
    return {
        "links": {"first": address(1), "last": address(last), "prev": address(page - 1), "next": address(page + 1)},
        "meta": {
            "current_page": page,
            "from": first_row if shown else None,
            "last_page": last,
            "links": [
                {"url": address(page - 1), "label": "&laquo; Previous", "active": False},
                {"url": address(page), "label": str(page), "active": True},
                {"url": address(page + 1), "label": "Next &raquo;", "active": False},
            ],
            "path": path,
            "per_page": per_page,
            "to": first_row + shown - 1 if shown else None,
            "total": total,
        },
    }
