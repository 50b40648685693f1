"""The complaints of this room. A cell that cannot be read keeps its text and gets one of the errors."""

from __future__ import annotations

from plannr_nb.problems import FoundBy, ProblemCode, Severity


def _error(code: str, message: str) -> ProblemCode:
    return ProblemCode(code, Severity.ERROR, message, FoundBy.SHAPE)


def _warning(code: str, message: str) -> ProblemCode:
    return ProblemCode(code, Severity.WARNING, message, FoundBy.SHAPE)


def _info(code: str, message: str) -> ProblemCode:
    return ProblemCode(code, Severity.INFO, message, FoundBy.SHAPE)


# Dates
NOT_A_DATE = _error("not_a_date", "not a date; correct the cell or map another column")
IMPOSSIBLE_DATE = _error("impossible_date", "no such day, or a year outside 1800 to 2199; correct the cell")
DATE_AGAINST_ORDER = _error(
    "date_against_order", "cannot be read in the day and month order of this column; correct the cell or the order"
)
DATE_AMBIGUOUS = _error(
    "date_ambiguous",
    "day and month can be told apart in no cell like this; say which is first, for the whole file with "
    'mapping.date_order = "dmy" or for this field in mapping.date_orders',
)
DATE_PERHAPS_SWAPPED = _error(
    "date_perhaps_swapped",
    "a spreadsheet seems to have turned cells like this into dates and read day for month; correct it, or say with a "
    "value map what is meant",
)
DATES_AMBIGUOUS = _error(
    "dates_ambiguous",
    "every cell could be day/month or month/day, so none was changed; say which is first, for the whole file with "
    'mapping.date_order = "dmy" or for this field in mapping.date_orders',
)
DATES_BOTH_ORDERS = _error(
    "dates_both_orders",
    "some cells can only be day/month, others only month/day; say which is first, for the whole file with "
    'mapping.date_order = "dmy" or for this field in mapping.date_orders',
)
DATES_AGAINST_HABIT = _error(
    "dates_against_habit",
    "most of what the cells show speaks against mapping.date_order, so cells that could be either were not changed; "
    "say the order of this field in mapping.date_orders",
)
DATES_HALF_SWAPPED = _warning(
    "dates_half_swapped",
    "the cells that a spreadsheet turned into dates all fall on days 1 to 12, and the others are day first: it seems "
    "to have read day for month; exporting again may be the cure",
)
DATES_MONTH_FIRST = _warning("dates_month_first", "read as month/day/year, because some cells can be nothing else")
TWO_DIGIT_YEARS = _info("two_digit_years", "two-digit years were given a century")
CENTURY_UNCLEAR = _warning("century_unclear", "the two-digit year fits two centuries; look at it")
EXCEL_SERIALS = _warning(
    "excel_serials", "whole numbers were read as Excel's days since 1900; an old Mac counts from 1904"
)
TIME_DROPPED = _info("time_dropped", "the field holds no time of day, so it was left out")
TIME_IN_UTC = _info("time_in_utc", "times in UTC were kept as they are; in summer, British clocks show an hour later")
MIDNIGHT_SHIFTED = _warning(
    "midnight_shifted", "23:00 in UTC is the start of the next day in British summer time; the day may be one too early"
)
PLACEHOLDER_DATE = _warning("placeholder_date", "a date that systems write for not known; blank it with a value map")

# Numbers
NOT_MONEY = _error("not_money", "not an amount of money; correct the cell or map another column")
ZERO_AMOUNT = _warning(
    "zero_amount", "is it nothing, or not known? it takes effect at once; blank it with a value map if it is not known"
)
OTHER_CURRENCY = _error("other_currency", "an amount in another currency than pounds; convert it first")
CREDIT_AND_DEBIT = _warning(
    "credit_and_debit", "CR was read as plus and DR as minus; a ledger may mean it the other way round"
)
MORE_THAN_PENCE = _warning("more_than_pence", "an amount with more than two decimals; is it a price or a rate?")
DECIMAL_COMMAS = _warning("decimal_commas", "commas were read as decimal points; some cells can be nothing else")
MONEY_UNIT_ASSUMED = _info(
    "money_unit_assumed", "amounts are taken as pounds; confirm it, or say pence, in mapping.money_units"
)
NOT_AN_INTEGER = _error("not_an_integer", "not a whole number; correct the cell or map another column")
NOT_A_PERCENT = _error("not_a_percent", "not a percentage; correct the cell or map another column")
PERCENT_OR_FRACTION = _warning(
    "percent_or_fraction", "no cell without a sign is above 1: are these fractions, where 0.05 stands for 5 percent?"
)

# Choices
NOT_A_YES_OR_NO = _error("not_a_yes_or_no", "neither yes nor no; say what it means with a value map")
NOT_A_CHOICE = _error("not_a_choice", "none of the field's choices; say which one it is with a value map")
LIKELY_DEFAULT = _info("likely_default", "nearly every row holds the same answer: it may be the old system's default")
CHOICE_DOUBTED = _error("choice_doubted", "an answer with a question mark; say what it means with a value map")

# Contact
NOT_A_PHONE = _error("not_a_phone", "not a telephone number; correct the cell or map another column")
TWO_PHONES = _error("two_phones", "more than one telephone number in a cell; keep one")
PHONE_WORDS = _warning("phone_words", "words beside the number were left out; put them into a note if they matter")
PHONE_INSTRUCTION = _warning(
    "phone_instruction",
    "an instruction such as DO NOT CALL beside the number was left out; keep it in a field or note of its own",
)
PHONE_EXTENSION = _warning("phone_extension", "the international form has no place for an extension; the cell was left")
PHONE_NOT_IN_USE = _warning("phone_not_in_use", "as long as a UK number, but no such numbers have been given out")
LEADING_ZERO_LOST = _info("leading_zero_lost", "numbers without their leading 0 were read as UK numbers")
NOT_AN_EMAIL = _error("not_an_email", "not an e-mail address; correct the cell or map another column")
SHARED_BY_MANY = _warning(
    "shared_by_many", "many records have the same one; is it the firm's own, or a stand-in? blank it with a value map"
)
EMAIL_WORDS = _warning("email_words", "words beside the address were left out; put them into a note if they matter")
TWO_EMAILS = _error("two_emails", "more than one e-mail address in a cell; keep one")

# Identifiers
NOT_A_NI_NUMBER = _error("not_a_ni_number", "no National Insurance number: two letters, six digits, and A, B, C or D")
NI_DIGIT = _error("ni_number_digit", "a letter where a digit belongs, such as I for 1 or O for 0; correct the cell")
NI_PREFIX = _warning("ni_number_prefix", "no National Insurance number begins with these two letters")
NI_NO_SUFFIX = _warning("ni_number_no_suffix", "the last letter of the National Insurance number is missing")
NI_TEMPORARY = _warning("ni_number_temporary", "a temporary number, not the person's own National Insurance number")
NOT_A_POSTCODE = _error("not_a_postcode", "not a postcode; correct the cell or map another column")
POSTCODE_DIGIT = _error(
    "postcode_digit", "a letter where a digit belongs or the other way round, such as O for 0; correct the cell"
)
NOT_UK_POSTCODE = _warning("not_uk_postcode", "not in the form of a UK postcode, so it was left as it is")
NOT_A_UUID = _error("not_a_uuid", "not an id of Plannr; the field takes only ids that Plannr gave")

# Text
PLACEHOLDER = _error("placeholder", "written for not known; blank it with a value map, or correct the cell")
PLACEHOLDER_VALUE = _warning(
    "placeholder_value", "written by people and systems for not known, and sent as it is; blank it with a value map"
)
PLACEHOLDER_TEXT = _warning("placeholder_text", "written for not known and sent as text; blank it with a value map")
SCIENTIFIC_NUMBER = _error(
    "scientific_number", "a spreadsheet has cut a long number short, and its digits are lost; find the number again"
)
EMPTY_HTML = _warning("empty_html", "HTML that shows nothing, such as an empty paragraph; blank it with a value map")
TEXT_TOO_LONG = _warning(
    "text_too_long", "longer than Plannr's pages say the field may be, so it may be refused or cut; shorten it"
)
TEXT_PERHAPS_CUT = _warning(
    "text_perhaps_cut", "just as long as old systems and spreadsheets let a text be; its end may be missing"
)
FORMULA_IN_TEXT = _warning(
    "formula_in_text", "a spreadsheet would run this text as a formula; it is sent as it is, so correct or blank it"
)
DECEASED_IN_NAME = _warning("deceased_in_name", "the name says that the person has died; say so in a field of its own")
INSTRUCTION_IN_TEXT = _warning(
    "instruction_in_text", "an instruction such as DO NOT MAIL stands in the text, where no mailing list will see it"
)
TWO_PEOPLE = _error(
    "two_people",
    'the cell names two people; take it apart with the split "people", or "couple" where first names and surnames '
    "have columns of their own",
)

# Names taken apart
NAME_NOT_SPLIT = _error("name_not_split", "could not be taken apart, so it was left whole; give the parts yourself")
NO_ENTITY_NAME = _error("no_entity_name", "not a person, and no field takes its name; map entity_name as well")
NAME_PART_LEFT = _warning("name_part_left", "a part of the names feeds no field and was left behind")
NOTE_IN_NAME = _info("note_in_name", "letters after a name or a note in brackets were left out of it")
UNUSUAL_TITLE = _warning("unusual_title", "the first word was taken for a title, but it can be a name")
REPRESENTATIVES = _error(
    "representatives", "executors, an estate or somebody acting for another; decide what type of client it is"
)
ENTITY_TYPE_GUESSED = _warning(
    "entity_type_guessed", "not a person; whether trust or business is a guess, and it cannot be changed later"
)
COUPLE_UNSURE = _error("couple_unsure", "names two people, but which word is whose is not sure; look at both records")
FIRST_NOT_NAMED = _error(
    "first_not_named", "belongs to a first person whose name is blank, so no record has it; give the name or blank it"
)
SECOND_NOT_NAMED = _error(
    "second_not_named", "belongs to a second person whose name is blank, so no record has it; give the name or blank it"
)
SAME_PERSON_TWICE = _error(
    "same_person_twice", "both people of the row have the same name, so one person would be made twice; blank one"
)
NAME_OF_NOBODY = _error(
    "name_of_nobody",
    "only words for not known where the name of one of two people would be; blank them, or with a value map",
)
WHOSE_VALUE = _error(
    "whose_value", "the row names only its second person, who got the cell of a column for both; feed it by a Pair"
)
ONE_VALUE_FOR_TWO = _error("one_value_for_two", "one value for two people, left with the first; whose is it?")
SHARED_EMAIL = _warning("shared_email", "one e-mail address for two people, given to both; whose is it?")
SHARED_PHONE = _info("shared_phone", "one telephone number for two people, given to both and their joint record")
TYPE_FROM_NAMES = _info("type_from_names", "no column feeds the type of client, so it was taken from the names")

# Records
KEY_MISSING = _warning("key_missing", "the row has no reference of its own, so one was made from the identifying cells")
KEY_MADE = _info(
    "key_made",
    "mapping.key names no column with the old system's reference, so one was made from the identifying cells",
)
KEY_REPEATED = _error(
    "key_repeated",
    "several rows have the same reference; set mapping.group_by_key if they are one record, or name another column "
    "in mapping.key if they are not",
)
SAME_CELLS = _warning(
    "same_cells",
    "the identifying cells are another row's too, so the reference was made from all cells and changes with each of "
    "them; map a field that tells the two apart, or name a column in mapping.key",
)
ROWS_DISAGREE = _warning("rows_disagree", "rows of the same record hold different cells; the first one was kept")
NOTHING_ON_ROW = _info("nothing_on_row", "nothing on the row belongs to a record of this type; it is excluded")
DEFAULT_ADDED = _info("default_added", "not mapped, so it is set to false: nobody is mailed by this import")
OTHER_FILLED = _warning(
    "other_filled",
    "another column was filled first and goes alone; these cells hold something else and stay behind, so map the "
    "column to a field of its own, or write notes of them",
)
LEFT_IN_SILENCE = _warning(
    "left_in_silence",
    "says something that has to go somewhere; map it, make notes of it, keep it in a custom field, or drop it with a "
    "reason",
)
FIELD_IGNORED = _info("field_ignored", "Plannr ignores this field on import, so it is left out")
