"""What the page of one desk shows, as a value: drawn anew only when it differs."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.office import Desk, Office
from broker.house.pictures import room_call
from broker.house.programme import today
from broker.snapshot import Snapshot
from broker.web.desk_family import CallFace, ChildFace, calls_of, children_of, public_name
from broker.web.forms import key
from broker.web.places import DeviceView, places
from broker.wire.message import Ms, Quality
from broker.wire.pictures import DeskPicture, VisitPicture

QUESTIONS = ("seat_unclaimed", "no_show")
"""Which questions the desk itself can answer."""


class Sitter(Struct, frozen=True):
    """Who sits there; the name is empty where the family does not want it on screens that others see."""

    visit: str
    name: str
    since: Ms
    quality: Quality


class AskFace(Struct, frozen=True):
    """A question about this desk, and the key of each answer's form."""

    kind: str
    since: Ms
    keys: dict[str, str]


class Slot(Struct, frozen=True):
    """Something that takes place today."""

    at: str
    title: str
    room: str


class DeskFace(Struct, frozen=True):
    """Everything on the page of a desk."""

    desk: Desk
    picture: DeskPicture
    sitters: tuple[Sitter, ...] = ()
    back_at: Ms = 0
    """When whoever has the desk means to be back; 0 if nobody is out."""
    calls: tuple[CallFace, ...] = ()
    children: tuple[ChildFace, ...] = ()
    elsewhere: CallFace | None = None
    """A call that nobody has answered at another desk."""
    questions: tuple[AskFace, ...] = ()
    emergency: Literal["", "alarm", "drill"] = ""
    phones: int = 0
    """How many telephones show these calls too."""
    code: str = ""
    """Changes with the picture of the code for a telephone; empty for none."""
    defect: bool = False
    """Whether somebody has reported the desk, also where one sits there."""


class Around(Struct, frozen=True):
    """What everybody at a desk wants to know."""

    printers: tuple[DeviceView, ...]
    programme: tuple[Slot, ...]


def desk_of(office: Office, desk: str) -> Desk | None:
    """Find a desk of the office."""
    return next((entry for entry in office.desks if entry.id == desk), None)


def sitting(snapshot: Snapshot, desk: str) -> list[VisitPicture]:
    """Give who has this desk, longest first; two only while that is a question."""
    return [visit for visit in snapshot.house.present() if visit.desk == desk]


def desk_face(snapshot: Snapshot, desk: Desk) -> DeskFace:
    """Tell what is to be seen at a desk."""
    house, visits = snapshot.house, sitting(snapshot, desk.id)
    here = [visit for visit in visits if visit.away is None]
    calls = calls_of(snapshot, {visit.adult for visit in visits})
    face = DeskFace(
        desk=desk,
        picture=snapshot.pictures.desks.get(desk.id) or DeskPicture(state="unknown", why="never"),
        sitters=tuple(Sitter(v.visit, public_name(snapshot, v.adult), v.since, v.quality) for v in here),
        back_at=0 if here else max((visit.away.until for visit in visits if visit.away), default=0),
        calls=calls,
        children=children_of(snapshot, here),
        elsewhere=_elsewhere(snapshot, calls),
        questions=tuple(_questions(snapshot, desk.id)),
        emergency=house.danger,
        defect=desk.id in house.defect,
    )
    return _discreet(face, snapshot, visits, alone=not here)


def around(snapshot: Snapshot) -> Around:
    """Tell how the printers are, and what takes place today."""
    office = snapshot.office
    rooms = {room.id: room.name for room in office.rooms}
    slots = tuple(Slot(entry.at, entry.title, rooms[entry.room]) for entry in today(office, snapshot.at))
    printers = tuple(view for view in places(snapshot).devices if view.device.kind == "printer")
    return Around(printers, slots)


def _questions(snapshot: Snapshot, desk: str) -> Iterable[AskFace]:
    for kind in QUESTIONS:
        asked = snapshot.house.questions.get((kind, desk))
        if asked and not asked.answered:
            said = ("mine", "seen", "free", "coming")
            yield AskFace(
                kind, asked.since, {answer: key(kind, desk, asked.since, asked.times, answer) for answer in said}
            )


def _elsewhere(snapshot: Snapshot, own: tuple[CallFace, ...]) -> CallFace | None:
    """Give the call that every room shows, without a name: whoever it is for may be in any of them."""
    level = room_call(snapshot.house)
    call = snapshot.house.calls.get(level.call or "")
    if call is None or call.call in {found.call for found in own}:
        return None
    found = next(face for face in calls_of(snapshot, (), {call.child}) if face.call == call.call)
    family = snapshot.families.get(call.family)
    bare = replace(found, name="", other="")
    return replace(bare, animal="", ground="white") if family and family.protected else bare


def _discreet(face: DeskFace, snapshot: Snapshot, visits: Iterable[VisitPicture], *, alone: bool) -> DeskFace:
    """Leave out what others must not read: everything of protected families, and names while nobody is there."""
    known = (snapshot.families.get(visit.family) for visit in visits)
    if any(family and family.protected for family in known):
        calls = tuple(replace(call, name="", animal="", ground="white") for call in face.calls)
        return replace(face, calls=calls, children=())
    return replace(face, calls=tuple(replace(call, name="") for call in face.calls)) if alone else face
