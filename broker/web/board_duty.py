"""Duty: who looks after the children, from when, and whom a shift is handed to. Counting comes with it."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from broker.house.guard import ending_shift
from broker.snapshot import Snapshot
from broker.web.board_actor import Act, act, derived, put, say, sheet
from broker.web.board_status import on_duty
from broker.web.board_view import board
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.facts.care import Counted, PlaceDeclined, ShiftEnded, ShiftHandedOver, ShiftTaken
from broker.wire.language import mark
from broker.wire.message import Ms
from broker.wire.pictures import ShiftPicture

Form = Annotated[Act, FORM]
PAGE = "/betreuung/dienst"
MOST = 99


class Free(Struct, frozen=True):
    """Somebody who may begin a shift."""

    adult: str
    family: str
    name: str
    here: bool
    """In the house; a carer may come on duty without a card."""
    shift: str = ""
    since: Ms = 0
    """Of a shift that was planned."""


@get(PAGE, include_in_schema=False)
async def duty_page(request: Asks, state: WebState) -> Response[str]:
    """Show who is on duty, who could be, and who waits for a place."""
    snapshot = state.hub.snapshot()
    return sheet(
        request,
        "duty",
        duty=on_duty(snapshot),
        free=free(snapshot),
        held={adult: ending_shift(snapshot.house, adult) for adult in snapshot.house.shifts},
        heads=len(snapshot.house.in_care()),
        waiting=board(snapshot, {}).waiting,
        now=snapshot.at,
    )


@post("/betreuung/dienst/beginnen", include_in_schema=False)
async def begin_shift(request: Asks, state: WebState, data: Form) -> Response[str]:
    """Put somebody on duty who may be."""
    snapshot = state.hub.snapshot()
    if data.to in snapshot.house.shifts:
        return say(request, "duty", PAGE)
    found = _find(snapshot, data.to)
    shift = found.shift or derived(data, "shift")
    await put(state, data, [ShiftTaken(shift=shift, adult=found.adult, family=found.family)])
    return say(request, "duty", PAGE)


@post("/betreuung/dienst/{adult:str}/beenden", include_in_schema=False)
async def end_shift(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """End a shift, unless children would be without a carer: then it has to be handed over."""
    shift = _shift(state, adult)
    if shift is None:
        return say(request, "duty", PAGE)
    if ending_shift(state.hub.snapshot().house, adult):
        raise ClientException(mark("Children are in care: somebody has to take over the shift first."))
    await put(state, data, [ShiftEnded(shift=shift.shift, adult=adult, family=shift.family)])
    return say(request, "duty", PAGE)


@post("/betreuung/dienst/{adult:str}/uebergeben", include_in_schema=False)
async def hand_shift_over(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """Give the shift and all children to another carer, who has counted them."""
    snapshot, shift = state.hub.snapshot(), _shift(state, adult)
    if shift is None:
        return say(request, "duty", PAGE)
    running = snapshot.house.shifts.get(data.to)
    taker = Free(running.adult, running.family, "", here=True) if running else _find(snapshot, data.to)
    handed = ShiftHandedOver(
        shift=running.shift if running else taker.shift or derived(data, "shift"),
        adult=taker.adult,
        family=taker.family,
        giver=adult,
        ends=shift.shift,
        heads=_heads(data),
    )
    await put(state, data, [handed])
    return say(request, "duty", PAGE)


@post("/betreuung/zaehlen", include_in_schema=False)
async def count(request: Asks, state: WebState, data: Form) -> Response[str]:
    """Say how many children are in the room; what does not match becomes an alarm."""
    heads = _heads(data)

    def counted(by: str) -> Sequence[FactBody]:
        return [Counted(by=by, heads=heads)]

    match = heads == len(state.hub.snapshot().house.in_care())
    return await act(request, state, data, counted, "counted" if match else "miscounted")


@post("/betreuung/warten/{ask:str}/streichen", include_in_schema=False)
async def wait_no_longer(request: Asks, state: WebState, ask: FromPath[str], data: Form) -> Response[str]:
    """Take a child off the waiting list, because the adult says so."""
    found = state.hub.snapshot().house.asks.get(ask)
    if found is None:
        return say(request, "noted", PAGE)
    return await act(request, state, data, lambda _by: [PlaceDeclined(ask=ask, family=found.family)], "noted", to=PAGE)


def free(snapshot: Snapshot) -> list[Free]:
    """Give who may begin a shift: carers and staff of the office, and adults in the house who have offered to."""
    house, planned = snapshot.house, {shift.adult: shift for shift in snapshot.house.planned.values()}
    found = []
    for family in snapshot.families.values():
        for adult in family.adults:
            here, office = adult.id in house.visits, bool({"carer", "staff"} & set(adult.roles))
            plan = planned.get(adult.id)
            if adult.id not in house.shifts and (office or (here and (adult.shifts or plan))):
                since = plan.since if plan else 0
                found.append(Free(adult.id, family.id, adult.name, here, plan.shift if plan else "", since))
    return sorted(found, key=lambda one: (not one.shift, not one.here, one.name))


def _find(snapshot: Snapshot, adult: str) -> Free:
    found = next((one for one in free(snapshot) if one.adult == adult), None)
    if found is None:
        raise ClientException(mark("Only carers, and parents in the house who have offered to, can be on duty."))
    return found


def _shift(state: WebState, adult: str) -> ShiftPicture | None:
    return state.hub.snapshot().house.shifts.get(adult)


def _heads(data: Act) -> int:
    digits = data.heads.strip()
    if not (digits.isascii() and digits.isdigit()) or int(digits) > MOST:
        raise ClientException(mark("How many children are there? Please type a number."))
    return int(digits)
