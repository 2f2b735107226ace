"""A stage whose rooms and seats have sensors: what they say goes through levels, rooms and the judge, as in the hub."""

from typing import Self

from msgspec.structs import replace

from broker.house.contradictions import Contradictions
from broker.house.levels import Levels
from broker.house.office import Office
from broker.house.rooms import Pictures, Rooms
from broker.wire.messages import Channel, Description, Level, State
from scenes import OFFICE, Stage

NODE = "sensors-hub"
CHANNELS = {
    "work": Channel(measures="presence", room="work"),
    "care": Channel(measures="presence", room="care"),
    "group": Channel(measures="presence", room="group"),
    "seat-1": Channel(measures="seat", desk="laptop-1"),
    "seat-2": Channel(measures="seat", desk="laptop-2"),
}
STEP_MS = 30_000
BOOKABLE = replace(
    OFFICE, rooms=tuple(replace(room, bookable=True) if room.id == "group" else room for room in OFFICE.rooms)
)


class Sensed(Stage):
    """Begins with every radar clear and every seat empty; `laptop-3` has no sensor."""

    def __init__(self, office: Office = BOOKABLE) -> None:
        """Let the node say everything once."""
        super().__init__(office)
        self.values: dict[str, bool] = dict.fromkeys(CHANNELS, False)
        self.silent, self._seq = set[str](), 0
        self.restart()

    def restart(self) -> None:
        """Begin with what is stored: facts, not levels; the node is there at once and speaks at its next turn."""
        self.levels, self.rooms = Levels(), Rooms(self.office)
        self.judge = Contradictions(self.office)
        self.levels.described(NODE, Description(role="sensors", software="1", channels=CHANNELS))
        self.levels.state(NODE, State(s="ready", boot=1), self.now, self.mono)
        self._look()

    @property
    def mono(self) -> float:
        """Seconds that never run backwards."""
        return self.now / 1000

    def says(self, channel: str, *, on: bool) -> Self:
        """Let a sensor change."""
        self.values[channel] = on
        self._look()
        return self

    def pictures(self) -> Pictures:
        """Give what is drawn now."""
        return self.rooms.pictures(self.house, self.levels, self.mono, self.now)

    def desk(self, desk: str) -> tuple[str, str]:
        """Give (state, why) of a desk."""
        found = self.pictures().desks[desk]
        return found.state, found.why

    def room(self, room: str) -> tuple[str, str]:
        """Give (state, why) of a room."""
        found = self.pictures().rooms[room]
        return found.state, found.why

    def _pass(self, until: int) -> None:
        while self.now < until:
            super()._pass(min(until, self.now + STEP_MS))
            self._look()

    def _look(self) -> None:
        for name, value in self.values.items():
            if name not in self.silent:
                self._seq += 1
                level = Level(v=value, boot=1, seq=self._seq, ts=0, ttl=90)
                self.levels.level(NODE, name, level, retained=False, mono=self.mono, now=self.now)
        pictures = self.pictures()
        for body in list(self.judge.news(self.house, pictures, self.rooms.seen, self.now, self.mono)):
            self.fold("hub", body, self.now)
