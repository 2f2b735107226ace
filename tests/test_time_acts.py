"""The hub lets time act once: through restarts, and not at all while its clock is wrong."""

from pathlib import Path

import msgspec
import pytest

from broker.house.levels import Levels
from broker.house.office import NodeEntry, Office
from broker.house.rooms import Rooms
from broker.ledger import Ledger
from broker.store.facts import Row, Stream
from broker.store.store import Store
from broker.timekeeper import Timekeeper
from broker.wire.facts import FactBody
from broker.wire.facts.care import Called
from broker.wire.messages import Channel, Description, Level, State
from houses import ADULT, CHILD, FAMILY, OFFICE, arrived, child, new_id

MORNING = 1_791_961_200_000
"""Wednesday, 14 October 2026, 9:00 in Berlin."""
MINUTE, DAY = 60_000, 24 * 3_600_000


class Hub:
    """A ledger on a real database, and its timekeeper; `restart` begins both anew."""

    def __init__(self, path: Path, office: Office = OFFICE) -> None:
        self.path, self.office, self.n, self._mono = path, office, 0, 0.0
        self.nodes: tuple[NodeEntry, ...] = ()
        self.start()

    def start(self) -> None:
        self.store = Store(self.path)
        self.ledger = Ledger(self.store)
        self.levels = Levels()
        office = msgspec.structs.replace(self.office, nodes=self.nodes)
        self.rooms = Rooms(office)
        self.time = Timekeeper(self.ledger, lambda: office, dict, self.levels, self.rooms)

    def restart(self) -> None:
        self.store.close()
        self.start()

    def record(self, at: int, body: FactBody) -> None:
        self.n += 1
        payload = msgspec.json.encode(body)
        kind = msgspec.json.decode(payload)["k"]
        row = Row(new_id(), "kiosk-entrance", "s", self.n, kind, at, "measured", payload, body)
        self.ledger.commit([row], {"s": Stream("kiosk-entrance", self.n, at, at, row.id)})

    def look(self, now: int, *, hears: bool = True) -> list[str]:
        """Let time act, and give the kinds of the facts that it made."""
        before = self.kinds()
        self._mono += 100
        self.touched = self.time.act(now, self._mono, hears=hears)
        return self.kinds()[len(before) :]

    def kinds(self) -> list[str]:
        return [kind for (kind,) in self.store.connection.execute("SELECT kind FROM fact ORDER BY pos")]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path / "hub.db")


def test_a_deadline_is_recorded_once_though_the_hub_restarts_in_between(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    assert hub.look(MORNING + 9 * MINUTE) == []
    hub.restart()
    assert hub.look(MORNING + 11 * MINUTE) == ["question_raised"]
    assert hub.look(MORNING + 12 * MINUTE) == []
    hub.restart()
    assert hub.look(MORNING + 13 * MINUTE) == []
    assert ("announced_long", CHILD) in hub.ledger.house.questions


def test_a_fact_of_time_has_the_time_of_its_deadline(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.look(MORNING + 300 * MINUTE)
    assert hub.ledger.house.questions["announced_long", CHILD].since == MORNING + 10 * MINUTE


def test_a_hub_that_slept_through_the_evening_ends_visits_as_of_then(hub: Hub) -> None:
    hub.record(MORNING, arrived())
    assert hub.look(MORNING + DAY) == ["left"]
    visit = hub.ledger.house.last[ADULT]
    assert visit.until_quality == "inferred"
    assert visit.until is not None
    assert MORNING < visit.until < MORNING + DAY
    rows = hub.store.connection.execute("SELECT until, until_quality FROM visit").fetchall()
    assert rows == [(visit.until, "inferred")]


def test_a_call_goes_all_the_way_in_one_look_after_an_outage(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.record(MORNING + MINUTE, Called(call=new_id(), child=CHILD, family=FAMILY, adult=ADULT, why="urgent"))
    assert hub.look(MORNING + 5 * MINUTE) == ["call_escalated"] * 3
    [call] = hub.ledger.house.calls.values()
    assert call.step == "send_someone"


def test_while_the_clock_is_behind_the_newest_fact_nothing_is_due(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.record(MORNING + DAY, Called(call=new_id(), child=CHILD, family=FAMILY, adult=ADULT, why="come"))
    assert hub.look(MORNING + 300 * MINUTE) == []
    assert hub.time.behind
    assert hub.look(MORNING + DAY + MINUTE)
    assert not hub.time.behind


def test_the_next_look_is_no_later_than_the_next_deadline(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.time.act(MORNING + 10 * MINUTE - 4_000, 0.0)
    assert hub.time.pause(0.0) == pytest.approx(4.0, abs=0.1)
    hub.time.soon(1.0)
    assert hub.time.pause(1.0) <= 1.0


def test_what_time_did_is_rebuilt_from_facts_alone(hub: Hub) -> None:
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.look(MORNING + 11 * MINUTE)
    house = hub.ledger.house
    hub.ledger.rebuild()
    assert hub.ledger.house == house


def test_whatever_is_wrong_with_a_sensor_what_is_due_is_recorded_and_shown(hub: Hub) -> None:
    hub.nodes = (NodeEntry(id="sensors-hub", role="sensors", name="Sensoren"),)
    hub.restart()
    hub.levels.described("sensors-hub", Description(role="sensors", software="1", channels={"x": None}))  # type: ignore[dict-item]
    hub.levels.state("sensors-hub", State(s="ready", boot=1), MORNING)
    hub.record(MORNING, arrived(children=(child(to="care"),)))
    hub.record(MORNING, Called(call=new_id(), child=CHILD, family=FAMILY, adult=ADULT, why="come"))
    assert hub.look(MORNING + 40_000) == ["call_escalated"]
    assert hub.touched == {FAMILY}


def test_a_contradiction_is_asked_once_whatever_the_plug_does(hub: Hub) -> None:
    seat = Channel(measures="seat", desk="laptop-1")

    def sit(minutes: int) -> list[str]:
        found = []
        for minute in range(minutes):
            level = Level(v=True, boot=1, seq=minute, ts=0, ttl=300)
            hub.levels.level("n", "seat", level, retained=False, mono=hub._mono, now=MORNING)
            hub.rooms.pictures(hub.ledger.house, hub.levels, hub._mono, MORNING)
            found += hub.look(MORNING + minute * MINUTE)
        return found

    def plug_in() -> None:
        hub.restart()
        hub.levels.described("n", Description(role="sensors", software="1", channels={"seat": seat}))
        hub.levels.state("n", State(s="ready", boot=1), MORNING)

    plug_in()
    assert sit(10) == ["question_raised"] * 2
    plug_in()
    assert not sit(10)
    assert set(hub.ledger.house.questions) == {("seat_unclaimed", "laptop-1"), ("uncounted", "house")}
    hub.record(MORNING + 10 * MINUTE, arrived(desk="laptop-1"))
    assert not hub.ledger.house.questions, "whoever sits there has checked in"


def test_while_the_hub_cannot_hear_no_node_is_to_blame(hub: Hub) -> None:
    hub.nodes = (NodeEntry(id="sensors-hub", role="sensors", name="Sensoren"),)
    hub.restart()
    for minute in range(0, 60, 5):
        assert not hub.look(MORNING + minute * MINUTE, hears=False)
    found = [kind for _ in range(11) for kind in hub.look(MORNING + 61 * MINUTE)]
    assert found == ["question_raised"], "a quarter of an hour after it can, and once"
