"""The same text for every record, where no column holds it and the rest tells what it is."""

from __future__ import annotations

from collections.abc import Iterator

from plannr_nb.catalogue import Field, Kind
from plannr_nb.catalogue.choice_words import choice_words
from plannr_nb.catalogue.spellings import NO, YES, plain_spelling, spelled_choices
from plannr_nb.mapping import Constant, Origin
from plannr_nb.shaping import codes
from plannr_nb.shaping.first_look import COUPLE, ONE_PERSON, look_at
from plannr_nb.shaping.names import NameType, read_names
from plannr_nb.suggest.offers.counting import MOST_READ, about, picked
from plannr_nb.suggest.offers.ground import Ground
from plannr_nb.suggest.offers.names import whole_name
from plannr_nb.suggest.offers.offer import Offer, OfferKind
from plannr_nb.suggest.source_packs import PackChoice, chosen_packs

__all__ = ["constants"]

_SPEAKS = 0.3
_UNCLEAR = 0.02
_ONE_VALUE = 0.75  # of the score of the header: the one value may be what the old system fills in by itself
_FEW_ROWS = 10  # one value in so few rows may be chance
# What a note or a task hangs on -> the words of a header that say it is a client.
_HANGS_ON = {
    "notes": ("notable_uuid", "notable_type", "account"),
    "tasks": ("taskable_uuid", "taskable_type", "client"),
}
_CLIENT = frozenset({"client", "customer", "contact", "person", "investor", "member", "party"})
_PERHAPS_CLIENT = frozenset({"entity", "account"})


def constants(ground: Ground, packs: PackChoice, *, type_is_split: bool) -> Iterator[Offer]:
    """The type of client, what notes hang on, the system that references come from, and columns of one value.

    Parameters
    ----------
    type_is_split
        Whether the type is offered from full names already.
    """
    if ground.record_type.name == "clients" and not type_is_split and not _named(ground, "type"):
        yield from _all_individuals(ground)
    yield from _hangs_on(ground)
    yield from _system(ground, packs)
    yield from _one_value(ground)


def _named(ground: Ground, name: str) -> bool:
    """Whether some column may hold the field itself."""
    return not ground.takes(name) or any(
        (match := ground.match(place, name)) is not None and match.score >= _SPEAKS for place in ground.usable
    )


def _all_individuals(ground: Ground) -> Iterator[Offer]:
    import numpy as np

    surname, first = ground.fed_by.get("last_name"), ground.fed_by.get("first_name")
    entity = ground.fed_by.get("entity_name")
    if surname is None or first is None or not ground.takes("type"):
        return
    origins: dict[str, Origin] = {"type": Constant(NameType.INDIVIDUAL.value)}
    beside = [place for place in ground.usable if whole_name(ground, place) >= _SPEAKS]
    consequence = ground.record_type["type"].consequence
    given, surnames = ground.cells(first), ground.cells(surname)
    if given is None or surnames is None:
        if not beside:
            said = f"only names of people, and no column for a company or trust; never pre-ticked: {consequence}"
            yield Offer(OfferKind.CONSTANT, origins, 0.5, said)
        return
    if entity is not None or any(_names_others(ground, place) for place in beside):
        return
    whole = (given.fillna("") + " " + surnames)[surnames.notna()].str.strip()
    distinct = whole.drop_duplicates()
    look = look_at(distinct) if len(distinct) > MOST_READ else np.zeros(len(distinct), dtype=int)
    others = np.flatnonzero(look == 0)
    asked = picked(others)
    if (look == COUPLE).any():
        return
    read = read_names(distinct.iloc[asked])
    unclear = [name for name in read if name.type is None]
    share = len(unclear) / max(1, len(asked)) * len(others) / max(1, len(distinct))
    if not len(distinct) or share > _UNCLEAR or any(codes.REPRESENTATIVES in name.codes for name in unclear):
        return
    if all(name.type in (NameType.INDIVIDUAL, None) for name in read):
        said = f"no company, trust or couple among {len(whole):,} names"
        if len(asked) < len(others):
            said += f", of which those that are not plain were looked at in part ({len(asked):,} of {len(others):,})"
        said += f" ({about(len(unclear), asked, others)} could not be told)" if unclear else ""
        yield Offer(OfferKind.CONSTANT, origins, 0.85, f"{said}; never pre-ticked: {consequence}", len(whole))


def _names_others(ground: Ground, place: int) -> bool:
    """Whether a column of whole names beside those of people has companies, trusts or couples."""
    import numpy as np

    cells = ground.cells(place)
    if cells is None:
        return False
    distinct = cells.dropna().drop_duplicates()
    others = np.flatnonzero(look_at(distinct) != ONE_PERSON)
    read = read_names(distinct.iloc[picked(others)])
    return any(name.type not in (NameType.INDIVIDUAL, None) for name in read)


def _hangs_on(ground: Ground) -> Iterator[Offer]:
    link, name, choice = _HANGS_ON.get(ground.record_type.name, ("", "", ""))
    place = ground.fed_by.get(link)
    if place is None or not ground.takes(name) or _named(ground, name):
        return
    words = ground.words[place]
    score = 0.9 if words & _CLIENT else 0.7 if words & _PERHAPS_CLIENT else 0.0
    if score:
        said = f'no column says what they hang on, and "{ground.headers[place]}" names clients'
        yield Offer(OfferKind.CONSTANT, {name: Constant(choice)}, score, said, ground.rows)


def _system(ground: Ground, packs: PackChoice) -> Iterator[Offer]:
    value, name = "external_reference_value", "external_reference_source"
    if not ground.takes(name) or name in ground.fed_by or (value not in ground.fed_by and ground.key is None):
        return
    offered, _ = chosen_packs(packs)
    headers, of_type = ground.headers, ground.record_type.name
    known = [
        (layout.found_in(headers), pack.system)
        for pack in offered
        for layout in pack.layouts
        if layout.record_type == of_type and layout.recognises(headers)
    ]
    if known:
        told, system = max(known)
        said = f"the references are {system}'s: its export is known by {told} telling headers"
        yield Offer(OfferKind.CONSTANT, {name: Constant(system)}, 0.7, said, ground.rows)


def _one_value(ground: Ground) -> Iterator[Offer]:
    """Columns that say the same in every row, in words that stand for one of a field's choices."""
    if ground.frame is None or len(ground.frame) < _FEW_ROWS:
        return
    offered: set[str] = set()
    for place in ground.usable:
        profile = ground.weighed.profiles[place]
        if profile is None or len(profile.cells) != 1 or ground.headers[place] in ground.mapping.headers:
            continue
        cells = ground.cells(place)
        if cells is None or cells.isna().any() or cells.nunique() != 1:
            continue
        name = ground.weighed.chosen.get(place)
        match = None if name is None else ground.match(place, name)
        if name is None or match is None or match.score < _SPEAKS or name in offered or not ground.takes(name):
            continue
        choice = _choice(str(cells.iloc[0]), ground.record_type[name], ground.record_type.name)
        if choice is None or name == "send_welcome_email":
            continue
        offered.add(name)
        field = ground.record_type[name]
        said = f'"{ground.headers[place]}" says the same in every row, and it stands for this choice; is it anybody\'s '
        said += "answer, or what the old system fills in by itself?"
        said += f" never pre-ticked: {field.consequence}" if field.consequence else ""
        yield Offer(OfferKind.CONSTANT, {name: Constant(choice)}, _ONE_VALUE * match.score, said, len(cells))


def _choice(cell: str, field: Field, record_type: str) -> str | None:
    """The one choice of a field that a cell stands for; none for text that may stand for anything."""
    word = plain_spelling(cell)
    if field.kind is Kind.BOOLEAN:
        return "true" if word in YES else "false" if word in NO else None
    if not field.choices:
        return None
    own = spelled_choices(field.choices).get(word)
    if own is not None:
        return own
    said = [each for each in choice_words(field, record_type).get(word, ()) if each.level in ("same", "likely")]
    return said[0].choice or None if len(said) == 1 else None
