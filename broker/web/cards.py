"""All cards of the office: who has which, lost ones, and the badges that guests have for a day."""

import hashlib
import hmac
from http import HTTPStatus
from typing import cast

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Struct

from broker.holding import BADGE, BadgeRow, CardRow, CardState
from broker.house.roster import normal_card
from broker.known import Entry
from broker.web.family_search import folded
from broker.web.fields import Fields, sent
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.recording import not_saved
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.language import mark

PAGE = "/karten"
SHOWN = 4
"""Characters of a number that are shown."""
STATES: dict[str, str] = {
    "lost": mark("It counts no longer. The terminal then asks kindly to go to the carers."),
    "ok": mark("It opens the door again."),
    "gone": mark("It is unknown then, and may be given to somebody else. What was done with it stays."),
}
"""What each mark does."""
DONE = {
    "lost": mark("The card is marked as lost. Terminals learn it at once, or when they have the hub again."),
    "ok": mark("The card counts again."),
    "gone": mark("The card is nobody's any more."),
    "new": mark("The new card is registered and counts from now on."),
    "code": mark("The code was taken away."),
}
"""What was done, as the next page says it."""
GONE = mark("This card is no longer there. Open the page again.")


class Shown(Struct, frozen=True):
    """A card or badge as a page shows it, under a name that tells nothing of its number."""

    ref: str
    last: str
    row: CardRow | BadgeRow

    @property
    def of_guests(self) -> bool:
        """Whether it is a badge of the office."""
        return isinstance(self.row, BadgeRow)


@get(PAGE, include_in_schema=False)
async def cards(request: Asks, state: WebState, getan: FromQuery[str] = "") -> Response[str]:
    """List every card."""
    return await _list(request, state, Fields(), getan)


@post(PAGE, include_in_schema=False)
async def search(request: Asks, state: WebState) -> Response[str]:
    """List cards with this number, or of whoever is called so; the number of a card stands in no address."""
    return await _list(request, state, await sent(request), "")


@get(PAGE + "/karte/{ref:str}", include_in_schema=False)
async def card(request: Asks, state: WebState, ref: FromPath[str]) -> Response[str]:
    """Say what may be done with one card, and what happens then."""
    return await _card(request, state, ref, "")


@post(PAGE + "/karte/{ref:str}/{said:str}", include_in_schema=False)
async def mark_card(request: Asks, state: WebState, ref: FromPath[str], said: FromPath[str]) -> Response[str]:
    """Mark a card as lost, found again, or nobody's."""
    found = await find(state, ref)
    if said not in actions(found):
        raise NotFoundException(GONE)
    row = found.row
    subject = row.adult if isinstance(row, CardRow) else ""
    try:
        await state.hub.mark_card(row.number, cast("CardState", said), log(request, "card", subject, said))
    except DabeiError as exc:
        return await _card(request, state, ref, pages(request).say(not_saved(exc)))
    return go(f"{PAGE}?getan={said}")


def shown(state: WebState, row: CardRow | BadgeRow) -> Shown:
    """Give a card as pages show it."""
    ref = hmac.new(state.hub.forms().encode(), row.number.encode(), hashlib.sha256).hexdigest()[:20]
    return Shown(ref, row.number[-SHOWN:], row)


async def find(state: WebState, ref: str) -> Shown:
    """Find a card by the name that pages give it.

    :raises NotFoundException: there is no such card any more.
    """
    known = await state.hub.cards()
    rows: tuple[CardRow | BadgeRow, ...] = (*known.cards, *known.badges)
    every = (shown(state, row) for row in rows)
    found = next((each for each in every if hmac.compare_digest(each.ref.encode(), ref.encode())), None)
    if found is None:
        raise NotFoundException(GONE)
    return found


def actions(found: Shown) -> list[str]:
    """Give what may be done with a card."""
    if isinstance(found.row, BadgeRow):
        return ["gone"]
    return ["lost" if found.row.state == "ok" else "ok", "gone"]


def log(request: Asks, what: str, subject: str, detail: str = "") -> Entry:
    """Make the line of the access log for what somebody does; the hub fills in when."""
    who = request.user
    return Entry(0, who.role, who.name or who.adult, who.device, what, subject, detail)


async def _card(request: Asks, state: WebState, ref: str, wrong: str) -> Response[str]:
    found, snapshot = await find(state, ref), state.hub.snapshot()
    return page(
        request,
        "card.html",
        HTTPStatus.SERVICE_UNAVAILABLE if wrong else HTTPStatus.OK,
        card=found,
        actions=actions(found),
        states=STATES,
        guest=snapshot.guests.get(found.row.guest) if isinstance(found.row, BadgeRow) else None,
        wrong=wrong,
        now=snapshot.at,
    )


async def _list(request: Asks, state: WebState, fields: Fields, done: str) -> Response[str]:
    known, snapshot = await state.hub.cards(), state.hub.snapshot()
    wanted = fields.text("q", 80)
    rows = [row for row in known.cards if _is_wanted(row, wanted)]
    badges = [row for row in known.badges if not wanted or row.number == normal_card(wanted)]
    return page(
        request,
        "cards.html",
        cards=[shown(state, row) for row in rows],
        badges=[shown(state, row) for row in badges],
        guests=snapshot.guests,
        without=[adult for adult in known.adults if not adult.coded],
        key=state.letters.key(),
        kiosks=kiosks(state),
        badge=BADGE,
        fields=fields,
        every=len(known.cards) + len(known.badges),
        done=DONE.get(done, ""),
        now=snapshot.at,
    )


def kiosks(state: WebState) -> list[tuple[str, str]]:
    """Give id and name of every kiosk."""
    return [(node.id, node.name) for node in state.hub.snapshot().office.nodes if node.role == "kiosk"]


def _is_wanted(row: CardRow, wanted: str) -> bool:
    number = normal_card(wanted)
    named = all(word in folded(f"{row.name} {row.label}") for word in folded(wanted).split())
    return named or row.number == number or (len(number) == SHOWN and row.number.endswith(number))
