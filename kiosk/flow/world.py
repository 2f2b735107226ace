"""What the kiosk knows while it decides. Plain values."""

import math
import uuid
from collections.abc import Callable, Mapping

from msgspec import Struct

from broker.house.office import Office
from broker.house.roster import Roster
from broker.house.rules import Group
from broker.house.state import House
from broker.house.time import office_day
from broker.wire.message import Ms
from broker.wire.pictures import VisitPicture

DAY_S = 12 * 3600.0
"""Seconds for which a visit that this kiosk recorded is today's, whatever the wall clock says."""
NOBODY = Office(site="none", name="", rooms=())


class World(Struct, frozen=True):
    """What the kiosk knows while it decides, a `Moment`: `now` in seconds of a monotonic clock, `wall` in ms."""

    now: float
    wall: Ms
    roster: Roster | None
    house: House
    blocked: frozenset[str] = frozenset()
    """Desks that nobody is offered although nobody has checked in there: somebody sits, reserved, defect."""
    recent: Mapping[str, float] = {}
    """Visit → `now` when this kiosk last let its adult in or out."""
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())
    fresh: bool = False
    """Whether the hub is there, so that the house is as it was a moment ago."""
    node: str = ""
    unsure: frozenset[str] = frozenset()
    """Desks of which nobody knows whether they are free."""
    aloud: bool = False
    """Whether every screen is read aloud here."""
    speaking: bool = False
    """Whether a screen is being read aloud now."""
    unlocked: Ms = 0
    """When a carer last let this kiosk take codes again."""

    @property
    def office(self) -> Office:
        """The office as the roster tells it."""
        return self.roster.office if self.roster else NOBODY

    @property
    def groups(self) -> Mapping[str, Group]:
        """Each child's age group, as the roster tells it."""
        return self.roster.groups() if self.roster else {}

    @property
    def enrols(self) -> bool:
        """Whether somebody's new card is waited for here."""
        return self.roster is not None and self.roster.enrol_until > self.wall

    @property
    def has_care(self) -> bool:
        """Whether the office has a care room at all."""
        return any(room.kind == "care" for room in self.office.rooms)

    def is_today(self, at: Ms) -> bool:
        """Tell whether a moment is of this office day."""
        return office_day(at, self.office.zone) == office_day(self.wall, self.office.zone)

    def todays(self, visit: VisitPicture | None) -> VisitPicture | None:
        """Drop a visit of an earlier office day: it is never toggled."""
        if visit is None:
            return None
        return visit if self.ago(visit) < DAY_S or self.is_today(visit.since) else None

    def ago(self, visit: VisitPicture) -> float:
        """Give how many seconds ago this kiosk let the adult of a visit in or out; infinite if it did not."""
        return self.now - self.recent[visit.visit] if visit.visit in self.recent else math.inf
