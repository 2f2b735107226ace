"""Desks: which one a person is offered, and what is known of each."""

from collections.abc import Collection, Iterable, Mapping

from broker.house.levels import Reading
from broker.house.office import Desk
from broker.wire.pictures import DeskPicture, VisitPicture


def offer(desks: Iterable[Desk], taken: Collection[str], usual: str | None) -> Desk | None:
    """Give the usual desk if it is free, else the next free one of its kind, else none."""
    desks = list(desks)
    wanted = next((desk for desk in desks if desk.id == usual), None)
    if wanted is None:
        return None
    same = [wanted, *(desk for desk in desks if desk.kind == wanted.kind and desk is not wanted)]
    return next((desk for desk in same if desk.id not in taken), None)


def picture(desk: str, sitting: Mapping[str, VisitPicture], seat: Reading | None, *, defect: bool) -> DeskPicture:
    """Tell a desk's state: a check-in is the evidence, a seat sensor fills the gap.

    :param seat: the seat sensor's reading; None where there is no such sensor.
    """
    if visit := sitting.get(desk):
        return DeskPicture(state="in_use", since=visit.since)
    if defect:
        return DeskPicture(state="defect")
    if seat is None:
        return DeskPicture(state="free")
    if seat.value is None:
        return DeskPicture(state="unknown", why=seat.why, since=seat.since)
    return DeskPicture(state="in_use" if seat.value else "free", why="seat" if seat.value else "", since=seat.since)
