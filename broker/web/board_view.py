"""What the carers' board shows: children with who answers and where that adult is, and the parents in the house."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from broker.house.rules import Group
from broker.house.state import House
from broker.minding import Glance
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.web.forms import key
from broker.web.people import adult_name, child_name
from broker.wire.message import Ms, Quality
from broker.wire.pictures import At, CallPicture, StayPicture, VisitPicture

Where = Literal["desk", "duty", "house", "away", "unclear", "gone"]


class AdultView(Struct, frozen=True):
    """An adult whom a carer may look for."""

    adult: str
    name: str
    where: Where
    place: str = ""
    """Name of the desk, for `desk`."""
    until: Ms = 0
    """When somebody who is `away` means to be back."""
    with_them: tuple["ChildTile", ...] = ()

    @property
    def badge(self) -> str:
        """The desk in two or three letters, such as `L3`; empty where its name has no number."""
        number = self.place.rpartition(" ")[2]
        return f"{self.place[:1]}{number}" if number.isdecimal() and self.where == "desk" else ""


class ChildTile(Struct, frozen=True):
    """A child on the board."""

    id: str
    name: str
    animal: str
    ground: str
    protected: bool
    stay: str
    at: At
    since: Ms
    quality: Quality
    group: Group
    place: bool
    """It only wandered over to its adult: its place is kept."""
    answers: str
    """First name of the one who answers; empty: nobody does."""
    contact: AdultView | None
    """Its adult in the house."""
    call: CallPicture | None
    marks: dict[str, Ms]
    health: Glance
    asked: str = ""
    """Id of the ask by which it waits for a place."""

    @property
    def asleep(self) -> bool:
        """Whether it sleeps, as far as a carer noted it."""
        return self.marks.get("asleep", 0) > self.marks.get("awake", 0)

    @property
    def here(self) -> bool:
        """Whether its adult is in the care room already, so that no call is needed."""
        return self.at == "together" or (self.contact is not None and self.contact.where == "duty")


class Board(Struct, frozen=True):
    """Everyone on the board."""

    announced: tuple[ChildTile, ...]
    care: tuple[ChildTile, ...]
    """Taken, settling in, or wandered over with their place kept."""
    waiting: tuple[ChildTile, ...]
    parents: tuple[AdultView, ...]
    """Adults in the house; who is out for a while is expected, and stands here only if a child has stayed behind."""
    lone: tuple[ChildTile, ...]
    """In the house, with no adult of theirs and not in care."""


def board(snapshot: Snapshot, glances: Mapping[str, Glance]) -> Board:
    """Join the house with names and with what stands open of children's health."""
    stays = sorted(snapshot.house.stays.values(), key=lambda stay: (stay.since, stay.child))
    tiles = [tile(snapshot, stay, glances) for stay in stays]
    care = tuple(child for child in tiles if child.at in ("care", "together") or child.place)
    elsewhere = [child for child in tiles if child.at in ("adult", "out") and not child.place]
    parents = [_parent(snapshot, visit, elsewhere) for visit in _listed(snapshot)]
    return Board(
        announced=tuple(child for child in tiles if child.at == "announced"),
        care=care,
        waiting=tuple(child for child in elsewhere if child.asked),
        parents=tuple(adult for adult in parents if adult.where != "away" or _left_behind(adult)),
        lone=tuple(child for child in elsewhere if child.contact is None),
    )


def find(snapshot: Snapshot, child: str, glances: Mapping[str, Glance]) -> ChildTile | None:
    """Give a child that is in the house."""
    stay = snapshot.house.stays.get(child)
    return tile(snapshot, stay, glances) if stay else None


def tile(snapshot: Snapshot, stay: StayPicture, glances: Mapping[str, Glance]) -> ChildTile:
    """Put everything about a child together."""
    house, known = snapshot.house, snapshot.families.get(stay.family)
    child = next((child for child in known.children if child.id == stay.child), None) if known else None
    visit = house.visits.get(stay.contact or "")
    return ChildTile(
        id=stay.child,
        name=child_name(snapshot, stay.child),
        animal=child.animal if child and child.animal in ANIMALS and not (known and known.protected) else "",
        ground=child.ground if child else "white",
        protected=known.protected if known else False,
        stay=stay.stay,
        at=stay.at,
        since=stay.since,
        quality=stay.quality,
        group=child.group if child else "unknown",
        place=stay.place,
        answers=adult_name(snapshot, stay.answers) if stay.answers else "",
        contact=adult_view(snapshot, visit) if visit else None,
        call=next((call for call in house.calls.values() if call.child == stay.child), None),
        marks=house.marks.get(stay.child, {}),
        health=glances.get(stay.child, Glance()),
        asked=next((ask.ask for ask in house.asks.values() if ask.child == stay.child), ""),
    )


def adult_view(snapshot: Snapshot, visit: VisitPicture) -> AdultView:
    """Tell where an adult is, as far as is known."""
    where, name = _where(snapshot.house, visit), adult_name(snapshot, visit.adult)
    desk = next((desk.name for desk in snapshot.office.desks if desk.id == visit.desk), visit.desk or "")
    return AdultView(visit.adult, name, where, desk, visit.away.until if visit.away else 0)


def groups(snapshot: Snapshot) -> dict[str, Group]:
    """Give each child's age group."""
    return {child.id: child.group for family in snapshot.families.values() for child in family.children}


def take_key(stay: str) -> str:
    """Give the key of the one touch that takes a child: the same on every screen, so that it is one fact."""
    return key("take", stay)


def _where(house: House, visit: VisitPicture) -> Where:
    if visit.away:
        return "away"
    if ("unseen", visit.adult) in house.questions or visit.asked:
        return "unclear"
    if visit.adult in house.shifts:
        return "duty"
    return "desk" if visit.desk else "house"


def _listed(snapshot: Snapshot) -> list[VisitPicture]:
    """Give whom a list that parents on duty see may name: no protected family."""
    known = snapshot.families
    return [
        visit for visit in snapshot.house.present() if not (visit.family in known and known[visit.family].protected)
    ]


def _left_behind(adult: AdultView) -> bool:
    return any(child.at != "out" for child in adult.with_them)


def _parent(snapshot: Snapshot, visit: VisitPicture, children: list[ChildTile]) -> AdultView:
    mine = tuple(child for child in children if child.contact and child.contact.adult == visit.adult)
    found = adult_view(snapshot, visit)
    return AdultView(found.adult, found.name, found.where, found.place, found.until, mine)
