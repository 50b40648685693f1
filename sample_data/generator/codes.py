"""What each kind of oddity is: the rule, who says so, what Plannr would make of the cell as it stands."""

from __future__ import annotations

from dataclasses import dataclass

REFUSED, WRONG, FINE = "refused", "taken_and_wrong", "taken_and_fine"
DOCUMENTED, INFERRED, NONE = "documented", "inferred", "none"
DEFECT, TRAP, HARMLESS = "defect", "trap", "harmless_form"


@dataclass(frozen=True)
class Code:
    """One kind of oddity.

    ``mendable``: the right value can be had from the export and `firm.json`, without asking anybody. In the fields of
    ``refused_in`` Plannr refuses the cell, whatever ``plannr`` says of other fields; ``certainty_in`` likewise says of
    some fields how sure the rule is.
    """

    rule: str
    certainty: str
    plannr: str
    kind: str
    mendable: bool = True
    refused_in: frozenset[str] = frozenset()
    certainty_in: tuple[tuple[str, str], ...] = ()

    def certainty_of(self, field: str) -> str:
        return dict(self.certainty_in).get(field, self.certainty)

    def verdict(self, field: str) -> str:
        return REFUSED if field in self.refused_in else self.plannr


_ONLY_INFERRED = (("seller_uuid", INFERRED), ("assigned_to_uuids", INFERRED))
_TYPED = frozenset(("email", "date_of_birth", "opened_at", "valued_at", "value", "amount", "due_at"))

CODES: dict[str, Code] = {
    # dates
    "two_digit_year": Code("a date has a year of four digits", DOCUMENTED, REFUSED, DEFECT),
    "impossible_date": Code("a date is a day of the calendar", DOCUMENTED, REFUSED, DEFECT, mendable=False),
    "placeholder_date": Code("01/01/1900 stands for not known", NONE, WRONG, DEFECT, mendable=False),
    "swapped_date": Code("day and month keep their places", NONE, WRONG, DEFECT),
    "excel_serial": Code("a date is not a day number", DOCUMENTED, REFUSED, HARMLESS),
    "date_as_text": Code("a typed date among date cells is the same date", NONE, FINE, HARMLESS),
    "end_before_start": Code("a premium ends after it starts", NONE, WRONG, DEFECT, mendable=False),
    # National Insurance numbers
    "ni_spaced": Code("spaces in an NI number mean nothing", INFERRED, FINE, HARMLESS),
    "ni_no_suffix": Code("an NI number ends in a letter A to D", INFERRED, WRONG, DEFECT, mendable=False),
    "ni_i_for_1": Code("an NI number has six digits", INFERRED, WRONG, DEFECT),
    "ni_applied_for": Code("an NI number is a number or blank", INFERRED, WRONG, DEFECT, mendable=False),
    # money
    "money_pound": Code("pound sign and thousands commas mean nothing", INFERRED, REFUSED, HARMLESS),
    "money_brackets": Code("brackets mean less than nothing", INFERRED, REFUSED, HARMLESS),
    "money_k": Code("k stands for thousand", INFERRED, REFUSED, HARMLESS),
    "money_zero_unknown": Code("0.00 stands for not known", NONE, WRONG, DEFECT, mendable=False),
    "amount_and_percentage": Code("a premium has an amount or a percentage, not both", DOCUMENTED, REFUSED, DEFECT),
    # e-mail, telephone, address
    "shared_email": Code("a couple may share an e-mail address", NONE, FINE, TRAP),
    "two_emails_in_cell": Code("the cell holds one e-mail address", INFERRED, REFUSED, DEFECT),
    "firm_address": Code("the e-mail address is the client's, not the firm's", NONE, WRONG, DEFECT),
    "firm_postal_address": Code("the postal address is the client's, not the firm's", NONE, WRONG, DEFECT),
    "email_not_address": Code("an e-mail address is name, @ and domain", INFERRED, REFUSED, DEFECT, mendable=False),
    "phone_zero_lost": Code("a number keeps its leading zero", INFERRED, WRONG, DEFECT),
    "phone_plus44_zero": Code("(0) after +44 is not dialled", INFERRED, WRONG, HARMLESS),
    "phone_with_words": Code("words beside a number are no part of it", INFERRED, WRONG, HARMLESS),
    "postcode_no_space": Code("a postcode without its space is the same postcode", INFERRED, FINE, HARMLESS),
    "postcode_letter_o": Code("the digits of a postcode are digits, not the letter O", INFERRED, WRONG, DEFECT),
    "do_not_mail_in_address": Code("a contact preference is no line of an address", INFERRED, WRONG, DEFECT),
    # who is who
    "duplicate": Code("first name, last name and date of birth come once", DOCUMENTED, WRONG, DEFECT),
    "near_duplicate": Code("one person is one client", NONE, WRONG, DEFECT),
    "namesake": Code("two people of one name are two people", NONE, FINE, TRAP),
    "deceased_in_name": Code("that a client has died is no part of the name", INFERRED, WRONG, DEFECT),
    "death_not_flagged": Code("a death is marked where the system asks for it", INFERRED, WRONG, DEFECT),
    "client_lines_disagree": Code("a client is the same on each line", NONE, WRONG, DEFECT, mendable=False),
    "couple_on_one_row": Code("two people on a row are two people and a joint client", NONE, WRONG, HARMLESS),
    "couple_without_initials": Code("a person has a first name or initial", INFERRED, WRONG, DEFECT, mendable=False),
    "na_surname": Code("Na is a surname", NONE, FINE, TRAP),
    "null_surname": Code("Null is a surname", NONE, FINE, TRAP),
    "nan_first_name": Code("Nan is a first name", NONE, FINE, TRAP),
    "apostrophe_name": Code("an apostrophe, straight or curly, belongs to the name", NONE, FINE, TRAP),
    "accented_name": Code("an accent belongs to the name", NONE, FINE, TRAP),
    "ampersand_entity": Code("an & in the name of a trust or business makes no couple", NONE, FINE, TRAP),
    # words that have to exist at Plannr
    "leaver_adviser": Code(
        "the adviser is an employee; this one has left", DOCUMENTED, REFUSED, DEFECT, certainty_in=_ONLY_INFERRED
    ),
    "adviser_spelling": Code("the adviser is written as the employee is", DOCUMENTED, REFUSED, DEFECT),
    "status_not_set_up": Code("the client status exists in the settings", DOCUMENTED, REFUSED, DEFECT, mendable=False),
    "title_form": Code("Mr. and MR are Mr", INFERRED, REFUSED, HARMLESS),
    "title_unknown": Code("the title is one of Plannr's", INFERRED, REFUSED, DEFECT, mendable=False),
    "choice_unknown": Code(
        "the value is one of Plannr's choices",
        INFERRED,
        REFUSED,
        DEFECT,
        False,
        certainty_in=(("frequency", DOCUMENTED),),
    ),
    "plan_status_unknown": Code("a plan is active, inactive or proposed", DOCUMENTED, REFUSED, DEFECT, mendable=False),
    "plan_type_blank": Code("a plan has a type", DOCUMENTED, REFUSED, DEFECT, mendable=False),
    "plan_type_spelling": Code("one sort of plan has one spelling", INFERRED, WRONG, DEFECT),
    "provider_spelling": Code("one provider has one spelling", INFERRED, WRONG, DEFECT),
    # plans and their owners
    "scientific_policy_number": Code("a policy number keeps all its digits", NONE, WRONG, DEFECT, mendable=False),
    "policy_zeros_kept": Code("leading zeros belong to a policy number", NONE, FINE, HARMLESS),
    "policy_zeros_lost": Code("leading zeros belong to a policy number", NONE, WRONG, DEFECT, mendable=False),
    "policy_number_shared": Code("a platform gives several plans one number", NONE, FINE, TRAP),
    "owner_missing": Code("the owner of a plan is a client", DOCUMENTED, REFUSED, DEFECT, mendable=False),
    "joint_plan_twice": Code("a joint plan is one plan", NONE, WRONG, DEFECT),
    # any cell
    "placeholder_text": Code("a word for not known is not a value", INFERRED, WRONG, DEFECT, refused_in=_TYPED),
    "formula_cell": Code("text that a spreadsheet would run is not a value", NONE, WRONG, DEFECT),
    "line_break": Code("a line break inside a cell ends no row", NONE, FINE, HARMLESS),
    "stray_space": Code("spaces around a value mean nothing", NONE, WRONG, HARMLESS),
    "html_note": Code("a note is text, not markup", NONE, WRONG, DEFECT),
    "mojibake": Code("text is read in the encoding it was written in", NONE, WRONG, DEFECT),
    # rows that are no data
    "title_block": Code("a title above the header is no record", NONE, WRONG, HARMLESS),
    "repeated_header": Code("the header of a new page is no record", NONE, WRONG, HARMLESS),
    "totals_row": Code("a total is no record", NONE, WRONG, HARMLESS),
    "end_of_report": Code("the last line of a report is no record", NONE, WRONG, HARMLESS),
}
