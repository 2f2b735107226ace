"""A kiosk without window, disk and wire; time is what the test says."""

from msgspec.structs import replace

from broker.house.apply import apply
from broker.house.roster import Roster
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts.custody import Collected
from broker.wire.facts.presence import Arrived, CameBack, Left, Undone, WentOut
from houses import ADULT, FAMILY, LINH, LINHS, OFFICE, OTHER, ROSTER, arrived, fact, left
from kiosk.flow import Card, Effect, Failed, Guard, Input, Record, Recorded, State, Tick, Touched, World, step

OLENA, ANDRIJ, LINHS_CARD, STRANGER = "04AA000001", "04AA000002", "04BB000001", "04CC000009"
NOON = 1_771_930_800_000
"""24 February 2026, 12:00 in Berlin."""
DAY_MS = 24 * 3_600_000
HUMAN_S = 0.5
"""Seconds from seeing a screen to touching it."""
QUICK = replace(ROSTER, office=replace(OFFICE, retap_s=0))


def known() -> House:
    """Give a house where everyone was yesterday, and has left."""
    house = House()
    for adult, family, desk in ((ADULT, FAMILY, "laptop-1"), (OTHER, FAMILY, None), (LINH, LINHS, "laptop-1")):
        came = arrived(adult, family, desk=desk)
        house = apply(house, fact(came, at=NOON - DAY_MS))
        house = apply(house, fact(left(came), at=NOON - DAY_MS + 60_000))
    return house


class Booth:
    """Whatever is recorded is folded at once, as the hub would."""

    def __init__(self, roster: Roster | None = ROSTER, house: House | None = None) -> None:
        """Begin with nobody at the screen."""
        self.state, self.roster, self.house = State(), roster, known() if house is None else house
        self.now, self.wall, self.disk_works, self.facts = 0.0, NOON, True, list[FactBody]()
        self.blocked, self.unsure, self.recent = frozenset[str](), frozenset[str](), dict[str, float]()
        self.fresh, self.unlocked, self.aloud, self.speaking = True, 0, False, False

    @property
    def world(self) -> World:
        """What the flow sees now."""
        return World(
            self.now, self.wall, self.roster, self.house, self.blocked, self.recent,
            fresh=self.fresh, node="kiosk-entrance", unsure=self.unsure, unlocked=self.unlocked,
            aloud=self.aloud, speaking=self.speaking,
        )  # fmt: skip

    def feed(self, event: Input) -> Effect | None:
        """Give one input, and what is to be recorded."""
        self.state, record = step(self.state, event, self.world)
        if isinstance(record, Record):
            self.facts.extend(record.facts)
        return record

    def settle(self, record: Effect | None) -> None:
        """Let the disk answer until nothing is to be recorded."""
        while isinstance(record, Record):
            if self.disk_works:
                for body in record.facts:
                    self.fold(body)
            else:
                del self.facts[-len(record.facts) :]
            record = self.feed(Recorded() if self.disk_works else Failed())

    def fold(self, body: FactBody) -> None:
        """Let something happen, here or elsewhere in the house."""
        if isinstance(body, Arrived | CameBack | Collected | Left | Undone | WentOut):
            self.recent[body.visit] = self.now
        self.house = apply(self.house, fact(body, at=self.wall))

    def tap(self, card: str) -> object:
        """Put a card on the reader, and give the screen."""
        self.settle(self.feed(Card(card)))
        return self.state.screen

    def go(self, card: str) -> object:
        """Leave with everybody: where the guard asks, the same card again says so."""
        screen = self.tap(card)
        if isinstance(screen, Guard):
            self.pass_time(3)
            screen = self.tap(card)
        return screen

    def touch(self, meaning: str, what: str = "", after: float = HUMAN_S) -> object:
        """Touch the screen so many seconds later, and give the screen."""
        self.pass_time(after)
        self.settle(self.feed(Touched(meaning, what)))  # type: ignore[arg-type]
        return self.state.screen

    def wait(self, seconds: float) -> object:
        """Let time pass, and give the screen."""
        self.pass_time(seconds)
        self.settle(self.feed(Tick()))
        return self.state.screen

    def pass_time(self, seconds: float) -> None:
        """Let time pass unseen."""
        self.now += seconds
        self.wall += round(seconds * 1000)

    def kinds(self) -> list[str]:
        """Give the kind of each fact that was recorded."""
        return [str(type(body).__struct_config__.tag) for body in self.facts]
