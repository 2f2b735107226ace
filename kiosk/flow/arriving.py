"""Coming: the last choices are applied at once, and what the house rules do not allow is asked for instead."""

from msgspec import Struct
from msgspec.structs import replace

from broker.house import care, desks
from broker.house.roster import Adult, Child, Family
from broker.wire.facts import FactBody
from broker.wire.facts.care import PlaceAsked
from broker.wire.facts.presence import Arrived, ChildHere
from broker.wire.pictures import StayPicture
from kiosk.flow.state import Children, Result, State, Step, Who, save
from kiosk.flow.world import World


class Placed(Struct, frozen=True):
    """Which of the children who are to go to care may be announced, and why not all or not gladly."""

    going: tuple[str, ...]
    waiting: tuple[str, ...]
    why: care.Verdict


def arrive(state: State, who: Who, world: World, *, meant_to_go: bool = False) -> Step:
    """Let an adult in for a new visit, with the children who usually come and are not here yet.

    Who meant to go, and is not known to be here, may have pressed the wrong button: they are in, and asked.
    """
    family, adult = who.family, who.adult
    before = world.house.visit(adult.id)
    usual = before.desk if before and world.is_today(before.since) else adult.usual_desk
    if usual is None and before:
        usual = before.desk
    desk = desks.offer(world.office.desks, taken(adult, world) | world.blocked, usual)
    here = {stay.child for stay in world.house.children() if not _is_stale(stay, adult, world)}
    coming = tuple(child for child in family.children if child.usual != "absent" and child.id not in here)
    placed = place(tuple(child.id for child in coming if child.usual == "care" and world.has_care), world)
    fact = Arrived(
        visit=world.new_id(),
        adult=adult.id,
        family=family.id,
        desk=desk.id if desk else None,
        children=tuple(_here(child, placed, world) for child in coming),
    )
    result = Result(
        what="arrived",
        who=replace(who, visit=fact.visit),
        usual_desk=usual,
        first=before is None,
        meant_to_go=meant_to_go,
        short=placed.why.why,
    )
    asks = [ask(child, family, adult, world) for child in placed.waiting]
    return save(state, first_screen(result, coming), fact, *asks)


def first_screen(result: Result, coming: tuple[Child, ...]) -> Result | Children:
    """Let a family that comes for the first time say where its children are."""
    if not (result.first and coming):
        return result
    return Children(who=result.who, result=result)


def ask(child: str, family: Family, adult: Adult, world: World) -> FactBody:
    """Ask for a place in care beyond the limit."""
    return PlaceAsked(ask=world.new_id(), child=child, family=family.id, adult=adult.id)


def place(wanted: tuple[str, ...], world: World) -> Placed:
    """Tell, one after the other, which children may be announced to care."""
    rules, groups = world.office.rules, world.roster.groups() if world.roster else {}
    going, waiting, why = list[str](), list[str](), care.Verdict("yes")
    for child in wanted:
        verdict = care.may_announce(rules, world.house, groups, [*going, child])
        (waiting if verdict.may == "wait" else going).append(child)
        if verdict.may != "yes" and why.may != "wait":
            why = verdict
    return Placed(tuple(going), tuple(waiting), why)


def taken(adult: Adult, world: World) -> set[str]:
    """Give the desks where others sit."""
    return {desk for desk, visit in world.house.desks().items() if visit.adult != adult.id}


def to_care(placed: Placed, world: World) -> str:
    """Tell what a tap does with a child who goes to care: where a tap hands over, and all is well, it is taken."""
    by_tap = world.office.rules.care.handover == "tap" and world.fresh and placed.why.may == "yes"
    return "taken" if by_tap else "care"


def _here(child: Child, placed: Placed, world: World) -> ChildHere:
    to = to_care(placed, world) if child.id in placed.going else "adult"
    return ChildHere(child=child.id, stay=world.new_id(), to=to)  # type: ignore[arg-type]


def _is_stale(stay: StayPicture, adult: Adult, world: World) -> bool:
    """Tell whether a child is here only by a visit that was forgotten, or that this arrival takes the place of."""
    holder = world.house.visits.get(stay.answers or "")
    return holder is None or holder.adult == adult.id or world.todays(holder) is None
