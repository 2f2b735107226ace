"""A form of the pages: bad input is named at its field, and what was typed stays."""

from datetime import date

import pytest

from broker.web.fields import Fields

TODAY = date(2026, 10, 14)


def read(kind: str, said: str, *args: object, **options: object) -> tuple[object, str]:
    """Read one field; give what it says, and the fault or nothing."""
    fields = Fields({"it": said})
    found = getattr(fields, kind)("it", *args, **options)
    return found, fields.faults["it"].text if fields.faults else ""


@pytest.mark.parametrize("said", ["2026-05-31", "31.5.2026", "31.05.2026", " 2026-05-31 "])
def test_a_day_is_read_as_people_write_it(said: str) -> None:
    assert read("day", said, latest=TODAY) == ("2026-05-31", "")


@pytest.mark.parametrize(
    "said",
    [
        "2026-02-30",
        "31.2.2026",
        "gestern",
        "1.2",
        "0.0.0",
        "1.2.3.4",
        "2026-5-1",
        ".",
        "1.1." + "9" * 20,
        "9999-12-31",
        "0001-01-01",
        "31.5.26",
    ],
)
def test_a_day_that_is_none_is_named(said: str) -> None:
    assert read("day", said) == ("", "There is no such day. Write it as 31.5.2026.")


def test_a_day_to_come_is_named_where_it_has_to_be_past() -> None:
    assert read("day", "2026-10-15", latest=TODAY)[1] == "This day is yet to come."
    assert read("day", "2026-10-15")[1] == ""
    assert read("day", "", needed=True)[1].startswith("Please give a day")
    assert read("day", "") == ("", "")


@pytest.mark.parametrize(("said", "found"), [("8:30", "08:30"), ("08.30", "08:30"), ("23:59", "23:59"), ("", "")])
def test_a_time_is_read(said: str, found: str) -> None:
    assert read("clock", said) == (found, "")


@pytest.mark.parametrize(
    "said", ["24:00", "8", "8:60", "acht", "8:30:00", "-1:00", "²:30", "9" * 5000 + ":00", "8:" + "9" * 5000]
)
def test_a_time_that_is_none_is_named(said: str) -> None:
    assert read("clock", said)[1] == "Please give a time, such as 8:30."


def test_numbers_have_bounds() -> None:
    assert read("number", "12", 0, 99) == (12, "")
    assert read("number", "", 0, 99) == (None, "")
    for said in ("100", "-1", "1,5", "viele", "9" * 40, "²"):
        assert read("number", said, 0, 99)[1].startswith("Please give a whole number")
    assert read("number", "", 0, 99, needed=True)[1]


def test_a_text_is_one_line_of_signs_that_can_be_shown() -> None:
    assert read("text", "  Nguyễn   Linh ", needed=True) == ("Nguyễn Linh", "")
    assert read("text", "ليلى") == ("ليلى", "")
    assert read("text", "\u200cشب\u200cنم\u200d") == ("شب\u200cنم", "")  # Persian writes it with a sign of no width
    assert read("text", "\u200c", needed=True)[1] == "Please fill this in."
    assert read("text", "Lo\u0308we") == ("Löwe", "")
    assert read("text", "a" * 61)[1] == "At most %(most)s characters, please."
    assert read("text", "", needed=True)[1] == "Please fill this in."
    assert read("text", "a\x00b")[1].startswith("There are signs")


@pytest.mark.parametrize("said", ["0351 123456", "+49 (0) 151/12-34.56", "112", ""])
def test_a_phone_number_is_kept_as_it_was_typed(said: str) -> None:
    assert read("phone", said) == (said, "")


@pytest.mark.parametrize("said", ["Mamas Handy", "12", "+", "0351 O8", "1" * 21, "0" * 41])
def test_a_phone_number_that_is_none_is_named(said: str) -> None:
    assert read("phone", said)[1]
    assert read("phone", "", needed=True)[1]


def test_a_note_keeps_its_lines() -> None:
    assert read("note", "eins\r\nzwei") == ("eins\nzwei", "")
    assert read("note", "a" * 501)[1]


def test_what_is_not_offered_cannot_be_chosen() -> None:
    assert read("choice", "b", ("a", "b")) == ("b", "")
    assert read("choice", "c", ("a", "b"))[1]
    fields = Fields({"it": ["b", "a"]})
    assert fields.choices("it", ("a", "b", "c")) == ("a", "b")
    assert not fields.faults
    assert Fields({"it": ["x"]}).choices("it", ("a",)) == ()


def test_the_first_word_about_a_field_counts_and_what_was_typed_stays() -> None:
    fields = Fields({"it": "31.2.2026"})
    fields.day("it")
    fields.wrong("it", "another")
    assert fields.faults["it"].text.startswith("There is no such day")
    assert fields["it"] == "31.2.2026"
    assert fields["never sent"] == ""
