"""Saying who one is: staff with a password, a carer on duty with their own code, a tablet with its short PIN."""

import asyncio
from http import HTTPStatus
from math import ceil
from typing import Annotated, Any
from urllib.parse import quote

from litestar import MediaType, Request, get, post
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Meta, Struct

from broker.passwords import NOBODY as NO_PASSWORD
from broker.passwords import matches
from broker.web.access import inside
from broker.web.forms import FORM
from broker.web.languages import pages
from broker.web.noting import noting
from broker.web.sessions import begin, end
from broker.web.state import WebState
from broker.web.who import DEVICE, NOBODY, Who, device_of
from broker.wire.language import mark
from broker.wire.pictures import ShiftPicture

Typed = Annotated[str, Meta(max_length=200)]
Asks = Request[Who, Any, WebState]
SCANNED = "/telefon/platz/{secret}"
THROTTLED = frozenset({"/anmelden", "/koppeln", "/entsperren", SCANNED, f"{SCANNED}/bitte"})
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
ADDRESS = "/?&=#%:@!$'()*+,;~-._"
"""What may stand in an address as it is."""

EVERYBODY, MANY = "codes", 30
"""Wrong codes of the whole house: who has many addresses has no more tries than that."""


class LogIn(Struct, frozen=True):
    """What the form sends; without a name the password is a carer's own code."""

    password: Typed
    name: Typed = ""
    weiter: Typed = "/"


class Pin(Struct, frozen=True):
    """What a locked tablet sends."""

    pin: Typed
    weiter: Typed = "/"


def _tries(request: Request[Any, Any, Any]) -> bool:
    return request.method == "POST" and request.scope["path_template"] in THROTTLED


throttle = RateLimitConfig(("minute", 10), check_throttle_handler=_tries, set_rate_limit_headers=False)
"""Ten tries a minute from one address."""


def go(path: str) -> Response[str]:
    """Send a browser on."""
    return Response("", status_code=HTTPStatus.SEE_OTHER, headers={"location": quote(path, safe=ADDRESS)})


def page(request: Asks, template: str, status: int = HTTPStatus.OK, **view: object) -> Response[str]:
    """Draw a page for whoever asks."""
    html = pages(request).page(template, request, **view)
    return Response(html, status_code=status, media_type=MediaType.HTML)


@get("/anmelden", include_in_schema=False)
async def log_in_page(request: Asks, weiter: FromQuery[str] = "/") -> Response[str]:
    """Ask who it is."""
    return page(request, "login.html", weiter=inside(weiter), wrong="", name="")


@post("/anmelden", include_in_schema=False)
async def log_in(request: Asks, state: WebState, data: Annotated[LogIn, FORM]) -> Response[str]:
    """Begin a session."""
    name, since = data.name.strip(), await _account(state, data)
    if since is not None:
        await begin(request, account=name, since=since)
        return _noted(request, go(inside(data.weiter)), "log_in", Who("staff", name))
    if name:
        known = name if name in state.hub.known().accounts else ""  # else it may be a password in the wrong field
        answer = _again(request, data, mark("Name and password do not belong together."))
        return _noted(request, answer, "log_in_refused", Who(name=known))
    who = f"code {request.client.host if request.client else ''}"
    if not (await state.tries.take(who) and await state.tries.take(EVERYBODY, MANY)):
        return _again(request, data, mark("Too many wrong codes. Please wait a few minutes."), TOO_MANY)
    if shift := await _shift(state, "".join(data.password.split())):
        await state.tries.right(who)
        await state.tries.right(EVERYBODY)
        await begin(request, adult=shift.adult, shift=shift.shift)
        return _noted(request, go(inside(data.weiter)), "log_in", Who("carer", adult=shift.adult))
    # The same words for a code that is nobody's: they must not tell which codes there are.
    answer = _again(request, data, mark("This code opens the pages only while its owner is on duty."))
    return _noted(request, answer, "log_in_refused")


@post("/abmelden", include_in_schema=False)
async def log_out(request: Asks) -> Response[str]:
    """End the session; a tablet then asks for its PIN."""
    await end(request)
    return go("/")


@get("/entsperren", include_in_schema=False)
async def unlock_page(request: Asks, weiter: FromQuery[str] = "/") -> Response[str]:
    """Ask for the tablet's PIN."""
    return page(request, "unlock.html", weiter=inside(weiter), wrong="", pause_min=0)


@post("/entsperren", include_in_schema=False)
async def unlock(request: Asks, state: WebState, data: Annotated[Pin, FORM]) -> Response[str]:
    """Open the tablet again."""
    device = device_of(request.cookies.get(DEVICE, ""), state.hub.known())
    if device is None:
        return go("/anmelden")
    wrong = ""
    if await state.tries.take(device.id):
        if await asyncio.to_thread(matches, "".join(data.pin.split()), device.pin):
            await state.tries.right(device.id)
            await begin(request, opened=device.id)
            return _noted(request, go(inside(data.weiter)), "unlock", Who("carer", device=device.id))
        wrong = pages(request).say(mark("That was not the PIN."))
    pause_min = ceil(await state.tries.pause_s(device.id) / 60)
    status = TOO_MANY if pause_min else HTTPStatus.FORBIDDEN
    answer = page(request, "unlock.html", status, weiter=inside(data.weiter), wrong=wrong, pause_min=pause_min)
    return _noted(request, answer, "unlock_refused", Who("locked", device=device.id))


def _noted(request: Asks, answer: Response[str], what: str, who: Who = NOBODY) -> Response[str]:
    """Let the access log say who has come in, or could not, and from where; never what was typed."""
    answer.background = noting(request.app.state.hub, who, what, request.client.host if request.client else "")
    return answer


async def _account(state: WebState, data: LogIn) -> int | None:
    """Give since when the log-in has its password, if this is it; one that is not known takes as long."""
    account = state.hub.known().accounts.get(data.name.strip())
    right = await asyncio.to_thread(matches, data.password, account.secret if account else NO_PASSWORD)
    return account.since if account and right else None


async def _shift(state: WebState, code: str) -> ShiftPicture | None:
    """Give the shift of whom this code belongs to; None if they are not on duty, or it is nobody's."""
    adult = await state.hub.find_code(code)
    return state.hub.snapshot().house.shifts.get(adult) if adult else None


def _again(request: Asks, data: LogIn, why: str, status: int = HTTPStatus.FORBIDDEN) -> Response[str]:
    wrong = pages(request).say(why)
    name = data.name.strip()
    return page(request, "login.html", status, weiter=inside(data.weiter), wrong=wrong, name=name)
