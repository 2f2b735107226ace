"""The kiosk's own copy: the hub's pictures with its own facts on top, also without the hub, also after a restart."""

from pathlib import Path

import msgspec
import pytest

from broker.house.apply import apply
from broker.house.pictures import family_picture, house_picture
from broker.house.rules import HouseRules, limit
from broker.house.state import House
from broker.wire.errors import WireError
from broker.wire.facts.settings import LimitSet
from broker.wire.message import Body, Message
from broker.wire.messages import Topic, encode
from broker.wire.outbox import Own
from broker.wire.pictures import DeskPicture, FamilyPicture
from houses import ADULT, FAMILY, OTHER, ROSTER, arrived, fact, left
from kiosk.local import Local

STREAM = "own"


def own(n: int, body: Body) -> Own:
    return Own(n, f"id-{n}", msgspec.json.encode(body), 1_000 + n, "m", 1, 1, 0)


def topic(channel: str) -> Topic:
    return Topic("prohlis", "hub", channel, "st")


def tell(local: Local, channel: str, message: Message) -> None:
    local.picture(topic(channel), encode(message))


def picture(*bodies: Body, **basis: int) -> FamilyPicture:
    house = House()
    for body in bodies:
        house = apply(house, fact(body))
    return msgspec.structs.replace(family_picture(house, FAMILY, basis), pos=9)


@pytest.fixture
def local(tmp_path: Path) -> Local:
    return Local(tmp_path / "copy.json")


def test_an_own_fact_counts_at_once_without_the_hub(local: Local) -> None:
    local.recorded(STREAM, own(1, arrived(desk="pc-1")), 2_000, 5.0)
    assert list(local.house.desks()) == ["pc-1"]


def test_facts_that_the_hub_has_are_not_kept_for_ever(local: Local) -> None:
    for n in range(1, 201):
        local.recorded(STREAM, own(n, arrived()), 2_000, 5.0)
    tell(local, f"family/{FAMILY}", picture(arrived(), own=190))
    assert len(local._own[FAMILY]) == 50
    assert local._own[FAMILY][-1].n == 200


def test_the_hubs_picture_is_not_applied_twice_nor_undone_by_an_older_one(local: Local) -> None:
    come = arrived()
    local.recorded(STREAM, own(1, come), 2_000, 5.0)
    tell(local, f"family/{FAMILY}", picture(come, own=1))
    assert len(local.house.present()) == 1
    local.recorded(STREAM, own(2, left(come)), 2_000, 5.0)
    tell(local, f"family/{FAMILY}", picture(come, own=1))
    assert local.house.present() == []
    tell(local, f"family/{FAMILY}", picture(come, left(come), own=2))
    assert local.house.present() == []


def test_another_kiosks_arrival_comes_with_the_picture_and_ours_stays_on_top(local: Local) -> None:
    local.recorded(STREAM, own(1, arrived(OTHER)), 2_000, 5.0)
    tell(local, f"family/{FAMILY}", picture(arrived(), other=5))
    assert {visit.adult for visit in local.house.present()} == {ADULT, OTHER}


def test_a_restored_hub_does_not_take_away_what_the_kiosk_knows(local: Local) -> None:
    come = arrived()
    local.recorded(STREAM, own(1, come), 2_000, 5.0)
    tell(local, f"family/{FAMILY}", picture(come, own=1))
    tell(local, f"family/{FAMILY}", picture(own=0))
    assert len(local.house.present()) == 1


def test_after_a_restart_the_copy_and_the_outbox_make_the_same_house(local: Local) -> None:
    come = arrived(OTHER)
    local.copy.roster = ROSTER
    tell(local, f"family/{FAMILY}", picture(arrived(), other=5))
    tell(local, "desk/pc-1", DeskPicture(state="in_use", why="seat"))
    local.recorded(STREAM, own(1, come), 1_001, 5.0)
    local.path.write_bytes(local.write())
    again = Local(local.path)
    again.recall(STREAM, [own(1, come)])
    assert again.house.present() == local.house.present()
    assert again.copy.roster == ROSTER
    assert again.blocked() == {"pc-1"}


def test_a_limit_that_staff_set_counts_here_too_and_after_a_restart(local: Local) -> None:
    said = LimitSet(limit="places_firm", value=7, source="Vorstand")
    tell(local, "house", house_picture(apply(House(), fact(said))))
    local.recorded(STREAM, own(1, arrived()), 1_001, 5.0)
    local.path.write_bytes(local.write())
    for each in (local, Local(local.path)):
        found = limit(HouseRules(), each.house, "places_firm")
        assert found is not None
        assert (found.value, found.source) == (7, "")


def test_a_limit_that_staff_took_back_is_the_settings_again(local: Local) -> None:
    house = apply(House(), fact(LimitSet(limit="places_firm", value=7)))
    tell(local, "house", house_picture(house))
    tell(local, "house", house_picture(apply(house, fact(LimitSet(limit="places_firm", value=None)))))
    assert limit(HouseRules(), local.house, "places_firm") is None


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"families": 3}'])
def test_a_damaged_copy_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "copy.json").write_bytes(data)
    assert Local(tmp_path / "copy.json").house.present() == []


def test_garbage_from_the_hub_changes_nothing(local: Local) -> None:
    local.recorded(STREAM, own(1, arrived()), 2_000, 5.0)
    for channel in (f"family/{FAMILY}", "desk/pc-1", "house"):
        with pytest.raises(WireError):
            local.picture(topic(channel), b'{"pos":')
    local.picture(topic("weather"), b"{}")
    assert len(local.house.present()) == 1


def test_an_emptied_picture_forgets_a_family(local: Local) -> None:
    tell(local, f"family/{FAMILY}", picture(arrived(), other=5))
    local.picture(topic(f"family/{FAMILY}"), b"")
    assert local.house.present() == []
