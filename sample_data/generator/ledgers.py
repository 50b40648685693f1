"""The ledgers of the firm, as far as they are the same in each old system: which entries, and what mess is in them.

A system brings an `Export` with its own headers and says what stands in a row. Which header is which follows from the
fields of its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from generator import oddities, scenes
from generator.book import Book
from generator.cells import DateForm
from generator.clean import note_facts, premium_facts, task_facts, valuation_facts
from generator.diary import Note, Task
from generator.mess import Mess, Oddity
from generator.plans import Premium, Valuation
from generator.tables import Export, Facts, Row

Cells = dict[str, str]


def plan_status_words(word_by_end: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Plannr's status and its reason for an inactive plan, by the word of a system that has one word for both."""
    current = ("active", "proposed")
    return {
        "status": {word: end if end in current else "inactive" for end, word in word_by_end.items()},
        "inactive_reason": {word: end for end, word in word_by_end.items() if end not in current},
    }


def spoil_clients(export: Export, share: float, form: DateForm, short_form: DateForm, more: Iterable[Oddity]) -> None:
    """Mess in a ``share`` of the clients; ``more`` are the oddities of this system alone."""
    everywhere = [
        *oddities.contact_oddities(export),
        *oddities.person_oddities(export, form, short_form),
        *oddities.office_oddities(export),
    ]
    Mess(f"{export.system} clients", export.rows, export.facts, share).spoil([*everywhere, *more])


def spoil_split_clients(
    export: Export, book: Book, share: float, form: DateForm, short_form: DateForm, *, alive: str
) -> None:
    """For systems that keep the parts of a name apart and have a flag for deaths, ``alive`` for the living."""
    header = export.header_of
    spoil_clients(export, share, form, short_form, oddities.split_name_oddities(export))
    scenes.hide_deaths(book, export, alive)
    oddities.mark_client_traps(book, export.rows, header("last_name"), header("email"), header("entity_name"))


def spoil_plans(
    export: Export, book: Book, share: float, form: DateForm, short_form: DateForm, more: Iterable[Oddity]
) -> None:
    mess = Mess(f"{export.system} plans", export.rows, export.facts, share)
    mess.spoil([*oddities.plan_oddities(export, form, short_form), *more])
    scenes.show_overdrawn(export)
    oddities.mark_plan_traps(book, export)


def fill_valuations(
    export: Export,
    book: Book,
    cells_of: Callable[[int, Valuation], Cells],
    form: DateForm,
    *,
    by_key: bool = False,
    share: float = 0.1,
    more: Iterable[Oddity] = (),
) -> Export:
    """``by_key``: in the order of the plans' references instead of that of the book."""
    for at, valuation in enumerate(book.holdings.valuations):
        _enter(export, f"V{at}", cells_of(at, valuation), valuation_facts(valuation))
    if by_key:
        export.rows.sort(key=lambda row: row.key)
    _spoil(export, share, [*oddities.valuation_oddities(export, form), *more])
    scenes.show_overdrawn(export)
    return export


def fill_premiums(export: Export, book: Book, cells_of: Callable[[int, Premium], Cells], form: DateForm) -> Export:
    for at, premium in enumerate(book.holdings.premiums):
        _enter(export, f"C{at}", cells_of(at, premium), premium_facts(premium))
    _spoil(export, 0.2, oddities.premium_oddities(export, form))
    return export


def fill_notes(
    export: Export, book: Book, cells_of: Callable[[Note], Cells], *, share: float = 0.1, more: Iterable[Oddity] = ()
) -> Export:
    for note in book.notes:
        _enter(export, f"N{note.note_id}", cells_of(note), note_facts(note))
    _spoil(export, share, [*oddities.note_oddities(export), *more])
    oddities.mark_line_breaks(export)
    return export


def fill_tasks(
    export: Export, book: Book, cells_of: Callable[[Task], Cells], form: DateForm, more: Iterable[Oddity] = ()
) -> Export:
    for task in book.tasks:
        _enter(export, f"T{task.task_id}", cells_of(task), task_facts(task))
    _spoil(export, 0.3, [*oddities.task_oddities(export, form), *more])
    return export


def _enter(export: Export, subject: str, cells: Cells, facts: Facts) -> None:
    export.rows.append(Row(cells[export.key], subject, cells))
    export.facts[subject] = facts


def _spoil(export: Export, share: float, found: Iterable[Oddity]) -> None:
    # The name seeds the chance: a file under another name would get its oddities in other rows.
    name = Path(export.file).stem.replace("-", " ")
    Mess(name, export.rows, export.facts, share).spoil(found)
