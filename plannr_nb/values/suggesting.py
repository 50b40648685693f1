"""Suggestions for the cells of one column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from plannr_nb import catalogue
from plannr_nb.catalogue import Field, Kind, RecordType
from plannr_nb.catalogue.choice_words import choice_words
from plannr_nb.catalogue.spellings import NO, TITLE_SPELLINGS, YES, spelled_choices
from plannr_nb.errors import MappingError, did_you_mean
from plannr_nb.values.account import LISTED, Listed, people_of, statuses_of, written_on_plans
from plannr_nb.values.choices import Answers
from plannr_nb.values.distinct import Distinct
from plannr_nb.values.references import suggest_people, suggest_statuses
from plannr_nb.values.reviewed import listing_for
from plannr_nb.values.several import suggest_each
from plannr_nb.values.suggestion import SURE, Suggestion
from plannr_nb.values.table import to_frame
from plannr_nb.values.vocabulary import suggest_spellings

if TYPE_CHECKING:
    import pandas as pd

    from plannr_nb.client import PlannrClient

__all__ = ["suggest_values"]

_ON_PLANS = frozenset({"provider", "plan_type"})
_BY_RULE = "is read by a rule of its kind when records are shaped, not value by value"
_DECIDED = "decided before"
_OTHER_FIELD = "decided for another field, and no answer of this one: choose one"


def suggest_values(
    column: pd.Series | Iterable[str | None],
    field: str | Field,
    client: PlannrClient | None = None,
    *,
    record_type: str | RecordType | None = None,
    known: Iterable[str] = (),
    decided: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Suggest for each distinct cell of a column the text to send. Applies nothing.

    A field with choices gets the choice a cell stands for: by its spelling, by a reviewed list of the words back
    offices use, or as a slip of the pen. A field of names gets those in the firm's account, where `client` lets it
    look; where two have one name, the name cannot say who, so map the column to the field that takes ids
    (``assigned_adviser_uuid``) and ask for that one: ``to`` then holds ids. In other text (provider, plan type, tags,
    source) the variants of a name are gathered and one spelling is chosen.

    Parameters
    ----------
    column
        ``source["Marital Status"]``, or any text.
    field
        A field as ``"clients.title"``, its name alone with `record_type`, or a `Field`.
    client
        Where employees, introducers, client statuses and, for providers and plan types, the plans already in the
        account are read. Nothing is written. Without it such names are gathered among themselves, and ``conflict``
        says that nobody looked.
    record_type
        A name or a loaded record type, for a firm's own fields and choices.
    known
        Spellings that are right already, such as a firm's list of tags; others become variants of these.
    decided
        A value map made before, for another field, record type or file (`load_values`): its values need no new
        decision. A name of the account becomes the id where the field takes ids, and the other way round; what this
        field cannot take is a conflict.

    Returns
    -------
    DataFrame
        One row per distinct value, the most frequent first. ``value``, trimmed; ``count`` int; ``to`` the text to send,
        empty to send no value, missing where nothing is suggested; ``score`` 0..1; ``reason``; ``others`` what else it
        may be, parted by bars; ``conflict`` why a person has to look; ``sure`` bool, what `sure_values` takes. Sure is
        only a spelling, or a word that means nothing else in this field, never a blank, a slip, a former name of a
        provider, or a word for a field where a wrong value acts at once. The counts add up to the filled cells.

    Raises
    ------
    MappingError
        No such field; several record types have one of that name; cells of its kind are not read value by value; or it
        holds ids that no list gives.

    Examples
    --------
    >>> suggested = suggest_values(["M", "Co-habiting", "M", "Seperated", "N/A"], "clients.marital_status")
    >>> suggested[["value", "count", "to", "score", "sure"]].values.tolist()
    [['M', 2, 'married', 0.97, True], ['Co-habiting', 1, 'cohabiting', 0.99, True],
     ['Seperated', 1, 'separated', 0.85, False], ['N/A', 1, '', 0.9, False]]

    The sure ones go into a mapping by one call:

    >>> from plannr_nb import Mapping, sure_values
    >>> mapping = Mapping("clients").set("marital_status", "Status")
    >>> mapping.map_values("marital_status", sure_values(suggested)).values
    {'marital_status': {'M': 'married', 'Co-habiting': 'cohabiting'}}
    """
    target, of_type = _field(field, record_type)
    cells = Distinct.of(column)
    before = {cell.strip(): text.strip() for cell, text in (decided or {}).items()}
    open_cells = [place for place, cell in enumerate(cells.values) if cell not in before]
    rest = Distinct(tuple(cells.values[at] for at in open_cells), tuple(cells.counts[at] for at in open_cells))
    # What was decided before is a spelling that is right already.
    right = (*known, *filter(None, before.values()))
    found = iter(_suggest(rest, target, of_type, client, right))
    texts = tuple(dict.fromkeys(before[cell] for cell in cells.values if cell in before))
    taken = dict(zip(texts, _taken_over(texts, target, of_type, client), strict=True))
    return to_frame(cells, [taken[before[cell]] if cell in before else next(found) for cell in cells.values])


def _taken_over(
    texts: Sequence[str], field: Field, record_type: str | None, client: PlannrClient | None
) -> list[Suggestion]:
    """Texts decided on before, as this field takes them: a name that was chosen for one field is an id in another."""
    if not (field.name in LISTED or field.kind is Kind.BOOLEAN or field.choices):
        return [Suggestion(text, 1.0, _DECIDED, ask=text == "") for text in texts]
    filled = tuple(filter(None, texts))
    found = dict(
        zip(filled, _suggest(Distinct(filled, (1,) * len(filled)), field, record_type, client, ()), strict=True)
    )
    looked = client is not None or field.name not in LISTED or field.kind is Kind.UUID
    return [_one_taken_over(text, found.get(text), looked=looked) for text in texts]


def _one_taken_over(text: str, found: Suggestion | None, *, looked: bool) -> Suggestion:
    if found is None or not looked:
        return Suggestion(text, 1.0, _DECIDED, ask=text == "")
    if found.to and found.score >= SURE and (found.sure or found.conflict is not None):
        # Somebody chose a person who has left, or whom nobody could look up, knowing it.
        return Suggestion(found.to, 1.0, _DECIDED)
    if found.conflict is not None:
        return Suggestion(found.to, 0.0, _DECIDED, found.others, found.conflict)
    return Suggestion(None, 0.0, _DECIDED, tuple(filter(None, (found.to, *found.others))), _OTHER_FIELD)


def _suggest(
    cells: Distinct, field: Field, record_type: str | None, client: PlannrClient | None, known: Sequence[str]
) -> list[Suggestion]:
    listed = LISTED.get(field.name)
    if listed is Listed.STATUSES:
        return suggest_statuses(cells, field, None if client is None else statuses_of(client))
    if listed is not None:
        return suggest_people(cells, field, None if client is None else people_of(client, listed))
    if field.kind is Kind.BOOLEAN or field.choices:
        return _answers(field, record_type).suggestions(cells.values)
    if client is not None and field.name in _ON_PLANS:
        known = (*known, *written_on_plans(client, field.name))
    listing = listing_for(field.name)
    if field.many:
        return suggest_each(cells, lambda values: suggest_spellings(values, known, listing))
    return suggest_spellings(cells, known, listing)


def _answers(field: Field, record_type: str | None) -> Answers:
    words = choice_words(field, record_type)
    ask = bool(field.consequence)
    if field.kind is Kind.BOOLEAN:
        spelled = dict.fromkeys(YES, "true") | dict.fromkeys(NO, "false")
        return Answers(spelled, words, ask=ask, guess=False)
    titles = TITLE_SPELLINGS if field.name == "title" else None
    return Answers(spelled_choices(field.choices, titles), words, ask=ask)


def _field(field: str | Field, record_type: str | RecordType | None) -> tuple[Field, str | None]:
    """The field, and the name of its record type where that is known."""
    loaded = None if record_type is None else catalogue.load(record_type)
    if isinstance(field, Field):
        target = field
    else:
        of, dot, name = field.rpartition(".")
        if loaded is None:
            loaded = catalogue.load(of) if dot else _only_one_with(name)
        elif dot and of != loaded.name:
            raise MappingError(f"{field} is a field of {of} and the record type given is {loaded.name}")
        if name not in loaded:
            raise MappingError(f'{loaded.name} have no field "{name}"; {did_you_mean(name, [f.name for f in loaded])}')
        target = loaded[name]
    listed = target.name in LISTED
    if target.kind is Kind.UUID and not listed:
        raise MappingError(
            f"{target.name} holds ids that Plannr gives no list of; pn.link fills those of records that were imported"
        )
    if target.kind not in (Kind.CHOICE, Kind.BOOLEAN, Kind.NAME_REF, Kind.TEXT) and not listed:
        raise MappingError(f"{target.name} is of the kind {target.kind}, which {_BY_RULE}")
    return target, None if loaded is None else loaded.name


def _only_one_with(name: str) -> RecordType:
    having = [each for each in catalogue.record_types() if name in catalogue.load(each)]
    if len(having) != 1:
        about = f"{', '.join(having)} have" if having else "no record type has"
        raise MappingError(f'{about} a field "{name}"; write it as "clients.{name}", or give record_type=')
    return catalogue.load(having[0])
