"""The house as it goes on the wire and comes back at a kiosk: numbers for everyone, and a picture per family."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from broker.house.questions import is_alarm
from broker.house.state import Guest, House, changed
from broker.wire.facts.presence import GuestArrived
from broker.wire.facts.settings import LimitSet
from broker.wire.message import Count
from broker.wire.pictures import CallLevel, FamilyPicture, GuestPicture, HousePicture, VisitPicture


class _OfFamily(Protocol):
    @property
    def family(self) -> str: ...


NONE: Mapping[str, Count] = MappingProxyType({})
_F = TypeVar("_F", bound=_OfFamily)


def house_picture(house: House, basis: Mapping[str, Count] = NONE) -> HousePicture:
    """Count for the wire: numbers, and pseudonyms of guests; no names."""
    children, questions = house.children(), house.open_questions()
    return HousePicture(
        pos=house.pos,
        adults=sum(visit.away is None for visit in house.visits.values()),
        children=len(children),
        announced=sum(stay.at == "announced" for stay in children),
        in_care=len(house.in_care()),
        guests=sum(guest.heads for guest in house.guests.values()),
        carers=len(house.carers()),
        waiting=len(house.asks),
        questions=len(questions),
        alarms=sum(is_alarm(question.kind) for question in questions),
        closes=house.closes,
        emergency=house.danger,
        unlocked=house.unlocked,
        limits={name: said.value for name, said in house.limits.items() if said.value is not None},
        basis=dict(basis),
        inside=tuple(GuestPicture(name, guest.arrived.guest, guest.since) for name, guest in house.guests.items()),
    )


def with_limits(house: House, limits: Mapping[str, Count]) -> House:
    """Give a house in which staff set these limits; who says so stays with the hub."""
    return house.but(limits={name: LimitSet(limit=name, value=value) for name, value in limits.items()})


def with_guests(house: House, picture: HousePicture | None) -> House:
    """Give a house with the guests that its picture tells of."""
    inside = picture.inside if picture else ()
    return house.but(
        guests={found.visit: Guest(GuestArrived(found.visit, found.guest, "guest"), found.since, 1) for found in inside}
    )


def family_picture(house: House, family: str, basis: dict[str, Count]) -> FamilyPicture:
    """Give what a kiosk needs to know of one family."""
    visits: list[VisitPicture] = [*house.visits.values(), *house.last.values()]
    return FamilyPicture(
        pos=house.pos,
        basis=basis,
        visits=tuple(visit for visit in visits if visit.family == family),
        stays=_own(house.stays, family),
        shifts=_own(house.shifts, family),
        asks=_own(house.asks, family),
        calls=_own(house.calls, family),
    )


def with_family(house: House, family: str, picture: FamilyPicture) -> House:
    """Give a house with one family as its picture tells, whatever it was before."""
    return house.but(
        visits=_others(house.visits, family) | {visit.adult: visit for visit in picture.visits if visit.until is None},
        last=_others(house.last, family) | {visit.adult: visit for visit in picture.visits if visit.until is not None},
        stays=_others(house.stays, family) | {stay.child: stay for stay in picture.stays},
        shifts=_others(house.shifts, family) | {shift.adult: shift for shift in picture.shifts},
        asks=_others(house.asks, family) | {ask.ask: ask for ask in picture.asks},
        calls=_others(house.calls, family) | {call.call: call for call in picture.calls},
    )


def families(house: House) -> set[str]:
    """Give the families that any picture tells of."""
    return {value.family for values in _shared(house) for value in values.values()}


def touched(before: House, after: House) -> set[str]:
    """Give the families whose pictures two houses do not share."""
    pairs = zip(_shared(before), _shared(after), strict=True)
    return {value.family for old, new in pairs for value in changed(old, new)}


def desk_calls(house: House) -> Iterator[tuple[str, CallLevel]]:
    """Give (desk, level) of each desk where somebody is called; the most urgent and oldest call first."""
    sitting = {visit.adult: visit.desk for visit in house.present() if visit.desk}
    said = set[str]()
    for call in sorted(house.calls.values(), key=lambda call: (call.why != "urgent", call.why == "well", call.since)):
        desk = sitting.get(call.adult)
        if desk and desk not in said:
            said.add(desk)
            state = {"urgent": "urgent", "well": "well"}.get(call.why, "come")
            yield desk, CallLevel(state=state, why=call.why, since=call.since, answer=call.answer, call=call.call)  # type: ignore[arg-type]


def room_call(house: House) -> CallLevel:
    """Give the call that every room with a lamp or a screen shows, once nobody answered at the desk."""
    far = [call for call in house.calls.values() if call.step != "desk" and not call.answer and call.why != "well"]
    first = min(far, key=lambda call: (call.why != "urgent", call.since), default=None)
    if first is None:
        return CallLevel(state="none")
    return CallLevel(
        state="urgent" if first.why == "urgent" else "come", why=first.why, since=first.since, call=first.call
    )


def _shared(house: House) -> tuple[Mapping[Any, _OfFamily], ...]:
    return house.visits, house.last, house.stays, house.shifts, house.asks, house.calls


def _own(values: Mapping[Any, _F], family: str) -> tuple[_F, ...]:
    return tuple(value for value in values.values() if value.family == family)


def _others(values: Mapping[Any, _F], family: str) -> dict[Any, _F]:
    return {key: value for key, value in values.items() if value.family != family}
