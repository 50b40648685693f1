"""What Plannr refused and no check foresaw, and checks made of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from plannr_nb import catalogue
from plannr_nb.catalogue.model import RecordType
from plannr_nb.checks.guesses import Guess, Seen, guesses_for
from plannr_nb.checks.rule_sheet import COLUMNS as RULE_COLUMNS
from plannr_nb.errors import CheckError
from plannr_nb.problems import FoundBy, Severity, errors_only
from plannr_nb.readable import ReadableFrame

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["learn", "unforeseen"]

_EXAMPLES = 5
_COLUMNS = ("field", "message", "rows", "records", "known", "condition", "proof", "source")
_WORDS = 40


def unforeseen(run: Any, problems: pd.DataFrame) -> ReadableFrame:
    """What Plannr complained of and the checks did not, one row per message and field, the most frequent first.

    Parameters
    ----------
    run
        A `Run`. Where the file that was sent is still there, what is proposed is tried on its records.
    problems
        The problem table of `check` before the run. A complaint counts as foreseen where it has an error about the
        same record and field, or about the whole field. A warning kept no record out, so it is told in ``known`` only.

    Returns
    -------
    ReadableFrame
        ``field``; ``message``, in Plannr's words with cells masked; ``rows``, how many records; ``records``, the ids of
        the first five; ``known``, what the catalogue says of the field, and our warnings; ``condition``, what is
        probably true of a record that Plannr takes, in the words of `own_rule`, missing where nothing fits; ``proof``,
        how many refused records and how many taken it tells apart; ``source``, the run. To be read, corrected and
        handed to `learn`.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> from plannr_nb.problems import FoundBy, ProblemCode, empty
    >>> refused = ProblemCode("refused", Severity.ERROR, "The email field is required.", FoundBy.PLANNR)
    >>> run = SimpleNamespace(record_type="clients", mode="validate", import_uuid="7f3a",
    ...                       problems=refused.problems(record_id=["3"], field="email"))
    >>> unforeseen(run, empty())[["field", "rows", "condition"]].to_dict("records")
    [{'field': 'email', 'rows': 1, 'condition': 'filled(email)'}]
    """
    import pandas as pd

    known = catalogue.load(run.record_type)
    told = run.problems[run.problems["found_by"] == FoundBy.PLANNR]
    told = told[~_foreseen(told, problems)]
    sent = _sent(run)
    rows = []
    for (field, message), part in told.groupby(["field", "message"], dropna=False, sort=False):
        name = None if pd.isna(field) else str(field)
        ids = part["record_id"].dropna()
        # A record that was refused for something else says nothing of this.
        seen = None
        if sent is not None and ids.isin(sent.index).all():
            seen = Seen(sent.loc[ids.unique()], sent[~sent.index.isin(run.problems["record_id"])])
        best = _best(guesses_for(str(message), name, known, seen), known, seen)
        rows.append(
            {
                "field": name,
                "message": message,
                "rows": len(part),
                "records": ", ".join(ids.head(_EXAMPLES)),
                "known": _known(known, name) + _warned(problems, name, ids),
                "condition": best.condition,
                "proof": best.proof,
                "source": f"{run.mode} import {run.import_uuid}",
            }
        )
    found = pd.DataFrame(rows, columns=list(_COLUMNS)).astype({name: "str" for name in _COLUMNS if name != "rows"})
    return ReadableFrame(found.sort_values("rows", ascending=False, kind="stable").reset_index(drop=True))


def learn(
    found: pd.DataFrame,
    record_type: str | RecordType,
    *,
    rules: pd.DataFrame | None = None,
    severity: Severity | str = Severity.ERROR,
) -> ReadableFrame:
    """Rules of what Plannr was found to ask for: a table for ``check(..., rules=...)`` and `save_rules`.

    Parameters
    ----------
    found
        What `unforeseen` gave, all of it or some rows, with conditions corrected or filled in. Rows without a condition
        are left out.
    rules
        A table of rules to add to; without one, that of `rules` for the record type.
    severity
        ``error`` keeps such records out of the file from now on.

    Raises
    ------
    CheckError
        No row has a condition.

    Examples
    --------
    >>> import pandas as pd
    >>> found = pd.DataFrame({"field": ["email"], "message": ["The email field is required."],
    ...                       "condition": ["filled(email)"], "source": ["validate import 7f3a"]})
    >>> learn(found, "clients").tail(1)[["code", "certainty", "condition"]].to_dict("records")
    [{'code': 'plannr_the_email_field_is_required', 'certainty': 'confirmed', 'condition': 'filled(email)'}]
    """
    import pandas as pd

    from plannr_nb.checks.rule_table import rules as shipped

    asked = found[found["condition"].notna() & (found["condition"].astype("str").str.strip() != "")]
    if asked.empty:
        raise CheckError("no row has a condition; write into the column what is true of a record that Plannr takes")
    table = shipped(record_type) if rules is None else rules
    there = set(zip(table["field"], table["condition"], strict=True))
    added = []
    codes = set(table["code"])
    for row in asked.to_dict("records"):
        field = "" if pd.isna(row["field"]) else row["field"]
        if (field, row["condition"]) in there:
            continue
        code = _code(row["message"], codes)
        codes.add(code)
        added.append(
            {
                "field": field,
                "rule": row["condition"],
                "severity": str(Severity(severity)),
                "on": "yes",
                "certainty": "confirmed",
                "source": row["source"],
                "code": code,
                "message": f"Plannr refused such a record, saying: {row['message']}",
                "condition": row["condition"],
                "key": "",
            }
        )
    more = pd.DataFrame(added, columns=list(RULE_COLUMNS), dtype="str")
    return ReadableFrame(pd.concat([pd.DataFrame(table), more], ignore_index=True))


def _foreseen(told: pd.DataFrame, problems: pd.DataFrame) -> pd.Series:
    import pandas as pd

    serious = errors_only(problems)
    of_column = serious.loc[serious["record_id"].isna(), "field"].dropna()
    cells = pd.MultiIndex.from_frame(serious.loc[serious["record_id"].notna(), ["record_id", "field"]])
    same = pd.MultiIndex.from_frame(told[["record_id", "field"]]).isin(cells)
    return pd.Series(same, index=told.index) | told["field"].isin(of_column)


def _sent(run: Any) -> pd.DataFrame | None:
    """The records in the file, with blanks missing; None where it is gone."""
    from plannr_nb.errors import RecordsError

    try:
        cells: pd.DataFrame = run.sent()
    except (AttributeError, RecordsError, OSError):
        return None
    return cells.astype("str").mask(cells.isna() | (cells == ""))


def _best(guesses: list[str], known: RecordType, seen: Seen | None) -> Guess:
    """The first guess that no record contradicts; without the records, the first."""
    tried = [Guess.tried(text, known, seen) for text in guesses]
    return next((guess for guess in tried if guess is not None), Guess(None, None))


def _known(known: RecordType, name: str | None) -> str:
    if name is None or name not in known:
        return "no field of the catalogue"
    item = known[name]
    needed = {"yes": "needed", "no": "not needed", "conditional": "needed at times"}[item.required_store]
    choices = f", one of {len(item.choices)} choices" if item.choices else ""
    return f"{item.kind}, {needed}{choices} ({item.certainty})"


def _warned(problems: pd.DataFrame, name: str | None, ids: pd.Series) -> str:
    of_field = problems[(problems["field"] == name) & (problems["severity"] == Severity.WARNING)]
    counted = of_field.loc[of_field["record_id"].isin(ids), "code"].value_counts()
    return "".join(f"; {count} of {len(ids)} warned of as {code}" for code, count in counted.items())


def _code(message: str, taken: set[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", str(message).casefold()).strip("_")[:_WORDS].strip("_")
    code, number = f"plannr_{words}", 2
    while code in taken:
        code, number = f"plannr_{words}_{number}", number + 1
    return code
