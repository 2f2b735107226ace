"""Where a family chooses, and what the guards ask."""

from typing import Literal

from msgspec import Struct

from kiosk.view.common import GlyphState, Odd, Stay


class ChildChoice(Struct, frozen=True):
    """A child, and where it may be today."""

    id: str
    name: str
    animal: str
    ground: str
    chosen: Literal["care", "together", "adult", "absent", "waits"]
    may: bool = True
    """Whether this adult may say; else `note` says why not, such as `bei Andrij`."""
    note: str = ""


class ChildrenView(Struct, frozen=True):
    """Where each child of a page is today. Buttons: `child` with `<id>:<choice>`, `ready`, `more`, `back`."""

    children: tuple[ChildChoice, ...]
    care_room: str
    places_free: int | None
    """None while nobody knows, or without a limit."""
    carers: int
    short: Literal["", "places", "ratio", "no_carer"]
    stay: Stay
    more: int = 0
    """How many children stand on the pages after this one."""


class PlanRoom(Struct, frozen=True):
    """A room on the plan, in metres from its upper left corner: left, top, width, height."""

    name: str
    kind: Literal["care", "work", "group", "kitchen", "quiet", "entrance"]
    box: tuple[float, float, float, float]


class PlanDesk(Struct, frozen=True):
    """A desk that may be chosen; `spot` is its middle in metres, None where there is no plan."""

    id: str
    name: str
    kind: Literal["pc", "laptop"]
    state: GlyphState
    may: bool
    """Whether a touch takes it."""
    spot: tuple[float, float] | None = None


class DesksView(Struct, frozen=True):
    """Another desk is chosen. Buttons: `desk` with its id, `filter`, `any`, `no_desk`, `back`."""

    desks: tuple[PlanDesk, ...]
    rooms: tuple[PlanRoom, ...]
    """Empty where the office has no plan: then desks are listed."""
    kind: Literal["all", "pc", "laptop"]
    doubt: str
    """Name of the desk of which the family is asked whether it is really free; its id is `doubt_id`."""
    doubt_id: str
    here: tuple[float, float] | None
    """Where this kiosk stands."""
    way: tuple[tuple[float, float], ...]
    """From here to the family's desk, corner by corner."""
    unknown_since: str
    """Clock time since when, and `unknown_why` why nobody knows of a desk: the first of several."""
    stay: Stay
    unknown_why: str = ""
    doubt_since: str = ""
    """Clock time since when, and `doubt_why` why nobody knows of the desk in doubt; empty where that is not known."""
    doubt_why: str = ""


class RepairView(Struct, frozen=True):
    """When an earlier visit ended. Buttons: `time` with the moment, `back`."""

    day: str
    came: str
    times: tuple[tuple[str, str], ...]
    """(moment, clock time such as `13:00`)."""
    stay: Stay


class SomeoneView(Struct, frozen=True):
    """Who of the family has come. Buttons: `adult` with the id, `back`."""

    name: str
    """Whose card it is."""
    adults: tuple[tuple[str, str], ...]
    """(id, name) of each other who may have come."""
    stay: Stay


class GuardView(Struct, frozen=True):
    """Somebody leaves, and one child stays. Buttons: `take`, `other`, `errand`, `stay`; while waiting also `back`."""

    name: str
    child: str
    animal: str
    ground: str
    at: Literal["care", "announced", "together", "adult", "out"]
    number: int
    """Which of `total` children this is, from 1."""
    total: int
    waiting: bool
    """Somebody else is to put a card on now."""
    others: tuple[str, ...]
    """Names of the family's other adults in the house."""
    carers: bool
    """Whether a carer on duty may take over as well."""
    errand_min: int
    """Minutes for which one may only be out; 0 when that is not offered."""
    stay: Stay
    odd: Odd = ""
    """What was wrong with the card that was put on last."""
    take: bool = True
    """Whether the child may be taken along; else a carer has to give it first."""


class ShiftView(Struct, frozen=True):
    """The last carer cannot go while children are in care. Buttons: `count` with `1` or `-1`, `stay`."""

    name: str
    heads: int
    leaves: bool
    """Wants to leave the house, not only to end the shift."""
    stay: Stay
    odd: Odd = ""
