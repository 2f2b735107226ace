"""What an input chatters, and what people are told of it."""

from collections.abc import Iterable, Iterator
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensors.debounce import Debounce
from sensors.watch import POLL_S, Watch
from sensors.wired import KINDS, Wiring

SEAT = Wiring("up", "low", settle_on_s=0.1, settle_off_s=0.5)
PIR = Wiring("none", "high", 0.0, 0.0, hold_s=20.0)
PLAIN = Wiring("none", "high", 0.0, 0.0)


def told(wiring: Wiring, edges: Iterable[tuple[float, bool]], until: float = 1000) -> list[tuple[float, bool]]:
    """Give (time, value) of everything told, when each thing due is done at its time."""
    debounce = Debounce(wiring, active=False)
    return [*_told(debounce, edges), *_alone(debounce, until)]


def _told(debounce: Debounce, edges: Iterable[tuple[float, bool]]) -> Iterator[tuple[float, bool]]:
    for at, active in edges:
        yield from _alone(debounce, at)
        yield from ((at, value) for value in debounce.hear(at, active=active))


def _alone(debounce: Debounce, until: float) -> Iterator[tuple[float, bool]]:
    while (due := debounce.due) <= until:
        if debounce.step(due):
            yield round(due, 6), debounce.value


def test_a_seat_is_told_once_however_its_mat_chatters() -> None:
    chatter = [(1.00, True), (1.01, False), (1.02, True), (1.03, False), (1.04, True)]
    assert told(SEAT, chatter) == [(1.14, True)]


def test_shifting_on_a_seat_is_not_getting_up() -> None:
    assert told(SEAT, [(1.0, True), (5.0, False), (5.3, True), (9.0, False)]) == [
        (1.1, True),
        (9.5, False),
    ]


def test_a_touch_shorter_than_the_settling_is_not_told() -> None:
    assert told(SEAT, [(1.0, True), (1.05, False)]) == []


def test_a_pulse_of_motion_is_held() -> None:
    assert told(PIR, [(1.0, True), (1.2, False)]) == [(1.0, True), (21.2, False)]


def test_motion_within_the_hold_prolongs_it_without_a_word() -> None:
    assert told(PIR, [(1.0, True), (3.0, False), (20.0, True), (22.0, False)]) == [(1.0, True), (42.0, False)]


def test_noise_within_the_hold_does_not_prolong_it() -> None:
    held_mat = Wiring("up", "low", settle_on_s=0.1, settle_off_s=0.5, hold_s=10.0)
    edges = [(1.0, True), (5.0, False), (12.0, True), (12.01, False)]
    assert told(held_mat, edges)[-1] == (15.0, False)


def test_without_settling_every_edge_is_told_even_when_heard_late() -> None:
    debounce = Debounce(PLAIN, active=False)
    assert [value for at in (1.0, 1.001) for value in debounce.hear(at, active=at == 1.0)] == [True, False]


def test_what_settled_before_a_late_edge_is_told_first() -> None:
    debounce = Debounce(SEAT, active=False)
    assert [*debounce.hear(1.0, active=True), *debounce.hear(2.0, active=False)] == [True]


def test_what_it_says_at_the_start_counts_at_once() -> None:
    debounce = Debounce(SEAT, active=True)
    assert (debounce.value, debounce.due) == (True, inf)


@given(
    st.sampled_from([SEAT, PIR, PLAIN, *(kind.wiring for kind in KINDS.values())]),
    st.lists(st.tuples(st.floats(0, 2), st.booleans()), max_size=40),
)
def test_whatever_it_chatters_the_last_word_is_told_and_none_twice(
    wiring: Wiring, steps: list[tuple[float, bool]]
) -> None:
    now, edges = 0.0, []
    for gap, active in steps:
        now += gap
        edges.append((now, active))
    values = [value for _at, value in told(wiring, edges)]
    assert values == [number % 2 == 0 for number in range(len(values))]
    assert len(values) % 2 == (edges[-1][1] if edges else False)


class Hand:
    """A pin moved by hand; `broken` makes it unreadable."""

    def __init__(self) -> None:
        """Begin inactive."""
        self.active = self.broken = False

    def read(self) -> bool:
        """Say what it is.

        :raises OSError: it is broken.
        """
        if self.broken:
            raise OSError("gone")
        return self.active


class Rig:
    """A watch on one pin with time moved by hand, and what it told; `deaf` refuses values."""

    def __init__(self, wiring: Wiring = PLAIN) -> None:
        """Begin at 100 s, before the start."""
        self.now, self.pin, self.told, self.deaf = 100.0, Hand(), list[bool | None](), False
        self.watch = Watch({"one": wiring}, self._hear, lambda: self.now)

    def start(self) -> None:
        """Do the first reading; no thread is started."""
        self.watch.attach({"one": self.pin.read})

    def pass_time(self, seconds: float) -> None:
        """Let time pass and the watch do what is due."""
        self.now += seconds
        self.watch.step(self.now)

    def _hear(self, _sensor: str, value: bool | None, _at: float) -> None:  # the watch's signature
        if self.deaf:
            raise RuntimeError("deaf")
        self.told.append(value)


def test_the_first_reading_is_told_though_it_is_no_edge() -> None:
    rig = Rig()
    rig.pin.active = True
    rig.start()
    assert rig.told == [True]


def test_a_lost_edge_is_found_by_reading() -> None:
    rig = Rig()
    rig.start()
    rig.pin.active = True
    rig.pass_time(POLL_S)
    assert rig.told == [False, True]


def test_a_listener_that_fails_stops_nothing_and_gets_the_value_later() -> None:
    rig = Rig()
    rig.start()
    rig.deaf = True
    rig.watch.edge("one", active=True)
    rig.pass_time(0.1)
    rig.deaf = False
    rig.pass_time(0.1)
    assert rig.told == [False, True]


def test_a_pin_that_cannot_be_read_is_unknown_until_it_can() -> None:
    rig = Rig()
    rig.start()
    rig.pin.broken = True
    rig.pass_time(POLL_S)
    rig.watch.edge("one", active=True)
    rig.pass_time(0.1)
    assert rig.told == [False, None]
    rig.pin.broken, rig.pin.active = False, True
    rig.pass_time(POLL_S)
    assert rig.told == [False, None, True]


def test_it_sleeps_no_longer_than_until_something_settles() -> None:
    rig = Rig(SEAT)
    rig.start()
    rig.watch.edge("one", active=True)
    assert rig.watch.step(rig.now) == pytest.approx(0.1)
