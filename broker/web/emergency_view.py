"""The emergency list as pages show it: names, last known places and since when, from one snapshot."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.desks import FELT
from broker.house.emergency import AdultLine, ChildLine, EmergencyList, GuestLine, emergency_list
from broker.house.rules import Group
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.web.people import adult_name
from broker.wire.message import Ms
from broker.wire.pictures import DeskPicture, RoomPicture, StayPicture, VisitPicture

if TYPE_CHECKING:
    from broker.house.roster import Adult, Child

OLD_MS = 15 * 60_000
"""A place that was last known longer ago is shown with its time."""
BOOKED = "booked"
"""Stands in ticks for those whom a booking expects and nobody has recorded."""
QUIET = frozenset({"no_sensor", "never", "no_evidence"})
"""Reasons for which a room is never known: no news in an emergency."""


class Place(Struct, frozen=True):
    """Where somebody was last known to be, alone or beside an adult."""

    name: str = ""
    """Of the desk or room; empty for somewhere in the house."""
    beside: str = ""
    """Name of the adult who is there too."""
    since: Ms = 0
    """When that was last known, if it is long ago; else 0."""
    sure: bool = True
    protected: bool = False
    """Whether the adult's name is left out on paper."""


class Line(Struct, frozen=True):
    """A row of the list: a person, or a party of `heads`."""

    key: str
    """What a tick names: a pseudonym, or a guest's visit."""
    name: str
    place: Place
    outside: bool
    what: Literal["child", "adult", "guest", "booked"] = "adult"
    animal: str = ""
    group: Group = "unknown"
    beside: tuple[Place, ...] = ()
    """Adults of a child who are in the house; who answers stands first."""
    along: tuple[str, ...] = ()
    """Children who are out with an adult."""
    along_protected: bool = False
    """Whether one of them is named on no paper."""
    back: Ms = 0
    """When somebody who is out means to be back."""
    with_set: bool = False
    """Whether a child's emergency set goes along."""
    on_duty: bool = False
    heads: int = 1
    role: str = ""
    """Of a guest."""
    protected: bool = False
    """On no paper that others see: there its name is left out."""


class Unclear(Struct, frozen=True):
    """A place of which nobody knows who is there."""

    name: str
    why: str
    since: Ms


class EmergencyView(Struct, frozen=True):
    """Everyone who has to be found, children first."""

    at: Ms
    children: tuple[Line, ...]
    announced: tuple[Line, ...]
    adults: tuple[Line, ...]
    team: tuple[Line, ...]
    guests: tuple[Line, ...]
    away: tuple[Line, ...]
    unclear: tuple[Unclear, ...]
    emergency: str = ""
    """Id of the one that is going on; empty for none."""
    drill: bool = False
    ended: tuple[str, ...] = ()
    """Ids of those that are over."""

    @property
    def inside(self) -> tuple[Line, ...]:
        """Give every row that counts."""
        return (*self.children, *self.announced, *self.adults, *self.team, *self.guests)

    @property
    def heads(self) -> int:
        """How many people have to be outside."""
        return _heads(self.inside)

    @property
    def missing(self) -> int:
        """How many have not been seen outside."""
        return _heads(line for line in self.inside if not line.outside)

    @property
    def guest_heads(self) -> int:
        """How many guests."""
        return _heads(self.guests)


def emergency_view(snapshot: Snapshot, at: Ms, *, names: bool = True) -> EmergencyView:
    """Put names and places to everyone as of `at`.

    Without `names` protected families have none, and nobody a hint at health.
    """
    found = emergency_list(snapshot.house, at)
    make = _Lines(snapshot, at, names=names)
    now = snapshot.house.emergency
    adults = [make.adult(line) for line in found.adults]
    return EmergencyView(
        at=found.at,
        children=tuple(make.child(line) for line in found.children),
        announced=tuple(make.child(line) for line in found.announced),
        adults=tuple(line for line in adults if not make.of_team(line)),
        team=tuple(line for line in adults if make.of_team(line)),
        guests=make.guests(found, outside=bool(now and BOOKED in now.outside)),
        away=tuple(make.adult(line) for line in found.away),
        unclear=tuple(_unclear(snapshot)),
        emergency=now.id if now else "",
        drill=bool(now and now.drill),
        ended=snapshot.house.over,
    )


class _Lines:
    """Makes rows from one snapshot."""

    def __init__(self, snapshot: Snapshot, at: Ms, *, names: bool) -> None:
        self._snapshot, self._at, self._names = snapshot, at, names
        families = snapshot.families.values()
        self._adults: dict[str, Adult] = {adult.id: adult for family in families for adult in family.adults}
        self._children: dict[str, Child] = {child.id: child for family in families for child in family.children}
        self._rooms = {room.id: room.name for room in snapshot.office.rooms}
        self._desks = {desk.id: desk.name for desk in snapshot.office.desks}
        self._care = self._rooms.get(snapshot.office.care_room or "", "")

    def child(self, line: ChildLine) -> Line:
        stay, known = line.stay, self._children.get(line.stay.child)
        hidden = self._protected(stay.family)
        bare = hidden and not self._names
        return Line(
            key=stay.child,
            name=self._child_name(stay),
            place=self._of_child(stay),
            outside=line.outside,
            what="child",
            animal=known.animal if known and known.animal in ANIMALS and not bare else "",
            group=known.group if known else "unknown",
            beside=tuple(self._beside(visit) for visit in line.beside if self._name(visit)),
            with_set=self._names and stay.child in self._snapshot.emergency_sets,
            protected=hidden,
        )

    def adult(self, line: AdultLine) -> Line:
        visit = line.visit
        stays = self._snapshot.house.stays.values()
        out = [stay for stay in stays if stay.at == "out" and stay.looks_after == visit.adult]
        return Line(
            key=visit.adult,
            name=self._name(visit),
            place=self._of_adult(visit),
            outside=line.outside,
            along=tuple(self._child_name(stay) for stay in out),
            along_protected=any(self._protected(stay.family) for stay in out),
            back=visit.away.until if visit.away else 0,
            on_duty=line.on_duty,
            protected=self._protected(visit.family),
        )

    def guests(self, found: EmergencyList, *, outside: bool) -> tuple[Line, ...]:
        rows = [
            Line(
                key=guest.visit, name="", what="guest", heads=guest.heads, outside=guest.outside,
                role=self._snapshot.house.guests[guest.visit].arrived.role,
                place=self._of_guest(guest),
            )
            for guest in found.guests
        ]  # fmt: skip
        if found.booked:
            rows.append(Line(key=BOOKED, name="", what="booked", heads=found.booked, place=self._booked(),
                             outside=outside))  # fmt: skip
        return tuple(rows)

    def of_team(self, line: Line) -> bool:
        known = self._adults.get(line.key)
        return line.on_duty or bool(known and "parent" not in known.roles)

    def _of_guest(self, guest: GuestLine) -> Place:
        since = self._snapshot.house.guests[guest.visit].since
        if room := self._rooms.get(guest.room or ""):
            return Place(room, since=self._old(since))
        return Place(since=since, sure=False)

    def _booked(self) -> Place:
        now = self._at
        rooms = {found.room for found in self._snapshot.house.bookings.values() if found.since <= now < found.until}
        return Place(", ".join(self._rooms.get(room, room) for room in sorted(rooms)), sure=False)

    def _of_child(self, stay: StayPicture) -> Place:
        house = self._snapshot.house
        seen = max(stay.since, *house.marks.get(stay.child, {}).values(), house.counted if stay.at == "care" else 0)
        if stay.at == "care":
            return Place(self._care, since=self._old(seen))
        visit = house.visits.get(stay.looks_after or "")
        if visit is None:
            return Place(since=self._old(seen), sure=False)
        where = self._beside(visit)
        if stay.at == "together":
            return replace(where, name=self._care, since=self._old(seen), sure=True)
        return replace(where, since=where.since or self._old(seen), sure=stay.at != "announced" and where.sure)

    def _of_adult(self, visit: VisitPicture) -> Place:
        house = self._snapshot.house
        if visit.away:
            return Place(since=visit.away.since, sure=False)
        if shift := house.shifts.get(visit.adult):
            return Place(self._care, since=self._old(max(shift.since, house.counted)))
        doubt = ("unseen", visit.adult) in house.questions
        if not visit.desk:
            return Place(since=visit.since, sure=False)
        picture = self._snapshot.pictures.desks.get(visit.desk)
        since = max(visit.since, picture.since) if picture and picture.why == "check_in" else visit.since
        sure = not doubt and bool(picture and picture.state == "in_use")
        return Place(self._desks.get(visit.desk, visit.desk), since=self._old(since), sure=sure)

    def _beside(self, visit: VisitPicture) -> Place:
        return replace(self._of_adult(visit), beside=self._name(visit), protected=self._protected(visit.family))

    def _child_name(self, stay: StayPicture) -> str:
        known = self._children.get(stay.child)
        return known.name if known and (self._names or not self._protected(stay.family)) else ""

    def _name(self, visit: VisitPicture) -> str:
        hidden = self._protected(visit.family) and not self._names
        return "" if hidden else adult_name(self._snapshot, visit.adult)

    def _protected(self, family: str) -> bool:
        known = self._snapshot.families.get(family)
        return bool(known and known.protected)

    def _old(self, seen: Ms) -> Ms:
        return seen if self._at - seen > OLD_MS else 0


def _unclear(snapshot: Snapshot) -> list[Unclear]:
    """Name desks and rooms that somebody has to look into."""
    office, known = snapshot.office, snapshot.pictures
    desks = ((desk.name, known.desks.get(desk.id)) for desk in office.desks)
    rooms = ((room.name, known.rooms.get(room.id)) for room in office.rooms)
    return [
        *(Unclear(name, desk.why, desk.since) for name, desk in desks if desk and _is_doubtful(desk)),
        *(Unclear(name, room.why, room.since) for name, room in rooms if room and _is_open(room)),
    ]


def _is_doubtful(desk: DeskPicture) -> bool:
    return desk.state == "unknown" or (desk.state == "in_use" and desk.why in FELT)


def _is_open(room: RoomPicture) -> bool:
    return room.state == "unknown" and room.why not in QUIET


def _heads(lines: Iterable[Line]) -> int:
    return sum(line.heads for line in lines)
