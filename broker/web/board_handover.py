"""Giving a child to somebody, and what only carers may know of it. Each look at health is a line of the access log."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Annotated

from litestar import get, post
from litestar.exceptions import ClientException, ServiceUnavailableException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from broker.house.choosing import returned
from broker.house.roster import Family
from broker.snapshot import Snapshot
from broker.web.board_actor import Act, act, actor, derived, pick, pickable, sheet
from broker.web.board_children import stay_of, tile_of
from broker.web.board_view import AdultView, adult_view
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.facts import FactBody
from broker.wire.facts.custody import ChildGone, Collected, Going, Released, Returned
from broker.wire.language import mark
from broker.wire.pictures import StayPicture

Form = Annotated[Act, FORM]
OTHER = "other"
CLOSES_S = 15
"""Seconds for which health stays on the screen."""
LOG_S = 5


class Taker(Struct, frozen=True):
    """Somebody who may be given the child."""

    id: str
    name: str
    adult: AdultView | None
    """None: not in the house."""
    listed: bool = False
    """On the family's list, without a card."""


@get("/betreuung/kind/{child:str}/uebergabe", include_in_schema=False)
async def handover_sheet(request: Asks, state: WebState, child: FromPath[str]) -> Response[str]:
    """Ask who takes the child."""
    snapshot, found = state.hub.snapshot(), tile_of(state, child)
    stay = snapshot.house.stays[child]
    people = takers(snapshot, snapshot.families.get(stay.family))
    return sheet(request, "handover", child=found, now=snapshot.at, takers=people, duty=pickable(request, snapshot))


@post("/betreuung/kind/{child:str}/uebergabe", include_in_schema=False)
async def hand_over(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Give the child to somebody on the list; to anybody else only after a call to the parents."""
    stay, snapshot = stay_of(state, child), state.hub.snapshot()
    known = takers(snapshot, snapshot.families.get(stay.family))
    taker = next((taker for taker in known if taker.id == data.to), None)
    if taker is None and (data.to != OTHER or data.called != "yes"):
        raise ClientException(mark("Only somebody on the list, or after a call to the parents."))
    if taker is None:
        by = actor(request, state, data.by, sure=True)
        if not by:
            return pick(request, state, data)
        await logged(state, request, by, "given_after_call", child)

    def given(by: str) -> Sequence[FactBody]:
        body = _given(stay, taker, data, by)
        return returned(snapshot.house, body) if isinstance(body, Returned) else [body]

    return await act(request, state, data, given, "given", sure=True)


@post("/betreuung/kind/{child:str}/gesundheit", include_in_schema=False)
async def health(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Show health and telephone numbers, for a carer who says who it is; the look is written down first."""
    found, by = tile_of(state, child), actor(request, state, data.by, sure=True)
    if not by:
        return pick(request, state, data, mark("Who looks? It is written down."))
    look = state.hub.details(request.user.role, by, request.user.device, child)
    try:
        details = await asyncio.wait_for(look, LOG_S)
    except (TimeoutError, DabeiError) as exc:
        raise ServiceUnavailableException(mark("The look cannot be written down, so nothing is shown.")) from exc
    return sheet(request, "health", child=found, details=details, closes=CLOSES_S, now=state.hub.snapshot().at)


def takers(snapshot: Snapshot, family: Family | None) -> list[Taker]:
    """Give whom a carer may give the family's children: its adults, those in the house first, and its list."""
    if family is None:
        return []
    visits = snapshot.house.visits
    adults = [
        Taker(adult.id, adult.name, adult_view(snapshot, visits[adult.id]) if adult.id in visits else None)
        for adult in family.adults
    ]
    pickups = [Taker(person.id, person.name, None, listed=True) for person in family.pickups]
    return sorted(adults, key=lambda taker: taker.adult is None) + pickups


async def logged(state: WebState, request: Asks, by: str, what: str, subject: str, detail: str = "") -> None:
    """Write a line of the access log, before anything else happens."""
    note = state.hub.note(request.user.role, by, request.user.device, what, subject, detail)
    try:
        await asyncio.wait_for(note, LOG_S)
    except (TimeoutError, DabeiError) as exc:
        raise ServiceUnavailableException(mark("The log cannot be written, so nothing was changed.")) from exc


def _given(stay: StayPicture, taker: Taker | None, data: Act, by: str) -> FactBody:
    child, family, follows = stay.child, stay.family, data.follows or stay.stay
    if taker is None:
        return ChildGone(child=child, family=family, by=by, follows=follows)
    if taker.listed:
        return Released(child=child, family=family, to=taker.id, by=by, follows=follows)
    if taker.adult:
        return Returned(child=child, family=family, stay=derived(data, "stay"), to=taker.id, by=by, follows=follows)
    visit = str(uuid.uuid5(uuid.NAMESPACE_OID, f"collected {data.key}"))
    return Collected(visit=visit, adult=taker.id, family=family, takes=(Going(child=child, follows=follows),), by=by)
