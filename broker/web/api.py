"""For programs: the house in numbers, and each kiosk's roster. No names but in the roster."""

import hashlib
import hmac
from http import HTTPStatus

import msgspec
from litestar import Request, get, post
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath, JSONBody
from litestar.response import Response
from msgspec import Struct

from broker.house.pictures import house_picture
from broker.house.roster import NewCard, NewCardAnswer, Roster
from broker.house.upkeep import Worry
from broker.snapshot import Counters, NodeStatus
from broker.web.state import WebState
from broker.wire.message import Count, Ms
from broker.wire.pictures import DeskPicture, DevicePicture, RoomPicture

_encoder = msgspec.json.Encoder(order="deterministic")


class HouseNumbers(Struct, frozen=True, kw_only=True):
    """The house without names."""

    at: Ms
    pos: Count
    """Place in the hub's order up to which facts are in here."""
    adults: Count
    children: Count
    announced: Count
    questions: Count
    rooms: dict[str, RoomPicture]
    desks: dict[str, DeskPicture]
    devices: dict[str, DevicePicture]
    nodes: tuple[NodeStatus, ...]
    counters: Counters
    broker: bool
    upkeep: tuple[Worry, ...] = ()
    """What the hub's own machine needs of somebody."""


@get("/api/house")
async def numbers(state: WebState) -> HouseNumbers:
    """Give the house in numbers."""
    snapshot = state.hub.snapshot()
    picture = house_picture(snapshot.house)
    return HouseNumbers(
        at=snapshot.at,
        pos=picture.pos,
        adults=picture.adults,
        children=picture.children,
        announced=picture.announced,
        questions=picture.questions,
        rooms=snapshot.pictures.rooms,
        desks=snapshot.pictures.desks,
        devices=snapshot.pictures.devices,
        nodes=snapshot.nodes,
        counters=snapshot.counters,
        broker=snapshot.broker,
        upkeep=snapshot.upkeep.worries(snapshot.at),
    )


@get("/kiosks/{node:str}/roster")
async def roster(request: Request[None, None, WebState], state: WebState, node: FromPath[str]) -> Response[bytes]:
    """Give a kiosk everything it holds; 304 if it has it already."""
    body = _encoder.encode(_its_roster(request, state, node))
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    known = request.headers.get("if-none-match", "")
    fresh = tag in (entry.strip().removeprefix("W/") for entry in known.split(",")) or known.strip() == "*"
    return Response(
        b"" if fresh else body,
        status_code=304 if fresh else 200,
        headers={"etag": tag},
        media_type="application/json",
    )


@post("/kiosks/{node:str}/card", status_code=HTTPStatus.OK, exclude_from_csrf=True)
async def new_card(
    request: Request[None, None, WebState], state: WebState, node: FromPath[str], data: JSONBody[NewCard]
) -> NewCardAnswer:
    """Take a new card from a kiosk."""
    _its_roster(request, state, node)
    return NewCardAnswer(await state.hub.enrol(node, data.number))


def _its_roster(request: Request[None, None, WebState], state: WebState, node: str) -> Roster:
    """Give a kiosk's roster.

    :raises NotAuthorizedException: it is not this kiosk that asks.
    """
    found, secret = state.hub.roster(node), state.hub.token(node)
    given = request.headers.get("authorization", "")
    if found is None or secret is None or not hmac.compare_digest(given.encode(), f"Bearer {secret}".encode()):
        raise NotAuthorizedException(
            f"The kiosk {node!r} and its token do not belong together. Look at [[nodes]] in the office.toml, and bring "
            "the token over anew: dabei-broker SETTINGS token NODE"
        )
    return found
