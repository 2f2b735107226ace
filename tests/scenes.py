"""A stage for scenes of an office day: hub, kiosks and invented families; time acts whenever it passes.

Whatever is recorded goes through the wire's own coding, and after each fact the stage looks whether rule 4 still
holds. What time does is recorded as the hub would, each deadline once.
"""

from datetime import date
from typing import Self

import msgspec
from msgspec.structs import replace

from broker.house import questions
from broker.house.apply import apply
from broker.house.due import due, next_deadline
from broker.house.office import Desk, Office, Room
from broker.house.rules import CareRules, Hours, HouseRules
from broker.house.settings import in_force
from broker.house.state import Fact, House
from broker.house.time import at_clock
from broker.wire.facts import FactBody, decode_body
from doings import MINUTE, Doings, Person

OLENA, ANDRIJ = Person("a-olena001", "f-kovalenk"), Person("a-andrij01", "f-kovalenk")
HALYNA = Person("a-halyna01", "f-kovalenk")
"""The grandmother of Mia and Leo; she has a card."""
MIA, LEO = Person("c-mia00001", "f-kovalenk"), Person("c-leo00001", "f-kovalenk")
LINH, BAO = Person("a-linh0001", "f-nguyen01"), Person("c-bao00001", "f-nguyen01")
TARIK, ELIF = Person("a-tarik001", "f-yilmaz01"), Person("c-elif0001", "f-yilmaz01")
JANA, PETER = Person("a-jana0001", "f-team0001"), Person("a-peter001", "f-team0002")
"""Carers, without children here."""

MONDAY = date(2026, 10, 12)
WORKDAYS = Hours(weekdays=("mo", "tu", "we", "th", "fr"), opens="08:00", closes="17:00")
OFFICE = Office(
    site="prohlis",
    name="Eltern-Kind-Büro Prohlis",
    rooms=(
        Room(id="work", kind="work", name="Arbeitsraum"),
        Room(id="care", kind="care", name="Spielzimmer", places=4),
        Room(id="group", kind="group", name="Gruppenraum"),
    ),
    desks=tuple(Desk(id=f"laptop-{n}", kind="laptop", room="work", name=f"Laptop {n}") for n in (1, 2, 3)),
    rules=HouseRules(hours=(WORKDAYS,)),
)


def with_care(**rules: object) -> Office:
    """Give the office with other rules of its care room."""
    return replace(OFFICE, rules=HouseRules(care=CareRules(**rules), hours=(WORKDAYS,)))


class Stage(Doings):
    """The office as the hub knows it; what is done here is done at the carers' board."""

    def __init__(self, office: Office = OFFICE, day: date = MONDAY) -> None:
        self.office, self.day, self.house = office, day, House()
        self.facts: list[Fact] = []
        self.now = self.moment("7:30")
        self._timed = set[str]()

    def moment(self, clock: str) -> int:
        return at_clock(self.day, clock, self.office.zone)

    def at(self, clock: str) -> Self:
        """Let time pass until this clock time."""
        self._pass(self.moment(clock))
        return self

    def next_day(self, clock: str) -> Self:
        """Let time pass until this clock time of the next day."""
        self.day = date.fromordinal(self.day.toordinal() + 1)
        return self.at(clock)

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> Self:
        """Let time pass."""
        self._pass(self.now + round(minutes * MINUTE + seconds * 1000))
        return self

    def kiosk(self, name: str) -> "Kiosk":
        """Set up a kiosk, connected."""
        return Kiosk(self, name)

    def record(self, *bodies: FactBody) -> None:
        for body in bodies:
            self.fold("board", body, self.now)

    def fold(self, stream: str, body: FactBody | None, at: int, quality: str = "measured") -> None:
        """Record one fact in the hub's order, as it comes off the wire."""
        read = decode_body(msgspec.json.encode(body)) if body else None
        pos = len(self.facts) + 1
        n = sum(fact.stream == stream for fact in self.facts) + 1
        self.facts.append(Fact(pos=pos, stream=stream, n=n, at=at, quality=quality, node=stream, kind="x", body=read))
        self.house = apply(self.house, self.facts[-1])
        for stay in self.house.stays.values():
            alarm = ("child_alone", stay.child) in self.house.questions
            assert (stay.answers in self.house.visits) != alarm, f"rule 4 is broken by {read}"

    def power_cut(self) -> None:
        """Start the hub again: it folds all facts anew, and has to know the same."""
        before, self.house = self.house, House()
        for fact in self.facts:
            self.house = apply(self.house, fact)
        assert self.house == before

    def answer(self, kind: str, subject: Person | str, said: str, by: Person) -> None:
        """Let a person answer an open question."""
        name = subject.id if isinstance(subject, Person) else subject
        self.record(*questions.answer(self.house, self.house.questions[kind, name], said, by.id))

    def _pass(self, until: int) -> None:
        assert until >= self.now, "a scene is told forwards"
        while True:
            self._act()
            following = next_deadline(self.house, self.office, {}, self.now)
            if following is None or following > until:
                break
            self.now = following
        self.now = until
        self._act()

    def _act(self) -> None:
        while found := due(self.house, in_force(self.office, self.house), {}, self.now):
            for one in found:
                assert one.id(self.house.pos) not in self._timed, (
                    f"the store has this one, so it would be due for ever: {one}"
                )
                self._timed.add(one.id(self.house.pos))
                self.fold("hub", one.body, one.at, one.quality)


class Kiosk(Doings):
    """A kiosk with a stream of its own; cut off, it goes on by its own copy until it is connected again."""

    def __init__(self, stage: Stage, name: str) -> None:
        self.stage, self.name = stage, name
        self._copy: House | None = None
        self._waiting: list[tuple[FactBody, int]] = []

    @property
    def house(self) -> House:  # type: ignore[override]
        return self.stage.house if self._copy is None else self._copy

    @property
    def now(self) -> int:  # type: ignore[override]
        return self.stage.now

    def moment(self, clock: str) -> int:
        return self.stage.moment(clock)

    def record(self, *bodies: FactBody) -> None:
        for body in bodies:
            if self._copy is None:
                self.stage.fold(self.name, body, self.now)
            else:
                self._waiting.append((body, self.now))
                self._copy = apply(self._copy, Fact(pos=0, stream=self.name, n=0, at=self.now, body=body))

    def cut_off(self) -> None:
        self._copy = self.stage.house

    def connect(self) -> None:
        """Send what has waited, in its order, with the times at which it happened."""
        self._copy = None
        for body, at in self._waiting:
            self.stage.fold(self.name, body, at)
        self._waiting.clear()


def morning() -> Stage:
    """Begin at half past nine: Jana is on duty, Olena is here with Mia in care and Leo beside her."""
    stage = Stage().at("8:50")
    stage.arrive(JANA)
    stage.begin_shift(JANA)
    stage.at("9:00").arrive(OLENA, {MIA: "care", LEO: "adult"}, desk="laptop-1")
    stage.at("9:05").take(MIA, by=JANA)
    return stage.at("9:30")
