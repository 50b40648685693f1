"""What a firm lays over the catalogue: its sample CSV, Plannr's field guide in Excel, its own fields."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook

from plannr_nb import catalogue
from plannr_nb.catalogue import Certainty, Field, Kind, Required, Sensitivity
from plannr_nb.errors import CatalogueError

RULES = ("kind", "required", "choices")


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path, **sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def certainties(record_type):
    return {item.name: item.certainty for item in record_type}


# Sample CSV


def test_headers_of_the_sample_are_confirmed_and_the_rest_stays(tmp_path):
    sample = write(tmp_path / "clients-sample.csv", "first_name,ni_number\nAnwen,AB 12 34 56 C\n")
    shipped = certainties(catalogue.load("clients"))

    loaded = catalogue.load("clients", sample=sample)

    assert certainties(loaded) == shipped | {"first_name": Certainty.CONFIRMED, "ni_number": Certainty.CONFIRMED}
    assert loaded["ni_number"].source.startswith("clients-sample.csv; https://apidocs.plannrcrm.com/")


def test_a_confirmed_field_does_not_confirm_its_rules(tmp_path):
    sample = write(tmp_path / "s.csv", "title,first_name,uuid\n")

    loaded = catalogue.load("clients", sample=sample)

    inferred, documented = Certainty.INFERRED, Certainty.DOCUMENTED
    assert [loaded["title"].certainty_of(rule) for rule in RULES] == [inferred, inferred, inferred]
    assert [loaded["first_name"].certainty_of(rule) for rule in RULES] == [documented, inferred, documented]
    assert [loaded["uuid"].certainty_of(rule) for rule in RULES] == [documented, documented, documented]


def test_an_unknown_header_becomes_a_text_field_that_is_masked(tmp_path):
    sample = write(tmp_path / "s.csv", "email,Favourite Branch\n")

    loaded = catalogue.load("clients", sample=sample)

    assert loaded.fields[-1] == Field(
        "Favourite Branch",
        "Favourite Branch",
        Kind.TEXT,
        certainty=Certainty.CONFIRMED,
        kind_certainty=Certainty.INFERRED,
        required_certainty=Certainty.INFERRED,
        choices_certainty=Certainty.INFERRED,
        source="s.csv",
        sensitivity=Sensitivity.PERSONAL,
    )
    assert len(loaded) == len(catalogue.load("clients")) + 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("case-and-spaces", b" First Name ,LAST_NAME,Date-of-birth\n"),
        ("bom", "\ufefffirst_name,last_name,date_of_birth\n".encode()),
        ("semicolons", b"first_name;last_name;date_of_birth\r\nA, B;C;D\r\n"),
        ("tabs", b"first_name\tlast_name\tdate_of_birth"),
        ("quoted", b'"first_name","last_name","date_of_birth"\n"a\nb","c","d"\n'),
        ("blank lines and columns", b"\n,,,\nfirst_name,,last_name,date_of_birth,,\n"),
        ("repeated", b"first_name,last_name,First Name,date_of_birth\n"),
        ("cp1252", "first_name,last_name,date_of_birth\nZo\u00eb,B,C\n".encode("cp1252")),
    ],
)
def test_one_sample_in_many_forms(tmp_path, name, content):
    path = tmp_path / f"{name}.csv"
    path.write_bytes(content)

    loaded = catalogue.load("clients", sample=str(path))

    confirmed = [item.name for item in loaded if item.certainty is Certainty.CONFIRMED]
    assert confirmed == ["first_name", "last_name", "date_of_birth"]
    assert len(loaded) == len(catalogue.load("clients"))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "s.csv is empty; download the sample CSV"),
        (b"\r\n , ,\r\n", "s.csv is empty"),
        (b"-,--,-\n", "s.csv row 1 holds no field names"),
        (b"Anwen,anwen@mail.example,17/03/1968\nRhodri,r@mail.example,\n", "s.csv row 1 holds no field names"),
        (b"PK\x03\x04rest", "s.csv is not a CSV file; a field guide in Excel goes into guide="),
        ("first_name,last_name".encode("utf-16"), "s.csv is not a CSV file"),
        (b'"' + b"x" * 200_000 + b'"\n', "s.csv row 1 cannot be read as CSV"),
    ],
)
def test_a_sample_that_cannot_be_used(tmp_path, content, complaint):
    path = tmp_path / "s.csv"
    path.write_bytes(content)

    with pytest.raises(CatalogueError) as caught:
        catalogue.load("clients", sample=path)

    assert complaint in str(caught.value)
    assert "Anwen" not in str(caught.value) and "1968" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__ is (
        caught.value.__context__ is not None
    )


def test_a_sample_that_is_not_there(tmp_path):
    with pytest.raises(CatalogueError, match=r"missing\.csv cannot be read: No such file or directory; check the path"):
        catalogue.load("clients", sample=tmp_path / "missing.csv")


def test_the_sample_of_another_record_type_is_refused(tmp_path):
    sample = write(tmp_path / "p.csv", "uuid,client_uuid,type,plan_type,provider,policy_number,opened_at\n")

    with pytest.raises(CatalogueError, match=r'7 of 7 headers are fields of plans, 2 of clients; lay it over "plans"'):
        catalogue.load("clients", sample=sample)


# Field guide


def test_the_guide_confirms_what_it_speaks_of(tmp_path):
    guide = workbook(
        tmp_path / "guide.xlsx",
        Clients=[
            ["Client import", None, None, None, None, None],
            [],
            ["Header", "Label", "Description", "Type", "Required?", "Example"],
            ["last_name", "Surname", "Family name.", "String", "Yes", "Pryce"],
            ["Contact details", None, None, None, None, None],
            ["date_of_birth", None, None, None, None, date(1968, 3, 17)],
            ["phone", None, None, "String", "No", None],
            ["target_retirement_age", None, None, "Integer", "", 62.0],
            ["is_prospect", None, None, None, "If known", None],
            ["uuid", None, None, "String", "Required", None],
            ["Favourite colour", "Colour", None, "Dropdown", "Optional", None],
            ["Next visit", None, None, "Date (DD/MM/YYYY)", None, None],
        ],
    )
    before = catalogue.load("clients")

    loaded = catalogue.load("clients", guide=guide)

    last_name, phone, age = loaded["last_name"], loaded["phone"], loaded["target_retirement_age"]
    assert (last_name.label, last_name.note, last_name.example) == ("Surname", "Family name.", "Pryce")
    assert last_name.required_store is Required.YES
    assert last_name.certainty_of("required") is Certainty.CONFIRMED
    assert (phone.kind, phone.label, phone.required_store) == (Kind.PHONE, "Phone Number", Required.NO)
    assert [phone.certainty_of(rule) for rule in RULES] == [
        Certainty.INFERRED,
        Certainty.CONFIRMED,
        Certainty.INFERRED,
    ]
    assert [age.certainty_of(rule) for rule in RULES] == [
        Certainty.CONFIRMED,
        Certainty.INFERRED,
        Certainty.INFERRED,
    ]
    assert (age.example, loaded["date_of_birth"].example) == ("62", "17/03/1968")
    assert loaded["is_prospect"].required_store is Required.CONDITIONAL
    assert loaded["is_prospect"].note.endswith("Required: If known.")
    assert loaded["uuid"].required_store is Required.NO and loaded["uuid"].required_update is Required.YES
    assert loaded["email"] == before["email"]
    assert [(item.name, item.label, item.kind) for item in loaded.fields[len(before) :]] == [
        ("Favourite colour", "Colour", Kind.CHOICE),
        ("Next visit", "Next visit", Kind.DATE),
    ]


@pytest.mark.parametrize(
    "heading", ["Header", "COLUMN", "Field", "field name", "Column Header:", "CSV header", "Import field"]
)
def test_the_column_of_names_may_be_called_many_ways(tmp_path, heading):
    guide = workbook(tmp_path / "g.xlsx", Sheet1=[[heading, "Notes"], [" Last Name ", "Family name."]])

    loaded = catalogue.load("clients", guide=guide)

    assert loaded["last_name"].note == "Family name."
    assert len(loaded) == len(catalogue.load("clients"))


def test_of_field_and_header_side_by_side_the_one_with_plannr_names_is_the_name(tmp_path):
    rows = [["Field", "Header"], ["Family name", "last_name"], ["Home e-mail", "email"]]

    loaded = catalogue.load("clients", guide=workbook(tmp_path / "g.xlsx", Guide=rows))

    assert (loaded["last_name"].label, loaded["email"].label) == ("Family name", "Home e-mail")
    assert len(loaded) == len(catalogue.load("clients"))


def test_requiredness_may_be_told_for_each_mode(tmp_path):
    rows = [["Field", "Required on create", "Required on update"], ["uuid", "No", "Yes"], ["email", "Yes", "n"]]

    loaded = catalogue.load("clients", guide=workbook(tmp_path / "g.xlsx", Guide=rows))

    told = {name: (str(loaded[name].required_store), str(loaded[name].required_update)) for name in ("uuid", "email")}
    assert told == {"uuid": ("no", "yes"), "email": ("yes", "no")}


def test_the_sheet_of_the_record_type_is_taken(tmp_path):
    guide = workbook(
        tmp_path / "g.xlsx",
        Clients=[["Field", "Notes"], ["name", "not this"], ["value", "nor this"], ["type", "nor this"]],
        Plans=[["Field", "Notes"], ["provider", "this"], ["value", "and this"]],
    )

    loaded = catalogue.load("plans", guide=guide)

    assert {item.name: item.note for item in loaded if item.certainty is Certainty.CONFIRMED} == {
        "provider": "this",
        "value": "and this",
    }


def test_variables_become_choices_by_name_or_label(tmp_path):
    guide = workbook(
        tmp_path / "g.xlsx",
        Plans=[
            ["Header", "Type"],
            ["type", "String"],
            ["status", "String"],
            ["Risk band", "String"],
            ["advice_area", ""],
        ],
        Variables=[
            ["Values you can use"],
            ["Choose a type", "Status", "Risk band", "plan_type", "Provider", "value", "Somebody else's"],
            ["Pension", "Active", "Low", "Term Protection", "Example Life", "1", "a"],
            ["Fixed asset", "Inactive", "High", "Annuity", None, None, None],
            ["Spaceship", None, "Low", None, None, None, None],
        ],
    )

    loaded = catalogue.load("plans", guide=guide)

    told = {item.name: (item.kind, item.choices, item.certainty_of("choices")) for item in loaded}
    # API spelling where the guide only writes it prettier; a value new to us as it stands; values no longer listed go.
    assert told["type"] == (Kind.CHOICE, ("pension", "fixed_asset", "Spaceship"), Certainty.CONFIRMED)
    assert told["status"] == (Kind.CHOICE, ("active", "inactive"), Certainty.CONFIRMED)
    assert told["Risk band"] == (Kind.CHOICE, ("Low", "High"), Certainty.CONFIRMED)
    # Free text (documented) and names of the firm's own: the list suggests, it does not bind.
    assert told["plan_type"] == (Kind.TEXT, ("Term Protection", "Annuity"), Certainty.INFERRED)
    assert told["provider"] == (Kind.NAME_REF, ("Example Life",), Certainty.INFERRED)
    assert told["value"] == (Kind.MONEY, (), Certainty.DOCUMENTED)
    assert loaded["plan_type"].certainty is Certainty.CONFIRMED
    assert "Somebody else's" not in loaded


@pytest.mark.parametrize(
    ("field", "word", "kind", "certainty"),
    [
        ("value", "Integer", Kind.MONEY, Certainty.CONFIRMED),
        ("opened_at", "Date/Time", Kind.DATE, Certainty.CONFIRMED),
        ("review_date", "Text", Kind.DATE, Certainty.INFERRED),
        ("advice_area", "Percentage", Kind.PERCENT, Certainty.CONFIRMED),
        ("advice_area", "Free text", Kind.TEXT, Certainty.CONFIRMED),
        ("advice_area", "Whatever fits", Kind.TEXT, Certainty.INFERRED),
        ("on_panel", "True / False", Kind.BOOLEAN, Certainty.CONFIRMED),
        ("created_at", "Date", Kind.IGNORED, Certainty.DOCUMENTED),
        ("seller_uuid", "Email", Kind.EMAIL, Certainty.CONFIRMED),
    ],
)
def test_words_for_kinds(tmp_path, field, word, kind, certainty):
    guide = workbook(tmp_path / "g.xlsx", Plans=[["Field", "Data type"], [field, word]])

    item = catalogue.load("plans", guide=guide)[field]

    assert (item.kind, item.certainty_of("kind")) == (kind, certainty)


def test_a_kind_without_choices_drops_them(tmp_path):
    guide = workbook(tmp_path / "g.xlsx", Clients=[["Field", "Type"], ["is_vulnerable", "Yes/No"]])

    assert catalogue.load("clients", guide=guide)["is_vulnerable"].choices == ()


def test_guide_and_sample_and_custom_fields_together(tmp_path):
    guide = workbook(tmp_path / "guide.xlsx", Clients=[["Field", "Notes"], ["email", "One only."]])
    sample = write(tmp_path / "sample.csv", "email,Branch\n")

    loaded = catalogue.load("clients", guide=guide, sample=sample, custom_fields=["Pet", "branch"])

    assert loaded["email"].note == "One only."
    assert loaded["email"].source.startswith("sample.csv; guide.xlsx; https://")
    assert [item.name for item in loaded.fields[-2:]] == ["Branch", "Pet"]
    assert catalogue.load(loaded, sample=sample) == loaded


@pytest.mark.parametrize(
    ("sheets", "complaint"),
    [
        ({"Contents": [["Anwen", "Pryce"]]}, r"g\.xlsx: no sheet lists fields \(there are: Contents\)"),
        ({"Variables": [["type"], ["individual"]]}, r"no sheet lists fields \(there are: Variables\)"),
        ({"Fields": [["Field", "Notes"]]}, r"no sheet lists fields"),
        ({"Fields": []}, r"no sheet lists fields"),
    ],
)
def test_a_guide_without_a_field_sheet(tmp_path, sheets, complaint):
    with pytest.raises(CatalogueError, match=complaint) as caught:
        catalogue.load("clients", guide=workbook(tmp_path / "g.xlsx", **sheets))

    assert "Anwen" not in str(caught.value)


def test_the_guide_of_another_record_type_is_refused(tmp_path):
    rows = [["Field"], *([name] for name in ("plan_type", "client_uuid", "provider", "opened_at", "uuid"))]

    with pytest.raises(CatalogueError, match=r'5 of 5 headers are fields of plans, 1 of clients; lay it over "plans"'):
        catalogue.load("clients", guide=workbook(tmp_path / "g.xlsx", Guide=rows))


@pytest.mark.parametrize("content", [b"", b"first_name,last_name\n", b"PK\x03\x04 cut off"])
def test_a_guide_that_is_no_workbook(tmp_path, content):
    path = tmp_path / "g.xlsx"
    path.write_bytes(content)

    with pytest.raises(CatalogueError, match=r"g\.xlsx is not a readable Excel workbook; open it in Excel and save"):
        catalogue.load("clients", guide=path)


def test_a_guide_that_is_not_there(tmp_path):
    with pytest.raises(CatalogueError, match="cannot be read: No such file or directory; check the path"):
        catalogue.load("clients", guide=tmp_path / "g.xlsx")


# Custom fields


def test_a_custom_field_by_name_is_text_and_unproven():
    pet = catalogue.load("plans", custom_fields=[" Favourite pet "]).fields[-1]

    assert (pet.name, pet.kind, pet.certainty, pet.sensitivity) == (
        "Favourite pet",
        Kind.TEXT,
        Certainty.INFERRED,
        Sensitivity.PERSONAL,
    )


def test_one_name_is_a_name_and_not_its_letters():
    assert len(catalogue.load("plans", custom_fields="Pet")) == len(catalogue.load("plans")) + 1


def test_a_custom_name_that_is_a_field_changes_nothing():
    assert catalogue.load("plans", custom_fields=["Policy Number"]) == catalogue.load("plans")


def test_a_custom_field_in_full_is_taken_as_it_is():
    signed = Field("Signed on", "Signed on", Kind.DATE, certainty=Certainty.CONFIRMED)

    assert catalogue.load("plans", custom_fields=[signed])["Signed on"] is signed


def test_a_custom_field_needs_a_name():
    with pytest.raises(CatalogueError, match="a custom field has no name"):
        catalogue.load("plans", custom_fields=["  "])


def test_the_shipped_catalogue_is_never_changed(tmp_path):
    before = catalogue.load("clients").fields
    catalogue.load("clients", sample=write(tmp_path / "s.csv", "email\n"), custom_fields=["Pet"])

    assert catalogue.load("clients").fields == before
