"""Changing a family, each part in a form of its own: what two change at once is put together, or asked about."""

from http import HTTPStatus

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

from broker.families import new_id
from broker.house.state import House
from broker.web.family_forms import without_one
from broker.web.family_parts import (
    LETTERS,
    NEW,
    Opened,
    draw,
    form_of,
    looked,
    opened,
    opened_new,
    pseudonym,
    remembered,
    was,
)
from broker.web.family_saving import GONE, save, write
from broker.web.fields import sent
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.recording import NotRecordedError
from broker.web.state import WebState
from broker.wire.errors import ConflictError
from broker.wire.language import mark

FAMILY = "/familien/{family:str}"
PERSON = FAMILY + "/{part:str}/{person:str}"
CHANGED = mark("Somebody has just changed this. Please look again.")


@get("/familien/neu", include_in_schema=False)
async def new_family(request: Asks, state: WebState) -> Response[str]:
    """Ask about a new family."""
    return draw(request, await opened_new(request, state, new_id("f")))


@post("/familien/neu", include_in_schema=False)
async def add_family(request: Asks, state: WebState) -> Response[str]:
    """Take it in."""
    fields = await sent(request)
    family = pseudonym(fields["id"], "family")
    return await save(request, state, fields, lambda: opened_new(request, state, family))


@get(FAMILY + "/angaben", include_in_schema=False)
async def own_page(request: Asks, state: WebState, family: FromPath[str]) -> Response[str]:
    """Ask about the family as a whole."""
    return draw(request, await opened(request, state, "", family, ""))


@post(FAMILY + "/angaben", include_in_schema=False)
async def own_save(request: Asks, state: WebState, family: FromPath[str]) -> Response[str]:
    """Change it."""
    return await save(request, state, await sent(request), lambda: opened(request, state, "", family, ""))


@get(PERSON, include_in_schema=False)
async def part_page(
    request: Asks, state: WebState, family: FromPath[str], part: FromPath[str], person: FromPath[str]
) -> Response[str]:
    """Ask about somebody of a family."""
    form = form_of(part)
    fresh = person == NEW and form.adds
    found = await opened(request, state, part, family, new_id(LETTERS[form.group]) if fresh else person)
    if found.now is None and not fresh:
        raise NotFoundException(GONE)
    if not form.adds:
        await looked(request, state, "health", person)
    return draw(request, found)


@post(PERSON, include_in_schema=False)
async def part_save(
    request: Asks, state: WebState, family: FromPath[str], part: FromPath[str], person: FromPath[str]
) -> Response[str]:
    """Change somebody of a family, or take them in."""
    form, fields = form_of(part), await sent(request)
    fresh = person == NEW and form.adds
    whom = pseudonym(fields["id"], form.group) if fresh else person
    return await save(request, state, fields, lambda: opened(request, state, part, family, whom), known=not fresh)


@get(PERSON + "/weg", include_in_schema=False)
async def part_with(
    request: Asks, state: WebState, family: FromPath[str], part: FromPath[str], person: FromPath[str]
) -> Response[str]:
    """Ask whether somebody is no longer of a family."""
    found = await opened(request, state, part, family, person)
    if found.now is None or not found.form.adds:
        raise NotFoundException(GONE)
    return _ask(request, found)


@post(PERSON + "/weg", include_in_schema=False)
async def part_from(
    request: Asks, state: WebState, family: FromPath[str], part: FromPath[str], person: FromPath[str]
) -> Response[str]:
    """Let somebody be of a family no longer; what happened stays."""
    fields, found = await sent(request), await opened(request, state, part, family, person)
    if found.now is None or not found.form.adds:
        return go(f"{found.back}?getan=weg")
    if is_here(state.hub.snapshot().house, person):
        say = mark("%(name)s is in the house, or on duty. Please check out first.")
        return _ask(request, found, HTTPStatus.CONFLICT, pages(request).say(say) % {"name": found.name})
    if was(fields) != found.now:
        return _ask(request, found, HTTPStatus.CONFLICT, pages(request).say(CHANGED))
    entry = without_one(found.around.entry, found.form.group, person)
    try:
        await write(request, state, entry, found, "gone")
    except ConflictError:
        return _ask(request, found, HTTPStatus.CONFLICT, pages(request).say(CHANGED))
    except NotRecordedError as exc:
        return _ask(request, found, exc.status_code, pages(request).say(exc.detail))
    return go(f"{found.back}?getan=weg")


def is_here(house: House, person: str) -> bool:
    """Tell whether an adult or a child is in the house, or an adult on duty."""
    return person in house.visits or person in house.shifts or person in house.stays


def _ask(request: Asks, found: Opened, status: int = HTTPStatus.OK, notice: str = "") -> Response[str]:
    return page(request, "family_leave.html", status, opened=found, notice=notice, was=remembered(found.now or {}))
