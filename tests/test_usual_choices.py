"""A returning family: the choices of its last visit, of the same weekday first, are offered without a question."""

import uuid
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from broker.ledger import Ledger
from broker.store import choices, people, taking_in
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.facts import FactBody
from broker.wire.facts.custody import ChildrenChosen, Choice
from broker.wire.facts.presence import ChildHere
from houses import ADULT, CHILD, FAMILY, arrived, left

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 10, 14)
"""A Wednesday."""
NINE = 1_791_961_200_000
"""9:00 of it in Berlin."""
DAY, HOUR = 86_400_000, 3_600_000
LEO = "c-leo00001"
FAMILIES = f"""
[[families]]
id = "{FAMILY}"
adults = [{{ id = "{ADULT}", name = "Olena", usual_desk = "pc-1" }}]
children = [
  {{ id = "{CHILD}", name = "Mia", animal = "fox", usual = "adult" }},
  {{ id = "{LEO}", name = "Leo", animal = "turtle", usual = "care" }},
]
"""


class Past:
    """What happened on days before."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "hub.db")
        (folder / "families.toml").write_text(FAMILIES, "utf-8")
        taking_in.take_in(self.store.connection, folder / "families.toml")
        self.ledger = Ledger(self.store)

    def record(self, at: int, body: FactBody) -> None:
        moved, own = dict[str, Stream](), self.ledger.own_stream()
        self.ledger.commit([own_row(body, str(uuid.uuid4()), at, moved, own)], moved)

    def day(self, days_ago: int, desk: str | None, **to: str) -> None:
        """Let the family come for three hours, with these children."""
        nine = NINE - days_ago * DAY
        names = {"mia": CHILD, "leo": LEO}
        here = tuple(ChildHere(child=names[who], stay=str(uuid.uuid4()), to=where) for who, where in to.items())  # type: ignore[arg-type]
        came = arrived(desk=desk, children=here)
        self.record(nine, came)
        self.record(nine + 3 * HOUR, replace(left(came), takes=tuple(child.child for child in here)))

    def known(self) -> tuple[str | None, list[str]]:
        """Give desk and places as the kiosks learn them today."""
        found = choices.last(self.store.connection, BERLIN, TODAY)
        family = people.families(self.store.connection, TODAY, found)[FAMILY]
        return family.adults[0].usual_desk, [child.usual for child in family.children]


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path)


def test_before_the_first_visit_what_was_written_down_counts(past: Past) -> None:
    assert past.known() == ("pc-1", ["adult", "care"])


def test_the_last_visit_counts(past: Past) -> None:
    past.day(6, "laptop-1", mia="adult")
    past.day(1, "laptop-2", mia="care", leo="adult")
    assert past.known() == ("laptop-2", ["care", "adult"])


def test_the_same_weekday_comes_first_and_who_did_not_come_is_not_expected(past: Past) -> None:
    past.day(14, "laptop-1", mia="care", leo="care")
    past.day(7, "laptop-3", leo="adult")
    past.day(1, "laptop-2", mia="care", leo="care")
    assert past.known() == ("laptop-3", ["absent", "adult"])


def test_no_desk_is_a_choice_too_and_ninety_days_are_enough(past: Past) -> None:
    past.day(100, "laptop-1", mia="care")
    assert past.known() == ("pc-1", ["adult", "care"])
    past.day(2, None, mia="adult")
    assert past.known() == (None, ["adult", "care"])  # of Leo, who has not come since, what was written down counts


def test_a_choice_that_was_changed_at_once_does_not_count(past: Past) -> None:
    nine, stay = NINE - DAY, str(uuid.uuid4())
    came = arrived(children=(ChildHere(child=CHILD, stay=stay, to="care"),))
    past.record(nine, came)
    choice = Choice(child=CHILD, stay=str(uuid.uuid4()), to="adult", follows=stay)
    names = {"visit": came.visit, "adult": ADULT, "family": FAMILY}
    past.record(nine + 10_000, ChildrenChosen(**names, children=(choice,)))
    past.record(nine + HOUR, left(came))
    assert past.known()[1][0] == "adult"


def test_today_does_not_count_for_today(past: Past) -> None:
    past.day(1, "laptop-1", mia="care")
    past.day(0, "laptop-2", mia="adult")
    assert past.known() == ("laptop-1", ["care", "care"])
