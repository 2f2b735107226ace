"""The band on top of the carers' board: how it is staffed now, what would help, and how it goes on."""

from msgspec.structs import replace

from broker.house.rules import CareRules, HouseRules, Ratio
from broker.web.board_status import status
from broker.web.board_view import board
from broker.wire.facts.care import ShiftPlanned
from broker.wire.facts.presence import WentOut
from carers import BAO, JANA, JONAS, LINH, MIA, OLENA, TOBIAS, care_hub, morning, on_duty, taken
from hubs import MINUTE, FakeHub

RATIOS = HouseRules(care=CareRules(ratios=(Ratio(group="over3", children=1), Ratio(group="under3", children=1))))


def strict(hub: FakeHub) -> FakeHub:
    """Let each child ask for a carer of its own."""
    hub.set(office=replace(hub.snapshot().office, rules=RATIOS))
    return hub


def test_an_empty_room_is_not_called_well_staffed() -> None:
    """Nobody on duty is no good news, and with a child announced somebody is missing."""
    hub = care_hub()
    assert status(hub.snapshot()).state == "nobody"
    hub.arrive(OLENA, care=("Mia",))
    hub.arrive(TOBIAS, children=False)
    found = status(hub.snapshot())
    assert (found.state, found.missing, found.could) == ("short", 1, ("Tobias",))
    on_duty(hub, TOBIAS)
    found = status(hub.snapshot())
    assert (found.state, found.missing, found.could) == ("well", 0, ())


def test_it_tells_how_many_are_missing_and_who_could_help() -> None:
    """A ratio that is not met, with the first name of somebody who has offered."""
    hub = care_hub()
    morning(hub)
    taken(hub, MIA)
    hub.arrive(TOBIAS, children=False)
    found = status(strict(hub).snapshot())
    assert (found.state, found.children, found.carers, found.missing, found.could) == ("short", 2, 1, 1, ("Tobias",))


def test_a_full_room_is_at_the_limit() -> None:
    """Places as the office has set them; more than them are counted, not hidden."""
    hub = care_hub(places=1)
    morning(hub)
    found = status(hub.snapshot())
    assert (found.state, found.full, found.places, found.children) == ("limit", True, 1, 1)
    taken(hub, MIA)
    assert status(hub.snapshot()).children == 2


def test_it_looks_ahead_to_the_end_of_shifts_and_to_planned_ones() -> None:
    """What is worse than now is told, with when and how many; who is planned in time makes it well again."""
    hub = care_hub()
    morning(hub)
    taken(hub, MIA)
    hub.arrive(TOBIAS, children=False)
    on_duty(hub, TOBIAS, hub.now + 18 * MINUTE)
    ahead = status(strict(hub).snapshot()).ahead
    assert ahead
    assert (ahead.at, ahead.state, ahead.carers) == (hub.now + 18 * MINUTE, "short", 1)
    begins, ends = hub.now + 18 * MINUTE, hub.now + 400 * MINUTE
    linh = LINH.adults[0].id
    hub.fold(ShiftPlanned(shift="1" * 8, adult=linh, family=LINH.id, since=begins, until=ends))
    assert status(hub.snapshot()).ahead is None


def test_a_tile_says_where_its_adult_is() -> None:
    """At a desk, on duty, out, or unclear; who answers and who is the contact may be two."""
    hub = care_hub()
    morning(hub)
    hub.arrive(TOBIAS, care=("Jonas",))
    taken(hub, JONAS)
    on_duty(hub, TOBIAS)
    came = hub.snapshot().house.visits[LINH.adults[0].id]
    hub.fold(WentOut(visit=came.visit, adult=came.adult, family=LINH.id, why="errand", until=hub.now + 10 * MINUTE))
    found = board(hub.snapshot(), {})
    tiles = {tile.id: tile for tile in (*found.announced, *found.care)}
    assert [tile.id for tile in found.announced] == [MIA]
    assert {name: tile.contact and tile.contact.where for name, tile in tiles.items()} == {
        MIA: "desk",
        BAO: "away",
        JONAS: "duty",
    }
    assert tiles[JONAS].here
    assert [(adult.name, adult.badge) for adult in found.parents if adult.where == "desk"] == [("Olena", "L3")]
    assert JANA.adults[0].id in {adult.adult for adult in found.parents}
