"""What the board knows while a carer acts for a family; ids follow from the form, so that pressing twice is once."""

from collections.abc import Callable, Mapping
from itertools import count

from msgspec import Struct

from broker.house.desks import is_blocked
from broker.house.office import Office
from broker.house.roster import Adult, Family
from broker.house.rules import Group
from broker.house.state import House
from broker.house.time import office_day
from broker.snapshot import Snapshot
from broker.web.board_actor import Act, derived
from broker.web.board_view import groups
from broker.wire.message import Id, Ms
from broker.wire.pictures import VisitPicture

UNDO_MS = 120_000
"""For so long a carer may take back what was just recorded."""


class Now(Struct, frozen=True):
    """A `Moment` of the hub's."""

    snapshot: Snapshot
    new_id: Callable[[], Id]

    @property
    def house(self) -> House:
        """The truth."""
        return self.snapshot.house

    @property
    def office(self) -> Office:
        """The hub's own."""
        return self.snapshot.office

    @property
    def groups(self) -> Mapping[str, Group]:
        """Each child's age group."""
        return groups(self.snapshot)

    @property
    def wall(self) -> Ms:
        """When the snapshot was made."""
        return self.snapshot.at

    @property
    def blocked(self) -> frozenset[str]:
        """Desks where somebody sits who has not checked in, and defect ones."""
        return frozenset(desk for desk, picture in self.snapshot.pictures.desks.items() if is_blocked(picture))

    @property
    def fresh(self) -> bool:
        """Whether kiosks are heard."""
        return self.snapshot.broker

    def is_today(self, at: Ms) -> bool:
        """Tell whether a moment is of this office day."""
        return office_day(at, self.office.zone) == office_day(self.wall, self.office.zone)

    def todays(self, visit: VisitPicture | None) -> VisitPicture | None:
        """Drop a visit of an earlier office day."""
        return visit if visit is not None and self.is_today(visit.since) else None

    def here(self, adult: str) -> VisitPicture | None:
        """Give the open visit of somebody who is in the house today, or out for a while."""
        return self.todays(self.house.visits.get(adult))


def moment(snapshot: Snapshot, data: Act) -> Now:
    """Give what is known now, with ids for what this form begins."""
    ids = (derived(data, f"id {n}") for n in count())
    return Now(snapshot, lambda: next(ids))


def find_adult(snapshot: Snapshot, adult: str) -> tuple[Family, Adult] | None:
    """Find somebody whom a carer may sign in and out.

    One of a protected family only while in the house, where the child's tile leads there, and as long as the goodbye
    may be taken back: no list tells that they come.
    """
    for family in snapshot.families.values():
        for one in family.adults:
            if one.id == adult:
                return (family, one) if not family.protected or _was_here(snapshot, adult) else None
    return None


def _was_here(snapshot: Snapshot, adult: str) -> bool:
    visit = snapshot.house.visit(adult)
    return visit is not None and (visit.until is None or visit.until >= snapshot.at - UNDO_MS)
