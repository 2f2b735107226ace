"""Each quarter of an hour as it was seen: nothing is counted twice, and what nobody saw is a gap, never vacant."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.house.history import PATIENCE_S, QUARTER_MS, Count, Heads, Place, Quarter, Quarters, Seen, Share, Was, look
from broker.house.rooms import Pictures
from broker.wire.pictures import DeskPicture, RoomPicture
from houses import arrived, child, house

BERLIN = ZoneInfo("Europe/Berlin")
ROOM: Place = ("room", "work")
NINE = 1_791_961_200_000
"""Wednesday, 14 October 2026, 9:00 in Berlin."""
MINUTE = 60_000
STATES: tuple[Was, ...] = ("occupied", "vacant", "unknown")


class Eye:
    """Looks at one room, every ten seconds, on a wall clock that may be set."""

    def __init__(self, now: int = NINE) -> None:
        self.now, self.mono, self.quarters = now, 100.0, Quarters()
        self.done: list[Quarter] = []

    def sees(self, was: Was, minutes: float, heads: Heads | None = None) -> "Eye":
        """See the same for some minutes."""
        seen, until = Seen({ROOM: was}, heads), self.mono + minutes * 60
        while True:
            self.done += self.quarters.see(seen, self.now, self.mono)
            if self.mono >= until:
                return self
            self.passes(min(10.0, until - self.mono))

    def passes(self, seconds: float) -> "Eye":
        """Let time pass, unseen."""
        self.now, self.mono = self.now + round(seconds * 1000), self.mono + seconds
        return self

    def set(self, minutes: float) -> "Eye":
        """Set the clock."""
        self.now += round(minutes * MINUTE)
        return self

    def restarts(self) -> "Eye":
        """End and begin anew."""
        self.done += self.quarters.stop(self.now, self.mono)
        self.quarters = Quarters()
        return self

    def stored(self) -> dict[int, Share]:
        """Give each quarter as the store puts it together."""
        self.restarts()
        found: dict[int, Share] = defaultdict(Share)
        for quarter in self.done:
            found[quarter.at] = found[quarter.at].and_then(quarter.shares[ROOM])
        return found


def minutes(occupied: float = 0, vacant: float = 0, unknown: float = 0) -> Share:
    return Share(round(occupied * MINUTE), round(vacant * MINUTE), round(unknown * MINUTE))


def test_each_quarter_says_for_how_long_it_was_so() -> None:
    eye = Eye().sees("vacant", 10).sees("occupied", 20).sees("unknown", 15)
    assert eye.stored() == {
        NINE: minutes(occupied=5, vacant=10), NINE + QUARTER_MS: minutes(occupied=15),
        NINE + 2 * QUARTER_MS: minutes(unknown=15),
    }  # fmt: skip


def test_a_quarter_is_given_as_soon_as_it_is_over_and_once() -> None:
    eye = Eye().sees("vacant", 15)
    assert [quarter.at for quarter in eye.done] == [NINE]
    eye.sees("vacant", 14)
    assert len(eye.done) == 1


def test_a_restart_in_the_middle_leaves_a_gap_that_is_not_vacant() -> None:
    eye = Eye().sees("vacant", 5).restarts().passes(4 * 60).sees("vacant", 6)
    assert eye.stored() == {NINE: minutes(vacant=11)}


def test_a_hub_that_was_killed_has_seen_nothing_of_the_quarter() -> None:
    eye = Eye().sees("vacant", 5)
    eye.quarters = Quarters()
    assert eye.passes(60).sees("occupied", 9).stored() == {NINE: minutes(occupied=9)}


def test_a_hub_that_was_frozen_has_seen_nothing_meanwhile() -> None:
    eye = Eye().sees("vacant", 5).passes(PATIENCE_S + 1).passes(4.5 * 60 - PATIENCE_S - 1).sees("vacant", 5)
    assert eye.stored() == {NINE: minutes(vacant=10)}


def test_a_computer_that_slept_has_seen_nothing_meanwhile() -> None:
    """Its monotonic clock slept, too."""
    assert Eye().sees("vacant", 5).set(5).sees("vacant", 5).stored() == {NINE: minutes(vacant=10)}


def test_a_clock_that_is_set_forward_leaves_gaps() -> None:
    eye = Eye().sees("occupied", 5).set(60).sees("occupied", 10)
    assert eye.stored() == {NINE: minutes(occupied=5), NINE + 60 * MINUTE: minutes(occupied=10)}


@pytest.mark.parametrize(("back", "again"), [(3, 5), (20, 4), (60, 1)])
def test_a_clock_that_is_set_back_counts_nothing_twice(back: int, again: int) -> None:
    """Whole quarters that were seen again say what was seen last."""
    stored = Eye().sees("occupied", 75).set(-back).sees("vacant", 60).stored()
    assert max(share.seen for share in stored.values()) == QUARTER_MS
    assert stored[NINE] == minutes(occupied=15)
    assert stored[NINE + again * QUARTER_MS] == minutes(vacant=15)


def test_a_quarter_in_which_the_clock_is_set_back_a_little_is_no_longer_for_it() -> None:
    eye = Eye().sees("occupied", 14).set(-1 / 12).sees("occupied", 2)
    assert eye.done[0].shares[ROOM] == minutes(occupied=15)


def test_of_two_that_are_more_than_a_quarter_the_fuller_is_kept_and_of_two_alike_the_later() -> None:
    ten, seven, other = minutes(vacant=10), minutes(occupied=7), minutes(unknown=10)
    assert (ten.and_then(seven), seven.and_then(ten), ten.and_then(other)) == (ten, ten, other)
    assert minutes(vacant=8).and_then(seven) == minutes(vacant=8, occupied=7)
    many, few = Count(10 * MINUTE, Heads(1, 5, 0)), Count(7 * MINUTE, Heads(2, 2, 2))
    assert (many.and_then(few), few.and_then(many)) == (many, many)
    assert few.and_then(few) == Count(14 * MINUTE, Heads(2, 2, 2))


def test_a_clock_that_was_a_year_ahead_is_followed_when_it_is_right() -> None:
    stored = Eye(NINE + 365 * 24 * 60 * MINUTE).sees("vacant", 20).set(-365 * 24 * 60 - 20).sees("vacant", 15).stored()
    assert stored[NINE] == minutes(vacant=15)


def test_a_clock_that_is_slewed_loses_nothing() -> None:
    eye = Eye()
    for _ in range(180):
        eye.sees("occupied", 1 / 12)
        eye.now += 3
    assert eye.stored()[NINE] == minutes(occupied=15)


@pytest.mark.parametrize(("day", "quarters"), [((2026, 10, 24), 100), ((2027, 3, 27), 92), ((2026, 10, 14), 96)])
def test_a_day_of_daylight_saving_has_four_quarters_more_or_less(day: tuple[int, int, int], quarters: int) -> None:
    eye = Eye(round(datetime(*day, 4, tzinfo=BERLIN).timestamp() * 1000))
    eye.sees("occupied", quarters * 15)
    assert list(eye.stored().values()) == [minutes(occupied=15)] * quarters
    local = datetime.fromtimestamp(eye.now / 1000, BERLIN)
    assert (local.day - day[2], local.hour) == (1, 4)


def test_the_most_heads_count_however_short_they_were_there() -> None:
    eye = Eye().sees("vacant", 5, Heads(2, 3, 1)).sees("vacant", 0, Heads(4, 5, 0)).sees("vacant", 10, Heads(1, 1, 1))
    [quarter] = eye.done
    assert quarter.count is not None
    assert quarter.count.most == Heads(4, 5, 1)
    assert quarter.count.known == QUARTER_MS
    assert eye.quarters.running() is not None


def test_heads_that_nobody_can_tell_are_a_gap_and_not_nought() -> None:
    eye = Eye().sees("vacant", 15).sees("vacant", 10).sees("vacant", 5, Heads(2, 1, 0))
    first, second = eye.done
    assert first.count is None
    assert second.count is not None
    assert second.count.known == 5 * MINUTE


LOOKS = st.lists(
    st.tuples(
        st.integers(0, 29_000) | st.integers(31_000, 4_000_000),  # ms that pass
        st.sampled_from([0, 0, 0, 0, -7_200_000, -400_000, -5_000, 5_000, 400_000, 7_200_000]),  # by which it is set
        st.sampled_from([*STATES, None]),
        st.sampled_from([False, False, False, False, True]),  # it restarts
    ),
    max_size=60,
)


@given(looks=LOOKS, start=st.integers(NINE, NINE + QUARTER_MS))
def test_whatever_clocks_do_no_more_is_kept_than_was_seen(
    looks: list[tuple[int, int, Was | None, bool]], start: int
) -> None:
    """Of no state longer than it truly was so while somebody looked; of no quarter more than a quarter."""
    eye, truly, last = Eye(start), dict.fromkeys(STATES, 0), None
    for passed, moved, was, again in looks:
        eye.passes(passed / 1000)
        eye.now += moved
        if last and passed <= PATIENCE_S * 1000 and not moved:
            truly[last] += passed
        if again:
            eye.restarts()
        eye.done += eye.quarters.see(None if was is None else Seen({ROOM: was}), eye.now, eye.mono)
        last = was
    stored = eye.stored()
    assert all(share.seen <= QUARTER_MS for share in stored.values())
    for state in STATES:
        assert sum(getattr(share, state) for share in stored.values()) <= truly[state]
    if not any(moved for _, moved, _, _ in looks):
        assert sum(share.seen for share in stored.values()) == sum(truly.values())
        assert all(first.at <= second.at for first, second in pairwise(eye.done))


def test_what_rests_on_check_ins_is_unknown_while_none_can_be_heard() -> None:
    pictures = Pictures(
        rooms={
            "work": RoomPicture(state="occupied", why="check_in"), "play": RoomPicture(state="vacant", why="door"),
            "hall": RoomPicture(state="unknown", why="no_sensor"),
        },
        desks={
            name: DeskPicture(state=name)  # type: ignore[arg-type]  # each state is the desk's name
            for name in ("free", "in_use", "reserved", "defect", "unknown")
        },
        devices={},
    )  # fmt: skip
    family = house(arrived(children=(child(to="care"), child("c-leo00001"))))
    heard, deaf = (look(pictures, family, heard=heard) for heard in (True, False))
    assert heard.heads == Heads(adults=1, children=2, in_care=0)
    assert heard.places == {
        ("room", "work"): "occupied", ("room", "play"): "vacant", ("room", "hall"): "unknown",
        ("desk", "free"): "vacant", ("desk", "in_use"): "occupied", ("desk", "reserved"): "vacant",
        ("desk", "defect"): "unknown", ("desk", "unknown"): "unknown",
    }  # fmt: skip
    assert deaf.heads is None
    assert {place for place, was in deaf.places.items() if was != "unknown"} == {("room", "play")}
