"""Two beams across a door: who comes in and who goes out, and what two beams cannot know."""

import random
from collections.abc import Iterable
from typing import Literal

import pytest

from sensors.passages import BLOCKED_S, LONGEST_S, Passages

Edge = tuple[float, Literal["outer", "inner"], bool]
GAP_M, BODY_M = 0.08, 0.25


def walker(at: float, speed: float = 1.0, *, inward: bool = True) -> list[Edge]:
    """Give the edges of one person of 25 cm who walks through at so many metres a second."""
    first, second = ("outer", "inner") if inward else ("inner", "outer")
    body, gap = BODY_M / speed, GAP_M / speed
    return [(at, first, True), (at + body, first, False), (at + gap, second, True), (at + gap + body, second, False)]


def turns_round(at: float) -> list[Edge]:
    """Give the edges of one who breaks both beams and goes back."""
    return [(at, "outer", True), (at + 0.2, "inner", True), (at + 0.6, "inner", False), (at + 0.8, "outer", False)]


def bouncing(edges: Iterable[Edge], chance: random.Random) -> list[Edge]:
    """Let each edge chatter for a millisecond or two."""
    found = list[Edge]()
    for at, beam, broken in edges:
        later = 0.001 * chance.randrange(3)
        found += [(at + n * 0.0005, beam, broken if n % 2 == 0 else not broken) for n in range(int(later / 0.0005))]
        found.append((at + later, beam, broken))
    return found


class Door:
    """Two clear beams, and what was told of them."""

    def __init__(self) -> None:
        """Begin with both clear."""
        self.told: list[tuple[int | None, int | None]] = []
        self.passages = Passages(lambda came, went: self.told.append((came, went)))
        for beam in ("outer", "inner"):
            self.passages.hear(beam, 0.0, broken=False)

    def pass_by(self, *edges: Edge) -> tuple[int | None, int | None]:
        """Let things happen, and give the last counts."""
        for at, beam, broken in sorted(edges):
            self.passages.hear(beam, at, broken=broken)
        return self.told[-1]


def test_nothing_is_told_before_both_beams_are_known_and_then_that_nobody_passed() -> None:
    told = list[tuple[int | None, int | None]]()
    passages = Passages(lambda came, went: told.append((came, went)))
    passages.hear("outer", 1.0, broken=False)
    assert told == []
    passages.hear("inner", 1.0, broken=False)
    assert told == [(0, 0)]


def test_people_are_counted_by_the_direction_in_which_they_pass() -> None:
    door = Door()
    assert door.pass_by(*walker(1), *walker(5), *walker(9, inward=False)) == (2, 1)


def test_who_turns_round_has_not_passed() -> None:
    assert Door().pass_by((1, "outer", True), (1.3, "outer", False), *turns_round(3)) == (0, 0)


@pytest.mark.parametrize("chatters", [False, True])
def test_a_thousand_single_passages_are_counted_without_an_error(chatters: bool) -> None:
    chance, door, at, came, went = random.Random(7), Door(), 0.0, 0, 0
    for _ in range(1000):
        at += chance.uniform(1.3, 4)
        inward = chance.random() < 0.5
        edges = walker(at, chance.uniform(0.3, 2), inward=inward)
        came, went = came + inward, went + (not inward)
        assert door.pass_by(*(bouncing(edges, chance) if chatters else edges)) == (came, went)


def test_two_side_by_side_count_as_one_for_this_is_an_estimate() -> None:
    assert Door().pass_by(*walker(1), *walker(1)) == (1, 0)


def test_who_stands_in_the_door_is_not_counted() -> None:
    assert Door().pass_by(*walker(1, speed=BODY_M / LONGEST_S)) == (0, 0)


def test_of_a_beam_that_stays_broken_nothing_is_told_until_it_is_clear() -> None:
    door = Door()
    door.pass_by(*walker(1), (10, "outer", True))
    door.passages.step(10 + BLOCKED_S)
    assert door.told[-1] == (1, 0)
    door.passages.step(11 + BLOCKED_S)
    assert door.told[-1] == (None, None)
    assert door.pass_by((90, "outer", False)) == (1, 0)


def test_a_beam_that_cannot_be_read_makes_both_counts_unknown_and_they_go_on() -> None:
    door = Door()
    door.pass_by(*walker(1))
    door.passages.hear("inner", 5, broken=None)
    assert door.told[-1] == (None, None)
    door.passages.hear("inner", 6, broken=False)
    assert door.pass_by(*walker(7)) == (2, 0)
