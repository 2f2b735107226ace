"""A new card for a named adult, held to a kiosk; a lost one; all while the hub runs."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from booth import OLENA as OLENAS_CARD
from booth import STRANGER, Booth
from broker.house.roster import Roster, card_hash
from broker.store import cards
from broker.store.families import Families
from broker.store.store import Store
from broker.store.taking_in import put
from houses import ADULT, FAMILY, KEY, ROSTER
from hubs import FAMILIES, TOKEN, FakeHub
from kiosk.flow import Card, Enrol, Enrolled, Idle, Notice, Result
from offices import RealOffice, number, wait
from people import WindowedKiosk, windowed
from test_page_house import serving

NEW = 77
PHONE = "08A1B2C3"


@pytest.fixture
def booth() -> Booth:
    """Give a kiosk that waits for a new card for two minutes."""
    found = Booth()
    found.roster = replace(ROSTER, enrol_until=found.wall + 120_000)
    return found


def kind(booth: Booth) -> str:
    """Give what is said."""
    assert isinstance(booth.state.screen, Notice)
    return booth.state.screen.kind


def test_a_card_that_nobody_has_goes_to_the_hub_and_what_it_says_is_shown(booth: Booth) -> None:
    assert booth.feed(Card(STRANGER)) == Enrol(STRANGER)
    assert kind(booth) == "enrolling"
    booth.feed(Enrolled("enrolled"))
    assert kind(booth) == "enrolled"
    booth.wait(7)
    assert isinstance(booth.state.screen, Idle)


@pytest.mark.parametrize(
    ("told", "said"),
    [("taken", "card_taken"), ("over", "not_enrolled"), ("unreadable", "not_enrolled"), ("failed", "not_enrolled")],
)
def test_a_card_that_was_not_taken_is_told_why(booth: Booth, told: str, said: str) -> None:
    booth.feed(Card(STRANGER))
    booth.feed(Enrolled(told))  # type: ignore[arg-type]
    assert kind(booth) == said


def test_a_telephone_is_refused_with_the_reason_before_anybody_is_asked(booth: Booth) -> None:
    assert booth.feed(Card(PHONE)) is None
    assert kind(booth) == "random_card"


def test_families_come_as_always_while_a_new_card_is_waited_for(booth: Booth) -> None:
    booth.feed(Card(STRANGER))
    assert isinstance(booth.tap(OLENAS_CARD), Result)
    booth.feed(Enrolled("enrolled"))  # too late to be shown: a family is here
    assert isinstance(booth.state.screen, Result)


def test_a_lost_card_is_never_a_new_one(booth: Booth) -> None:
    assert booth.roster
    booth.roster = replace(booth.roster, lost={card_hash(KEY, STRANGER): (FAMILY, ADULT)})
    booth.tap(STRANGER)
    assert kind(booth) == "unknown_card"
    assert booth.kinds() == ["card_refused"]


def test_after_two_minutes_an_unknown_card_is_unknown_again(booth: Booth) -> None:
    booth.wait(121)
    assert booth.feed(Card(STRANGER)) is None
    assert kind(booth) == "unknown_card"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Give a database with two families; one has lost a card, one knows somebody who must never come."""
    store = Store(tmp_path / "hub.db")
    olenas = {"label": "fuchs", "adults": [{"name": "Olena", "cards": ["04AA01"], "lost_cards": ["04AA09"]}]}
    linhs = {"label": "igel", "adults": [{"name": "Linh", "cards": []}, {"name": "Olena"}]}
    never = {"never": [{"name": "Herr Rot", "cards": ["04EE01"]}]}
    put(store.connection, convert([olenas, linhs | never]), "the test")
    yield store.connection
    store.close()


def convert(families: list[dict[str, object]]) -> tuple[object, ...]:
    """Read families as a file would hold them."""
    return msgspec.convert({"families": families}, Families).families


def test_an_adult_may_have_several_cards_and_no_card_two_adults(connection: sqlite3.Connection) -> None:
    (olena,) = cards.holders(connection, "Olena", "fuchs")
    assert cards.give(connection, "04:aa:02:03", olena.adult) == "enrolled"
    assert cards.cards_of(connection, olena.adult, "ok") == ["04AA01", "04AA0203"]
    for number_, told in (
        ("04AA01", "taken"), ("04aa0203", "taken"), ("04AA09", "taken"), ("04EE01", "taken"), (PHONE, "random"),
        ("04", "unreadable"), ("A" * 41, "unreadable"), ("", "unreadable"),
    ):  # fmt: skip
        (linh,) = cards.holders(connection, "Linh")
        assert cards.give(connection, number_, linh.adult) == told
    assert not cards.cards_of(connection, linh.adult, "ok")
    assert [each.family for each in cards.holders(connection, "Olena")] in (["fuchs", "igel"], ["igel", "fuchs"])


def test_only_a_kiosk_with_its_token_hands_in_a_card() -> None:
    hub = FakeHub()
    hub.give_roster("door", Roster("00" * 32, hub.snapshot().office, FAMILIES))
    with serving(hub) as address:
        url, sign = f"{address}/kiosks/door/card", {"authorization": f"Bearer {TOKEN}"}
        good = httpx.post(url, json={"number": "04AA01"}, headers=sign)
        assert (good.status_code, good.json()) == (200, {"told": "enrolled"})
        assert httpx.post(url, json={"number": "04AA01"}).status_code == 403
        assert httpx.post(url, json={"number": "04AA01"}, headers={"authorization": "Bearer x"}).status_code == 401
        assert httpx.post(url, json={"number": "04AA01"}, headers={"authorization": "Basic x"}).status_code == 403
        for bad in ({}, {"number": ""}, {"number": "4" * 81}, {"number": 4}):
            assert httpx.post(url, json=bad, headers=sign).status_code == 400
    assert hub.enrolled == [("door", "04AA01")]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """Run a real office with one kiosk in a window."""
    with windowed(tmp_path) as (found, _):
        yield found


def test_the_keeper_waits_for_a_new_card_and_it_opens_the_door_at_once(office: RealOffice) -> None:
    (kiosk,) = office.kiosks
    assert isinstance(kiosk, WindowedKiosk)
    kiosk.sees("IdleScreen", "Karte auflegen")
    keeper = office.begin("enrol", "Person 2")
    kiosk.sees("IdleScreen", "Neue Karte hier auflegen")
    assert "Hold the new card of Person 2 (a-test0002) to kiosk-entrance now" in keeper.text()
    kiosk.put_on(1)
    kiosk.sees("ChildrenScreen")  # another family comes meanwhile, as always
    kiosk.press("ready")
    kiosk.press("done")
    kiosk.put_on(NEW)
    kiosk.sees("NoticeScreen", "Deine neue Karte ist eingetragen.")
    assert keeper.wait() == 0
    assert f"has the card {number(NEW)}" in keeper.text()
    kiosk.sees("IdleScreen", "Karte auflegen")
    kiosk.put_on(NEW)
    kiosk.sees("ChildrenScreen")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen", "Person 2")
    office.settle()
    assert "a-test0002" in {visit.adult for visit in office.fold().present()}


def test_a_lost_card_becomes_a_question_at_once_and_works_again_when_it_is_found(office: RealOffice) -> None:
    (kiosk,) = office.kiosks
    assert isinstance(kiosk, WindowedKiosk)
    kiosk.sees("IdleScreen")
    assert office.command("card", "Person 1", "lost") == 0, office.text("card")
    wait(lambda: answer(kiosk, 1) == "NoticeScreen", 10, "the card is not served any more")
    office.settle()
    assert ("lost_card", "a-test0001") in {(one.kind, one.subject) for one in office.fold().questions.values()}
    assert office.command("card", number(1), "ok") == 0, office.text("card")
    wait(lambda: answer(kiosk, 1) in ("ChildrenScreen", "WelcomeScreen"), 10, "the card is served again")


def answer(kiosk: WindowedKiosk, card: int) -> str:
    """Put a card on, and give the screen that answers."""
    kiosk.put_on(card)
    return kiosk.look().screen


def test_what_cannot_be_done_is_said_with_what_to_do(tmp_path: Path) -> None:
    with RealOffice(tmp_path, kiosks=2) as office:
        for words, said in (
            (("enrol", "Nobody"), "there is no adult 'Nobody'; look at `dabei-broker SETTINGS list`"),
            (("enrol", "Person 1"), "name the kiosk where the card will be held: --kiosk, one of kiosk-entrance, "),
            (("enrol", "Person 1", "--kiosk", "cellar"), "name the kiosk"),
            (("card", "0499", "lost"), "there is no adult '0499'"),
            (("card", "Person 1", "ok"), "Person 1 has no card that could become ok"),
        ):
            assert office.command(*words) == 2
            assert said in office.text(words[0])
        assert office.command("list") == 0
        assert "Person 1" in office.text("list")
    assert office.command("enrol", "Person 1") == 2
    assert "the hub does not run" in office.text("enrol")
    assert office.command("card", "Person 1", "lost") == 0


def test_a_keeper_who_gives_up_ends_the_waiting(office: RealOffice) -> None:
    (kiosk,) = office.kiosks
    assert isinstance(kiosk, WindowedKiosk)
    keeper = office.begin("enrol", "Person 2")
    kiosk.sees("IdleScreen", "Neue Karte hier auflegen")
    keeper.stop()
    kiosk.sees("IdleScreen", "Karte auflegen")
