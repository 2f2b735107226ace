"""The families whom a carer signs in and out: everybody who may be found, and what may be done for one of them."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Struct

from broker.house import choosing, coming, going, guard
from broker.house.choosing import CHOICES
from broker.house.going import LUNCH_MIN, What
from broker.house.office import Desk
from broker.house.roster import Adult, Child, Family
from broker.snapshot import Snapshot
from broker.web.board_actor import TOLD, Act, pickable, sheet
from broker.web.board_moment import UNDO_MS, Now, find_adult, moment
from broker.web.board_view import AdultView, ChildTile, adult_view, find
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.language import mark
from broker.wire.pictures import VisitPicture

PAGE = "/betreuung/familien"


class Person(Struct, frozen=True):
    """An adult of the list."""

    id: str
    name: str
    children: tuple[str, ...]
    """First names, by which carers know a family."""
    here: AdultView | None


class ChildRow(Struct, frozen=True):
    """A child of the family, and where it is or shall go."""

    child: Child
    chosen: str
    """One of `CHOICES`, or `waits`."""
    may: bool
    """Whether its adult may say where it is."""
    tile: ChildTile | None
    """None: not in the house."""
    full: bool
    """It would have to wait for a place in care."""


class Sheet(Struct, frozen=True):
    """What may be done for one adult."""

    family: Family
    adult: Adult
    view: AdultView | None
    """None: not in the house."""
    visit: str
    """The open one, else the one that ended last."""
    children: tuple[ChildRow, ...]
    desk: str
    """The desk that is offered, or where they sit; empty: none."""
    desks: tuple[tuple[Desk, bool], ...]
    """Those that may be taken; of one that is `False` nobody knows whether it is free."""
    waiting: bool
    """Not every child that usually goes to care has a place there now."""
    kept: int
    """Children because of whom the shift has to be handed over first."""
    pauses: tuple[str, ...]
    undo: What | None


@get(PAGE, include_in_schema=False)
async def families_page(request: Asks, state: WebState, q: FromQuery[str] = "") -> Response[str]:
    """List whom a carer may sign in or out, those in the house first.

    :param q: a part of the name of an adult, or of a child.
    """
    found = people(state.hub.snapshot(), q)
    now = state.hub.snapshot().at
    return sheet(
        request, "families", here=[p for p in found if p.here], gone=[p for p in found if not p.here], q=q, now=now
    )


@get(PAGE + "/{adult:str}", include_in_schema=False)
async def family_page(
    request: Asks, state: WebState, adult: FromPath[str], getan: FromQuery[str] = ""
) -> Response[str]:
    """Show one adult.

    :param getan: what a form without script has just done, as in `TOLD`.
    """
    return family_sheet(request, state, adult, getan)


def family_sheet(request: Asks, state: WebState, adult: str, told: str = "") -> Response[str]:
    """Draw the sheet of one adult, and what has just become of it."""
    snapshot = state.hub.snapshot()
    view = person_sheet(snapshot, *known(snapshot, adult))
    return sheet(
        request,
        "family",
        one=view,
        told=TOLD.get(told, ""),
        wrong=told in ("settled", "desk_taken", "came_elsewhere"),
        choices=CHOICES,
        errand_min=snapshot.office.rules.care.errand_min,
        with_care=snapshot.office.care_room is not None,
        duty=pickable(request, snapshot),
        now=snapshot.at,
    )


def known(snapshot: Snapshot, adult: str) -> tuple[Family, Adult]:
    """Give an adult.

    :raises NotFoundException: nobody whom a carer may sign in or out.
    """
    if found := find_adult(snapshot, adult):
        return found
    raise NotFoundException(mark("Nobody of this list. Card and code work at the kiosk."))


def people(snapshot: Snapshot, q: str) -> list[Person]:
    """Give whom a list that parents on duty see may name: no protected family."""
    found, wanted = list[Person](), q.strip().casefold()
    now = moment(snapshot, NOTHING)
    for family in snapshot.families.values():
        children = tuple(child.name for child in family.children)
        for adult in family.adults:
            named = any(wanted in name.casefold() for name in (adult.name, *children))
            if named and not family.protected:
                visit = now.here(adult.id)
                found.append(Person(adult.id, adult.name, children, adult_view(snapshot, visit) if visit else None))
    return sorted(found, key=lambda person: (person.name.casefold(), person.id))


def person_sheet(snapshot: Snapshot, family: Family, adult: Adult) -> Sheet:
    """Put together what may be done for an adult."""
    now = moment(snapshot, NOTHING)
    visit, last = now.here(adult.id), now.house.visit(adult.id)
    children = _children(now, family, adult, visit)
    free = coming.free(adult.id, now)
    offered = coming.desk(adult, now)
    return Sheet(
        family=family,
        adult=adult,
        view=adult_view(snapshot, visit) if visit else None,
        visit=last.visit if last else "",
        children=children,
        desk=(visit.desk if visit else offered.id if offered else None) or "",
        desks=tuple(
            (desk, snapshot.pictures.desks[desk.id].state != "unknown")
            for desk in snapshot.office.desks
            if desk.id in free or (visit and desk.id == visit.desk)
        ),
        waiting=visit is None and bool(_usual(now, children).waiting),
        kept=len(guard.ending_shift(now.house, adult.id)),
        pauses=tuple(
            why for why in ("errand", *map(str, LUNCH_MIN)) if visit and going.may_go_out(now.house, visit, why)
        ),
        undo=undoable(snapshot, adult),
    )


def undoable(snapshot: Snapshot, adult: Adult) -> What | None:
    """Tell what may be taken back of an adult, as long as it is new."""
    house, since = snapshot.house, snapshot.at - UNDO_MS
    visit = house.visit(adult.id)
    if visit is None:
        return None
    what: What = "left" if visit.until is not None else "out" if visit.away else "arrived"
    at = visit.until or (visit.away.since if visit.away else visit.since)
    return what if at >= since and going.may_undo(house, adult, visit.visit, what) else None


def _children(now: Now, family: Family, adult: Adult, visit: VisitPicture | None) -> tuple[ChildRow, ...]:
    """Tell of each child where it is, or where it goes if the adult comes in now."""
    rows, coming_in = list[ChildRow](), {child.id for child in coming.along(family, adult, now)}
    for child in family.children:
        may = choosing.may_choose(now.house, visit, child.id) if visit else child.id in coming_in
        usual = child.usual if now.office.care_room or child.usual != "care" else "adult"
        rows.append(
            ChildRow(
                child,
                choosing.chosen(now.house, child.id) if visit else usual,
                may,
                find(now.snapshot, child.id, {}),
                full=may and bool(coming.place((child.id,), now).waiting),
            )
        )
    return tuple(rows)


def _usual(now: Now, children: tuple[ChildRow, ...]) -> coming.Placed:
    return coming.place((row.child.id for row in children if row.may and row.chosen == "care"), now)


NOTHING = Act(key="00000000-0000-4000-8000-000000000000")
"""For pages that only look: they begin nothing."""
