"""Who is in the house, with names: families, adults, children, from one snapshot."""

from itertools import groupby

from msgspec import Struct

from broker.house.roster import Child
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.wire.messages import Ms, Place, Quality, VisitPicture


class ChildView(Struct, frozen=True):
    """A child in the house. An empty name or animal is one that the roster does not know."""

    id: str
    name: str
    animal: str
    ground: str
    announced: bool
    """A tap has sent it to care; no carer has taken it yet."""


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

    @property
    def visits(self) -> list[VisitView]:
        """Every adult in the house."""
        return [visit for family in self.families for visit in family.visits]

    def children(self, *, announced: bool) -> list[ChildView]:
        """Give the children who are announced to care, or those who are with an adult."""
        return [child for visit in self.visits for child in visit.children if child.announced is announced]


def people(snapshot: Snapshot) -> People:
    """Put names to everyone in the house; families in the order in which they came."""
    present = snapshot.house.present()
    first = {family: place for place, (family, _) in reversed(list(enumerate(present)))}
    ordered = sorted(present, key=lambda pair: first[pair[0]])
    return People(
        tuple(
            FamilyView(family, tuple(visit_view(snapshot, family, visit) for _, visit in visits))
            for family, visits in groupby(ordered, key=lambda pair: pair[0])
        )
    )


def visit_view(snapshot: Snapshot, family: str, visit: VisitPicture) -> VisitView:
    """Put names to one visit."""
    desks = {desk.id: desk.name for desk in snapshot.office.desks}
    known = snapshot.families.get(family)
    children = {child.id: child for child in known.children} if known else {}
    return VisitView(
        visit=visit.visit,
        adult=visit.adult,
        name=adult_name(snapshot, visit.adult),
        desk=desks.get(visit.desk or "", visit.desk or ""),
        since=visit.since,
        quality=visit.quality,
        children=tuple(_child(place, children.get(place.child)) for place in visit.children),
    )


def adult_name(snapshot: Snapshot, adult: str) -> str:
    """Give an adult's first name; empty if no family has such an adult."""
    found = (entry.name for family in snapshot.families.values() for entry in family.adults if entry.id == adult)
    return next(found, "")


def find_visit(snapshot: Snapshot, visit: str) -> tuple[str, VisitPicture] | None:
    """Find (family id, visit), open or ended, among each adult's last visits."""
    every = ((family, last) for family, adults in snapshot.house.families.items() for last in adults.values())
    return next((pair for pair in every if pair[1].visit == visit), None)


def _child(place: Place, child: Child | None) -> ChildView:
    return ChildView(
        id=place.child,
        name=child.name if child else "",
        animal=child.animal if child and child.animal in ANIMALS else "",
        ground=child.ground if child else "white",
        announced=place.at == "announced",
    )
