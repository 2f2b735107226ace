"""What is known at the moment at which somebody decides: at a kiosk's screen, or on the carers' board."""

from collections.abc import Callable, Mapping
from typing import Protocol

from broker.house.office import Office
from broker.house.rules import Group
from broker.house.state import House
from broker.wire.message import Id, Ms
from broker.wire.pictures import VisitPicture


class Moment(Protocol):
    """The house, and what it takes to make facts of what people want."""

    @property
    def house(self) -> House:
        """The house as far as it is known here."""

    @property
    def office(self) -> Office:
        """Its rooms, desks and rules."""

    @property
    def groups(self) -> Mapping[str, Group]:
        """Each child's age group."""

    @property
    def wall(self) -> Ms:
        """Wall time."""

    @property
    def blocked(self) -> frozenset[str]:
        """Desks that nobody is offered although nobody has checked in there."""

    @property
    def fresh(self) -> bool:
        """Whether the house is as it was a moment ago."""

    @property
    def new_id(self) -> Callable[[], Id]:
        """Make the id of something that begins."""

    def is_today(self, at: Ms) -> bool:
        """Tell whether a moment is of this office day."""

    def todays(self, visit: VisitPicture | None) -> VisitPicture | None:
        """Drop a visit of an earlier office day: it is never toggled."""
