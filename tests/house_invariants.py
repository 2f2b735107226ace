"""What must hold whatever happens, one function per kind of look; each assertion names its rule of ARCHITECTURE.md."""

from broker.house import guard
from broker.house.apply import apply
from broker.house.due import due
from broker.house.office import Office
from broker.house.presence import BETTER
from broker.house.questions import TABLE
from broker.house.state import Fact, House
from broker.ledger import Ledger
from broker.store.derived import COLUMNS
from broker.store.facts import Row
from broker.store.store import Store
from broker.wire.facts.care import ShiftEnded
from broker.wire.facts.custody import ChildGone, ChildrenChosen, Collected, HandedOver, Released, Returned, Taken
from broker.wire.facts.presence import Arrived, Left, Undone
from broker.wire.pictures import StayPicture, VisitPicture

FIRM = 2
"""Places of the made-up office, unless staff have said otherwise."""
ENDS_STAYS = Left | Collected | Released | ChildGone | Undone | ChildrenChosen | Arrived
MOVES_BATON = Taken | Returned | HandedOver | Arrived | Left | Collected | Undone


def always(house: House) -> None:
    """Look at one moment."""
    alarms = {subject for kind, subject in house.questions if kind == "child_alone"}
    for child, stay in house.stays.items():
        held = stay.answers in house.visits
        assert held or (stay.answers is None and child in alarms), f"rule 4: nobody answers for {child}, and no alarm"
        assert not (held and child in alarms), f"rule 4: {child} has somebody, and an alarm"
    assert alarms <= house.stays.keys(), "rule 4: an alarm for a child who is not here"
    assert all(kind in TABLE for kind, _ in house.questions), "a question that nobody can answer"
    for visit in house.visits.values():
        _guarded(house, visit.adult)


def _guarded(house: House, adult: str) -> None:
    """Rule 6: whom the guard does not ask leaves nobody behind, and ends no shift that is needed."""
    visit, shift = house.visits[adult], house.shifts.get(adult)
    if not guard.leaving(house, adult):
        goes = Left(visit=visit.visit, adult=adult, family=visit.family)
        new = apply(house, _later(house, goes)).questions.keys() - house.questions.keys()
        assert not any(kind == "child_alone" for kind, _ in new), f"rule 6: {adult} leaves a child alone, unasked"
    if shift and not guard.ending_shift(house, adult):
        ends = ShiftEnded(shift=shift.shift, adult=adult, family=shift.family)
        new = apply(house, _later(house, ends)).questions.keys() - house.questions.keys()
        assert ("no_carer", "care") not in new, f"rule 6: {adult} was the last carer, and not kept"


def step(before: House, after: House, row: Row) -> None:
    """Look at what one fact did."""
    for child in before.stays.keys() - after.stays.keys():
        assert isinstance(row.body, ENDS_STAYS), f"nobody is lost: {child} has gone by {row.kind}"
    for child, stay in after.stays.items():
        if known := before.stays.get(child):
            _moved(before, known, stay, row)
        else:
            assert child.encode() in row.payload or isinstance(row.body, Undone), f"nobody is invented: {child}"
            _taken(stay, row)
    for adult in before.visits.keys() - after.visits.keys():
        assert getattr(row.body, "adult", None) == adult, f"nobody is lost: {adult} has gone by {row.kind}"
    others = (before.last.keys() | after.last.keys()) - {getattr(row.body, "adult", "")}
    assert all(before.last.get(a) is after.last.get(a) for a in others), "a fact changed somebody else's last visit"
    for adult, visit in after.last.items():
        known_end = before.last.get(adult)
        if known_end and known_end.visit == visit.visit and known_end.until != visit.until:
            _better(known_end, visit, row)
    if isinstance(row.body, Taken) and row.body.override:
        _override(before, after, row.body)


def _moved(before: House, known: StayPicture, stay: StayPicture, row: Row) -> None:
    """Rules 4 and 5: who may move a child who is here, and who may take the baton."""
    body, child = row.body, stay.child
    if isinstance(body, Arrived) and body.adult != known.answers:
        moved = stay.stay != known.stay and known.answers in before.visits
        assert not moved, f"rule 5: {child} was moved by another adult's arrival"
    if known.at != "care":
        _taken(stay, row)
    if stay.answers not in (known.answers, None):
        moves = isinstance(body, MOVES_BATON) or row.kind == "shift_handed_over"
        assert moves, f"rule 4: the baton of {child} moved by {row.kind}"
    if isinstance(body, HandedOver) and stay.answers != known.answers and known.answers is not None:
        offered = known.offer is not None and known.offer.to in (None, body.taker)
        assert offered or body.by, f"rule 4: {child} was taken and not given"


def _taken(stay: StayPicture, row: Row) -> None:
    """Rule 5: into care by a carer alone, or by a tap where the office wants it so; or as it was before an undo."""
    by_tap = isinstance(row.body, ChildrenChosen | Arrived) and b'"taken"' in row.payload
    fits = by_tap or isinstance(row.body, Taken | Undone)
    assert fits or stay.at != "care", f"rule 5: {stay.child} went into care by {row.kind}"


def _better(known: VisitPicture, now: VisitPicture, row: Row) -> None:
    """Rule 10: a better quality replaces a worse one, and a person's last word the one before."""
    one, other = BETTER[now.until_quality], BETTER[known.until_quality]
    assert one >= other, f"rule 10: a better time of {now.adult} was replaced by a worse one"
    assert one > other or row.kind == "time_corrected", f"rule 10: the time of {now.adult} moved"


def _override(before: House, after: House, body: Taken) -> None:
    carer, stay = before.visit(body.by), before.stays.get(body.child)
    if carer and stay and stay.stay == body.follows and carer.family == body.family:
        assert ("override_own", body.child) in after.questions, "rule 9: an override for an own child went unasked"


def time_acted(before: House, after: House, office: Office, groups: dict[str, str], now: int) -> None:
    """Look at what time did; a second look does nothing."""
    again = due(after, office, groups, now)  # type: ignore[arg-type]
    assert not again, f"rule 12: what is due was recorded, and is due again: {again}"
    for adult in before.visits.keys() - after.visits.keys():
        held = [stay for stay in before.stays.values() if adult in (stay.answers, stay.contact)]
        assert not held, f"rule 10: closing ended the visit of {adult}, who has {[stay.child for stay in held]}"
        assert after.last[adult].until_quality == "inferred", "rule 10: a time that nobody measured is not marked"
    for adult, visit in before.visits.items():
        late = visit.asked and now >= visit.asked.since + office.rules.care.guard_s * 1000
        if late and adult in after.visits:
            assert ("leave_unanswered", adult) in after.questions, f"rule 6: {adult} was asked, and nobody is alarmed"
    assert before.stays.keys() == after.stays.keys(), "time alone takes no child out of the house"
    held = {name for name, ask in after.asks.items() if ask.until is not None}
    if held - {name for name, ask in before.asks.items() if ask.until is not None}:
        said = after.limits.get("places_firm")
        firm = said.value if said and said.value is not None else FIRM
        taken = {c for c, s in after.stays.items() if s.place or s.at in ("care", "together", "announced")}
        taken |= {after.asks[name].child for name in held}
        assert len(taken) <= firm, "rule 9: a place was offered beyond the firm limit"


def kept(store: Store, durable: set[str]) -> None:
    """Rules 1 and 2: each durable fact is stored once."""
    ids = [name for (name,) in store.connection.execute("SELECT id FROM fact")]
    assert len(ids) == len(set(ids)), "rule 2: a fact is stored twice"
    assert durable <= set(ids), "rule 1: a fact is lost"


def rebuilt(ledger: Ledger, store: Store) -> None:
    """Rule 12: what is derived anew is what is there, house and tables."""
    house, rows = ledger.house, tables(store)
    ledger.rebuild()
    assert ledger.house == house, "rule 12: a rebuild gives another house"
    again = tables(store)
    for table in COLUMNS:
        assert again[table] == rows[table], f"rule 12: a rebuild gives other rows of {table}"


def tables(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Read all derived rows."""
    return {
        table: store.connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id").fetchall()  # noqa: S608  # names of ours
        for table, names in COLUMNS.items()
    }


def _later(house: House, body: Left | ShiftEnded) -> Fact:
    return Fact(pos=house.pos + 1, stream="later", n=1, at=0, body=body)
