"""The web application: routes, what protects them, and the stream's task."""

import contextlib
import logging
import mimetypes
import time
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus

from litestar import Litestar, MediaType, Request
from litestar.datastructures import CacheControlHeader
from litestar.exceptions import HTTPException, TooManyRequestsException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Response
from litestar.static_files import create_static_files_router
from litestar.stores.base import Store
from litestar.stores.memory import MemoryStore

from broker.web import (
    api,
    audit,
    board,
    board_children,
    board_duty,
    board_families,
    board_handover,
    board_leaving,
    board_past,
    board_phones,
    board_presence,
    board_questions,
    card_enrol,
    cards,
    desk,
    desk_codes,
    devices,
    emergency,
    families,
    family,
    family_edit,
    guests,
    health,
    house,
    house_acts,
    language_choice,
    letters,
    login,
    metrics,
    paper,
    phone,
    phone_desk,
    rights,
    settings,
    trusting,
    visits,
)
from broker.web.access import allowed, door
from broker.web.forms import COOKIE, protection
from broker.web.guard import guard, secure
from broker.web.hub import Hub
from broker.web.languages import pages
from broker.web.net import Net
from broker.web.pages import STATIC
from broker.web.sessions import Sessions
from broker.web.state import WebState, begin
from broker.web.who import NOBODY, Recognise
from broker.wire.errors import AnswerError, DabeiError
from broker.wire.language import mark
from broker.wire.message import Ms

_log = logging.getLogger(__name__)
FORGED = "CSRF token verification failed"
"""What the framework says of a form that is not signed for this browser."""
FRAMEWORK = {
    FORGED: mark("Only a page of this house may change something. Open the page again."),
    "Not Found": mark("There is no such page."),
    "Method Not Allowed": mark("There is no such page."),
    "Request Entity Too Large": mark("That is too long. Please go back, and write less."),
}
"""What the framework says in English → the same in words of the catalogue."""
PROGRAMS = ("/api/", "/healthz", "/kiosks/", "/metrics", "/schema")
"""Where a fault is told in JSON."""


def wall_ms() -> Ms:
    """Give wall time in milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    hub: Hub,
    now: Callable[[], Ms] = wall_ms,
    sessions: Store | None = None,
    tries: Store | None = None,
    net: Net | None = None,
) -> Litestar:
    """Make the pages of a hub.

    :param sessions: keeps who has logged in, through a restart if it is on the disk.
    :param tries: keeps the same way how often a PIN was wrong.
    :param net: how they are found in the network; None where they are served on this machine only.
    """
    mimetypes.add_type("font/woff2", ".woff2")  # not every system knows it
    static = create_static_files_router(
        "/static", [STATIC], cache_control=CacheControlHeader(public=True, max_age=86_400)
    )  # fmt: skip
    return Litestar(
        [
            house.house, house.events, house_acts.answer_question, house_acts.fixed, house_acts.mark_desk,
            visits.leave, visits.undo, api.numbers, api.roster, api.new_card, health.health, metrics.metrics,
            language_choice.choose_language,
            login.log_in_page, login.log_in, login.log_out, login.unlock_page, login.unlock,
            families.families_list, family.family_sheet, family_edit.new_family, family_edit.add_family,
            family_edit.own_page, family_edit.own_save, family_edit.part_page, family_edit.part_save,
            family_edit.part_with, family_edit.part_from,
            audit.audit, rights.export, rights.file, rights.leave, rights.erase,
            devices.devices, devices.invite, devices.put_out, devices.pair_page, devices.pair,
            board.carers_board, board.board_events, board.change_hand,
            board_children.child_sheet, board_children.take, board_children.call, board_children.end_call,
            board_children.note, board_children.with_adult,
            board_handover.handover_sheet, board_handover.hand_over, board_handover.health,
            board_questions.questions_page, board_questions.answer_question,
            board_families.families_page, board_families.family_page, board_leaving.leave,
            board_presence.come, board_presence.change_desk, board_presence.choose, board_presence.go_out,
            board_presence.come_back, board_presence.take_back,
            board_duty.duty_page, board_duty.begin_shift, board_duty.end_shift, board_duty.hand_shift_over,
            board_duty.count, board_duty.wait_no_longer, board_past.past_page, board_phones.phone_asks,
            emergency.emergency, emergency.emergency_news, emergency.emergency_said,
            paper.paper, paper.paper_form, paper.paper_write, desk_codes.codes, desk_codes.renew,
            desk.desk, desk.events, desk.answer_call, desk.answer_question, desk.code,
            phone_desk.scanned, phone_desk.own_code, phone_desk.ask_carers,
            phone.invited, phone.enter, phone.calls, phone.events, phone.answer_call, phone.over,
            settings.settings, settings.past, settings.open_form, settings.save, settings.take_back,
            cards.cards, cards.search, cards.card, cards.mark_card,
            card_enrol.family_cards, card_enrol.type_card, card_enrol.expect, card_enrol.waiting, card_enrol.stop,
            letters.new_code, letters.drop_code, letters.new_codes,
            guests.guests, guests.guest_form, guests.sign_in, guests.come_again, guests.sign_out, guests.count,
            guests.take_badge,
            trusting.trust_page, trusting.authority, trusting.bundle,
            static,
        ],
        state=begin(hub, now, tries or MemoryStore(), net or Net()),
        middleware=[guard(net.hosts if net else ()), login.throttle.middleware, Sessions().middleware, Recognise],
        guards=[allowed],
        stores={"sessions": sessions or MemoryStore()},
        csrf_config=protection(hub.forms()),
        before_send=[secure],
        exception_handlers={HTTPException: problem, Exception: problem},
        lifespan=[_following],
        # Litestar's own documentation pages load their scripts from a CDN.
        openapi_config=OpenAPIConfig("Dabei", "1", render_plugins=[JsonRenderPlugin()]),
        request_max_body_size=64 * 1024,
        logging_config=None,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def _following(app: Litestar) -> AsyncIterator[None]:
    """Draw the house from the start on: whether that can be done is what `/healthz` tells."""
    house.house_feed(app.state, app.state.languages.own, kept=True)
    try:
        yield
    finally:
        await app.state.feeds.stop()


def problem(request: Request[None, None, WebState], exc: Exception) -> Response[str] | Response[dict[str, str]]:
    """Tell a fault in words: a page to people, JSON to programs."""
    status, words = _words(exc)
    who = request.scope.get("user") or NOBODY
    if status == HTTPStatus.UNAUTHORIZED and not request.url.path.startswith(PROGRAMS):
        place = door(who, request.url.path, back=request.method == "GET")
        return Response("", status_code=HTTPStatus.SEE_OTHER, headers={"location": place})
    if request.url.path.startswith(PROGRAMS):
        return Response({"detail": words}, status_code=status)
    template = "fault.html" if "x-dabei-live" in request.headers else "problem.html"
    speaking = pages(request)
    html = speaking.draw(template, words=speaking.say(words), who=who, form="", path="/")
    answer = Response(html, status_code=status, media_type=MediaType.HTML)
    if getattr(exc, "detail", "") == FORGED:
        answer.delete_cookie(COOKIE)  # one of another hub, or from before a restore, would fail for ever
    return answer


def _words(exc: Exception) -> tuple[int, str]:
    match exc:
        case ValidationException() | AnswerError():
            return HTTPStatus.BAD_REQUEST, mark("The form does not fit this page any more. Open the page again.")
        case TooManyRequestsException():
            return exc.status_code, mark("Too many tries. Please wait a minute.")
        case HTTPException(detail=detail) if detail in FRAMEWORK:
            return exc.status_code, FRAMEWORK[detail]
        case HTTPException():
            return exc.status_code, exc.detail
    return _fault(exc)


def _fault(exc: Exception) -> tuple[int, str]:
    _log.error("a page failed", exc_info=exc)
    if isinstance(exc, DabeiError):
        return HTTPStatus.SERVICE_UNAVAILABLE, mark("Not saved. The hub's log says why. Please try again.")
    return HTTPStatus.INTERNAL_SERVER_ERROR, mark("Something went wrong here. The hub's log says what.")
