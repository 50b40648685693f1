"""One decision for all columns: each field and each column at most once, and nothing rather than a bad pair."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["assign"]


def assign(gains: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """The pairs with the greatest sum of gains. Pairs that are not named, or gain nothing, are never made.

    Parameters
    ----------
    gains
        (row, column) -> what the pair is worth.

    Returns
    -------
    dict
        row -> column. Of equally good answers always the same one is given, whatever the order of `gains`.

    Examples
    --------
    >>> assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.85})
    {0: 1, 1: 0}
    >>> assign({(0, 0): -0.1})
    {}
    """
    chosen: dict[int, int] = {}
    worth = {pair: gain for pair, gain in sorted(gains.items()) if gain > 0}
    for rows, columns in _islands(worth):
        chosen.update(_hungarian(sorted(rows), sorted(columns), worth))
    return dict(sorted(chosen.items()))


def _islands(worth: Mapping[tuple[int, int], float]) -> list[tuple[set[int], set[int]]]:
    """Rows and columns that compete, directly or over others; few at a time, which keeps the work small."""
    islands: list[tuple[set[int], set[int]]] = []
    for row, column in worth:
        touched = [island for island in islands if row in island[0] or column in island[1]]
        joined: tuple[set[int], set[int]] = ({row}, {column})
        for island in touched:
            joined[0].update(island[0])
            joined[1].update(island[1])
            islands.remove(island)
        islands.append(joined)
    return islands


def _hungarian(rows: list[int], columns: list[int], worth: Mapping[tuple[int, int], float]) -> dict[int, int]:
    """Kuhn's method with potentials. Each row also has a place of its own that is worth nothing: unmapped."""
    width = len(columns) + len(rows)
    infinite = float("inf")
    cost = [[-worth.get((row, column), 0.0) for column in columns] + [0.0] * len(rows) for row in rows]
    row_price, column_price = [0.0] * (len(rows) + 1), [0.0] * (width + 1)
    taken_by = [0] * (width + 1)
    for start in range(1, len(rows) + 1):
        taken_by[0], place = start, 0
        slack, came_from, seen = [infinite] * (width + 1), [0] * (width + 1), [False] * (width + 1)
        while taken_by[place]:
            seen[place] = True
            row, step, following = taken_by[place], infinite, 0
            for column in range(1, width + 1):
                if seen[column]:
                    continue
                reduced = cost[row - 1][column - 1] - row_price[row] - column_price[column]
                if reduced < slack[column]:
                    slack[column], came_from[column] = reduced, place
                if slack[column] < step:
                    step, following = slack[column], column
            for column in range(width + 1):
                if seen[column]:
                    row_price[taken_by[column]] += step
                    column_price[column] -= step
                else:
                    slack[column] -= step
            place = following
        while place:
            taken_by[place] = taken_by[came_from[place]]
            place = came_from[place]
    return {
        rows[taken_by[place] - 1]: columns[place - 1]
        for place in range(1, len(columns) + 1)
        if taken_by[place] and worth.get((rows[taken_by[place] - 1], columns[place - 1]), 0.0) > 0
    }
