"""A new card for a named adult, held to a kiosk; a lost one; all while the hub runs."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from booth import LINHS_CARD, NOON, STRANGER, Booth
from booth import OLENA as OLENAS_CARD
from broker.cards import Cards
from broker.families import Families
from broker.holding import Enrolment
from broker.house.office import NodeEntry
from broker.house.roster import Roster, card_hash, card_number
from broker.known import Entry
from broker.ledger import Ledger
from broker.register import Register
from broker.retention import Retention
from broker.store import cards
from broker.store.store import Store
from broker.store.taking_in import put
from broker.wire.errors import DabeiError, StoreError
from houses import ADULT, FAMILY, KEY, OFFICE, ROSTER
from hubs import FAMILIES, TOKEN, FakeHub
from kiosk.flow import Card, Enrol, Enrolled, Idle, Notice, Recorded, Result
from offices import RealOffice, number, wait
from people import WindowedKiosk, windowed
from visitors import serving

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


def test_a_telephone_is_refused_with_the_reason(booth: Booth) -> None:
    booth.feed(Card(PHONE))
    booth.feed(Enrolled("random"))
    assert kind(booth) == "random_card"


def test_families_come_as_always_while_a_new_card_is_waited_for(booth: Booth) -> None:
    booth.feed(Card(STRANGER))
    assert isinstance(booth.tap(OLENAS_CARD), Result)
    booth.feed(Enrolled("enrolled"))  # too late to be shown: a family is here
    assert isinstance(booth.state.screen, Result)


def test_who_comes_while_the_hub_is_asked_is_served_and_not_forgotten(booth: Booth) -> None:
    assert booth.feed(Card(OLENAS_CARD))  # the disk is slow
    booth.feed(Card(STRANGER))
    booth.feed(Card(LINHS_CARD))
    booth.settle(booth.feed(Recorded()))
    booth.settle(booth.feed(Enrolled("over")))
    assert not booth.state.queue
    assert booth.state.saving is None


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
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a database with two families; one has lost a card, one knows somebody who must never come."""
    found = Store(tmp_path / "hub.db")
    olenas = {"label": "fuchs", "adults": [{"name": "Olena", "cards": ["04AA01"], "lost_cards": ["04AA09"]}]}
    linhs = {"label": "igel", "adults": [{"name": "Linh", "cards": []}, {"name": "Olena"}]}
    never = {"never": [{"name": "Herr Rot", "cards": ["04EE01"]}]}
    put(found.connection, convert([olenas, linhs | never]), "the test")
    yield found
    found.close()


def convert(families: list[dict[str, object]]) -> tuple[object, ...]:
    """Read families as a file would hold them."""
    return msgspec.convert({"families": families}, Families).families


def test_an_adult_may_have_several_cards_and_no_card_two_adults(store: Store) -> None:
    connection = store.connection
    (olena,) = cards.holders(connection, "Olena", "fuchs")
    assert cards.give(connection, "04:aa:02:03", olena.adult, 1) == "enrolled"
    assert cards.cards_of(connection, olena.adult, "ok") == ["04AA01", "04AA0203"]
    for number_, told in (
        ("04AA01", "taken"), ("04aa0203", "taken"), ("04AA09", "taken"), ("04EE01", "taken"), (PHONE, "random"),
        ("04", "unreadable"), ("A" * 41, "unreadable"), ("", "unreadable"),
    ):  # fmt: skip
        (linh,) = cards.holders(connection, "Linh")
        assert cards.give(connection, number_, linh.adult, 1) == told
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


class Desk:
    """A hub's cards, with a clock that the test sets."""

    def __init__(self, store: Store) -> None:
        """Have two kiosks."""
        nodes = tuple(NodeEntry(id=name, role="kiosk", name=name) for name in ("door", "garden"))
        self.register = Register(Ledger(store), store, replace(OFFICE, nodes=nodes), Retention())
        self.register.day(NOON)
        self.cards, self.now = Cards(store, self.register), NOON

    def expect(self, who: str = "Linh") -> Enrolment:
        """Wait for a card at the door."""
        return self.cards.expect(who, "", "door", self.now)

    def take(self, number_: str = "04AA77", kiosk: str = "door") -> str:
        """Hold a card to a kiosk."""
        return self.cards.take(kiosk, number_, self.now)

    def waits(self) -> list[int]:
        """Give until when each kiosk waits."""
        return [self.register.rosters[name].enrol_until for name in ("door", "garden")]


@pytest.fixture
def desk(store: Store) -> Desk:
    """Have the same database in a running hub."""
    return Desk(store)


def test_only_the_kiosk_that_was_named_waits_and_for_two_minutes(desk: Desk) -> None:
    found = desk.expect()
    assert desk.waits() == [NOON + 120_000, 0]
    assert desk.take(kiosk="garden") == "over"
    desk.now += 120_001
    assert desk.take() == "over"
    assert desk.cards.enrolment(found.id, desk.now) is None


def test_a_card_counts_in_the_last_second_and_again_when_its_answer_was_lost(desk: Desk) -> None:
    found = desk.expect()
    desk.now += 120_000
    assert (desk.take(), desk.waits()) == ("enrolled", [0, 0])
    desk.now += 60_000
    assert desk.take() == "enrolled"
    assert desk.take("04AA78") == "over"
    told = desk.cards.enrolment(found.id, desk.now)
    assert told
    assert (told.told, told.number) == ("enrolled", "04AA77")


def test_after_a_refusal_another_card_may_be_held_there(desk: Desk) -> None:
    found = desk.expect()
    assert (desk.take(PHONE), desk.take(card_number(b"\x08\x12\x34\x56")), desk.take("04AA01")) == (
        "random", "random", "taken",
    )  # fmt: skip
    told = desk.cards.enrolment(found.id, desk.now)
    assert told
    assert told.told == "taken"
    assert desk.take() == "enrolled"


def test_who_waits_is_not_pushed_aside_and_ends_only_what_is_their_own(desk: Desk) -> None:
    first = desk.expect()
    with pytest.raises(DabeiError, match="the new card of Linh is waited for at door"):
        desk.cards.expect("Olena", "fuchs", "door", desk.now)
    second = desk.expect()  # the same keeper, once more
    desk.cards.stop(first.id, desk.now)
    assert desk.cards.enrolment(second.id, desk.now)
    desk.cards.stop(second.id, desk.now)
    assert (desk.take(), desk.waits()) == ("over", [0, 0])


def test_nobody_waits_for_the_card_of_whoever_is_no_longer_of_a_family(desk: Desk, store: Store) -> None:
    found = desk.expect("Linh")
    adult = found.holder.adult
    store.connection.execute("DELETE FROM card WHERE adult = ?", (adult,))
    store.connection.execute("DELETE FROM adult WHERE id = ?", (adult,))
    assert desk.cards.enrolment(found.id, desk.now) is None
    assert (desk.take(), desk.waits()) == ("over", [0, 0])
    assert desk.cards.give(adult, "04AA78", Entry(desk.now, "staff", "leitung", "", "card", "")) == "over"


def test_a_card_that_was_given_by_mistake_is_nobodys_again(desk: Desk) -> None:
    desk.expect()
    desk.take()
    assert desk.cards.mark("04AA77", "", "gone", desk.now) == "04AA77"
    desk.expect("Linh")
    assert desk.take() == "enrolled"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    """Run a real office with one kiosk in a window."""
    with windowed(tmp_path) as (found, _):
        yield found


def test_the_keeper_waits_for_a_new_card_and_it_opens_the_door_at_once(office: RealOffice) -> None:
    (kiosk,) = office.kiosks
    assert isinstance(kiosk, WindowedKiosk)
    kiosk.sees("IdleScreen", "Karte auflegen")
    keeper = office.begin("new-card", "Person 2")
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
            (("new-card", "Nobody"), "there is no adult 'Nobody'; look at `dabei-broker SETTINGS list`"),
            (("new-card", "Person 1"), "name the kiosk where the card will be held: --kiosk, one of kiosk-entrance, "),
            (("new-card", "Person 1", "--kiosk", "cellar"), "name the kiosk"),
            (("card", "0499", "lost"), "nobody has the card '0499', nor is so called"),
            (("card", "Person 1", "ok"), "Person 1 has no card that could become ok"),
        ):
            assert office.command(*words) == 2
            assert said in office.text(words[0])
        assert office.command("list") == 0
        assert "Person 1" in office.text("list")
    assert office.command("new-card", "Person 1") == 2
    assert "no hub answers" in office.text("new-card")
    assert office.command("card", "Person 1", "lost") == 0


def test_a_hub_whose_socket_cannot_be_made_runs_without(tmp_path: Path) -> None:
    (tmp_path / "hub.db.sock").mkdir()
    with RealOffice(tmp_path) as office:
        assert office.command("new-card", "Person 1") == 2
        assert "no hub answers" in office.text("new-card")
        assert "New and lost cards have to wait" in office.text("hub")
        office.kiosks[0].taps([1])
        assert office.settle().lost == 0


def test_what_cannot_be_written_is_said(desk: Desk, store: Store) -> None:
    desk.expect()
    store.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="Look after the space"):
        desk.take()
    with pytest.raises(StoreError, match="Look after the space"):
        desk.cards.mark("04AA01", "", "lost", desk.now)
    store.connection.execute("PRAGMA query_only = OFF")
    assert desk.take() == "enrolled"


def test_a_keeper_who_gives_up_ends_the_waiting(office: RealOffice) -> None:
    (kiosk,) = office.kiosks
    assert isinstance(kiosk, WindowedKiosk)
    keeper = office.begin("new-card", "Person 2")
    kiosk.sees("IdleScreen", "Neue Karte hier auflegen")
    keeper.stop()
    kiosk.sees("IdleScreen", "Karte auflegen")
