"""The carers' board: its page, its stream, and which hand its buttons are for."""

from litestar import MediaType, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Response, Stream

from broker.house.questions import TABLE
from broker.snapshot import Snapshot
from broker.web.board_actor import HAND, TOLD, hand
from broker.web.board_expected import expected
from broker.web.board_status import status
from broker.web.board_view import board, take_key
from broker.web.desk_face import desk_of
from broker.web.devices import KEPT_S
from broker.web.feed import Feed
from broker.web.forms import signed
from broker.web.hub import Hub
from broker.web.languages import pages
from broker.web.login import Asks, go
from broker.web.pages import Pages
from broker.web.phone_asks import PhoneAsks
from broker.web.state import WebState
from broker.web.who import who
from broker.wire.message import Ms

PANELS = ("status", "alerts", "children", "parents", "thumbs")
"""What changes on its own, each in `templates/board/`."""


class BoardView:
    """Draws the board, once for everybody who watches it."""

    def __init__(self, hub: Hub, asks: PhoneAsks, pages: Pages) -> None:
        """Draw for this hub and the phones that ask to be let in, with these pages."""
        self._hub, self._asks, self._pages, self.assets = hub, asks, pages, pages.assets

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        """Draw every panel."""
        view = {
            "board": board(snapshot, self._hub.glances()),
            "status": status(snapshot),
            "asked": asked(snapshot),
            "expected": expected(snapshot),
            "phones": [(ask, desk_of(snapshot.office, ask.desk)) for ask in self._asks.waiting(snapshot.house)],
            "now": snapshot.at,
            "take_key": take_key,
            "snapshot": snapshot,
        }
        return {panel: self._pages.draw(f"board/{panel}.html", **view).strip() for panel in PANELS}

    def clock(self, now: Ms) -> dict[str, str]:
        """Give what the head of the page says of the time."""
        return self._pages.clock(now)


def board_feed(state: WebState, pages: Pages) -> Feed:
    """Give the stream of the board."""
    view = BoardView(state.hub, state.asks, pages)
    return state.feeds.of(f"board/{pages.language}", lambda: Feed(state.hub, view, state.now))


def asked(snapshot: Snapshot) -> tuple[int, int]:
    """Count (alarms, other questions) that carers may answer."""
    kinds = [entry.kind for entry in snapshot.house.open_questions() if may_answer(entry.kind)]
    alarms = sum(TABLE[kind].alarm for kind in kinds)
    return alarms, len(kinds) - alarms


def may_answer(kind: str) -> bool:
    """Tell whether carers answer a question of this kind."""
    return kind in TABLE and "carer" in TABLE[kind].who


@get("/betreuung", media_type=MediaType.HTML, include_in_schema=False)
async def carers_board(
    request: Asks, state: WebState, getan: FromQuery[str] = "", ruf: FromQuery[str] = ""
) -> Response[str]:
    """Show the board.

    :param getan: what a form without script has just done, as in `TOLD`; `ruf` is the urgent call that it began.
    """
    snapshot, speaking = state.hub.snapshot(), pages(request)
    room = next((room.name for room in snapshot.office.rooms if room.id == snapshot.office.care_room), "")
    notice = ""
    if getan in TOLD:
        call = ruf if ruf in snapshot.house.calls else ""
        notice = speaking.draw("board/told.html", words=speaking.say(TOLD[getan]), told=getan, call=call)
    html = speaking.page(
        "board.html",
        request,
        drawn=board_feed(state, speaking).refresh(),
        head=speaking.clock(snapshot.at),
        room=room,
        hand=hand(request),
        notice=notice,
    )
    return Response(signed(html, request), media_type=MediaType.HTML)


@get("/betreuung/strom", media_type="text/event-stream", include_in_schema=False)
async def board_events(request: Asks, state: WebState) -> Stream:
    """Send each panel that changes, as long as whoever watches still may."""
    feed = board_feed(state, pages(request))
    return Stream(feed.stream(lambda: who(request) == request.user), media_type="text/event-stream")


@post("/betreuung/hand", include_in_schema=False)
async def change_hand(request: Asks) -> Response[str]:
    """Put the buttons under the other hand, on this tablet."""
    answer = go("/betreuung")
    other = "right" if hand(request) == "left" else "left"
    answer.set_cookie(Cookie(HAND, "/betreuung", other, KEPT_S, httponly=True, samesite="strict"))
    return answer
