"""The emergency list: who has to be found outside. Tablets tick, and what they tick adds up."""

import hashlib
import logging
from typing import Annotated

from litestar import MediaType, get, post
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Meta, Struct

from broker.web.emergency_view import emergency_view
from broker.web.languages import pages
from broker.web.login import Asks
from broker.web.noting import noting
from broker.web.pages import Pages
from broker.web.recording import NotRecordedError, record
from broker.web.state import WebState
from broker.web.who import Who
from broker.wire.facts.house import EmergencyBegan, EmergencyEnded, EmergencyTicked
from broker.wire.message import Id
from broker.wire.wanted import Wanted

COMMIT_S = 5
DAY_MS = 24 * 3_600_000
_log = logging.getLogger(__name__)


class Said(Struct, frozen=True):
    """What a tablet tells: a fact under an id of its own, and how long ago it was."""

    id: Id
    body: EmergencyBegan | EmergencyTicked | EmergencyEnded
    ago: Annotated[int, Meta(ge=0, le=DAY_MS)] = 0
    """Milliseconds, by the tablet's own clock alone."""


class Heard(Struct, frozen=True):
    """Which of them are recorded, and which are not for this tablet to say."""

    done: list[Id]
    refused: list[Id]


class News(Struct, frozen=True):
    """The list as it is now; `html` is empty if the tablet has seen it."""

    seen: str
    html: str


@get("/notfall", media_type=MediaType.HTML, include_in_schema=False)
async def emergency(request: Asks, state: WebState) -> Response[str]:
    """Show the list. That records nothing of the house; who opened it stands in the access log, if that can be kept."""
    who = request.user
    speaking = pages(request)
    news = _draw(state, speaking, who)
    html = speaking.page("emergency.html", request, news=news, plan=state.hub.snapshot().office.emergency)
    return Response(html, background=noting(state.hub, who, "emergency_list"))


@get("/notfall/stand", include_in_schema=False)
async def emergency_news(request: Asks, state: WebState, seen: FromQuery[str] = "") -> News:
    """Give the list as it is now, unless it is as the tablet has seen it."""
    news = _draw(state, pages(request), request.user)
    return News(news.seen, "") if news.seen == seen else news


@post("/notfall/meldung", status_code=200, include_in_schema=False)
async def emergency_said(
    request: Asks, state: WebState, data: Annotated[list[Said], Meta(max_length=100)]
) -> Heard:  # fmt: skip
    """Record what a tablet tells, in its order, at the time at which it was; what is not recorded it tells again."""
    refused = [said.id for said in data if request.user.role == "locked" and isinstance(said.body, EmergencyEnded)]
    now = state.now()
    wanted = [Wanted(said.id, said.body, now - said.ago) for said in data if said.id not in refused]
    done = [fact.id for fact in wanted] if await _record(state, wanted) else []
    return Heard(done, refused)


async def _record(state: WebState, wanted: list[Wanted]) -> bool:
    try:
        await record(state, *wanted)
    except NotRecordedError:
        _log.warning("something of an emergency could not be recorded yet; the tablet tells it again", exc_info=True)
        return False
    return True


def _draw(state: WebState, pages: Pages, who: Who) -> News:
    view = emergency_view(state.hub.snapshot(), state.now(), names=who.role != "locked")
    html = pages.draw("emergency_list.html", view=view)
    return News(hashlib.sha256(html.encode()).hexdigest()[:16], html)
