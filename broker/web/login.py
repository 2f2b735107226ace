"""Saying who one is: staff with a password, a carer on duty with their own code, a tablet with its short PIN."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Any

from litestar import MediaType, Request, get, post
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Meta, Struct

from broker.passwords import NOBODY, matches
from broker.web.access import inside
from broker.web.forms import FORM
from broker.web.sessions import begin
from broker.web.state import WebState
from broker.web.who import DEVICE, Who, device_of
from broker.wire.language import mark

Typed = Annotated[str, Meta(max_length=200)]
Asks = Request[Who, Any, WebState]
THROTTLED = frozenset({"/anmelden", "/koppeln", "/entsperren"})


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
    return request.method == "POST" and request.url.path in THROTTLED


throttle = RateLimitConfig(("minute", 10), check_throttle_handler=_tries, set_rate_limit_headers=False)
"""Ten tries a minute from one address."""


def go(path: str) -> Response[str]:
    """Send a browser on."""
    return Response("", status_code=HTTPStatus.SEE_OTHER, headers={"location": path})


def page(request: Asks, template: str, status: int = HTTPStatus.OK, **view: object) -> Response[str]:
    """Draw a page for whoever asks."""
    html = request.app.state.pages.page(template, request, **view)
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
        return go(inside(data.weiter))
    if not name and (adult := await state.hub.find_code("".join(data.password.split()))):
        if adult in state.hub.snapshot().house.shifts:
            await begin(request, adult=adult)
            return go(inside(data.weiter))
        return _again(request, data, mark("This code opens the pages only while its owner is on duty."))
    return _again(request, data, mark("Name and password do not belong together."))


@post("/abmelden", include_in_schema=False)
async def log_out(request: Asks) -> Response[str]:
    """End the session; a tablet then asks for its PIN."""
    request.clear_session()
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
    if not state.tries.pause_s(device.id):
        if await asyncio.to_thread(matches, "".join(data.pin.split()), device.pin):
            state.tries.right(device.id)
            await begin(request, opened=device.id)
            return go(inside(data.weiter))
        state.tries.wrong(device.id)
        wrong = state.pages.say(mark("That was not the PIN."))
    pause_min = -(-int(state.tries.pause_s(device.id)) // 60)
    status = HTTPStatus.TOO_MANY_REQUESTS if pause_min else HTTPStatus.FORBIDDEN
    return page(request, "unlock.html", status, weiter=inside(data.weiter), wrong=wrong, pause_min=pause_min)


async def _account(state: WebState, data: LogIn) -> int | None:
    """Give since when the log-in has its password, if this is it; one that is not known takes as long."""
    account = state.hub.known().accounts.get(data.name.strip())
    right = await asyncio.to_thread(matches, data.password, account.secret if account else NOBODY)
    return account.since if account and right else None


def _again(request: Asks, data: LogIn, why: str) -> Response[str]:
    wrong = request.app.state.pages.say(why)
    return page(
        request, "login.html", HTTPStatus.FORBIDDEN, weiter=inside(data.weiter), wrong=wrong, name=data.name.strip()
    )
