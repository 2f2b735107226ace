"""What a carer records for an adult without card and code: coming, desk, children, out for a while, taking back."""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import post
from litestar.exceptions import ClientException, ValidationException
from litestar.params import FromPath
from litestar.response import Response

from broker.house import choosing, coming, desks, going
from broker.house.choosing import CHOICES
from broker.house.coming import Where
from broker.house.going import LUNCH_MIN
from broker.house.roster import Adult, Family
from broker.web.board_actor import Act, Undo, actor, pick, put, remembered, say
from broker.web.board_families import PAGE, family_sheet, known, undoable
from broker.web.board_moment import Now, find_adult, moment
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.facts.presence import CameBack
from broker.wire.language import mark
from broker.wire.pictures import VisitPicture

Form = Annotated[Act, FORM]
ONE = PAGE + "/{adult:str}"


@post(f"{ONE}/kommen", include_in_schema=False)
async def come(
    request: Asks, state: WebState, adult: FromPath[str], data: Annotated[dict[str, str], FORM]
) -> Response[str]:
    """Let an adult in, at this desk and with these children; who is in already comes no second time."""
    family, one = known(state.hub.snapshot(), adult)
    said = _said(data, family)
    by = actor(request, state, said.by, sure=False)
    if not by:
        return pick(request, state, said)
    now = moment(state.hub.snapshot(), said)
    where = _where(said, now, family, one)
    found = coming.arrive(family, one, now, desk=_desk(said, now, adult), where=where, by=by)
    if now.here(adult) is None:
        await put(state, said, found.facts)
    return remembered(_came(request, state, one, said.to, found.arrived.visit), said.by)


@post(f"{ONE}/platz", include_in_schema=False)
async def change_desk(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """Let an adult sit somewhere else, or nowhere."""
    now, visit = _inside(state, adult, data)
    if visit is None:
        return again(request, state, adult, "settled")
    if data.to and data.to not in coming.free(adult, now):
        return again(request, state, adult, "desk_taken")
    return await _record(request, state, adult, data, choosing.sit(visit, data.to or None), "sits", more=True)


@post(f"{ONE}/kinder", include_in_schema=False)
async def choose(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """Say where a child is that is with its adult, or not here yet."""
    now, visit = _inside(state, adult, data)
    family, _ = known(now.snapshot, adult)
    to = _choice(data.said)
    if data.subject not in {child.id for child in family.children} or (_cares(to) and now.office.care_room is None):
        raise ValidationException("no such child or place")
    if visit is None or not choosing.may_choose(now.house, visit, data.subject):
        return again(request, state, adult, "settled")
    if to == choosing.chosen(now.house, data.subject):
        return again(request, state, adult, "chosen")
    found = choosing.choose(visit, data.subject, to, now)
    told = "waits" if found.why and found.why.may == "wait" else "chosen"
    return await _record(request, state, adult, data, found.facts, told, more=True)


@post(f"{ONE}/raus", include_in_schema=False)
async def go_out(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """Let an adult go out for a while; the desk is held, and who is in care stays there."""
    now, visit = _inside(state, adult, data)
    if data.why not in ("errand", *map(str, LUNCH_MIN)):
        raise ValidationException("no such pause")
    if visit is None or not going.may_go_out(now.house, visit, data.why):
        return again(request, state, adult, "settled")
    if data.why == "errand":
        out = going.errand(visit, now)
    else:
        out = going.lunch(visit, int(data.why), going.along(now.house, visit), now)
    return await _record(request, state, adult, data, [out], "out")


@post(f"{ONE}/wieder-da", include_in_schema=False)
async def come_back(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """End a pause."""
    now, visit = _inside(state, adult, data, out=True)
    if visit is None:
        return again(request, state, adult, "settled")
    if not visit.away:
        return done(request, state, known(now.snapshot, adult)[1], "here")
    return await _record(request, state, adult, data, [CameBack(**choosing.names(visit))], "here")


@post(f"{ONE}/zurueck", include_in_schema=False)
async def take_back(request: Asks, state: WebState, adult: FromPath[str], data: Form) -> Response[str]:
    """Take back what was recorded last, as long as it is new and nothing depends on it."""
    snapshot = state.hub.snapshot()
    family, one = known(snapshot, adult)
    visit, what = snapshot.house.visit(adult), undoable(snapshot, one)
    if visit is None or what is None or (visit.visit, what) != (data.follows, data.said):
        raise ClientException(mark("This cannot be taken back any more."))
    names = {"visit": visit.visit, "adult": adult, "family": family.id}
    return await _record(request, state, adult, data, [going.undo(names, what)], "undone")


def again(request: Asks, state: WebState, adult: str, told: str) -> Response[str]:
    """Show the adult's sheet anew, with what has become of it."""
    return family_sheet(request, state, adult, told)


def done(request: Asks, state: WebState, adult: Adult, told: str) -> Response[str]:
    """Say what was recorded; with a way back while there is one."""
    snapshot = state.hub.snapshot()
    what, visit = undoable(snapshot, adult), snapshot.house.visit(adult.id)
    path = f"{PAGE}/{adult.id}"
    undo = Undo(f"{path}/zurueck", visit.visit, what) if what and visit and told != "here" else None
    return say(request, told, path if find_adult(snapshot, adult.id) else "/betreuung", undo=undo)


async def _record(
    request: Asks, state: WebState, adult: str, data: Act, facts: Sequence[FactBody], told: str, *, more: bool = False
) -> Response[str]:
    """Record what a carer on duty does for an adult, and say so.

    :param more: whether more is likely to be changed at once, so that the sheet stays open.
    """
    by = actor(request, state, data.by, sure=False)
    if not by:
        return pick(request, state, data)
    _, one = known(state.hub.snapshot(), adult)
    if facts:
        await put(state, data, facts)
    return remembered(again(request, state, adult, told) if more else done(request, state, one, told), data.by)


def _came(request: Asks, state: WebState, adult: Adult, wanted: str, visit: str) -> Response[str]:
    """Say how somebody is in now: by this form, or by a card or another tablet meanwhile."""
    house = state.hub.snapshot().house
    here = house.visits.get(adult.id)
    if here is None or here.visit != visit:
        return again(request, state, adult.id, "settled")
    if (here.desk or "") != wanted:
        return again(request, state, adult.id, "came_elsewhere")
    waits = any(ask.adult == adult.id for ask in house.asks.values())
    return done(request, state, adult, "came_waits" if waits else "came")


def _desk(said: Act, now: Now, adult: str) -> str | None:
    """Give the desk that was chosen, or the next of its kind if somebody sits there by now.

    :raises ValidationException: there is no such desk.
    """
    every = {desk.id for desk in now.office.desks}
    if said.to and said.to not in every:
        raise ValidationException("no such desk")
    found = desks.offer(now.office.desks, every - coming.free(adult, now), said.to)
    return found.id if found else None


def _inside(state: WebState, adult: str, data: Act, *, out: bool = False) -> tuple[Now, VisitPicture | None]:
    """Give the visit that the form is of; None: it has ended, or the adult went out, while it was on the screen."""
    snapshot = state.hub.snapshot()
    known(snapshot, adult)
    now = moment(snapshot, data)
    visit = now.here(adult)
    right = visit is not None and visit.visit == data.follows and (out or not visit.away)
    return now, visit if right else None


def _said(data: dict[str, str], family: Family) -> Act:
    """Read an arrival's form: a field for each child, or all of them in one, once a carer was picked."""
    chosen = [f"{child.id}:{data[child.id]}" for child in family.children if child.id in data]
    try:
        return msgspec.convert({"children": " ".join(chosen), **data}, Act)
    except msgspec.ValidationError as exc:
        raise ValidationException from exc


def _where(said: Act, now: Now, family: Family, adult: Adult) -> dict[str, Where]:
    """Give where each child goes that comes along; of those who are in the house already nothing is said."""
    wanted = dict(part.partition(":")[::2] for part in said.children.split())
    return {child.id: _choice(wanted[child.id]) for child in coming.along(family, adult, now) if child.id in wanted}


def _choice(said: str) -> Where:
    """Read a choice.

    :raises ValidationException: it is none.
    """
    for choice in CHOICES:
        if choice == said:
            return choice
    raise ValidationException("no such place")


def _cares(to: Where) -> bool:
    return to in ("care", "together")
