"""What happened, in words: of each fact that carers may want to look up one line, or several.

A text names `adult`, `by`, `to`, `taker` and `giver` by the fact's own fields, `child` by the children of the line.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from broker.house.state import Fact, House
from broker.wire.facts import care, custody, house, presence
from broker.wire.language import mark
from broker.wire.message import Body, Ms

Said = tuple[str, tuple[str, ...]]
"""A text, and the children whom it is about."""
Tell = Callable[[Any, House, House], Iterable[Said]]
"""Tells a fact's own fields, beside the house before and after it."""
WHERE = {
    "care": mark("%(child)s was announced to care"),
    "together": mark("%(child)s is in care, together with %(adult)s"),
    "taken": mark("%(child)s was taken over"),
    "adult": mark("%(child)s stays with %(adult)s"),
    "absent": mark("%(child)s has not come along"),
}
MARKS = {
    "asleep": mark("%(child)s fell asleep"),
    "awake": mark("%(child)s is awake"),
    "ate": mark("%(child)s has eaten"),
    "changed": mark("%(child)s has a fresh nappy"),
}
CALLS = {
    "come": mark("%(adult)s was called to %(child)s: please come"),
    "hungry": mark("%(adult)s was called to %(child)s: hungry"),
    "nappy": mark("%(adult)s was called to %(child)s: nappy"),
    "urgent": mark("%(adult)s was called to %(child)s: urgent"),
    "fetch": mark("%(adult)s was asked to fetch %(child)s"),
    "well": mark("%(adult)s was told that all is well with %(child)s"),
}
ANSWERS = {
    "coming": mark("Answer to the call for %(child)s: is coming"),
    "soon": mark("Answer to the call for %(child)s: in two minutes"),
}
STEPS = {
    "rooms": mark("No answer for %(child)s: called in every room"),
    "other_adult": mark("No answer for %(child)s: the other adult is called too"),
    "send_someone": mark("No answer for %(child)s: somebody has to go there"),
}
CORRECTED = {
    "arrived": mark("Corrected: %(adult)s came at %(time)s"),
    "left": mark("Corrected: %(adult)s left at %(time)s"),
}
UNDONE = {
    "arrived": mark("%(adult)s took the arrival back"),
    "left": mark("%(adult)s took the goodbye back"),
}


CALLING = care.Called | care.CallAnswered | care.CallEnded | care.CallEscalated
SIGNS = (
    (CALLING, "bell-fill"),
    (care.CareFact, "hand-heart-fill"),
    (custody.CustodyFact, "baby-fill"),
    (presence.PresenceFact, "door-open"),
)
"""Facts → icon; the first that fits."""


def sign_of(body: Body | None) -> str:
    """Name the icon of a fact."""
    return next((icon for kinds, icon in SIGNS if isinstance(body, kinds)), "info")


def tell(fact: Fact, before: House, after: House) -> Iterable[Said]:
    """Give what a fact says to carers; nothing of one that tells them nothing."""
    body, child = fact.body, getattr(fact.body, "child", None)
    if body is None:
        return
    if type(body) in TOLD:
        yield from TOLD[type(body)](body, before, after)
    elif type(body) in TEXTS:
        yield TEXTS[type(body)], (child,) if child else ()


def time_of(body: Body | None) -> Ms | None:
    """Give the moment that a fact names beside its own."""
    found = (getattr(body, name, None) for name in ("at", "until", "closes", "since"))
    return next((at for at in found if isinstance(at, int)), None)


def _arrived(body: presence.Arrived, _before: House, _after: House) -> Iterable[Said]:
    came = tuple(here.child for here in body.children)
    yield mark("%(adult)s came with %(child)s") if came else mark("%(adult)s came"), came
    yield from _by_place((here.child, here.to) for here in body.children if here.to != "adult")


def _left(_body: presence.Left, before: House, after: House) -> Iterable[Said]:
    gone = tuple(child for child in before.stays if child not in after.stays)
    yield mark("%(adult)s left with %(child)s") if gone else mark("%(adult)s left"), gone


def _went_out(body: presence.WentOut, _before: House, _after: House) -> Iterable[Said]:
    alone, along = mark("%(adult)s went out, until %(time)s"), mark("%(adult)s went out with %(child)s, until %(time)s")
    yield along if body.takes else alone, body.takes


def _came_back(body: presence.CameBack, before: House, _after: House) -> Iterable[Said]:
    out = [stay for stay in before.stays.values() if stay.at == "out" and stay.looks_after == body.adult]
    along = tuple(stay.child for stay in out)
    yield mark("%(adult)s is back with %(child)s") if along else mark("%(adult)s is back"), along


def _undone(body: presence.Undone, before: House, after: House) -> Iterable[Said]:
    yield UNDONE[body.what], tuple(sorted(before.stays.keys() ^ after.stays.keys()))


def _chosen(body: custody.ChildrenChosen, before: House, after: House) -> Iterable[Said]:
    moved = [one for one in body.children if before.stays.get(one.child) is not after.stays.get(one.child)]
    yield from _by_place((one.child, one.to) for one in moved)


def _by_place(children: Iterable[tuple[str, str]]) -> Iterable[Said]:
    for child, to in children:
        yield WHERE[to], (child,)


def _taken(body: custody.Taken, _before: House, _after: House) -> Iterable[Said]:
    beyond = mark("%(by)s took over %(child)s, beyond the limit")
    yield beyond if body.override else mark("%(by)s took over %(child)s"), (body.child,)


def _returned(body: custody.Returned, _before: House, _after: House) -> Iterable[Said]:
    if body.back:
        text = mark("%(child)s is with %(to)s for a while")
    elif body.at == "together":
        text = mark("%(child)s is in care, together with %(to)s")
    else:
        text = mark("%(child)s was given back to %(to)s")
    yield text, (body.child,)


def _offered(body: custody.Offered, _before: House, _after: House) -> Iterable[Said]:
    to_one = mark("%(giver)s wants to hand %(child)s over to %(to)s")
    yield to_one if body.to else mark("%(giver)s wants to hand %(child)s over"), (body.child,)


def _collected(body: custody.Collected, _before: House, _after: House) -> Iterable[Said]:
    yield mark("%(adult)s collected %(child)s"), tuple(going.child for going in body.takes)


def _gone(body: custody.ChildGone, _before: House, _after: House) -> Iterable[Said]:
    said = mark("%(by)s noted that %(child)s has left the house")
    yield said if body.by else mark("%(child)s has left the house"), (body.child,)


def _of_ask(text: str) -> Tell:
    def told(body: care.PlaceOffered, before: House, _after: House) -> Iterable[Said]:
        ask = before.asks.get(body.ask)
        yield text, (ask.child,) if ask else ()

    return told


def _of_call(texts: Callable[[Any], str]) -> Tell:
    def told(body: care.CallEnded, before: House, _after: House) -> Iterable[Said]:
        call = before.calls.get(body.call)
        if call:  # one that was over already tells nothing new
            yield texts(body), (call.child,)

    return told


TOLD: Mapping[type[Body], Tell] = {
    presence.Arrived: _arrived,
    presence.Left: _left,
    presence.WentOut: _went_out,
    presence.CameBack: _came_back,
    presence.Undone: _undone,
    presence.TimeCorrected: lambda body, _before, _after: [(CORRECTED[body.what], ())],
    custody.ChildrenChosen: _chosen,
    custody.Taken: _taken,
    custody.Returned: _returned,
    custody.Offered: _offered,
    custody.Collected: _collected,
    custody.ChildGone: _gone,
    custody.ChildMarked: lambda body, _before, _after: [(MARKS[body.mark], (body.child,))],
    care.PlaceOffered: _of_ask(mark("A place is free for %(child)s")),
    care.PlaceAccepted: _of_ask(mark("The place for %(child)s is wanted")),
    care.PlaceDeclined: _of_ask(mark("%(child)s waits for a place no longer")),
    care.PlaceLapsed: _of_ask(mark("Nobody answered about the place for %(child)s")),
    care.Called: lambda body, _before, _after: [(CALLS[body.why], (body.child,))],
    care.CallAnswered: _of_call(lambda body: ANSWERS[body.answer]),
    care.CallEnded: _of_call(lambda _body: mark("The call for %(child)s is over")),
    care.CallEscalated: _of_call(lambda body: STEPS[body.step]),
    house.EmergencyBegan: lambda body, _before, _after: [
        (mark("Drill: everyone leaves the house") if body.drill else mark("Alarm: everyone leaves the house"), ())
    ],
}
TEXTS: Mapping[type[Body], str] = {
    presence.GuestArrived: mark("Guests came: %(heads)s"),
    presence.GuestLeft: mark("Guests left"),
    custody.OfferWithdrawn: mark("%(child)s is not handed over after all"),
    custody.HandedOver: mark("%(taker)s answers for %(child)s now"),
    custody.Released: mark("%(by)s gave %(child)s to %(to)s"),
    care.ShiftPlanned: mark("A shift of %(adult)s was planned, until %(time)s"),
    care.ShiftTaken: mark("%(adult)s began a shift"),
    care.ShiftEnded: mark("%(adult)s ended the shift"),
    care.ShiftHandedOver: mark("%(giver)s handed the shift over to %(adult)s; children counted: %(heads)s"),
    care.Counted: mark("%(by)s counted the children: %(heads)s"),
    care.PlaceAsked: mark("%(adult)s asked for a place for %(child)s"),
    house.ClosingAnnounced: mark("Everyone was reminded: the house closes at %(time)s"),
    house.EmergencyEnded: mark("Everyone may go in again"),
}
"""What is told by the fact's own fields alone. What stands in neither table is nothing that carers look up."""
