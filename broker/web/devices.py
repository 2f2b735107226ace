"""Tablets and desks' PCs: staff let one in with a code, and put it out."""

import asyncio
import re
from http import HTTPStatus
from typing import Annotated

from litestar import get, post
from litestar.datastructures import Cookie
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta, Struct

from broker.passwords import hashed
from broker.web.forms import FORM
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.pairing import Invitation
from broker.web.sessions import begin
from broker.web.state import WebState
from broker.web.who import DEVICE
from broker.wire.language import mark

Short = Annotated[str, Meta(max_length=60)]
PIN = re.compile(r"\d{4,8}")
KEPT_S = 400 * 24 * 3600
"""Browsers keep no cookie for longer."""


class Wanted(Struct, frozen=True):
    """What is to be let in: `carer`, or a desk's id."""

    what: Short


class Arrival(Struct, frozen=True):
    """What a new device sends."""

    code: Short
    name: Short = ""
    pin: Short = ""


@get("/geraete", include_in_schema=False)
async def devices(request: Asks, state: WebState) -> Response[str]:
    """List tablets and desks."""
    return _list(request, state, None)


@post("/geraete/code", include_in_schema=False)
async def invite(request: Asks, state: WebState, data: Annotated[Wanted, FORM]) -> Response[str]:
    """Show a code that lets one in."""
    if data.what == "carer":
        return _list(request, state, state.pairing.invite("carer"))
    if data.what not in {desk.id for desk in state.hub.snapshot().office.desks}:
        raise NotFoundException(mark("This desk is no longer there. Open the page again."))
    return _list(request, state, state.pairing.invite("desk", data.what))


@post("/geraete/{device:str}/weg", include_in_schema=False)
async def put_out(state: WebState, device: FromPath[str]) -> Response[str]:
    """Let a device in no longer; what it shows goes within seconds."""
    await state.hub.revoke(device)
    return go("/geraete")


@get("/koppeln", include_in_schema=False)
async def pair_page(request: Asks) -> Response[str]:
    """Ask for the code."""
    return page(request, "pair.html", wrong="", code="", name="")


@post("/koppeln", include_in_schema=False)
async def pair(request: Asks, state: WebState, data: Annotated[Arrival, FORM]) -> Response[str]:
    """Let this browser in."""
    invitation = state.pairing.find(data.code)
    if invitation is None:
        return _again(request, data, mark("This code does not count, or no longer. Staff show a new one."))
    pin = "".join(data.pin.split())
    if invitation.role == "carer" and not PIN.fullmatch(pin):
        return _again(request, data, mark("The PIN of this tablet has four to eight digits."))
    state.pairing.use(invitation)
    name = data.name.strip() or invitation.desk or pages(request).say(mark("Tablet"))
    secret = await asyncio.to_thread(hashed, pin) if invitation.role == "carer" else ""
    device, cookie = await state.hub.pair(name, invitation.role, invitation.desk, secret)
    if device.role == "carer":
        await begin(request, opened=device.id)
    answer = go("/")
    answer.set_cookie(Cookie(key=DEVICE, value=cookie, max_age=KEPT_S, httponly=True, samesite="strict"))
    return answer


def _list(request: Asks, state: WebState, invitation: Invitation | None) -> Response[str]:
    snapshot, known, net = state.hub.snapshot(), state.hub.known(), state.net
    desks = {desk.id: desk.name for desk in snapshot.office.desks}
    pair = (net.address if net.hosts else "") + "/koppeln"
    return page(
        request, "devices.html", devices=known.paired.values(), accounts=known.accounts.values(), desks=desks,
        invitation=invitation, now=snapshot.at, door=net.door, pair=pair,
    )  # fmt: skip


def _again(request: Asks, data: Arrival, why: str) -> Response[str]:
    wrong = pages(request).say(why)
    return page(request, "pair.html", HTTPStatus.FORBIDDEN, wrong=wrong, code=data.code, name=data.name)
