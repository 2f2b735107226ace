"""What people do in a scene, as the facts that a kiosk or the carers' board records of it."""

import uuid
from abc import ABC, abstractmethod
from itertools import count
from typing import NamedTuple

from broker.house import guard
from broker.house.state import House
from broker.wire.facts import FactBody
from broker.wire.facts import care as of_care
from broker.wire.facts import custody as of_children
from broker.wire.facts import house as of_house
from broker.wire.facts import presence as of_adults

MINUTE = 60_000
_ids = count(1)


class Person(NamedTuple):
    """An adult or a child of a family; all invented."""

    id: str
    family: str


def new_id() -> str:
    """Make an id that no other fact of this run has."""
    return str(uuid.UUID(int=next(_ids)))


class Doings(ABC):
    """Everything that can be done at one device; what it knows of the house is `house`."""

    house: House
    now: int

    @abstractmethod
    def record(self, *bodies: FactBody) -> None: ...

    @abstractmethod
    def moment(self, clock: str) -> int: ...

    # adults

    def arrive(
        self, adult: Person, children: dict[Person, str] | None = None, *, desk: str | None = None,
        by: Person | None = None,
    ) -> None:  # fmt: skip
        here = tuple(of_adults.ChildHere(child.id, new_id(), to) for child, to in (children or {}).items())
        self.record(of_adults.Arrived(new_id(), *adult, desk, here, by and by.id))

    def leave(self, adult: Person, *, takes: tuple[Person, ...] | None = None) -> None:
        children = None if takes is None else tuple(child.id for child in takes)
        self.record(of_adults.Left(self.visit_of(adult), *adult, children))

    def tap_out(self, adult: Person) -> tuple[guard.Ask, ...]:
        """Leave, unless the guard has to ask; give what it asks."""
        asks = guard.leaving(self.house, adult.id)
        if asks:
            children = tuple(ask.stay.child for ask in asks)
            self.record(of_children.LeaveAsked(self.visit_of(adult), *adult, children))
        else:
            self.leave(adult)
        return asks

    def stay_after_all(self, adult: Person) -> None:
        self.record(of_children.LeaveWithdrawn(self.visit_of(adult), *adult))

    def go_out(self, adult: Person, why: str, *, minutes: int, takes: tuple[Person, ...] = ()) -> None:
        children = tuple(child.id for child in takes)
        self.record(of_adults.WentOut(self.visit_of(adult), *adult, why, self.now + minutes * MINUTE, children))

    def come_back(self, adult: Person) -> None:
        self.record(of_adults.CameBack(self.visit_of(adult), *adult))

    def undo(self, adult: Person, what: str) -> None:
        self.record(of_adults.Undone(self.visit_of(adult), *adult, what))

    def correct(self, adult: Person, what: str, clock: str, *, visit: str | None = None) -> None:
        at = self.moment(clock)
        self.record(of_adults.TimeCorrected(visit or self.visit_of(adult), *adult, what, at, adult.id))

    def sit_at(self, adult: Person, desk: str | None) -> None:
        self.record(of_adults.DeskChosen(self.visit_of(adult), *adult, desk))

    def swap(self, adult: Person, other: Person) -> None:
        self.record(of_adults.DesksSwapped(self.visit_of(adult), *adult, other.id))

    # children

    def choose(self, adult: Person, children: dict[Person, str]) -> None:
        stays = self.house.stays
        choices = tuple(
            of_children.Choice(child.id, new_id(), to, stays[child.id].stay if child.id in stays else None)
            for child, to in children.items()
        )
        self.record(of_children.ChildrenChosen(self.visit_of(adult), *adult, choices))

    def take(self, child: Person, by: Person, *, answers: Person | None = None, **more: object) -> None:
        """Take a child into care; unless said otherwise, who answers goes on answering."""
        stay = self.house.stays.get(child.id)
        baton = answers.id if answers else (stay and stay.answers) or by.id
        self.record(of_children.Taken(*child, new_id(), by.id, baton, self.stay_of(child), **more))

    def give_back(self, child: Person, to: Person, *, by: Person | None = None, **more: object) -> None:
        follows = self.stay_of(child)
        self.record(of_children.Returned(*child, new_id(), to.id, by and by.id, follows, **more))

    def offer(self, child: Person, giver: Person, to: Person | None = None) -> None:
        self.record(of_children.Offered(*child, new_id(), giver.id, to and to.id))

    def hand_over(self, child: Person, taker: Person, *, by: Person | None = None) -> None:
        follows = self.stay_of(child)
        self.record(of_children.HandedOver(*child, new_id(), taker.id, follows, by and by.id))

    def collect(self, adult: Person, *children: Person, by: Person | None = None) -> None:
        visit = self.house.visits[adult.id].visit if adult.id in self.house.visits else new_id()
        takes = tuple(of_children.Going(child.id, self.stay_of(child) or new_id()) for child in children)
        self.record(of_children.Collected(visit, *adult, takes, by and by.id))

    # the care room

    def begin_shift(self, carer: Person, until: str | None = None) -> None:
        self.record(of_care.ShiftTaken(new_id(), *carer, until and self.moment(until)))

    def plan_shift(self, carer: Person, since: str, until: str) -> None:
        self.record(of_care.ShiftPlanned(new_id(), *carer, self.moment(since), self.moment(until)))

    def end_shift(self, carer: Person) -> list[str]:
        """End the shift, unless the guard of the carers keeps it; give the children who keep it."""
        kept = [stay.child for stay in guard.ending_shift(self.house, carer.id)]
        if not kept:
            self.record(of_care.ShiftEnded(self.house.shifts[carer.id].shift, *carer))
        return kept

    def hand_over_shift(self, giver: Person, taker: Person, *, heads: int) -> None:
        ends = self.house.shifts[giver.id].shift
        self.record(of_care.ShiftHandedOver(new_id(), *taker, giver.id, ends, heads))

    def count(self, carer: Person, heads: int) -> None:
        self.record(of_care.Counted(carer.id, heads))

    def ask_for_place(self, adult: Person, child: Person) -> None:
        self.record(of_care.PlaceAsked(new_id(), *child, adult.id))

    def accept_place(self, child: Person) -> None:
        ask = next(ask for ask in self.house.asks.values() if ask.child == child.id)
        self.record(of_care.PlaceAccepted(ask.ask, child.family, new_id()))

    def call(self, child: Person, adult: Person, why: str = "come", *, by: Person) -> str:
        name = new_id()
        self.record(of_care.Called(name, *child, adult.id, why, by.id))
        return name

    def answer_call(self, call: str, answer: str, adult: Person | None = None) -> None:
        self.record(of_care.CallAnswered(call, answer, adult and adult.id))

    # the house

    def party(self, heads: int, room: str | None = None) -> str:
        visit = new_id()
        self.record(of_adults.GuestArrived(visit, "g-party001", "renter", heads, room))
        return visit

    def book(self, room: str, since: str, until: str, heads: int) -> None:
        self.record(of_house.Booked(new_id(), room, self.moment(since), self.moment(until), heads))

    # what is known here

    def where(self, child: Person) -> str | None:
        """Give where a child is; None: not in the house."""
        stay = self.house.stays.get(child.id)
        return stay.at if stay else None

    def who_answers(self, child: Person) -> str | None:
        return self.house.stays[child.id].answers

    def is_here(self, adult: Person) -> bool:
        return adult.id in self.house.visits

    def desk_of(self, adult: Person) -> str | None:
        return self.house.visits[adult.id].desk

    def visit_of(self, adult: Person) -> str:
        """Give the adult's open visit, else the last; one that nobody here knows of, if there is none."""
        visit = self.house.visit(adult.id)
        return visit.visit if visit else new_id()

    def stay_of(self, child: Person) -> str | None:
        return self.house.stays[child.id].stay if child.id in self.house.stays else None

    def questions(self) -> set[tuple[str, str]]:
        return {(question.kind, question.subject) for question in self.house.open_questions()}
