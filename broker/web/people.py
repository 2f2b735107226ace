"""Who is in the house, with names: families, adults, children, from one snapshot."""

from itertools import groupby

from msgspec import Struct

from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.wire.message import Ms, Quality
from broker.wire.pictures import At, StayPicture, VisitPicture


class ChildView(Struct, frozen=True):
    """A child in the house. An empty name or animal is one that the roster does not know."""

    id: str
    name: str
    animal: str
    ground: str
    at: At
    """`announced`: a tap has sent it to care, and no carer has taken it yet."""


class VisitView(Struct, frozen=True):
    """An adult in the house."""

    visit: str
    adult: str
    name: str
    desk: str
    """Name of the desk; empty for none."""
    since: Ms
    quality: Quality
    children: tuple[ChildView, ...]


class FamilyView(Struct, frozen=True):
    """The adults of a family who are in the house, longest first."""

    id: str
    visits: tuple[VisitView, ...]


class People(Struct, frozen=True):
    """Everyone in the house."""

    families: tuple[FamilyView, ...]
    lone: tuple[ChildView, ...] = ()
    """Children in the house without an adult of theirs."""

    @property
    def visits(self) -> list[VisitView]:
        """Every adult in the house."""
        return [visit for family in self.families for visit in family.visits]

    def children(self, *places: At) -> list[ChildView]:
        """Give the children who are at one of these places."""
        every = (*(child for visit in self.visits for child in visit.children), *self.lone)
        return [child for child in every if child.at in places]


def people(snapshot: Snapshot) -> People:
    """Put names to everyone in the house; families in the order in which they came."""
    present = snapshot.house.present()
    first = {visit.family: place for place, visit in reversed(list(enumerate(present)))}
    ordered = sorted(present, key=lambda visit: first[visit.family])
    return People(
        tuple(
            FamilyView(family, tuple(visit_view(snapshot, visit) for visit in visits))
            for family, visits in groupby(ordered, key=lambda visit: visit.family)
        ),
        tuple(_child(snapshot, stay) for stay in snapshot.house.children() if stay.contact is None),
    )


def visit_view(snapshot: Snapshot, visit: VisitPicture) -> VisitView:
    """Put names to one visit, with the children whose contact in the house the adult is, or was at the end."""
    desks = {desk.id: desk.name for desk in snapshot.office.desks}
    here = (stay for stay in snapshot.house.children() if stay.contact == visit.adult)
    return VisitView(
        visit=visit.visit,
        adult=visit.adult,
        name=adult_name(snapshot, visit.adult),
        desk=desks.get(visit.desk or "", visit.desk or ""),
        since=visit.since,
        quality=visit.quality,
        children=tuple(_child(snapshot, stay) for stay in (here if visit.until is None else visit.took)),
    )


def adult_name(snapshot: Snapshot, adult: str) -> str:
    """Give an adult's first name; empty if no family has such an adult."""
    found = (entry.name for family in snapshot.families.values() for entry in family.adults if entry.id == adult)
    return next(found, "")


def child_name(snapshot: Snapshot, child: str) -> str:
    """Give a child's first name; empty if no family has such a child."""
    found = (entry.name for family in snapshot.families.values() for entry in family.children if entry.id == child)
    return next(found, "")


def find_visit(snapshot: Snapshot, visit: str) -> VisitPicture | None:
    """Find a visit, open or ended, among each adult's last visits."""
    house = snapshot.house
    return next((found for found in (*house.visits.values(), *house.last.values()) if found.visit == visit), None)


def _child(snapshot: Snapshot, stay: StayPicture) -> ChildView:
    known = snapshot.families.get(stay.family)
    child = next((child for child in known.children if child.id == stay.child), None) if known else None
    return ChildView(
        id=stay.child,
        name=child.name if child else "",
        animal=child.animal if child and child.animal in ANIMALS else "",
        ground=child.ground if child else "white",
        at=stay.at,
    )
