"""What people, carers, time and bad luck do to a made-up office. An action that makes no sense now does nothing."""

import random
from collections.abc import Callable

from broker.house import guard, questions
from broker.house.state import STAYS_KNOWN, House
from broker.wire.facts.care import (
    CallAnswered,
    Called,
    CallEnded,
    Counted,
    PlaceAccepted,
    PlaceAsked,
    PlaceDeclined,
    ShiftEnded,
    ShiftHandedOver,
    ShiftTaken,
)
from broker.wire.facts.custody import (
    ChildGone,
    ChildrenChosen,
    Choice,
    Collected,
    Going,
    HandedOver,
    LeaveAsked,
    LeaveUnanswered,
    LeaveWithdrawn,
    Offered,
    OfferWithdrawn,
    Released,
    Returned,
    Taken,
)
from broker.wire.facts.presence import (
    Arrived,
    CameBack,
    ChildHere,
    DeskChosen,
    DesksSwapped,
    Left,
    TimeCorrected,
    Undone,
    WentOut,
)
from broker.wire.facts.settings import LimitSet
from broker.wire.pictures import ShiftPicture, StayPicture, VisitPicture
from histories import ADULTS, CHILDREN, FAMILY, HOUSEHOLDS, MINUTE, History, Kiosk

CARERS = ("a-carer001", "a-carer002", "a-jana0001")
Action = Callable[[History, random.Random], None]


def _at(history: History, chance: random.Random) -> tuple[Kiosk, House]:
    kiosk = chance.choice(history.kiosks)
    return kiosk, kiosk.house()


def _visit(house: House, chance: random.Random) -> VisitPicture | None:
    return chance.choice(sorted(house.visits.values(), key=lambda v: v.adult)) if house.visits else None


def _stay(house: House, chance: random.Random) -> StayPicture | None:
    return chance.choice(sorted(house.stays.values(), key=lambda s: s.child)) if house.stays else None


def tap(history: History, chance: random.Random) -> None:
    """Tap a card: in, out, or the guard asks; decided from the kiosk's own picture."""
    kiosk, house = _at(history, chance)
    adult = chance.choice(ADULTS)
    visit = house.visits.get(adult)
    if visit is None:
        history.tell(kiosk, _arrival(history, house, adult, chance))
    elif visit.away:
        history.tell(kiosk, CameBack(visit=visit.visit, adult=adult, family=visit.family))
    elif asked := guard.leaving(house, adult):
        body = LeaveAsked(
            visit=visit.visit, adult=adult, family=visit.family, children=tuple(a.stay.child for a in asked)
        )
        history.tell(kiosk, body)
    else:
        history.tell(kiosk, Left(visit=visit.visit, adult=adult, family=visit.family))


def _arrival(history: History, house: House, adult: str, chance: random.Random) -> Arrived:
    here = tuple(
        ChildHere(child=child, stay=history.new_id(), to=chance.choice(("adult", "care", "together", "taken")))
        for child in HOUSEHOLDS[FAMILY[adult]][1]
        if child not in house.stays and chance.random() < 0.7
    )
    desk = chance.choice((None, "pc-1", "pc-2"))
    return Arrived(visit=history.new_id(), adult=adult, family=FAMILY[adult], desk=desk, children=here)


def answer_the_guard(history: History, chance: random.Random) -> None:
    """Take all, stay, offer, go out for ten minutes, or walk away without a word."""
    kiosk, house = _at(history, chance)
    waiting = [visit for visit in house.visits.values() if visit.asked]
    if not waiting:
        return
    visit = chance.choice(waiting)
    assert visit.asked
    who = {"visit": visit.visit, "adult": visit.adult, "family": visit.family}
    asked = guard.leaving(house, visit.adult)
    match chance.randrange(5):
        case 0:
            takes = {ask.stay.child for ask in asked if ask.stay.family == visit.family}
            along = {stay.child for stay in house.of(visit.adult) if stay.looks_after == visit.adult}
            history.tell(kiosk, Left(**who, takes=tuple(sorted(takes | along))))
        case 1:
            history.tell(kiosk, LeaveWithdrawn(**who))
        case 2:
            mine = [ask.stay for ask in asked if ask.stay.answers == visit.adult]
            offers = (Offered(child=s.child, family=s.family, offer=history.new_id(), giver=visit.adult) for s in mine)
            history.tell(kiosk, *offers)
        case 3 if all(ask.errand for ask in asked):
            history.tell(kiosk, WentOut(**who, why="errand", until=history.now + 10 * MINUTE))
        case 4:
            history.tell(kiosk, LeaveUnanswered(**who))


def go_for_lunch(history: History, chance: random.Random) -> None:
    """Go out with the children who are with one, and hold the desk."""
    kiosk, house = _at(history, chance)
    if visit := _visit(house, chance):
        along = tuple(stay.child for stay in house.of(visit.adult) if stay.looks_after == visit.adult)
        until = history.now + chance.choice((30, 60)) * MINUTE
        body = WentOut(visit=visit.visit, adult=visit.adult, family=visit.family, why="lunch", until=until, takes=along)
        history.tell(kiosk, body)


def come_back(history: History, chance: random.Random) -> None:
    """Come back, or say so without having been away."""
    kiosk, house = _at(history, chance)
    if visit := _visit(house, chance):
        history.tell(kiosk, CameBack(visit=visit.visit, adult=visit.adult, family=visit.family))


def undo(history: History, chance: random.Random) -> None:
    """Take back what was recorded last."""
    kiosk, house = _at(history, chance)
    visit = house.visit(chance.choice(ADULTS))
    if visit:
        what = "arrived" if visit.until is None else "left"
        history.tell(kiosk, Undone(visit=visit.visit, adult=visit.adult, family=visit.family, what=what))


def correct(history: History, chance: random.Random) -> None:
    """Say when a visit really began or ended."""
    visit = history.house.visit(chance.choice(ADULTS))
    if visit:
        what = chance.choice(("arrived", "left")) if visit.until is not None else "arrived"
        at = max(0, history.now - chance.randrange(300) * MINUTE)
        history.note(TimeCorrected(visit=visit.visit, adult=visit.adult, family=visit.family, what=what, at=at))


def choose(history: History, chance: random.Random) -> None:
    """Choose another desk, or for the children anew."""
    kiosk, house = _at(history, chance)
    visit = _visit(house, chance)
    if visit is None:
        return
    who = {"visit": visit.visit, "adult": visit.adult, "family": visit.family}
    if chance.random() < 0.3:
        history.tell(kiosk, DeskChosen(**who, desk=chance.choice((None, "pc-1", "pc-2"))))
    elif chance.random() < 0.2 and len(house.visits) > 1:
        history.tell(kiosk, DesksSwapped(**who, other=chance.choice(sorted(house.visits.keys() - {visit.adult}))))
    else:
        places = ("adult", "care", "together", "taken", "absent")
        chosen = tuple(
            Choice(
                child=child,
                stay=history.new_id(),
                to=chance.choice(places),
                follows=house.stays[child].stay if child in house.stays else None,
            )
            for child in HOUSEHOLDS[visit.family][1]
            if chance.random() < 0.7
        )
        history.tell(kiosk, ChildrenChosen(**who, children=chosen))


def offer_or_take_over(history: History, chance: random.Random) -> None:
    """Hold the baton out, take it, take it unasked, or keep it after all."""
    kiosk, house = _at(history, chance)
    stay = _stay(house, chance)
    if stay is None:
        return
    about = {"child": stay.child, "family": stay.family}
    taker = chance.choice(sorted(house.visits) or ADULTS)
    match chance.randrange(4):
        case 0 if stay.answers:
            to = chance.choice((None, taker, "a-halyna01"))
            history.tell(kiosk, Offered(**about, offer=history.new_id(), giver=stay.answers, to=to))
        case 1:
            history.tell(kiosk, HandedOver(**about, stay=history.new_id(), taker=taker, follows=stay.stay))
        case 2 if stay.offer:
            history.tell(kiosk, OfferWithdrawn(**about, offer=stay.offer.offer))
        case 3 if FAMILY[stay.child] == "f-olena001":
            visit = history.new_id()
            history.tell(
                kiosk,
                Collected(
                    visit=visit,
                    adult="a-halyna01",
                    family=stay.family,
                    takes=(Going(child=stay.child, follows=stay.stay),),
                ),
            )


def shift(history: History, chance: random.Random) -> None:
    """Begin a shift, end it as the guard allows, or hand everything over."""
    kiosk, house = _at(history, chance)
    adult = chance.choice(CARERS)
    on_duty = house.shifts.get(adult)
    if on_duty is None:
        until = history.now + 120 * MINUTE if chance.random() < 0.5 else None
        history.tell(kiosk, ShiftTaken(shift=history.new_id(), adult=adult, family=FAMILY[adult], until=until))
    elif not guard.ending_shift(house, adult):
        history.tell(kiosk, ShiftEnded(shift=on_duty.shift, adult=adult, family=FAMILY[adult]))
    else:
        history.tell(kiosk, _change(history, house, adult, on_duty, chance))


def _change(
    history: History, house: House, adult: str, on_duty: ShiftPicture, chance: random.Random
) -> ShiftHandedOver:
    taker = chance.choice([carer for carer in CARERS if carer != adult])
    return ShiftHandedOver(
        shift=history.new_id(), adult=taker, family=FAMILY[taker], giver=adult, ends=on_duty.shift,
        heads=len(house.in_care()) + chance.choice((0, 0, 1)),
    )  # fmt: skip


def take(history: History, chance: random.Random) -> None:
    """Take a child into care on the board, sometimes beyond the limit, sometimes as the one who answers."""
    stay, carer = _stay(history.house, chance), chance.choice(CARERS)
    if stay:
        history.note(
            Taken(
                child=stay.child, family=stay.family, stay=history.new_id(), by=carer,
                answers=carer if chance.random() < 0.3 else stay.answers or carer, follows=stay.stay,
                back_by=history.now + 5 * MINUTE if chance.random() < 0.2 else None,
                override="short_time" if chance.random() < 0.3 else None,
            )
        )  # fmt: skip


def give_back(history: History, chance: random.Random) -> None:
    """Give a child to an adult in the house, for good or for a while."""
    stay = _stay(history.house, chance)
    visit = _visit(history.house, chance)
    if stay and visit:
        history.note(
            Returned(
                child=stay.child, family=stay.family, stay=history.new_id(), to=visit.adult, by=chance.choice(CARERS),
                follows=stay.stay, back=chance.random() < 0.3, at=chance.choice(("adult", "together")),
            )
        )  # fmt: skip


def let_go(history: History, chance: random.Random) -> None:
    """Release a child to a listed person, find that it has gone, or vouch for somebody who takes over."""
    stay = _stay(history.house, chance)
    if stay is None:
        return
    carer, about = chance.choice(CARERS), {"child": stay.child, "family": stay.family, "follows": stay.stay}
    match chance.randrange(3):
        case 0:
            history.note(Released(**about, to="p-blau0001", by=carer))
        case 1:
            history.note(ChildGone(**about, by=carer))
        case 2:
            taker = chance.choice(sorted(history.house.visits) or ADULTS)
            history.note(HandedOver(**about, stay=history.new_id(), taker=taker, by=carer))


def late_word(history: History, chance: random.Random) -> None:
    """Tell of a stay that has long ended: nobody moves, nobody comes back."""
    child = chance.choice(CHILDREN)
    now = history.house.stays.get(child)
    gone = [name for name in history.ended.get(child, ())[-STAYS_KNOWN:] if now is None or now.stay != name]
    if gone:
        about = {"child": child, "family": FAMILY[child], "follows": chance.choice(gone), "stay": history.new_id()}
        adult = chance.choice(ADULTS)
        late = chance.choice((
            Returned(**about, to=adult), HandedOver(**about, taker=adult), Taken(**about, by=adult, answers=adult),
        ))  # fmt: skip
        before = history.house.stays
        history.tell(chance.choice(history.kiosks), late)
        if history.house.stays.get(child) is not before.get(child):
            told = history.house.stays.get(child)
            assert told is None or told.stay != about["stay"], f"rule 4: a late word moved {child}"


def wait_for_a_place(history: History, chance: random.Random) -> None:
    """Ask for a place, accept one, or wait no longer."""
    kiosk, house = _at(history, chance)
    if house.asks and chance.random() < 0.6:
        ask = chance.choice(sorted(house.asks.values(), key=lambda a: a.ask))
        accepts = PlaceAccepted(ask=ask.ask, family=ask.family, stay=history.new_id())
        history.tell(kiosk, accepts if chance.random() < 0.7 else PlaceDeclined(ask=ask.ask, family=ask.family))
    elif (stay := _stay(house, chance)) and stay.answers:
        body = PlaceAsked(ask=history.new_id(), child=stay.child, family=stay.family, adult=stay.answers)
        history.tell(kiosk, body)


def call(history: History, chance: random.Random) -> None:
    """Call somebody, answer, or end it."""
    calls = sorted(history.house.calls)
    if calls and chance.random() < 0.6:
        name = chance.choice(calls)
        answer = CallAnswered(call=name, answer=chance.choice(("coming", "soon")))
        history.note(answer if chance.random() < 0.5 else CallEnded(call=name))
    elif (stay := _stay(history.house, chance)) and stay.contact:
        why = chance.choice(("come", "hungry", "urgent", "well"))
        body = Called(call=history.new_id(), child=stay.child, family=stay.family, adult=stay.contact, why=why)
        history.note(body)


def count(history: History, chance: random.Random) -> None:
    """Count the children, rightly or not; or set a limit."""
    if chance.random() < 0.2:
        history.note(LimitSet(limit="places_firm", value=chance.choice((None, 1, 4))))
    else:
        heads = len(history.house.in_care()) + chance.choice((0, 0, 1))
        history.note(Counted(by=chance.choice(CARERS), heads=heads))


def answer_a_question(history: History, chance: random.Random) -> None:
    """Answer any question in any of its ways."""
    asked = sorted(history.house.open_questions(), key=lambda q: (q.kind, q.subject))
    if asked:
        question = chance.choice(asked)
        said = chance.choice(sorted(questions.TABLE[question.kind].answers))
        history.note(*questions.answer(history.house, question, said, chance.choice(CARERS)))


def wait(history: History, chance: random.Random) -> None:
    """Let minutes pass, or the night; the hub looks at its clock."""
    history.now += chance.choice((1, 1, 5, 10, 30, 60, 15 * 60)) * MINUTE
    history.look()


def cut(history: History, chance: random.Random) -> None:
    """Pull a kiosk's cable, or plug it in."""
    kiosk = chance.choice(history.kiosks)
    kiosk.online = not kiosk.online
    history.sync(kiosk, again=chance.randrange(4))


def shift_the_clock(history: History, chance: random.Random) -> None:
    """Let a kiosk's clock be wrong by minutes, hours or years."""
    chance.choice(history.kiosks).skew = chance.choice((0, 0, 90_000, -7_200_000, 40 * 365 * 24 * 60 * MINUTE))


def pull_the_plug(history: History, chance: random.Random) -> None:
    """Restart the hub; or back up and restore."""
    match chance.randrange(4):
        case 0 | 1:
            history.restart()
        case 2:
            history.back_up()
        case 3 if history.backups:
            history.put_back(chance.randint(1, history.backups))


ACTIONS: tuple[Action, ...] = (
    tap, tap, tap, answer_the_guard, answer_the_guard, go_for_lunch, come_back, undo, correct, choose,
    offer_or_take_over, offer_or_take_over, shift, take, take, give_back, let_go, late_word, wait_for_a_place, call,
    count, answer_a_question, wait, wait, cut, shift_the_clock, pull_the_plug,
)  # fmt: skip
