"""A badge of the office: one tap lets a guest in or out, without a name, also while the hub is away."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from booth import NOON, QUICK, STRANGER, Booth
from booth import OLENA as OLENAS_CARD
from broker.house.pictures import house_picture
from broker.house.roster import Badge, card_hash
from broker.wire.facts.house import BadgeRefused, FormerCardUsed, LostCardUsed
from broker.wire.facts.presence import GuestArrived, GuestLeft
from broker.wire.messages import Topic, encode
from broker.wire.outbox import Own
from houses import ADULT, FAMILY, KEY, LINH, LINHS, ROSTER, house, new_id
from kiosk.flow import Card, Guard, Idle, Notice, Pressed, Result
from kiosk.local import Local

GUEST, OTHER = "g-choir001", "g-choir002"
CARD, SECOND, FREE = "04AD000003", "04AD000004", "04AD000005"
UNTIL = NOON + 16 * 3_600_000
BADGES = {
    card_hash(KEY, CARD): Badge(3, GUEST, UNTIL, "renter", 9, "work"),
    card_hash(KEY, SECOND): Badge(4, OTHER, UNTIL),
    card_hash(KEY, FREE): Badge(5),
}


@pytest.fixture
def booth() -> Booth:
    """Give a kiosk that knows three badges, two of them given."""
    return Booth(replace(ROSTER, badges=BADGES))


def said(booth: Booth) -> tuple[str, int, bool]:
    """Give what is said, to which badge, and whether nothing was recorded."""
    screen = booth.state.screen
    assert isinstance(screen, Notice)
    return screen.kind, screen.lent.badge if screen.lent else 0, screen.again


def test_one_tap_lets_a_party_in_as_staff_have_signed_it_in(booth: Booth) -> None:
    booth.tap(CARD)
    assert said(booth) == ("guest_in", 3, False)
    (came,) = booth.facts
    assert came == GuestArrived(came.visit, GUEST, "renter", 9, "work")  # type: ignore[union-attr]
    booth.wait(7)
    assert booth.state.screen == Idle()


def test_the_same_badge_soon_after_shows_the_same_again_and_offers_the_way_out(booth: Booth) -> None:
    booth.tap(CARD)
    booth.wait(30)
    booth.tap(CARD)
    assert (said(booth), booth.kinds()) == (("guest_in", 3, True), ["guest_arrived"])
    booth.touch("go")
    assert (said(booth), booth.kinds()) == (("guest_out", 3, False), ["guest_arrived", "guest_left"])
    booth.wait(30)
    booth.tap(CARD)
    assert said(booth) == ("guest_out", 3, True)
    booth.touch("come")
    assert booth.kinds() == ["guest_arrived", "guest_left", "guest_arrived"]
    assert [guest.arrived.guest for guest in booth.house.guests.values()] == [GUEST]


def test_after_ten_minutes_a_tap_lets_out(booth: Booth) -> None:
    booth.tap(CARD)
    booth.wait(booth.world.office.retap_s + 1)
    booth.tap(CARD)
    assert said(booth) == ("guest_out", 3, False)
    (came, went) = booth.facts
    assert went == GuestLeft(came.visit)  # type: ignore[union-attr]


def test_whoever_was_signed_in_on_the_page_just_now_is_not_let_out_by_a_first_try(booth: Booth) -> None:
    booth.fold(GuestArrived(new_id(), GUEST, "renter"))
    booth.wait(20)
    booth.tap(CARD)
    assert (said(booth), booth.facts) == (("guest_in", 3, True), [])


def test_a_hardware_button_says_what_the_next_badge_means(booth: Booth) -> None:
    booth.tap(CARD)
    for way, told in (("come", ("guest_in", 3, True)), ("go", ("guest_out", 3, False)), ("go", ("guest_out", 3, True))):
        booth.wait(10)
        booth.pass_time(1)
        booth.feed(Pressed(way))  # type: ignore[arg-type]
        booth.pass_time(1)
        booth.tap(CARD)
        assert said(booth) == told
    assert booth.kinds() == ["guest_arrived", "guest_left"]
    assert booth.state.meant is None


def test_undo_takes_back_for_as_long_as_the_screen_stays(booth: Booth) -> None:
    booth.tap(CARD)
    booth.touch("undo")
    assert booth.kinds() == ["guest_arrived", "guest_left"]
    assert not booth.house.guests
    booth.wait(7)
    booth.touch("undo")
    assert len(booth.facts) == 2


def test_undo_after_somebody_else_has_signed_the_guest_out_records_nothing(booth: Booth) -> None:
    booth.tap(CARD)
    (came,) = booth.facts
    booth.fold(GuestLeft(came.visit))  # type: ignore[union-attr]
    booth.touch("undo")
    assert booth.kinds() == ["guest_arrived"]


def test_a_badge_that_nobody_has_is_sent_to_the_carers_who_learn_it(booth: Booth) -> None:
    booth.tap(FREE)
    assert said(booth) == ("badge_free", 0, False)
    assert booth.facts == [BadgeRefused(badge=5)]
    assert ("badge_free", "5") in booth.house.questions


def test_a_badge_is_free_again_when_the_office_day_ends_also_without_the_hub(booth: Booth) -> None:
    booth.fresh = False
    booth.wait((UNTIL - NOON) / 1000)
    booth.tap(CARD)
    assert booth.facts == [BadgeRefused(badge=3)]


def test_one_who_lies_on_the_reader_is_one_tap_and_the_next_guest_waits_for_nobody(booth: Booth) -> None:
    first = booth.feed(Card(CARD))
    assert booth.feed(Card(CARD)) is None  # the disk is slow
    assert booth.feed(Card(SECOND)) is None
    booth.settle(first)
    assert (said(booth), booth.kinds()) == (("guest_in", 4, False), ["guest_arrived"] * 2)
    booth.tap(SECOND)
    assert len(booth.facts) == 2


def test_without_a_disk_nobody_is_welcomed(booth: Booth) -> None:
    booth.disk_works = False
    booth.tap(CARD)
    assert (said(booth)[0], booth.facts) == ("call_carer", [])


def test_a_guest_who_comes_while_a_guard_asks_is_served_and_the_carers_are_told_of_the_guard() -> None:
    booth = Booth(replace(QUICK, badges=BADGES))
    booth.tap(OLENAS_CARD)
    booth.wait(30)
    assert isinstance(booth.tap(OLENAS_CARD), Guard)
    booth.pass_time(3)
    booth.tap(CARD)
    assert said(booth) == ("guest_in", 3, False)
    assert booth.kinds()[-2:] == ["leave_unanswered", "guest_arrived"]


def test_a_badge_is_never_somebodys_new_card(booth: Booth) -> None:
    assert booth.roster
    booth.roster = replace(booth.roster, enrol_until=booth.wall + 60_000)
    booth.tap(FREE)
    assert booth.kinds() == ["badge_refused"]


def test_a_family_is_served_as_before(booth: Booth) -> None:
    assert isinstance(booth.tap(OLENAS_CARD), Result)
    booth.tap(STRANGER)
    assert said(booth)[0] == "unknown_card"


def test_two_visits_of_one_guest_are_one() -> None:
    """Two kiosks without network have both let the choir in."""
    first, second = (GuestArrived(new_id(), GUEST, "renter", 9) for _ in range(2))
    assert list(house(first, second).guests) == [second.visit]


TOPIC = Topic("prohlis", "hub", "house", "st")


def own(n: int, body: GuestArrived | GuestLeft) -> Own:
    """Give a fact of this kiosk as its outbox has it."""
    return Own(n, new_id(), encode(body), NOON, "m", 1, 0, 1)


def test_a_kiosk_lays_its_own_facts_over_the_guests_of_the_house(tmp_path: Path) -> None:
    local = Local(tmp_path / "copy.json")
    first, second = (GuestArrived(new_id(), who, "guest") for who in (GUEST, OTHER))
    local.picture(TOPIC, encode(house_picture(house(first), {"mine": 4})))
    local.recorded("mine", own(4, second), NOON, 0.0)  # the hub has it, and the guest has left meanwhile
    assert list(local.house.guests) == [first.visit]
    local.recorded("mine", own(5, second), NOON, 1.0)
    local.recorded("mine", own(6, GuestLeft(first.visit)), NOON, 2.0)
    assert list(local.house.guests) == [second.visit]
    local.picture(TOPIC, encode(house_picture(house(first), {"mine": 5})))
    assert list(local.house.guests) == []
    local.picture(TOPIC, encode(house_picture(house(first, second), {"mine": 6})))
    assert set(local.house.guests) == {first.visit, second.visit}


def test_who_is_in_is_known_after_a_restart_without_the_hub(tmp_path: Path) -> None:
    local, came = Local(tmp_path / "copy.json"), GuestArrived(new_id(), GUEST, "renter")
    local.picture(TOPIC, encode(house_picture(house(came), {})))
    (tmp_path / "copy.json").write_bytes(local.write())
    assert list(Local(tmp_path / "copy.json").house.guests) == [came.visit]


def test_a_card_that_was_lost_before_it_was_used_is_told_of_once(tmp_path: Path) -> None:
    local = Local(tmp_path / "copy.json")
    assert local.renew(ROSTER) == ()
    local.use(OLENAS_CARD, NOON)
    local.use(OLENAS_CARD, NOON + 60_000)
    hashed = card_hash(KEY, OLENAS_CARD)
    lost = replace(ROSTER, cards={}, lost={hashed: (FAMILY, ADULT)}, lost_since={hashed: NOON + 30_000})
    (tmp_path / "copy.json").write_bytes(local.write())  # a power cut meanwhile
    local = Local(tmp_path / "copy.json")
    assert local.renew(lost) == (LostCardUsed(ADULT, FAMILY, NOON + 60_000),)
    assert local.renew(lost) == ()  # it is being recorded
    local.told(done=False)
    assert local.renew(lost) == (LostCardUsed(ADULT, FAMILY, NOON + 60_000),)
    local.told(done=True)
    assert (local.renew(lost), local.copy.used) == ((), [])


def test_a_card_that_was_used_before_it_was_lost_asks_nothing(tmp_path: Path) -> None:
    local, hashed = Local(tmp_path / "copy.json"), card_hash(KEY, OLENAS_CARD)
    local.renew(ROSTER)
    local.use(OLENAS_CARD, NOON)
    local.use(STRANGER, NOON)
    lost = replace(ROSTER, cards={}, lost={hashed: (FAMILY, ADULT)}, lost_since={hashed: NOON + 1})
    assert (local.renew(lost), local.copy.used) == ((), [])


@pytest.mark.parametrize(("given", "asked"), [(NOON + 30_000, True), (NOON + 60_001, False), (None, False)])
def test_a_card_that_was_anothers_before_it_was_used_is_told_of(tmp_path: Path, given: int | None, asked: bool) -> None:
    local, hashed = Local(tmp_path / "copy.json"), card_hash(KEY, OLENAS_CARD)
    local.renew(ROSTER)
    local.use(OLENAS_CARD, NOON + 60_000)
    moved = replace(ROSTER, cards={hashed: (LINHS, LINH)}, given={} if given is None else {hashed: given})
    assert local.renew(moved) == ((FormerCardUsed(ADULT, FAMILY, NOON + 60_000),) if asked else ())


def test_a_card_that_is_still_the_same_adults_asks_nothing(tmp_path: Path) -> None:
    local, hashed = Local(tmp_path / "copy.json"), card_hash(KEY, OLENAS_CARD)
    local.renew(ROSTER)
    local.use(OLENAS_CARD, NOON)
    assert local.renew(replace(ROSTER, given={hashed: NOON - 1})) == ()
