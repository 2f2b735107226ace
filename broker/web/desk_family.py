"""What a parent may know of their own: who is called and why, where each child is, and how it is."""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from broker.house.roster import Family
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.web.forms import key
from broker.wire.facts.care import CallReason
from broker.wire.message import Ms, Quality
from broker.wire.pictures import At, CallPicture, StayPicture, VisitPicture

MARKS = (("asleep", "awake"), ("ate",), ("changed",))
"""What carers note; of those in one group the newest counts."""
Near = Literal["you", "carers", "adult"]


class ChildFace(Struct, frozen=True):
    """A child as its own adult sees it. An empty name or animal is one that is not to be shown, or not known."""

    id: str
    name: str
    animal: str
    ground: str
    at: At
    since: Ms
    quality: Quality
    near: Near
    """Who watches: whoever looks at the page, the carers on duty, or another adult."""
    names: tuple[str, ...] = ()
    """First names of the carers, or of the other adult."""
    marks: tuple[tuple[str, Ms], ...] = ()
    """What carers noted last, and when."""


class CallFace(Struct, frozen=True):
    """A call as whoever is called sees it."""

    call: str
    why: CallReason
    since: Ms
    answer: Literal["", "coming", "soon"]
    step: str
    name: str
    animal: str
    ground: str
    coming: str
    """Key of the form that says `coming`."""
    soon: str
    other: str = ""
    """First name of the adult who is called, if it is another one of the family."""

    @property
    def state(self) -> str:
        """`come`, `urgent` or `well`, as the lamp knows it."""
        return self.why if self.why in ("urgent", "well") else "come"


def children_of(snapshot: Snapshot, visits: Sequence[VisitPicture]) -> tuple[ChildFace, ...]:
    """Give the children in the house, or out with somebody, who are these adults' own; in the order of the family."""
    adults, families = {visit.adult for visit in visits}, {visit.family for visit in visits}
    found = [s for s in snapshot.house.stays.values() if s.family in families or s.contact in adults]
    return tuple(_child(snapshot, stay, adults) for stay in sorted(found, key=lambda stay: stay.child))


def calls_of(snapshot: Snapshot, adults: Collection[str], children: Iterable[str] = ()) -> tuple[CallFace, ...]:
    """Give the calls for these adults, and for these children whomever they are for, as the desk's lamp orders them."""
    own = set(children)
    found = [call for call in snapshot.house.calls.values() if call.adult in adults or call.child in own]
    found.sort(key=lambda call: (call.why != "urgent", call.why == "well", call.since))
    return tuple(_call(snapshot, call, adults) for call in found)


def public_name(snapshot: Snapshot, adult: str) -> str:
    """Give an adult's first name, as far as others may read it."""
    known = (family for family in snapshot.families.values() if not family.protected and not family.names_hidden)
    return next((entry.name for family in known for entry in family.adults if entry.id == adult), "")


def _child(snapshot: Snapshot, stay: StayPicture, adults: Collection[str]) -> ChildFace:
    near, names = _watched(snapshot, stay, adults)
    name, animal, ground = _looks(snapshot.families.get(stay.family), stay.child)
    marks = tuple(_marks(snapshot.house.marks.get(stay.child, {})))
    return ChildFace(stay.child, name, animal, ground, stay.at, stay.since, stay.quality, near, names, marks)


def _watched(snapshot: Snapshot, stay: StayPicture, adults: Collection[str]) -> tuple[Near, tuple[str, ...]]:
    if stay.looks_after in adults:
        return "you", ()
    near: Near = "adult" if stay.looks_after else "carers"
    every = [stay.looks_after] if stay.looks_after else snapshot.house.carers()
    return near, tuple(name for adult in every if (name := public_name(snapshot, adult)))


def _marks(found: dict[str, Ms]) -> Iterable[tuple[str, Ms]]:
    for group in MARKS:
        if noted := [(mark, found[mark]) for mark in group if mark in found]:
            yield max(noted, key=lambda entry: entry[1])


def _call(snapshot: Snapshot, call: CallPicture, adults: Collection[str]) -> CallFace:
    name, animal, ground = _looks(snapshot.families.get(call.family), call.child)
    return CallFace(
        call.call, call.why, call.since, call.answer, call.step, name, animal, ground,
        coming=key(call.call, "coming", call.answered),
        soon=key(call.call, "soon", call.answered),
        other="" if call.adult in adults else public_name(snapshot, call.adult),
    )  # fmt: skip


def _looks(family: Family | None, child: str) -> tuple[str, str, str]:
    """Give name, animal and ground of a child."""
    found = next((entry for entry in family.children if entry.id == child), None) if family else None
    if found is None or family is None:
        return "", "", "white"
    name = "" if family.names_hidden else found.name
    return name, found.animal if found.animal in ANIMALS else "", found.ground
