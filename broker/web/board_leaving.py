"""Signing an adult out: the leaving guard asks child by child, as at the kiosk, and a carer says what is answered."""

from collections.abc import Mapping
from typing import Annotated

from litestar import post
from litestar.exceptions import ClientException
from litestar.params import FromPath
from litestar.response import Response
from msgspec import Struct

from broker.house import going, guard
from broker.house.apply import apply
from broker.house.choosing import names
from broker.house.custody import may_take
from broker.house.roster import Adult, Family
from broker.house.state import Fact, House
from broker.web.board_actor import Act, actor, pick, put, remembered, sheet
from broker.web.board_families import PAGE, known
from broker.web.board_moment import Now, moment
from broker.web.board_presence import again, done
from broker.web.board_view import AdultView, adult_view, find
from broker.web.forms import FORM
from broker.web.login import Asks
from broker.web.state import WebState
from broker.wire.facts import FactBody
from broker.wire.facts.custody import LeaveAsked, LeaveWithdrawn
from broker.wire.language import mark
from broker.wire.pictures import VisitPicture


class Taker(Struct, frozen=True):
    """Somebody who may take over the child that is asked about."""

    id: str
    name: str
    here: AdultView | None
    """None: not in the house, and comes in with it."""
    collects: bool
    """Goes home with the child at once."""


class Answer(Struct, frozen=True):
    """What an answer makes; the rest is still to be asked."""

    facts: tuple[FactBody, ...] = ()
    settled: Mapping[str, str] = {}
    """Child → `take`: comes along, which counts with the answer for the last one; `over`: somebody has taken over."""
    told: str = ""
    """What has become of it, where nothing more is asked: as in `TOLD`."""

    @property
    def taking(self) -> list[str]:
        """Give the children who come along."""
        return [child for child, said in self.settled.items() if said == "take"]


@post(PAGE + "/{adult:str}/gehen", include_in_schema=False)
async def leave(request: Asks, state: WebState, adult: FromPath[str], data: Annotated[Act, FORM]) -> Response[str]:
    """Let an adult go once nothing is left to ask; else ask about the next child."""
    now = moment(state.hub.snapshot(), data)
    one = known(now.snapshot, adult)
    visit, last = now.here(adult), now.house.last.get(adult)
    if visit is None and last and last.visit == data.follows:
        return done(request, state, one[1], "left")  # pressed twice
    if visit is None or visit.visit != data.follows or visit.away:
        return again(request, state, adult, "settled")
    if guard.ending_shift(now.house, adult) and data.said != "stay":
        raise ClientException(mark("Children are in care: somebody has to take over the shift first."))
    by = actor(request, state, data.by, sure=data.said in ("take", "other"))
    if not by:
        return pick(request, state, data)
    answer = _answer(now, visit, data, by)
    if answer is None:
        return remembered(again(request, state, adult, "settled"), data.by)
    told, facts, house = answer.told, answer.facts, _after(now, answer.facts)
    left = [] if told else going.asks(house, adult, answer.settled)
    if left and data.said != "take":
        facts += (LeaveAsked(**names(visit), children=tuple(ask.stay.child for ask in left)),)
    elif not left and not told:
        told, facts = "left", (*facts, going.goodbye(house, visit, answer.taking, _other(by, adult)))
    if facts:
        await put(state, data, facts)
    shown = done(request, state, one[1], told) if told else _guard(request, state, one, left[0], answer, data)
    return remembered(shown, data.by)


def takers(now: Now, giver: str, ask: guard.Ask) -> list[Taker]:
    """Give who may take a child over: the family's other adults, and carers on duty."""
    found = []
    for family in now.snapshot.families.values():
        for adult in family.adults:
            if _may(now, giver, ask, family, adult):
                visit = now.here(adult.id)
                here = adult_view(now.snapshot, visit) if visit else None
                found.append(Taker(adult.id, adult.name, here, collects=adult.deputy and not visit))
    return sorted(found, key=lambda taker: (taker.here is None, taker.name.casefold()))


def _may(now: Now, giver: str, ask: guard.Ask, family: Family, taker: Adult) -> bool:
    if taker.id == giver or not going.may_take_over(ask, family.id, taker.id, wanted=True):
        return False
    return bool(going.take_over(ask.stay, giver, family, taker, now).facts)


def _answer(now: Now, visit: VisitPicture, data: Act, by: str) -> Answer | None:
    """Read what is said; None: it was settled elsewhere, or may not be said."""
    if data.said in ("", "stay"):
        stays = LeaveWithdrawn(**names(visit))
        return Answer((stays,), told="stays") if data.said else Answer()
    settled = _settled(now.house, visit.adult, data.children)
    asked = going.asks(now.house, visit.adult, settled)
    ask = next((ask for ask in asked if ask.stay.child == data.subject), None)
    return _of_child(now, visit.adult, ask, settled, data, by) if ask else None


def _of_child(now: Now, adult: str, ask: guard.Ask, settled: Mapping[str, str], data: Act, by: str) -> Answer | None:
    child, visit = ask.stay.child, now.house.visits[adult]
    match data.said:
        case "take" if may_take(ask.stay, adult, None):
            return Answer(settled={**settled, child: "take"})
        case "errand" if going.may_errand(ask, Answer(settled=settled).taking):
            return Answer((going.errand(visit, now),), told="out")
        case "other":
            found = {a.id: (family, a) for family in now.snapshot.families.values() for a in family.adults}
            if data.to in found and _may(now, adult, ask, *found[data.to]):
                passed = going.take_over(ask.stay, adult, *found[data.to], now, by=_other(by, adult))
                return Answer(passed.facts, {**settled, child: "over"} if passed.over else settled)
    return None


def _settled(house: House, adult: str, said: str) -> dict[str, str]:
    """Read what was said of other children before, as far as it is still so."""
    parts = dict(part.partition(":")[::2] for part in said.split())
    stays = [ask.stay for ask in going.asks(house, adult, ())]
    may = {
        "take": {stay.child for stay in stays if may_take(stay, adult, None)},
        "over": {stay.child for stay in stays if stay.answers not in (adult, None)},
    }
    return {child: what for child, what in parts.items() if child in may.get(what, ())}


def _after(now: Now, facts: tuple[FactBody, ...]) -> House:
    house = now.house
    for body in facts:
        house = apply(house, Fact(pos=0, stream="", n=0, at=now.wall, body=body))
    return house


def _other(by: str, adult: str) -> str | None:
    """Name the carer who says so for somebody else: nobody vouches for what they do themselves."""
    return by if by != adult else None


def _guard(
    request: Asks, state: WebState, one: tuple[Family, Adult], ask: guard.Ask, answer: Answer, data: Act
) -> Response[str]:
    snapshot = state.hub.snapshot()
    now = moment(snapshot, data)
    return sheet(
        request,
        "guard",
        adult=one[1],
        child=find(snapshot, ask.stay.child, {}),
        visit=data.follows,
        takers=takers(now, one[1].id, ask),
        take=may_take(ask.stay, one[1].id, None),
        errand_min=snapshot.office.rules.care.errand_min if going.may_errand(ask, answer.taking) else 0,
        settled=" ".join(f"{child}:{said}" for child, said in answer.settled.items()),
        by=data.by,
        now=snapshot.at,
    )
