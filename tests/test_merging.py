"""Two edit one form: what they changed apart from each other is kept, and only what both changed is asked about."""

import pytest

from broker.web.merging import Merged, merge, plain

WAS = {"name": ("Olena",), "phone": ("1",), "roles": ("parent",)}


@pytest.mark.parametrize(
    ("mine", "theirs", "found", "clashes"),
    [
        ({}, {}, {}, ()),
        ({"phone": ("2",)}, {}, {"phone": ("2",)}, ()),
        ({}, {"phone": ("3",)}, {"phone": ("3",)}, ()),
        ({"phone": ("2",)}, {"name": ("Olga",)}, {"phone": ("2",), "name": ("Olga",)}, ()),
        ({"phone": ("2",)}, {"phone": ("2",)}, {"phone": ("2",)}, ()),
        ({"phone": ("2",)}, {"phone": ("3",)}, {"phone": ("2",)}, ("phone",)),
        ({"phone": ()}, {"phone": ("3",)}, {"phone": ()}, ("phone",)),
        ({"roles": ("carer", "parent")}, {"roles": ()}, {"roles": ("carer", "parent")}, ("roles",)),
    ],
)
def test_what_both_changed_is_asked_about(
    mine: dict[str, tuple[str, ...]],
    theirs: dict[str, tuple[str, ...]],
    found: dict[str, tuple[str, ...]],
    clashes: tuple[str, ...],
) -> None:
    assert merge(WAS, WAS | mine, WAS | theirs) == Merged(WAS | found, clashes)


def test_a_row_that_moved_is_not_mixed_with_what_was_typed_into_another_one() -> None:
    """The first takes Andrij out, so that Oma moves up; the second writes beside Andrij who that is."""
    rows = ("name1", "relation1", "name2")
    was = {"animal": ("fox",), "name1": ("Andrij",), "relation1": (), "name2": ("Oma",)}
    mine = was | {"relation1": ("Vater",)}
    theirs = was | {"animal": ("owl",), "name1": ("Oma",), "name2": ()}
    assert merge(was, mine, theirs, rows) == Merged(mine | {"animal": ("owl",)}, rows)
    assert merge(was, was, theirs, rows) == Merged(theirs)
    assert merge(was, mine, was | {"animal": ("owl",)}, rows) == Merged(mine | {"animal": ("owl",)})
    assert merge(was, mine, mine, rows) == Merged(mine)


def test_a_browsers_line_ends_and_the_order_of_boxes_are_no_change() -> None:
    assert plain(["eins\r\nzwei "]) == ("eins\nzwei",)
    assert plain(["parent", "carer"]) == plain(["carer", "parent"])
    assert plain([" "]) == plain([]) == ()
