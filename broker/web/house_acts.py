"""What staff do on the house page: they answer, say that a device works again, and mark a desk as defect."""

from typing import Annotated, Literal

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Meta, Struct

from broker.house.questions import answer, answers
from broker.snapshot import Snapshot
from broker.web.answers import FIXABLE
from broker.web.board_handover import logged
from broker.web.forms import FORM, key
from broker.web.languages import pages
from broker.web.login import Asks, go
from broker.web.pages import Pages
from broker.web.people import adult_name
from broker.web.recording import record
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.facts.house import DeskMarked, DeviceFixed
from broker.wire.language import mark
from broker.wire.message import Id
from broker.wire.wanted import Wanted

Text = Annotated[str, Meta(max_length=120)]
TOLD = {
    "answered": mark("Answered."),
    "settled": mark("That has been settled already. Please look again."),
    "fixed": mark("Noted. If the device still says the same in 15 minutes, it stands here again."),
    "defect": mark("%(desk)s is marked as defect. Nobody is sent there any more."),
    "defect_taken": mark("%(desk)s is marked as defect. %(who)s sits there: please find another desk together."),
    "works": mark("%(desk)s can be used again."),
}
"""What has been done, in words: drawn after COMMIT, from what is true then."""


class AnswerForm(Struct, frozen=True):
    """An answer to a question."""

    key: Id
    why: Text
    subject: Text
    said: Text


class FixedForm(Struct, frozen=True):
    """A device, node or sensor that somebody has put right."""

    key: Id
    device: Text


class DeskForm(Struct, frozen=True):
    """How a desk is from now on."""

    key: Id
    desk: Literal["defect", "works"]


@post("/fragen", include_in_schema=False)
async def answer_question(request: Asks, state: WebState, data: Annotated[AnswerForm, FORM]) -> Response[str]:
    """Record what staff answer, and what it means."""
    house = state.hub.snapshot().house
    found = house.questions.get((data.why, data.subject))
    if found is None or found.answered or data.said not in answers(found.kind, "staff"):  # somebody else was faster
        return _say(request, state, "settled")
    meant = answer(house, found, data.said, None)
    await _act(request, state, "answer", data.subject, f"{data.why} {data.said}", data.key, *meant)
    return _say(request, state, "answered")


@post("/behoben", include_in_schema=False)
async def fixed(request: Asks, state: WebState, data: Annotated[FixedForm, FORM]) -> Response[str]:
    """Record that a device, a node or a sensor has been put right, as far as whoever did it knows."""
    if data.device not in _things(state.hub.snapshot()):
        raise NotFoundException(mark("The house does not know this device any more. Please look again."))
    await _act(request, state, "device_fixed", data.device, "", data.key, DeviceFixed(device=data.device))
    return _say(request, state, "fixed")


@post("/platz/{desk:str}/defekt", include_in_schema=False)
async def mark_desk(
    request: Asks, state: WebState, desk: FromPath[str], data: Annotated[DeskForm, FORM]
) -> Response[str]:
    """Record that a desk is defect, or works again."""
    if desk not in {entry.id for entry in state.hub.snapshot().office.desks}:
        raise NotFoundException(mark("This desk is no longer there. Open the page again."))
    marked = DeskMarked(desk=desk, defect=data.desk == "defect")
    await _act(request, state, "desk_marked", desk, data.desk, data.key, marked)
    return _say(request, state, data.desk, desk)


def done(snapshot: Snapshot, pages: Pages, told: str, desk: str = "") -> str:
    """Draw the line that tells what a press did; empty for what nobody can have done."""
    name = next((entry.name for entry in snapshot.office.desks if entry.id == desk), "")
    if told not in TOLD or (told in ("defect", "works") and not name):
        return ""
    sits = snapshot.house.desks().get(desk)
    who = adult_name(snapshot, sits.adult) if sits else ""
    text = TOLD["defect_taken" if told == "defect" and sits else told]
    words = pages.say(text) % {"desk": name, "who": who or pages.say(mark("Somebody"))}
    return pages.draw("done.html", words=words, bad=told == "settled" or (told == "defect" and sits is not None))


async def _act(
    request: Asks, state: WebState, what: str, subject: str, detail: str, once: Id, *bodies: FactBody
) -> None:
    """Write the access log, then record, each under an id that follows from the form."""
    await logged(state, request, request.user.name, what, subject, detail)
    await record(state, *(Wanted(key(once, detail, place), body) for place, body in enumerate(bodies)))


def _say(request: Asks, state: WebState, told: str, desk: str = "") -> Response[str]:
    if "x-dabei-live" in request.headers:
        return Response(done(state.hub.snapshot(), pages(request), told, desk), status_code=200, media_type="text/html")
    return go(f"/?getan={told}&platz={desk}")


def _things(snapshot: Snapshot) -> set[str]:
    """Give all that may be put right: devices, nodes, sensors, and what is asked about."""
    office = snapshot.office
    sensors = (f"{sensor.node}/{sensor.name}" for sensor in snapshot.sensors)
    asked = (subject for kind, subject in snapshot.house.questions if kind in FIXABLE)
    return {*(entry.id for entry in office.devices), *(entry.id for entry in office.nodes), *sensors, *asked}
