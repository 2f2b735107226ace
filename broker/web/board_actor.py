"""Who acts on a shared tablet: a carer on duty, picked for it; and the one way by which the board records."""

import uuid
from collections.abc import Callable, Sequence
from typing import Annotated

import msgspec
from litestar import MediaType
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.response import Response
from msgspec import Meta, Struct

from broker.snapshot import Snapshot
from broker.web.board_status import OnDuty, on_duty
from broker.web.board_view import take_key
from broker.web.forms import key, signed
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.recording import record
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.language import mark
from broker.wire.message import Id
from broker.wire.wanted import Wanted

CARER, HAND = "dabei-carer", "dabei-hand"
"""Cookies: who was picked last on this tablet, and on which side its buttons are."""
PICKED_S = 30 * 60
"""For so long the carer who was picked stays picked, for what is done with one touch."""
LIVE = "x-dabei-live"
Text = Annotated[str, Meta(max_length=120)]
Make = Callable[[str], Sequence[FactBody]]


class Act(Struct, frozen=True):
    """What any form of the board sends. Its key and what was chosen make the fact's id: twice pressed is once done."""

    key: Id
    by: Text = ""
    """The carer who was picked."""
    follows: Text = ""
    """The stay that was on the screen."""
    why: Text = ""
    to: Text = ""
    said: Text = ""
    subject: Text = ""
    heads: Text = ""
    called: Text = ""
    children: Annotated[str, Meta(max_length=1000)] = ""
    """Children with what was said of them, such as `c-abcdefgh:care`, split by spaces."""


class Undo(Struct, frozen=True):
    """How to take back what was just recorded."""

    path: str
    visit: str
    what: str


TOLD = {
    "taken": mark("Taken over."),
    "called": mark("The call is on its way."),
    "called_out": mark("The call is on its way, but nobody is at the desk: please telephone, too."),
    "urgent": mark("Urgent call is on its way."),
    "ended": mark("The call is over."),
    "noted": mark("Noted."),
    "given": mark("Handed over."),
    "back": mark("Here again."),
    "answered": mark("Answered."),
    "counted": mark("Counted."),
    "miscounted": mark("Counted. That does not match: please count again, and look for whoever is missing."),
    "duty": mark("Duty changed."),
    "phone": mark("The phone is let in."),
    "no_phone": mark("The phone is not let in."),
    "phone_over": mark("This phone asks no longer."),
    "came": mark("Checked in."),
    "came_waits": mark("Checked in. Not every child has a place in care: who has none waits with the adult."),
    "came_elsewhere": mark("Checked in. The desk was taken meanwhile: here is which one it is now."),
    "sits": mark("Desk changed."),
    "desk_taken": mark("This desk was taken meanwhile. Please choose another one."),
    "chosen": mark("Noted where the child is."),
    "waits": mark("No place in care is free: the child waits with the adult."),
    "out": mark("Out for a while. The desk is held."),
    "here": mark("Back in the house."),
    "left": mark("Checked out."),
    "stays": mark("Stays in the house."),
    "undone": mark("Taken back."),
    "settled": mark("That has been settled already. Please look again."),
}
"""What has been done, in words: drawn after COMMIT."""


def actor(request: Asks, state: WebState, by: str, *, sure: bool) -> str:
    """Give the carer on duty who acts; empty if one has to be picked.

    :param sure: whether the one who was picked a while ago does not do: overrides, hand-overs, looks at health.
    :raises PermissionDeniedException: the one who was picked is not on duty.
    """
    shifts, own = state.hub.snapshot().house.shifts, request.user.adult
    if own or by:
        if (own or by) not in shifts:
            raise PermissionDeniedException(mark("Only somebody on duty can do this. Begin the shift first."))
        return own or by
    if len(shifts) == 1:
        return next(iter(shifts))
    picked = request.cookies.get(CARER, "")
    return picked if picked in shifts and not sure else ""


def pickable(request: Asks, snapshot: Snapshot) -> list[OnDuty]:
    """Give whom a page offers as the one who acts: everybody on duty, or whoever is here with a code of their own."""
    own = request.user.adult
    return [carer for carer in on_duty(snapshot) if own in ("", carer.adult)]


async def act(
    request: Asks, state: WebState, data: Act, make: Make, told: str, *, sure: bool = False, to: str = "/betreuung"
) -> Response[str]:
    """Record what a carer does, and say so after COMMIT; ask first who it is, where that is not known."""
    by = actor(request, state, data.by, sure=sure)
    if not by:
        return pick(request, state, data)
    await put(state, data, make(by))
    return remembered(say(request, told, to), data.by)


async def put(state: WebState, data: Act, bodies: Sequence[FactBody]) -> None:
    """Record facts, each under an id that follows from the form."""
    await record(state, *(Wanted(derived(data, f"fact {n}"), body) for n, body in enumerate(bodies)))


def derived(data: Act, what: str) -> Id:
    """Make an id that is the same for the same form, whoever presses it."""
    return key(what, msgspec.json.encode(msgspec.structs.replace(data, by="")).decode())


def pick(request: Asks, state: WebState, data: Act, why: str = "", template: str = "pick") -> Response[str]:
    """Ask which carer it is; the answer brings everything else along."""
    snapshot = state.hub.snapshot()
    kept = {name: value for name, value in msgspec.structs.asdict(data).items() if value and name != "by"}
    return sheet(request, template, duty=pickable(request, snapshot), kept=kept, action=request.url.path, why=why)


def say(request: Asks, told: str, to: str, call: str = "", undo: Undo | None = None) -> Response[str]:
    """Tell what was done: a line in the open page, or the page again."""
    if LIVE in request.headers:
        words = pages(request).say(TOLD[told])
        return _part(request, "told.html", "notice", words=words, told=told, call=call, undo=undo, key=uuid.uuid4())
    ruf = f"&ruf={call}" if call else ""
    return Response("", status_code=303, headers={"location": f"{to}?getan={told}{ruf}"})


def sheet(request: Asks, template: str, **view: object) -> Response[str]:
    """Draw a sheet: alone, to be laid over the board, or as a page of its own."""
    view = {"hand": hand(request), "key": uuid.uuid4(), "take_key": take_key, **view}
    if LIVE in request.headers:
        return _part(request, f"{template}.html", "sheet", **view)
    html = pages(request).page("board_sheet.html", request, sheet=f"board/{template}.html", **view)
    return Response(signed(html, request), status_code=200, media_type=MediaType.HTML)


def hand(request: Asks) -> str:
    """Give the side of the main buttons."""
    return "left" if request.cookies.get(HAND) == "left" else "right"


def remembered(answer: Response[str], by: str) -> Response[str]:
    """Let who was picked stay so for a while, for what is done with one touch."""
    if by:
        kept = Cookie(CARER, "/betreuung", by, PICKED_S, httponly=True, samesite="strict")
        answer.set_cookie(kept)
    return answer


def _part(request: Asks, template: str, kind: str, **view: object) -> Response[str]:
    html = pages(request).draw(f"board/{template}", **view)
    return Response(signed(html, request), status_code=200, media_type=MediaType.HTML, headers={"x-dabei-show": kind})
