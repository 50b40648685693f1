"""What was checked and how it ended, as one page that needs nothing else: for the compliance file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from plannr_nb.checks.expectation import Expectation
from plannr_nb.checks.findings import problems_of
from plannr_nb.checks.outcome import Outcome
from plannr_nb.problems import Severity

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.checks.result import SuiteResult

__all__ = ["MASK", "page_of", "shown_values"]

MASK = "••••"
_MOST_ROWS = 1_000
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_STYLE = """
:root{color-scheme:light dark;--ink:#1c1f23;--soft:#565d66;--line:#d5d9de;--paper:#fff;--bad:#a3161f;--warn:#7a5200;
--good:#1d6b34}
@media (prefers-color-scheme:dark){:root{--ink:#e7e9ec;--soft:#a6adb6;--line:#3c434b;--paper:#15181b;--bad:#ff9096;
--warn:#f0c060;--good:#84d69c}}
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--bad:#8c0e16;--warn:#5e3f00;
--good:#14522a}thead{display:table-header-group}tr{break-inside:avoid}h2{break-after:avoid}}
body{margin:2rem auto;padding:0 1rem;max-width:75rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.25rem 0}table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--line)}
.long{overflow-wrap:anywhere;min-width:14rem}
th{font-weight:600;white-space:nowrap}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.soft{color:var(--soft)}.error,.bad{color:var(--bad)}.warning{color:var(--warn)}.good{color:var(--good)}
a{color:inherit}
"""
_ENDED = {"met": "good", "not met": "bad", "could not run": "warning", "not asked": "soft"}


def page_of(result: SuiteResult, *, reveal: bool = False) -> str:
    """HTML in one piece, without scripts and without an address it loads anything from."""
    title = _title(result)
    rules = list(zip(result.expectations, result.outcomes, strict=True))
    body = [
        f"<h1>{escape(title)}</h1>",
        _summary(result, rules),
        "<h2>What was found</h2>",
        _causes(result),
        "<h2>What was asked</h2>",
        _asked(rules),
        "<h2>Which records</h2>",
        *(_failing(result.frame, item, outcome, reveal=reveal) for item, outcome in _by_severity(rules)),
    ]
    masked = "" if reveal else f'<p class="soft">{MASK} stands for a value that is personal.</p>'
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>{''.join(body)}{masked}</main>"
        "</body></html>\n"
    )


def shown_values(part: pd.DataFrame, item: Expectation, *, reveal: bool) -> list[str | None]:
    """The values of failing cells, masked where they are not plain; of a rule that is none of ours nobody knows."""
    plain = reveal or (item.ours is not None and "sensitivity" not in item.ours)
    values = part["value"].astype(object).where(part["value"].notna(), None).tolist()
    return values if plain else [None if value is None else MASK for value in values]


def _title(result: SuiteResult) -> str:
    kind = str(result.about.get("record_type") or "rows")
    mode = result.about.get("mode")
    return f"Checks of {kind}" + (f" before {mode}" if mode else "")


def _summary(result: SuiteResult, rules: Sequence[tuple[Expectation, Outcome]]) -> str:
    ended = [_how(outcome) for _, outcome in rules]
    found = result.problems["severity"].value_counts()
    counts = ", ".join(f"{ended.count(word)} {word}" for word in _ENDED if ended.count(word))
    told = ", ".join(f"{int(found.get(str(one), 0)):,} {one}s" for one in (Severity.ERROR, Severity.WARNING))
    held = result.problems.loc[result.problems["severity"] == Severity.ERROR, "record_id"].nunique()
    return (
        f"<p>{len(result.frame):,} records, {len(rules)} rules: {counts}.</p>"
        f"<p>{told}. {held:,} records have an error, which keeps them out of the file that is sent.</p>"
        f'<p class="soft">Run on {result.ran_at:%d/%m/%Y at %H:%M} UTC with plannr_nb.</p>'
    )


def _causes(result: SuiteResult) -> str:
    from plannr_nb.problems import by_cause

    rows = [
        [
            (f"{row['rows']:,}", "n"),
            (row["severity"], row["severity"]),
            (_plain(row["field"]), ""),
            (row["message"], ""),
            (_plain(row["where"]), "soft"),
        ]
        for row in by_cause(result.problems).to_dict("records")
    ]
    head = [("How many", "n"), ("Severity", ""), ("Field", ""), ("What is wrong, and what to do", ""), ("Where", "")]
    return _table(head, rows) if rows else "<p>Nothing.</p>"


def _asked(rules: Sequence[tuple[Expectation, Outcome]]) -> str:
    rows = []
    for item, outcome in rules:
        noted = item.ours or {}
        how = _how(outcome)
        count = outcome.unexpected_count
        rows.append(
            [
                (_plain(item.field), ""),
                (item.message, ""),
                (str(item.severity), str(item.severity)),
                (str(noted.get("certainty", "the suite's own")), ""),
                (str(noted.get("source", "")), "soft long"),
                (how + (f" ({outcome.error})" if outcome.error and how == "could not run" else ""), _ENDED[how]),
                ("" if count is None else f"{count:,}", "n"),
            ]
        )
    head = ["Field", "Rule", "Severity", "Certainty", "Source", "Outcome"]
    return _table([*((name, "") for name in head), ("Rows", "n")], rows)


def _failing(frame: pd.DataFrame, item: Expectation, outcome: Outcome, *, reveal: bool) -> str:
    part = problems_of(frame, [(item, outcome)])
    named = part[part["record_id"].notna()]
    if named.empty:
        return ""
    shown = named.head(_MOST_ROWS)
    values = shown_values(shown, item, reveal=reveal)
    rows = [
        [(record_id, ""), (_plain(row), "n"), (value or "", "long")]
        for record_id, row, value in zip(shown["record_id"], shown["source_row"], values, strict=True)
    ]
    left = len(named) - len(shown)
    more = f'<p class="soft">and {left:,} more, which the problem table has.</p>' if left else ""
    head = f"<h3>{len(named):,} × {escape(_plain(item.field))}: {escape(item.message)}</h3>"
    return head + _table([("Record", ""), ("Row of the file", "n"), ("Value", "")], rows) + more


def _by_severity(rules: Sequence[tuple[Expectation, Outcome]]) -> list[tuple[Expectation, Outcome]]:
    return sorted(rules, key=lambda pair: _RANK[pair[0].severity])


def _how(outcome: Outcome) -> str:
    if outcome.harmless:
        return "not asked"
    return "could not run" if outcome.success is None else "met" if outcome.success else "not met"


def _table(head: Sequence[tuple[str, str]], rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    top = "".join(f'<th scope="col"{_class(kind)}>{escape(name)}</th>' for name, kind in head)
    lines = "".join(
        "<tr>" + "".join(f"<td{_class(kind)}>{escape(text)}</td>" for text, kind in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def _class(kind: str) -> str:
    return f' class="{escape(kind)}"' if kind else ""


def _plain(cell: Any) -> str:
    import pandas as pd

    return "" if cell is None or pd.isna(cell) else str(cell)
