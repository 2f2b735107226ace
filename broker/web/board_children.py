"""What carers do for one child: take it, call, note how it is, and who it is with. Each tile is a page of its own."""

from collections.abc import Sequence
from typing import Annotated, get_args

from litestar import get, post
from litestar.exceptions import ClientException, NotFoundException, ValidationException
from litestar.params import FromPath
from litestar.response import Response

from broker.house.care import may_announce, may_override
from broker.house.choosing import returned
from broker.snapshot import Snapshot
from broker.web.board_actor import Act, act, actor, derived, pick, pickable, put, remembered, say, sheet
from broker.web.board_view import ChildTile, find, groups
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.facts.care import Called, CallEnded, CallReason
from broker.wire.facts.custody import ChildMarked, Returned, Taken
from broker.wire.language import mark
from broker.wire.pictures import StayPicture

MARKS = ("asleep", "awake", "ate", "changed")
REASONS = {
    "calm_group": mark("A calm group today"),
    "short_time": mark("Only for a short time"),
    "emergency": mark("An emergency"),
    "other": mark("Another reason"),
}
"""Why a carer takes a child beyond the limit."""
Form = Annotated[Act, FORM]


@get("/betreuung/kind/{child:str}", include_in_schema=False)
async def child_sheet(request: Asks, state: WebState, child: FromPath[str]) -> Response[str]:
    """Show one child: call, note, hand over."""
    snapshot = state.hub.snapshot()
    found = tile_of(state, child)
    firm = found.at in ("adult", "announced") and beyond(snapshot, child)
    return sheet(request, "child", child=found, now=snapshot.at, beyond=firm)


@post("/betreuung/kind/{child:str}/uebernehmen", include_in_schema=False)
async def take(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Let a child into care, with one touch; beyond a firm limit somebody says why."""
    snapshot, stay = state.hub.snapshot(), stay_of(state, child)
    if stay.at == "care":  # pressed twice, or on two tablets
        return say(request, "taken", "/betreuung")
    if not beyond(snapshot, child):
        return await act(request, state, data, lambda by: [_taken(snapshot, stay, data, by)], "taken")
    by = actor(request, state, data.by, sure=True)
    if data.why not in REASONS or not by:
        others = [
            carer for carer in pickable(request, snapshot) if may_override(snapshot.house, carer.adult, stay.family)
        ]
        return sheet(
            request, "override", child=tile_of(state, child), duty=others, reasons=REASONS, follows=stay.stay, by=by
        )
    if not may_override(snapshot.house, by, stay.family):
        why = mark("For a child of one's own somebody else has to decide.")
        raise ClientException(why)
    return await act(request, state, data, lambda who: [_taken(snapshot, stay, data, who)], "taken", sure=True)


@post("/betreuung/kind/{child:str}/rufen", include_in_schema=False)
async def call(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Call the child's adult; a call that is open already gives way."""
    stay, by = stay_of(state, child), actor(request, state, data.by, sure=False)
    if data.why not in get_args(CallReason) or stay.contact is None:
        raise ValidationException("no such call")
    if not by:
        return pick(request, state, data)
    name = derived(data, "call")
    known = state.hub.snapshot().house.calls.values()
    over = [CallEnded(call=old.call, by=by) for old in known if old.child == child and old.call != name]
    called = Called(
        call=name, child=child, family=stay.family, adult=stay.contact, why=data.why, by=by  # type: ignore[arg-type]  # looked at above
    )  # fmt: skip
    await put(state, data, [called, *over])
    if (begun := state.hub.snapshot().house.calls.get(name)) is None:
        return remembered(say(request, "ended", "/betreuung"), data.by)
    told = "called_out" if _is_out(state, stay.contact) else "urgent" if begun.why == "urgent" else "called"
    return remembered(say(request, told, "/betreuung", name if begun.why == "urgent" else ""), data.by)


@post("/betreuung/ruf/{name:str}/ende", include_in_schema=False)
async def end_call(request: Asks, state: WebState, name: FromPath[str], data: Form) -> Response[str]:
    """End a call, or take it back."""
    if name not in state.hub.snapshot().house.calls:
        return say(request, "ended", "/betreuung")
    return await act(request, state, data, lambda by: [CallEnded(call=name, by=by)], "ended")


@post("/betreuung/kind/{child:str}/merken", include_in_schema=False)
async def note(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Note how a child is."""
    stay = stay_of(state, child)
    if data.said not in MARKS:
        raise ValidationException("no such mark")

    def noted(by: str) -> Sequence[FactBody]:
        return [ChildMarked(child=child, family=stay.family, mark=data.said, by=by)]  # type: ignore[arg-type]  # looked at above

    return await act(request, state, data, noted, "noted")


@post("/betreuung/kind/{child:str}/bei", include_in_schema=False)
async def with_adult(request: Asks, state: WebState, child: FromPath[str], data: Form) -> Response[str]:
    """Note that the child is with its adult for a while: its place is kept."""
    stay = stay_of(state, child)
    if stay.contact is None:
        raise ValidationException("nobody to be with")
    to = stay.contact

    def back(by: str) -> Sequence[FactBody]:
        follows, new = data.follows or stay.stay, derived(data, "stay")
        given = Returned(child=child, family=stay.family, stay=new, to=to, by=by, follows=follows, back=True)
        return returned(state.hub.snapshot().house, given)

    return await act(request, state, data, back, "noted")


def _is_out(state: WebState, adult: str) -> bool:
    visit = state.hub.snapshot().house.visits.get(adult)
    return visit is not None and visit.away is not None


def tile_of(state: WebState, child: str) -> ChildTile:
    """Give a child of the board.

    :raises NotFoundException: it is not in the house.
    """
    if found := find(state.hub.snapshot(), child, state.hub.glances()):
        return found
    raise NotFoundException(mark("This child is not in the house any more."))


def stay_of(state: WebState, child: str) -> StayPicture:
    """Give where a child is.

    :raises NotFoundException: it is not in the house.
    """
    if found := state.hub.snapshot().house.stays.get(child):
        return found
    raise NotFoundException(mark("This child is not in the house any more."))


def beyond(snapshot: Snapshot, child: str) -> bool:
    """Tell whether this child would be more than a firm limit allows, beside those who have their place."""
    house = snapshot.house
    if house.stays[child].place:
        return False
    inside = {name: stay for name, stay in house.stays.items() if stay.at != "announced" or name == child}
    alone = house.but(stays=inside, asks={})
    return may_announce(snapshot.office.rules, alone, groups(snapshot), [child]).may == "wait"


def _taken(snapshot: Snapshot, stay: StayPicture, data: Act, by: str) -> Taken:
    parents = snapshot.office.rules.care.model == "parents_keep"
    return Taken(
        child=stay.child,
        family=stay.family,
        stay=derived(data, "stay"),
        by=by,
        answers=(stay.answers or by) if parents else by,
        follows=data.follows or stay.stay,
        override=data.why if data.why in REASONS else None,  # type: ignore[arg-type]  # looked at just here
    )
