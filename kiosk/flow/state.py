"""What the kiosk may show, for how long, and what it does about it. Plain values."""

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.roster import Adult, Badge, Family
from broker.wire.facts import FactBody
from broker.wire.message import Ms
from kiosk.flow.world import World
from kiosk.view import Look, NoticeKind, Odd, Way

RESULT_S = 6.0
NOTICE_S = 6.0
HELD_S = 30.0
"""Seconds for which a touch stops the time of a screen, and for which a screen of choices stays."""
SLOWER = 2.0
"""How many times as long a result stays for those who read larger type, or listen."""
LOOK_S = 60.0
"""Seconds for which a look that was chosen waits for a card."""
PANEL_S = 20.0
"""Seconds for which details of the public screen stay open."""
CARD_S = 60.0
"""Seconds after a card in which touches of its family may change anything."""


class Idle(Struct, frozen=True):
    """Nobody is at the screen; somebody may have opened details of it."""

    panel: str = ""
    deadline: float = 0.0


class Notice(Struct, frozen=True):
    """A calm answer without names."""

    kind: NoticeKind
    deadline: float = 0.0
    language: str = ""
    """Of the family that it answers; the house's if it answers nobody known."""
    lent: Badge | None = None
    """The badge that it answers."""
    again: bool = False
    """Nothing was recorded: the same badge soon after."""


class Code(Struct, frozen=True):
    """Somebody without a card types a code."""

    digits: str = ""
    wrong: bool = False
    """The last code was nobody's."""
    deadline: float = 0.0


class Who(Struct, frozen=True):
    """Whose screen it is."""

    family: Family
    adult: Adult
    visit: str
    card: float = 0.0
    """`now` when the card was put on: a minute later no touch changes anything that lasts."""

    @property
    def names(self) -> dict[str, str]:
        """What every fact of a visit names."""
        return {"visit": self.visit, "adult": self.adult.id, "family": self.family.id}


class OfFamily(Struct, frozen=True, kw_only=True):
    """A screen for one family, until `deadline`."""

    who: Who
    deadline: float = 0.0
    span: float = RESULT_S
    held: bool = False


class Result(OfFamily, frozen=True, kw_only=True):
    """What was recorded."""

    what: Literal["arrived", "back", "left", "out"]
    again: bool = False
    """Nothing was recorded: the same card soon after."""
    usual_desk: str | None = None
    """The desk that was wanted; another than the visit's when somebody sits there."""
    meant_to_go: bool = False
    """A hardware button said so: the card may have been forgotten when they came."""
    first: bool = False
    """No earlier visit of this adult is known here."""
    short: Literal["", "places", "ratio", "no_carer"] = ""
    """Why care is not as it should be for the children who were to go there."""


class Desks(OfFamily, frozen=True, kw_only=True):
    """Another desk is chosen; then `result` is shown again."""

    result: Result
    kind: Literal["all", "pc", "laptop"] = "all"
    doubt: str = ""
    """Desk of which the family is asked whether it is really free."""


class Children(OfFamily, frozen=True, kw_only=True):
    """Where each child is today is chosen; then `result` is shown again."""

    result: Result
    page: int = 0
    """Which of `pages` of the family's children, from 0."""


class Repair(OfFamily, frozen=True, kw_only=True):
    """When an earlier visit ended that nobody had said the end of; then `result` is shown again."""

    result: Result


class Someone(OfFamily, frozen=True, kw_only=True):
    """Somebody else of the family may have come with this card; then `result` is shown again, or another's."""

    result: Result


class Asking(OfFamily, frozen=True, kw_only=True):
    """A guard asks, and waits for an answer or a card."""

    ask: bool = True
    """The question is still to be recorded."""
    odd: Odd = ""
    """What was wrong with the card that was put on last."""


class Guard(Asking, frozen=True, kw_only=True):
    """Somebody leaves, and is asked child by child who is there for it."""

    child: str = ""
    """The child that is asked about."""
    taking: tuple[str, ...] = ()
    """Children of whom it was said that they come along."""
    waiting: bool = False
    """Somebody else takes over, and shall put a card on."""
    passed: tuple[str, ...] = ()
    """Children whom somebody else has taken over here."""
    offer: str = ""
    """The open offer of `child`."""


class Shift(Asking, frozen=True, kw_only=True):
    """The last carer wants to go, or to end the shift: somebody has to take over, with a headcount."""

    children: tuple[str, ...]
    leaves: bool
    heads: int


Screen = Idle | Notice | Code | Result | Desks | Children | Repair | Someone | Guard | Shift


class Tries(Struct, frozen=True):
    """Codes that were nobody's, and for how long no more are taken."""

    wrong: int = 0
    locks: int = 0
    since: Ms = 0
    until: Ms = 0


class GuestTap(Struct, frozen=True):
    """A guest who was let in or out here, and `now` when."""

    guest: str
    at: float


class Meant(Struct, frozen=True):
    """What the next card means, by a hardware button, and until when."""

    way: Way
    until: float


class State(Struct, frozen=True):
    """The screen, what is being written, and cards that came meanwhile."""

    screen: Screen = Idle()
    saving: Screen | None = None
    """What to show once the disk has it."""
    queue: tuple[str, ...] = ()
    look: Look = Look()
    """Chosen on the public screen for one visit."""
    tries: Tries = Tries()
    quiet: float = 0.0
    """Until then touches mean the screen that was there before."""
    read: float = 0.0
    """When a card was read last."""
    meant: Meant | None = None
    guests: tuple[GuestTap, ...] = ()
    """Who was let in or out by a badge of late."""
    touches: tuple[float, ...] = ()
    """When the screen was touched of late."""


class Record(Struct, frozen=True):
    """Make these facts durable, all or none, then answer with `Recorded` or `Failed`."""

    facts: tuple[FactBody, ...]


class Enrol(Struct, frozen=True):
    """Tell the hub the number of somebody's new card, then answer with `Enrolled`."""

    number: str


Effect = Record | Enrol
Step = tuple[State, Effect | None]


def show(state: State, screen: Screen, world: World) -> Step:
    """Show a screen from now on."""
    return replace(state, screen=timed(screen, state.look, world)), None


def save(state: State, then: Screen, *facts: FactBody) -> Step:
    """Make facts durable, and only then show a screen; its own time begins then."""
    assert facts
    return replace(state, saving=then), Record(facts)


def notice(state: State, kind: NoticeKind, world: World) -> Step:
    """Answer calmly, without names."""
    return show(state, Notice(kind), world)


def timed(screen: Screen, look: Look, world: World) -> Screen:
    """Let the time of a screen begin now; a family's ends a minute after its card at the latest."""
    match screen:
        case Idle():
            stays = PANEL_S if screen.panel else LOOK_S if look != Look() else 0.0
            return replace(screen, deadline=world.now + stays if stays else 0.0)
        case Notice():
            return replace(screen, deadline=world.now + _notice_s(screen, look, world))
        case Code():
            return replace(screen, deadline=world.now + HELD_S)
        case Result():
            slow = look.larger or look.aloud or world.aloud
            return _until(screen, world.now + RESULT_S * (SLOWER if slow else 1), world)
        case Asking():
            return _until(screen, world.now + world.office.rules.care.guard_s, world)
        case _:
            return _until(screen, world.now + HELD_S, world)


def _notice_s(screen: Notice, look: Look, world: World) -> float:
    if screen.lent:
        return RESULT_S * (SLOWER if look.larger or look.aloud or world.aloud else 1)
    return HELD_S if screen.kind in ("enrolling", "identify") else NOTICE_S


def _until(screen: Screen, until: float, world: World) -> Screen:
    assert isinstance(screen, OfFamily)
    until = min(until, screen.who.card + CARD_S)
    return replace(screen, deadline=until, span=max(1.0, until - world.now), held=False)
