"""The settings that staff change in pages: each change is a fact, with its history."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from litestar import get, post
from litestar.exceptions import NotFoundException, ValidationException
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec.json import encode

from broker.house.office import Office
from broker.house.time import office_day
from broker.snapshot import Snapshot
from broker.web.fields import Fields, sent
from broker.web.forms import key
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.recording import NotRecordedError, not_saved, record
from broker.web.settings_forms import FORMS
from broker.web.settings_parts import Form, Part
from broker.web.settings_view import InForce, Span, changes, fixed, spans
from broker.web.settings_words import Telling
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.facts.settings import DaySet, SettingFact
from broker.wire.language import mark
from broker.wire.wanted import Wanted

HOME = "/einstellungen"
WHAT = "settings"
"""What the access log calls a change."""
NO_HOLIDAYS = mark("The settings file names no public holidays: set each day here on which the house is closed.")
"""What is said of closed days in an office without holidays."""
NO_HOURS = mark("The house counts as open. Once a day here has hours, the house is closed on every day without.")
"""What is said of hours where none are set."""


@get(HOME, include_in_schema=False)
async def settings(request: Asks, state: WebState, getan: FromQuery[str] = "") -> Response[str]:
    """Show what is in force, and by whose word."""
    snapshot, telling = state.hub.snapshot(), _telling(request)
    return page(
        request,
        "settings.html",
        sections=InForce(snapshot.office, await state.hub.settings(), snapshot.at, telling).sections(),
        fixed=fixed(snapshot.office, telling),
        done=FORMS[getan].title if getan in FORMS else "",
        now=snapshot.at,
    )


@get(f"{HOME}/verlauf", include_in_schema=False)
async def past(request: Asks, state: WebState) -> Response[str]:
    """Show everything that staff have changed."""
    found = changes(await state.hub.settings(), _telling(request))
    return page(request, "settings_past.html", changes=found, now=state.hub.snapshot().at)


@get(f"{HOME}/{{what:str}}", include_in_schema=False)
async def open_form(request: Asks, state: WebState, what: FromPath[str]) -> Response[str]:
    """Show one form with what is in force."""
    return await _page(request, state, what, _opened(what, state.hub.snapshot().office))


@post(f"{HOME}/{{what:str}}", include_in_schema=False)
async def save(request: Asks, state: WebState, what: FromPath[str]) -> Response[str]:
    """Record what was changed, unless it has become another one meanwhile."""
    form, snapshot = _form(what), state.hub.snapshot()
    fields = merged(form, await sent(request), snapshot.office, _telling(request))
    status = HTTPStatus.CONFLICT if fields.faults else HTTPStatus.BAD_REQUEST
    facts = list(form.read(fields, snapshot.office, office_day(snapshot.at, snapshot.office.zone)))
    if fields.faults:
        return await _page(request, state, what, fields, status)
    try:
        await _record(request, state, what, fields["key"] + fields["was"], facts)
    except NotRecordedError as exc:  # what was typed stays on the screen
        wrong = pages(request).say(exc.detail)
        return await _page(request, state, what, fields, HTTPStatus.SERVICE_UNAVAILABLE, wrong)
    return go(f"{HOME}?getan={what}")


@post(f"{HOME}/tage/zurueck", include_in_schema=False)
async def take_back(request: Asks, state: WebState) -> Response[str]:
    """Let days be as usual again, unless they have become other ones meanwhile."""
    fields = await sent(request)
    day, until = fields.day("day", needed=True), fields.day("until")
    if fields.faults or (until and until <= day):
        raise ValidationException
    last = until or day
    now = [
        span for span in _days(state.hub.snapshot()) if span.day.by_staff and span.first <= last and day <= span.last
    ]
    if any(span.said != fields["said"] for span in now):
        fields = _opened("tage", state.hub.snapshot().office)
        fields.wrong("day", mark("Somebody else has changed this meanwhile."))
        return await _page(request, state, "tage", fields, HTTPStatus.CONFLICT)
    if now:
        await _record(request, state, "tage", fields["key"], [DaySet(day=day, until=until, usual=True)])
    return go(f"{HOME}/tage")


def merged(form: Form, typed: Fields, office: Office, telling: Telling) -> Fields:
    """Give what was typed, beside what others have changed since the form was opened.

    What only others have changed is as they left it. What both have changed is told, once: whoever sends the form
    again has seen what it is now.
    """
    now, opened = form.shown(office), dict(parse_qsl(typed["was"], keep_blank_values=True))
    said = {**{name: typed[name] for name in now}, "key": typed["key"], "was": urlencode(now)}
    both = list[Part]()
    for part in form.parts(office):
        theirs = any(opened.get(name, now[name]) != now[name] for name in part.names)
        mine = any(said[name] != opened.get(name, said[name]) for name in part.names)
        if theirs and not mine:
            said |= {name: now[name] for name in part.names}
        elif theirs and any(said[name] != now[name] for name in part.names):
            both.append(part)
    fields = Fields(said)
    for part in both:
        words = mark("Somebody else has changed this meanwhile: now it is %(now)s. Save again if yours shall hold.")
        fields.wrong(part.names[0], words, now=" · ".join(_values(part, now, telling)) or "-")
    return fields


def _values(part: Part, now: Mapping[str, str], telling: Telling) -> Iterator[str]:
    """Say what stands in fields, as their form shows it."""
    for entry in part.inputs:
        if said := now[entry.name]:
            match entry.kind:
                case "choice":
                    yield dict(entry.options).get(said, said)
                case "day":
                    yield telling.day(said)
                case "flag":
                    yield telling.say(mark("firm"))
                case _:
                    yield said


def _opened(what: str, office: Office) -> Fields:
    """Give a form with what is in force."""
    shown = _form(what).shown(office)
    return Fields({**shown, "key": str(uuid4()), "was": urlencode(shown)})


async def _page(
    request: Asks, state: WebState, what: str, fields: Fields, status: int = HTTPStatus.OK, wrong: str = ""
) -> Response[str]:
    form, snapshot, telling = FORMS[what], state.hub.snapshot(), _telling(request)
    parts = form.parts(snapshot.office)
    return page(
        request,
        "settings_form.html",
        status,
        what=what,
        title=form.title,
        hint=_hint(snapshot, what),
        parts=parts,
        labels={entry.name: (part.legend, entry.label) for part in parts for entry in part.inputs},
        fields=fields,
        wrong=wrong,
        days=_days(snapshot) if what == "tage" else (),
        telling=telling,
        changes=changes(await state.hub.settings(), telling, what),
        now=snapshot.at,
        new_key=uuid4(),
    )


def _hint(snapshot: Snapshot, what: str) -> str:
    """Say what a form does; of hours and holidays an office may have none."""
    office = snapshot.office
    if what == "zeiten" and not office.rules.hours:
        return NO_HOURS
    return NO_HOLIDAYS if what == "tage" and office.holidays is None else FORMS[what].hint


def _days(snapshot: Snapshot) -> list[Span]:
    """Give closed and special days of this year and the next, without those that are over."""
    today = office_day(snapshot.at, snapshot.office.zone)
    return [span for span in spans(snapshot.office.rules.days) if span.last >= str(today)]


async def _record(request: Asks, state: WebState, what: str, form: str, facts: list[SettingFact]) -> None:
    """Record what a form changes, and who did; sent again it changes nothing.

    :raises NotRecordedError: nothing was recorded, or nobody knows.
    """
    if facts:
        who = request.user
        try:
            await state.hub.note(who.role, who.name, who.device, WHAT, "", what)
        except DabeiError as exc:
            raise NotRecordedError(not_saved(exc)) from exc
        await record(state, *(Wanted(key(form, encode(said).decode()), said) for said in facts))


def _form(what: str) -> Form:
    if what not in FORMS:
        raise NotFoundException(mark("There is no such setting."))
    return FORMS[what]


def _telling(request: Asks) -> Telling:
    speaking = pages(request)
    return Telling(speaking.words, speaking.say)
