"""The flow of the kiosk: `step(state, input, world)` gives the next state and what is to be done. No Kivy here.

A card is decided on at once, from the kiosk's own copy of roster and house; the decision is made durable,
and only then shown. Nothing here waits for the hub.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from broker.house import desks
from broker.house.presence import is_with
from broker.house.roster import Adult, Child, Family, Roster
from broker.house.state import House
from broker.house.time import office_day
from broker.wire.facts import FactBody
from broker.wire.facts.house import CardRefused
from broker.wire.facts.presence import Arrived, ChildHere, Left, Undone
from broker.wire.message import Ms
from broker.wire.pictures import StayPicture, VisitPicture
from kiosk.view import NoticeKind, Touch

RESULT_S = 6.0
NOTICE_S = 6.0
HELD_S = 30.0
"""Seconds for which a touch stops the time of a result screen."""
DAY_S = 12 * 3600.0
"""Seconds for which a visit that this kiosk recorded is today's, whatever the wall clock says."""
CARD_S = 60.0
"""Seconds after a card in which touches of its family may change anything."""


class World(Struct, frozen=True):
    """What the kiosk knows while it decides: `now` in seconds of a monotonic clock, `wall` in ms."""

    now: float
    wall: Ms
    roster: Roster | None
    house: House
    blocked: frozenset[str] = frozenset()
    """Desks that nobody is offered although nobody has checked in there: somebody sits, reserved, defect."""
    recent: Mapping[str, float] = {}
    """Adult → `now` at this kiosk's last fact of that adult."""
    new_id: Callable[[], str] = lambda: str(uuid.uuid4())


class Card(Struct, frozen=True):
    """A card was put on the reader."""

    number: str


class Touched(Struct, frozen=True):
    """The screen was touched."""

    meaning: Touch


class Tick(Struct, frozen=True):
    """Time has passed."""


class Recorded(Struct, frozen=True):
    """The facts of the pending result are on the disk; `house` already holds them."""


class Failed(Struct, frozen=True):
    """The outbox could not be written: nothing happened."""


Input = Card | Touched | Tick | Recorded | Failed


class Idle(Struct, frozen=True):
    """Nobody is at the screen."""


class Result(Struct, frozen=True):
    """One family sees what was recorded, until `deadline`."""

    what: Literal["arrived", "left"]
    family: Family
    adult: Adult
    visit: str
    again: bool = False
    """Nothing was recorded: the same card soon after."""
    usual_desk: str | None = None
    """The desk that was wanted; another than the visit's when somebody sits there."""
    first: bool = False
    """No earlier visit of this adult is known here."""
    elsewhere: tuple[Child, ...] = ()
    """Children of the family who are in the house with another adult."""
    began: float = 0.0
    deadline: float = 0.0
    span: float = RESULT_S
    held: bool = False


class Notice(Struct, frozen=True):
    """A calm answer without names."""

    kind: NoticeKind
    deadline: float


Screen = Idle | Result | Notice


class State(Struct, frozen=True):
    """The screen, what is being written, and cards that came meanwhile."""

    screen: Screen = Idle()
    saving: Result | Notice | None = None
    """What to show once the disk has it."""
    queue: tuple[str, ...] = ()


class Record(Struct, frozen=True):
    """Make this fact durable, then answer with `Recorded` or `Failed`."""

    fact: FactBody


def step(state: State, event: Input, world: World) -> tuple[State, Record | None]:  # noqa: PLR0911  # a return per input
    """Take one input and give the next state, with at most one fact to record."""
    match event:
        case Card(number):
            if state.saving:
                return _replace(state, queue=(*state.queue, number) if number not in state.queue else state.queue), None
            return _card(state, number, world)
        case Touched(meaning):
            return _touch(state, meaning, world)
        case Tick():
            return _expire(state, world.now), None
        case Recorded() if state.saving:
            return _next(_replace(state, screen=_timed(state.saving, world.now), saving=None), world)
        case Failed() if state.saving:
            return _next(_replace(state, screen=_notice("call_carer", world), saving=None), world)
    return state, None


def _next(state: State, world: World) -> tuple[State, Record | None]:
    if not state.queue:
        return state, None
    number, *rest = state.queue
    return _card(_replace(state, queue=tuple(rest)), number, world)


def _card(state: State, number: str, world: World) -> tuple[State, Record | None]:
    if world.roster is None:
        return _replace(state, screen=_notice("no_roster", world)), None
    found = world.roster.find(number)
    if found is None:
        return _unserved(state, number, world)
    family, adult = found
    visit = _todays(world.house.visit(adult.id), world)
    if visit and _is_again(visit, world):
        what: Literal["arrived", "left"] = "left" if visit.until is not None else "arrived"
        again = Result(what, family, adult, visit.visit, again=True)
        return _replace(state, screen=_timed(again, world.now)), None
    if visit and visit.until is None:
        return _leave(state, family, adult, visit, world)
    return _arrive(state, family, adult, world)


def _unserved(state: State, number: str, world: World) -> tuple[State, Record | None]:
    """Answer a card that is not served as calmly as an unknown one; only the carers learn why."""
    assert world.roster is not None
    refused = world.roster.refused(number)
    if refused is None:
        return _replace(state, screen=_notice("unknown_card", world)), None
    fact = CardRefused(why=refused.why, subject=refused.subject, family=refused.family)
    return _replace(state, saving=Notice("unknown_card", 0.0)), Record(fact)


def _todays(visit: VisitPicture | None, world: World) -> VisitPicture | None:
    """Drop a visit of an earlier office day: it is never toggled."""
    if visit is None or world.roster is None:
        return None
    if visit.adult in world.recent and world.now - world.recent[visit.adult] < DAY_S:
        return visit
    zone = world.roster.office.zone
    return visit if office_day(visit.since, zone) == office_day(world.wall, zone) else None


def _is_again(visit: VisitPicture, world: World) -> bool:
    assert world.roster is not None
    retap_s = world.roster.office.retap_s
    if visit.adult in world.recent and world.now - world.recent[visit.adult] < retap_s:
        return True
    last = visit.since if visit.until is None else visit.until
    return abs(world.wall - last) < retap_s * 1000


def _arrive(state: State, family: Family, adult: Adult, world: World) -> tuple[State, Record]:
    assert world.roster is not None
    before = world.house.visit(adult.id)
    usual = before.desk if before else adult.usual_desk
    taken = {desk for desk, visit in world.house.desks().items() if visit.adult != adult.id}
    desk = desks.offer(world.roster.office.desks, taken | world.blocked, usual)
    here = {stay.child for stay in world.house.children() if not _is_stale(stay, adult, world)}
    coming = tuple(child for child in family.children if child.usual != "absent" and child.id not in here)
    fact = Arrived(
        visit=world.new_id(),
        adult=adult.id,
        family=family.id,
        desk=desk.id if desk else None,
        children=tuple(
            ChildHere(child=child.id, stay=world.new_id(), to="care" if child.usual == "care" else "adult")
            for child in coming
        ),
    )
    elsewhere = tuple(child for child in family.children if child.id in here)
    result = Result("arrived", family, adult, fact.visit, usual_desk=usual, first=before is None, elsewhere=elsewhere)
    return _replace(state, saving=result), Record(fact)


def _is_stale(stay: StayPicture, adult: Adult, world: World) -> bool:
    """Tell whether a child is here only by a visit that was forgotten, or that this arrival takes the place of."""
    holder = world.house.visits.get(stay.answers or "")
    return holder is None or holder.adult == adult.id or _todays(holder, world) is None


def _along(visit: VisitPicture, world: World) -> tuple[str, ...]:
    """Give who goes along, as the goodbye says: the family's children with the adult, announced ones too."""
    return tuple(stay.child for stay in world.house.stays.values() if is_with(stay, visit))


def _leave(state: State, family: Family, adult: Adult, visit: VisitPicture, world: World) -> tuple[State, Record]:
    fact = Left(visit=visit.visit, adult=adult.id, family=family.id, takes=_along(visit, world))
    return _replace(state, saving=Result("left", family, adult, visit.visit)), Record(fact)


def _touch(state: State, meaning: Touch, world: World) -> tuple[State, Record | None]:  # noqa: PLR0911  # a return per meaning
    screen = state.screen
    if state.saving or isinstance(screen, Idle):
        return state, None
    if meaning == "done":
        return _replace(state, screen=Idle()), None
    if isinstance(screen, Notice) or world.now - screen.began >= CARD_S:
        return state, None
    visit = world.house.visit(screen.adult.id)
    match meaning:
        case "hold":
            until = min(world.now + HELD_S, screen.began + CARD_S)
            held = msgspec.structs.replace(screen, deadline=until, span=until - world.now, held=True)
            return _replace(state, screen=held), None
        case "go" if screen.again and visit and visit.until is None:
            return _leave(state, screen.family, screen.adult, visit, world)
        case "come" if screen.again and visit and visit.until is not None:
            return _arrive(state, screen.family, screen.adult, world)
        case "undo" if visit and visit.visit == screen.visit:
            fact = Undone(visit=screen.visit, adult=screen.adult.id, family=screen.family.id, what=screen.what)
            return _replace(state, saving=Notice("undone", 0.0)), Record(fact)
    return state, None


def _expire(state: State, now: float) -> State:
    if isinstance(state.screen, Result | Notice) and now >= state.screen.deadline:
        return _replace(state, screen=Idle())
    return state


def _timed(screen: Result | Notice, now: float) -> Result | Notice:
    if isinstance(screen, Notice):
        return Notice(screen.kind, now + NOTICE_S)
    return msgspec.structs.replace(screen, began=now, deadline=now + RESULT_S)


def _notice(kind: NoticeKind, world: World) -> Notice:
    return Notice(kind, world.now + NOTICE_S)


def _replace(state: State, **changes: object) -> State:
    return msgspec.structs.replace(state, **changes)
