"""Which oddities go into which sort of file, and how many. The rates are the same for each old system."""

from __future__ import annotations

from generator import changes, words
from generator.book import Book
from generator.cells import DateForm
from generator.changes import PLACEHOLDERS, for_people, instead, into_blank
from generator.firm import STATUSES_NOT_SET_UP
from generator.mess import Oddity, mark_traps
from generator.plans import KINDS, PROVIDERS
from generator.tables import Export, Row

DO_NOT_MAIL = ("DO NOT MAIL", "** DO NOT MAIL **", "DO NOT MAIL - post returned")


def contact_oddities(export: Export) -> list[Oddity]:
    header = export.header_of
    email, phone, postcode = header("email"), header("phone"), header("postcode")
    line_1, line_2 = header("address_1"), header("address_2")
    return [
        Oddity("firm_address", email, 200, for_people(instead(words.FIRM_EMAIL)), right=""),
        Oddity("two_emails_in_cell", email, 14, for_people(changes.two_emails)),
        Oddity("email_not_address", email, 12, for_people(changes.no_email)),
        Oddity("placeholder_text", email, 8, for_people(instead(*PLACEHOLDERS)), right=""),
        Oddity("phone_zero_lost", phone, 9, changes.without_first_zero),
        Oddity("phone_plus44_zero", phone, 10, changes.with_44_and_zero),
        Oddity("phone_with_words", phone, 6, changes.with_words),
        Oddity("placeholder_text", phone, 6, instead(*PLACEHOLDERS), right=""),
        Oddity("firm_postal_address", line_1, 10, changes.firm_street, right=""),
        Oddity("line_break", line_1, 6, changes.with_line_break),
        Oddity("do_not_mail_in_address", line_2, 9, into_blank(*DO_NOT_MAIL), right=""),
        Oddity("formula_cell", line_2, 3, into_blank(*changes.FORMULAS), right=""),
        Oddity("postcode_no_space", postcode, 12, changes.without_space),
        Oddity("postcode_letter_o", postcode, 4, changes.with_letter_o),
        Oddity("placeholder_text", postcode, 4, instead(*PLACEHOLDERS), right=""),
    ]


def person_oddities(export: Export, form: DateForm, short_form: DateForm) -> list[Oddity]:
    """For date of birth and National Insurance number, in rows of one person."""
    born, ni_number = export.header_of("date_of_birth"), export.header_of("ni_number")
    found = [
        Oddity("two_digit_year", born, 14, changes.with_short_year("date_of_birth", short_form)),
        Oddity("impossible_date", born, 8, changes.on_no_day(form)),
        Oddity("placeholder_date", born, 12, changes.on_first_of_1900(form)),
        Oddity("placeholder_text", born, 4, instead(*PLACEHOLDERS), right=""),
        Oddity("ni_spaced", ni_number, 20, changes.ni_spaced),
        Oddity("ni_no_suffix", ni_number, 10, changes.ni_without_suffix),
        Oddity("ni_i_for_1", ni_number, 6, changes.ni_with_letter),
        Oddity("ni_applied_for", ni_number, 7, instead("Applied for", "applied for", "APPLIED FOR")),
        Oddity("placeholder_text", ni_number, 5, instead(*PLACEHOLDERS), right=""),
    ]
    return [Oddity(one.code, one.header, one.count, for_people(one.change), one.right, one.as_before) for one in found]


def office_oddities(export: Export) -> list[Oddity]:
    adviser, status = export.header_of("assigned_advisor"), export.header_of("status_name")
    return [
        Oddity("leaver_adviser", adviser, 24, changes.with_leaver("assigned_advisor")),
        Oddity("adviser_spelling", adviser, 10, changes.with_adviser_drift),
        Oddity("status_not_set_up", status, 9, instead(*STATUSES_NOT_SET_UP)),
    ]


def split_name_oddities(export: Export) -> list[Oddity]:
    """For systems that keep the parts of a name, marital status and gender apart."""
    header = export.header_of
    return [
        Oddity("title_form", header("title"), 24, changes.with_title_form),
        Oddity("title_unknown", header("title"), 5, instead("Cllr", "Mister", "Esq")),
        Oddity("choice_unknown", header("marital_status"), 6, instead("Complicated", "Re-married 2011", "ask")),
        Oddity("choice_unknown", header("gender"), 4, instead("not recorded", "T", "Company")),
        Oddity("stray_space", header("last_name"), 14, for_people(changes.with_stray_space), as_before=True),
    ]


def plan_oddities(export: Export, form: DateForm, short_form: DateForm) -> list[Oddity]:
    header = export.header_of
    kinds = {kind.name: kind.drift for kind in KINDS}
    providers = {provider.name: provider.drift for provider in PROVIDERS}
    return [
        Oddity("provider_spelling", header("provider"), 70, changes.with_drift(providers)),
        Oddity("plan_type_spelling", header("plan_type"), 60, changes.with_drift(kinds)),
        Oddity("plan_type_blank", header("plan_type"), 6, instead("")),
        Oddity("plan_status_unknown", header("status"), 7, instead("See file", "Not known", "??")),
        Oddity("scientific_policy_number", header("policy_number"), 18, changes.in_scientific_form),
        Oddity("placeholder_text", header("policy_number"), 9, instead("TBC", "N/A", "-", "awaiting"), right=""),
        Oddity("money_pound", header("value"), 40, changes.with_pound("value")),
        Oddity("money_zero_unknown", header("value"), 25, instead("0.00")),
        Oddity("placeholder_text", header("value"), 6, instead("TBC", "POA", "n/k"), right=""),
        Oddity("two_digit_year", header("opened_at"), 12, changes.with_short_year("opened_at", short_form)),
        Oddity("impossible_date", header("opened_at"), 6, changes.on_no_day(form)),
        Oddity("placeholder_date", header("opened_at"), 10, changes.on_first_of_1900(form)),
    ]


def seller_oddities(export: Export) -> list[Oddity]:
    """For systems that say who sold a plan."""
    return [Oddity("leaver_adviser", export.header_of("seller_uuid"), 14, changes.with_leaver("seller_uuid"))]


def valuation_oddities(export: Export, form: DateForm) -> list[Oddity]:
    header = export.header_of
    return [
        Oddity("money_pound", header("value"), 30, changes.with_pound("value")),
        Oddity("money_zero_unknown", header("value"), 12, instead("0.00")),
        Oddity("impossible_date", header("valued_at"), 4, lambda cell, facts, rng: form(2026, 6, 31)),
    ]


def premium_oddities(export: Export, form: DateForm) -> list[Oddity]:
    header = export.header_of
    early = form(1979, 4, 6)
    return [
        Oddity("money_pound", header("amount"), 20, changes.with_pound("amount")),
        Oddity("choice_unknown", header("frequency"), 7, instead("Now and then", "10 x", "Termly")),
        Oddity("end_before_start", header("end_date"), 4, lambda cell, facts, rng: early if cell else None),
        Oddity("impossible_date", header("start_date"), 3, changes.on_no_day(form)),
        Oddity("amount_and_percentage", header("amount"), 5, into_blank("100.00", "150.00"), right=""),
    ]


def note_oddities(export: Export) -> list[Oddity]:
    text = export.header_of("contents")
    return [
        Oddity("html_note", text, 12, changes.as_html),
        Oddity("formula_cell", text, 2, instead(*changes.FORMULAS), right=""),
        Oddity("placeholder_text", text, 2, instead("-", "N/A", "."), right=""),
    ]


def task_oddities(export: Export, form: DateForm) -> list[Oddity]:
    assigned, due = export.header_of("assigned_to_uuids"), export.header_of("due_at")
    return [
        Oddity("leaver_adviser", assigned, 3, changes.with_leaver("assigned_to_uuids")),
        Oddity("impossible_date", due, 2, lambda cell, facts, rng: form(2026, 9, 31)),
    ]


def mark_client_traps(book: Book, rows: list[Row], name: str, email: str, entity: str) -> None:
    """Cells that look odd and are right: shared mail, namesakes, names that look like nothing, accents."""
    by_subject = {row.subject: row for row in rows}
    own = [row for row in by_subject.values() if not row.touched(name)]
    for one, two in book.clients.sharing:
        pair = [by_subject[person] for person in (one, two) if person in by_subject]
        if len(pair) == 2 and not any(row.touched(email) for row in pair):
            mark_traps(pair, "shared_email", email, lambda row: True)
    alike = {client_id for pair in book.clients.namesakes for client_id in pair}
    mark_traps(own, "namesake", name, lambda row: row.subject in alike)
    for code, field, text in (
        ("na_surname", "last_name", "Na"),
        ("null_surname", "last_name", "Null"),
        ("nan_first_name", "first_name", "Nan"),
    ):
        named = {row.subject for row in own if book.facts[row.subject][field] == text}
        mark_traps([row for row in own if row.subject in named], code, name, lambda row: True)
    mark_traps(own, "apostrophe_name", name, lambda row: "'" in row.cells[name] or "’" in row.cells[name])
    mark_traps(own, "accented_name", name, lambda row: any("À" <= letter <= "ÿ" for letter in row.cells[name]))
    entities = [row for row in rows if book.facts[row.subject]["type"] in ("trust", "business")]
    mark_traps(entities, "ampersand_entity", entity, lambda row: "&" in row.cells[entity])


def mark_plan_traps(book: Book, export: Export) -> None:
    """Numbers shared on purpose at the wrap, and numbers that begin with noughts."""
    policy_number = export.header_of("policy_number")
    shared = {plan.plan_id for group in book.holdings.shared_numbers for plan in group}
    untouched = [row for row in export.rows if not row.touched(policy_number)]
    mark_traps(untouched, "policy_number_shared", policy_number, lambda row: row.subject in shared)
    mark_traps(untouched, "policy_zeros_kept", policy_number, lambda row: row.cells[policy_number].startswith("00"))


def mark_line_breaks(export: Export) -> None:
    text = export.header_of("contents")
    untouched = [row for row in export.rows if not row.touched(text)]
    mark_traps(untouched, "line_break", text, lambda row: "\n" in row.cells[text])
