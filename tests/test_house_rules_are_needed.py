"""Each rule, broken on purpose in a plausible way: random histories find it, or they would prove nothing."""

import sqlite3
from collections.abc import Callable

import msgspec
import pytest

from broker.house import apply, custody, due, guard, presence
from broker.house.care import Verdict
from broker.house.due import MINUTE, Due
from broker.house.state import House, with_key
from broker.ledger import Ledger
from broker.store import facts
from broker.wire.facts.custody import Taken
from broker.wire.facts.presence import Left
from broker.wire.pictures import StayPicture
from long_house_rules import play

SEEDS, STEPS = 40, 300
Plant = Callable[[pytest.MonkeyPatch], None]


def stores_twice(patch: pytest.MonkeyPatch) -> None:
    """Let the store take a fact again that it has."""

    def append(connection: sqlite3.Connection, row: facts.Row) -> int | None:
        connection.execute("DROP INDEX IF EXISTS idx_fact_id")
        found = connection.execute(
            "INSERT INTO fact (id, node, stream, n, kind, at, quality, unread, payload) VALUES (?,?,?,?,?,?,?,?,?)",
            (row.id, row.node, row.stream, row.n, row.kind, row.at, row.quality, 0, row.payload),
        )
        return found.lastrowid

    patch.setattr(facts, "append", append)


def refuses_contradictions(patch: pytest.MonkeyPatch) -> None:
    """Store no fact that raises a question."""
    commit = Ledger.commit

    def choosy(self: Ledger, rows: list[facts.Row], used: dict[str, facts.Stream]) -> set[str]:
        house = self.house
        good = []
        for row in rows:
            after = apply.apply(house, apply.Fact(pos=house.pos + 1, stream="s", n=1, at=row.at, body=row.body))
            if after.questions.keys() <= house.questions.keys():
                good.append(row)
        return commit(self, good, used)

    patch.setattr(Ledger, "commit", choosy)


def forgets_to_alarm(patch: pytest.MonkeyPatch) -> None:
    """Tell nobody when who answered has left."""
    patch.setattr(custody, "settle", lambda house, _at: house)


def lets_anyone_take(patch: pytest.MonkeyPatch) -> None:
    """Pass the baton though nobody held it out."""
    patch.setattr(custody, "may_take", lambda _stay, _taker, _by: True)


def moves_children(patch: pytest.MonkeyPatch) -> None:
    """Move a child who is here already to whoever arrives and names it."""
    come = custody.come

    def moving(house: House, fact: apply.Fact, here: custody.ChildHere, adult: str, family: str) -> House:
        stays = {child: stay for child, stay in house.stays.items() if child != here.child}
        return come(house.but(stays=stays), fact, here, adult, family)

    patch.setattr(custody, "come", moving)


def takes_children_into_care_by_themselves(patch: pytest.MonkeyPatch) -> None:
    """Count an announcement as taken."""
    patch.setitem(custody.AT, "care", "care")


def asks_nobody_at_the_door(patch: pytest.MonkeyPatch) -> None:
    """Let everyone go."""
    patch.setattr(guard, "leaving", lambda _house, _adult: ())


def lets_the_last_carer_go(patch: pytest.MonkeyPatch) -> None:
    """Let the last carer end the shift."""
    patch.setattr(guard, "ending_shift", lambda _house, _adult: ())


def forgets_who_stood_at_the_door(patch: pytest.MonkeyPatch) -> None:
    """Alarm nobody about an unanswered guard."""
    patch.setattr(due, "_adults", lambda _house, _office: iter(()))


def overrides_for_ones_own_child(patch: pytest.MonkeyPatch) -> None:
    """Let carers let an own child in beyond the limit, and nobody look."""

    def take(house: House, fact: apply.Fact, body: Taken) -> House:
        return custody.take(house, fact, msgspec.structs.replace(body, override=None))

    patch.setitem(apply.RULES, Taken, take)  # type: ignore[arg-type]


def offers_beyond_the_limit(patch: pytest.MonkeyPatch) -> None:
    """Let the waiting list not look at the firm limit."""
    patch.setattr(due, "may_announce", lambda *_: Verdict("yes"))


def believes_the_last_word(patch: pytest.MonkeyPatch) -> None:
    """Let a worse time replace a better one."""

    def end(house: House, last: presence.VisitPicture, at: int, quality: presence.Quality) -> House:
        worse = presence.replace(last, until=at, until_quality=quality)
        return house.but(last=with_key(house.last, last.adult, worse))

    patch.setattr(presence, "_better_end", end)


def closes_over_children(patch: pytest.MonkeyPatch) -> None:
    """End every visit at closing, whoever has a child in the house."""

    def closing(house: House, office: due.Office, _now: int) -> list[Due]:
        return [
            Due(
                due._end(house, office, visit.since) + 30 * MINUTE,
                Left(visit=visit.visit, adult=visit.adult, family=visit.family, takes=()),
                "inferred",
            )
            for visit in house.visits.values()
        ]

    patch.setattr(due, "_closing", closing)


def folds_by_the_clock(patch: pytest.MonkeyPatch) -> None:
    """Let a rebuild trust times more than the hub's order."""
    load = facts.load
    patch.setattr(facts, "load", lambda connection: sorted(load(connection), key=lambda fact: fact.at))


def forgets_stays_that_ended(patch: pytest.MonkeyPatch) -> None:
    """Forget that a stay has ended."""
    patch.setattr(House, "without_stay", lambda self, stay: self.but(stays=_less(self, stay)))


def _less(house: House, stay: StayPicture) -> dict[str, StayPicture]:
    return {child: found for child, found in house.stays.items() if child != stay.child}


PLANTED: dict[Plant, str] = {
    stores_twice: "rule 2",
    refuses_contradictions: "rule 1",  # what rule 3 forbids shows as a fact that is lost
    forgets_to_alarm: "rule 4",
    lets_anyone_take: "rule 4",
    moves_children: "rule 5",
    takes_children_into_care_by_themselves: "rule 5",
    asks_nobody_at_the_door: "rule 6",
    lets_the_last_carer_go: "rule 6",
    forgets_who_stood_at_the_door: "rule 6",
    overrides_for_ones_own_child: "rule 9",
    offers_beyond_the_limit: "rule 9",
    believes_the_last_word: "rule 10",
    closes_over_children: "rule 10",
    folds_by_the_clock: "rule 12",
    forgets_stays_that_ended: "rule 4",  # a late word brings somebody back
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_broken_rule_is_found(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError, match=PLANTED[plant]):
        _play_all()


def _play_all() -> None:
    for seed in range(SEEDS):
        play(seed, STEPS)
