"""Guests: staff sign them in, with a badge for the day if they like, count them, and see who is here."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID, uuid4

from litestar import get, post
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Struct
from msgspec.structs import replace

from broker.holding import GuestEntry, GuestRole
from broker.house.state import Guest
from broker.snapshot import Snapshot
from broker.web.cards import log
from broker.web.fields import Fields, sent
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.recording import NotRecordedError, not_saved, record
from broker.web.state import WebState
from broker.wire.errors import DabeiError, TakenError
from broker.wire.facts.presence import GuestArrived, GuestLeft, HeadsCounted
from broker.wire.language import mark
from broker.wire.wanted import Wanted

PAGE = "/gaeste"
MOST = 300
"""Heads of a party."""
ROLES: Mapping[GuestRole, str] = {
    "guest": mark("Guest"),
    "renter": mark("Rents a room"),
    "participant": mark("Takes part in a course"),
    "trainer": mark("Holds a course"),
}
DONE = {
    "da": mark("Signed in."),
    "weg": mark("Signed out."),
    "koepfe": mark("The number is corrected."),
    "karte": mark("The badge is free again."),
}
"""What was done, as the next page says it."""
GONE = mark("The house does not know this guest any more. Please look again.")


class Here(Struct, frozen=True):
    """A guest or a party in the house; `known` is nothing where the name is no longer kept."""

    visit: str
    guest: Guest
    known: GuestEntry | None


@get(PAGE, include_in_schema=False)
async def guests(request: Asks, state: WebState, getan: FromQuery[str] = "") -> Response[str]:
    """List who is here, and who was of late."""
    return _list(request, state, Fields(), done=getan)


@get(f"{PAGE}/neu", include_in_schema=False)
async def guest_form(request: Asks, state: WebState) -> Response[str]:
    """Ask who comes."""
    return await _form(request, state, Fields({"key": str(uuid4()), "heads": "1", "role": "guest"}))


@post(f"{PAGE}/neu", include_in_schema=False)
async def sign_in(request: Asks, state: WebState) -> Response[str]:
    """Sign a guest in."""
    fields = await sent(request)
    if _key(fields) in state.hub.snapshot().house.guests:  # sent twice
        return go(f"{PAGE}?getan=da")
    guest = await _read(state, fields)
    if fields.faults:
        return await _form(request, state, fields)
    try:
        await _come(request, state, guest)
    except TakenError:
        fields.wrong("badge", mark("Somebody else has got this badge meanwhile. Take another one."))
    except NotRecordedError as exc:
        return await _form(request, state, fields, pages(request).say(exc.detail))
    except DabeiError as exc:
        return await _form(request, state, fields, pages(request).say(not_saved(exc)))
    return await _form(request, state, fields) if fields.faults else go(f"{PAGE}?getan=da")


@post(PAGE + "/{guest:str}/wieder-da", include_in_schema=False)
async def come_again(request: Asks, state: WebState, guest: FromPath[str]) -> Response[str]:
    """Sign somebody in who was here of late."""
    fields, known = await sent(request), _known(state, guest)
    if not _inside(state.hub.snapshot(), guest):
        await _come(request, state, replace(known, visit=_key(fields)))
    return go(f"{PAGE}?getan=da")


@post(PAGE + "/{visit:str}/weg", include_in_schema=False)
async def sign_out(request: Asks, state: WebState, visit: FromPath[str]) -> Response[str]:
    """Sign a guest out; the badge is free again."""
    fields, here = await sent(request), state.hub.snapshot().house.guests.get(visit)
    if here is None:  # sent twice, or the badge was faster
        return go(f"{PAGE}?getan=weg")
    await record(state, Wanted(_key(fields), GuestLeft(visit=visit)))
    known = state.hub.snapshot().guests.get(here.arrived.guest)
    if known and known.badge:
        await state.hub.put_guest(replace(known, badge=0), log(request, "guest", here.arrived.guest, "badge"))
    return go(f"{PAGE}?getan=weg")


@post(PAGE + "/{visit:str}/koepfe", include_in_schema=False)
async def count(request: Asks, state: WebState, visit: FromPath[str]) -> Response[str]:
    """Correct how many a party are."""
    fields, here = await sent(request), state.hub.snapshot().house.guests.get(visit)
    if here is None:
        raise NotFoundException(GONE)
    heads = fields.number(f"heads-{visit}", 1, MOST, needed=True)
    if heads is None:
        return _list(request, state, fields)
    await record(state, Wanted(_key(fields), HeadsCounted(visit=visit, heads=heads)))
    if known := state.hub.snapshot().guests.get(here.arrived.guest):
        await state.hub.put_guest(replace(known, heads=heads), log(request, "guest", here.arrived.guest, "heads"))
    return go(f"{PAGE}?getan=koepfe")


@post(PAGE + "/{guest:str}/karte", include_in_schema=False)
async def take_badge(request: Asks, state: WebState, guest: FromPath[str]) -> Response[str]:
    """Take a badge back."""
    await state.hub.put_guest(replace(_known(state, guest), badge=0), log(request, "guest", guest, "badge"))
    return go(f"{PAGE}?getan=karte")


async def _come(request: Asks, state: WebState, guest: GuestEntry) -> None:
    visit = guest.visit or ""
    name = await state.hub.put_guest(guest, log(request, "guest", "", "new"))
    came = GuestArrived(visit=visit, guest=name, role=guest.role, heads=guest.heads, room=guest.room)
    await record(state, Wanted(visit, came))


async def _read(state: WebState, fields: Fields) -> GuestEntry:
    """Read the form; what is wrong with it stands in its faults."""
    rooms = {room.id for room in state.hub.snapshot().office.rooms}
    visit = _key(fields)
    free = {str(badge) for badge in await _free(state, visit)}
    name = fields.text("name", needed=True)
    role = fields.choice("role", ROLES)
    heads = fields.number("heads", 1, MOST, needed=True)
    room = fields.choice("room", {"", *rooms})
    phone = fields.phone("phone")
    if (badge := fields["badge"]) and badge not in free:
        fields.wrong("badge", mark("Somebody else has got this badge meanwhile. Take another one."))
    if fields.faults:
        return GuestEntry("?")
    return GuestEntry(name, visit, role, heads or 1, room or None, phone, badge=int(badge or 0))  # type: ignore[arg-type]  # one of ROLES


async def _free(state: WebState, visit: str) -> list[int]:
    """Give the badges that are free, and one that this form has lent already without getting further."""
    known = state.hub.snapshot().guests
    mine = {name for name, guest in known.items() if guest.visit == visit}
    return [row.badge for row in (await state.hub.cards()).badges if not row.guest or row.guest in mine]


def _key(fields: Fields) -> str:
    """Give the key of a form, which becomes the id of what it records.

    :raises ValidationException: it is none.
    """
    try:
        return str(UUID(fields["key"]))
    except ValueError as exc:
        raise ValidationException from exc


def _known(state: WebState, guest: str) -> GuestEntry:
    found = state.hub.snapshot().guests.get(guest)
    if found is None:
        raise NotFoundException(GONE)
    return found


def _inside(snapshot: Snapshot, guest: str) -> bool:
    return any(here.arrived.guest == guest for here in snapshot.house.guests.values())


def _list(request: Asks, state: WebState, fields: Fields, done: str = "") -> Response[str]:
    snapshot = state.hub.snapshot()
    here = [
        Here(visit, guest, snapshot.guests.get(guest.arrived.guest)) for visit, guest in snapshot.house.guests.items()
    ]
    inside = {entry.guest.arrived.guest for entry in here}
    late = sorted(
        (guest for guest in snapshot.guests.values() if guest.id not in inside), key=lambda guest: -guest.seen
    )  # fmt: skip
    return page(
        request,
        "guests.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fields.faults else HTTPStatus.OK,
        present=sorted(here, key=lambda entry: entry.guest.since),
        late=late[:100],
        heads=sum(entry.guest.heads for entry in here),
        roles=ROLES,
        rooms={room.id: room.name for room in snapshot.office.rooms},
        new_key=uuid4,
        fields=fields,
        done=DONE.get(done, ""),
        now=snapshot.at,
    )


async def _form(request: Asks, state: WebState, fields: Fields, wrong: str = "") -> Response[str]:
    free = await _free(state, fields["key"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fields.faults else HTTPStatus.OK
    rooms = [(room.id, room.name) for room in state.hub.snapshot().office.rooms]
    return page(
        request, "guest_form.html", HTTPStatus.SERVICE_UNAVAILABLE if wrong else status,
        fields=fields, free=free, roles=ROLES, rooms=rooms, wrong=wrong,
    )  # fmt: skip
