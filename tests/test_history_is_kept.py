"""The history in the database: few transactions, restarts and full disks, months for good, and nobody in it."""

import sqlite3
import time
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from broker.aggregator import Aggregator
from broker.embedded import free_port
from broker.historian import AGAIN_S, EARLIEST, Historian
from broker.house.history import QUARTER_MS, Count, Heads, Place, Point, Quarter, Share
from broker.house.week import HourUse, Usual
from broker.known import Entry
from broker.ledger import Ledger
from broker.settings import HubSettings
from broker.snapshot import NodeStatus
from broker.store import history, months
from broker.store.ageing import DAY_MS, Retention
from broker.store.facts import Stream, own_row
from broker.store.months import Use
from broker.store.store import Store
from broker.wire.errors import SettingsError
from broker.wire.facts.custody import Taken
from broker.wire.pictures import RoomPicture
from broker.wire.settings import MqttSettings, check
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, arrived, child, left
from hubs import FAMILIES, OFFICE, OLENA, FakeHub
from test_history import BERLIN, MINUTE, NINE

TEN_S = 10_000
WORK: Place = ("room", "work")
HOUR = 60 * MINUTE


class Hub:
    """A historian on a real database that sees made-up houses every ten seconds; `restart` begins it anew."""

    def __init__(self, path: Path) -> None:
        self.path, self.now, self.mono = path, NINE, 50.0
        self.fake = FakeHub(now=NINE)
        self.fake.add(FAMILIES[0])
        self.fake.set(nodes=(NodeStatus("door", "Terminal", "kiosk", ready=True, since=1),))
        self.sure, self.today = True, ()
        self.start()

    def start(self) -> None:
        self.store = Store(self.path)
        self.historian = Historian(self.store)
        self.wrote: list[str] = []
        self.store.connection.set_trace_callback(lambda text: self.wrote.append(text) if text == "COMMIT" else None)

    def sees(self, state: str, minutes: float) -> None:
        """Look on for some minutes at a work room that is so."""
        self.fake.picture(rooms={"work": RoomPicture(state=state, why="radar")})  # type: ignore[arg-type]  # as pictures name it
        for last in range(round(minutes * MINUTE), -1, -TEN_S):
            snapshot = replace(self.fake.snapshot(), at=self.now)
            self.today: tuple[Point, ...] = self.historian.see(snapshot, self.mono, sure=self.sure)
            if last:
                self.passes(TEN_S)

    def passes(self, ms: int) -> None:
        self.now, self.mono = self.now + ms, self.mono + ms / 1000

    def restart(self) -> None:
        self.historian.close(self.now, self.mono)
        self.store.close()
        self.start()

    def shares(self) -> dict[int, Share]:
        """Give the work room's quarters, by minutes after nine."""
        rows = history.shares(self.store.connection, 0, 2**53)
        return {(at - NINE) // MINUTE: share for at, place, share in rows if place == WORK}

    def counts(self) -> dict[int, Count]:
        return {(at - NINE) // MINUTE: count for at, count in history.counts(self.store.connection, 0, 2**53)}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    found = Hub(tmp_path / "hub.db")
    yield found
    found.store.close()


def minutes(occupied: float = 0, vacant: float = 0, unknown: float = 0) -> Share:
    return Share(round(occupied * MINUTE), round(vacant * MINUTE), round(unknown * MINUTE))


def test_an_hour_is_four_transactions(hub: Hub) -> None:
    hub.sees("occupied", 60)
    assert len(hub.wrote) == 4
    assert hub.shares() == dict.fromkeys((0, 15, 30, 45), minutes(occupied=15))


def test_a_quarter_goes_on_after_a_restart_and_what_was_missed_stays_a_gap(hub: Hub) -> None:
    hub.fake.arrive(OLENA, children=False)
    hub.sees("vacant", 5)
    hub.restart()
    hub.passes(4 * MINUTE)
    hub.sees("vacant", 6)
    assert hub.shares() == {0: minutes(vacant=11)}
    assert hub.counts()[0] == Count(11 * MINUTE, Heads(adults=1))


def test_the_day_is_there_again_after_a_restart(hub: Hub) -> None:
    visit = hub.fake.arrive(OLENA, children=False)
    hub.sees("occupied", 20)
    hub.fake.leave(visit)
    hub.sees("vacant", 15)
    before = hub.today
    assert before == (
        Point(NINE, Heads(1)), Point(NINE + QUARTER_MS, Heads(1)), Point(NINE + 2 * QUARTER_MS, Heads()),
    )  # fmt: skip
    hub.restart()
    hub.sees("vacant", 0)
    assert hub.today == before


def test_a_new_office_day_begins_with_an_empty_curve(hub: Hub) -> None:
    hub.now += 18 * HOUR
    hub.sees("vacant", 60)
    assert [point.at for point in hub.today] == [NINE + 19 * HOUR]
    assert len(hub.counts()) == 4


@pytest.mark.parametrize("what", ["kiosk", "broker"])
def test_while_no_check_in_can_be_heard_nobody_knows_who_is_there(hub: Hub, what: str) -> None:
    hub.sees("vacant", 5)
    nodes = hub.fake.snapshot().nodes
    hub.fake.set(**({"broker": False} if what == "broker" else {"nodes": (replace(nodes[0], ready=False),)}))
    hub.sees("vacant", 10)
    assert hub.counts()[0].known == 5 * MINUTE
    desk = next(s for _, place, s in history.shares(hub.store.connection, 0, 2**53) if place == ("desk", "pc-1"))
    assert desk == minutes(vacant=5, unknown=10)


def test_a_clock_that_cannot_be_believed_leaves_a_gap(hub: Hub) -> None:
    hub.sees("vacant", 5)
    hub.sure = False
    hub.sees("vacant", 5)
    hub.sure = True
    hub.sees("vacant", 5)
    assert hub.shares() == {0: minutes(vacant=10)}
    hub.now = EARLIEST - DAY_MS
    hub.sees("vacant", 30)
    assert len(hub.shares()) == 1


def test_a_full_disk_loses_no_quarter(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    hub.store.connection.execute("PRAGMA query_only = ON")
    hub.sees("occupied", 30)
    assert "will be tried again" in caplog.text
    assert hub.shares() == {}
    assert len(hub.today) == 3
    hub.store.connection.execute("PRAGMA query_only = OFF")
    hub.sees("occupied", (AGAIN_S + 10) / 60)
    assert hub.shares() == dict.fromkeys((0, 15), minutes(occupied=15))


def test_what_goes_wrong_with_the_past_hides_nothing_of_now(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    broken = replace(hub.fake.snapshot(), pictures=None)  # type: ignore[arg-type]  # as no rule of ours would give
    assert hub.historian.see(broken, hub.mono, sure=True) == ()
    assert "history cannot be kept" in caplog.text


def test_a_hub_writes_what_it_has_seen_when_it_stops(tmp_path: Path) -> None:
    """A real one, which hears no broker: everything is unknown, nothing is vacant; the usual week is known."""
    store = Store(tmp_path / "hub.db")
    week_ago = time.time_ns() // 1_000_000 // QUARTER_MS * QUARTER_MS - 7 * DAY_MS
    fill(store, week_ago, Heads(3))
    aggregator = Aggregator(OFFICE, MqttSettings(site="prohlis", port=free_port()), store)
    aggregator.start()
    aggregator.call(lambda _now: None).result(10)
    aggregator.stop()
    assert list(aggregator.snapshot().week.values()) == [Usual(3, 0, 0, 1)]
    found = {place: share for _, place, share in history.shares(store.connection, week_ago + DAY_MS, 2**53)}
    store.close()
    assert {kind for kind, _ in found} == {"room", "desk"}
    assert all(share.unknown == share.seen for share in found.values())
    assert any(share.unknown for share in found.values())


def fill(store: Store, at: int, heads: Heads, share: Share | None = None, known: int = QUARTER_MS) -> None:
    history.append(store.connection, [Quarter(at, {WORK: share or Share(known)}, Count(known, heads))])


def moment(*clock: int) -> int:
    return int(datetime(*clock, tzinfo=BERLIN).timestamp() * 1000)  # type: ignore[arg-type]


def test_the_usual_week_is_the_median_of_days_that_are_known(hub: Hub) -> None:
    for week, adults in enumerate((9, 2, 3, 1, 4), 1):
        fill(hub.store, NINE - week * 7 * DAY_MS, Heads(adults, 1, 0))
    fill(hub.store, NINE - 6 * 7 * DAY_MS, Heads(9, 9, 9), known=QUARTER_MS // 3)
    fill(hub.store, NINE - 9 * 7 * DAY_MS, Heads(9, 9, 9))
    fill(hub.store, NINE - DAY_MS, Heads(7, 7, 7))
    usual = history.usual(hub.store.connection, BERLIN, NINE)
    assert usual[2, 9 * 60] == Usual(adults=3, children=1, in_care=0, days=5)
    assert usual[1, 9 * 60].days == 1


def test_a_usual_nine_o_clock_is_nine_o_clock_in_summer_and_winter(hub: Hub) -> None:
    fill(hub.store, moment(2026, 10, 20, 9), Heads(1))
    fill(hub.store, moment(2026, 10, 27, 9), Heads(3))
    fill(hub.store, moment(2026, 10, 25, 1, 30), Heads(1))
    for fold in (0, 1):  # 2:30 comes twice
        fill(hub.store, moment(2026, 10, 25, 1, 30) + (1 + fold) * HOUR, Heads(5 + fold))
    usual = history.usual(hub.store.connection, BERLIN, moment(2026, 11, 1, 9))
    assert usual[1, 9 * 60] == Usual(2, 0, 0, 2)
    assert usual[5, 26 * 60 + 30] == Usual(6, 0, 0, 1)
    assert usual[5, 25 * 60 + 30] == Usual(1, 0, 0, 1)


def test_a_room_is_usually_occupied_for_its_share_of_the_time_that_is_known(hub: Hub) -> None:
    """What is unknown counts as neither; an hour hardly known on a day counts nothing of that day."""
    for week, share in ((1, minutes(occupied=15)), (2, minutes(vacant=10, unknown=5))):
        for quarter in range(4):
            fill(hub.store, NINE - week * 7 * DAY_MS + quarter * QUARTER_MS, Heads(), share)
    for at in (NINE - 3 * 7 * DAY_MS, NINE - 9 * 7 * DAY_MS, NINE):  # a quarter alone, too long ago, today
        fill(hub.store, at, Heads(), minutes(occupied=15))
    fill(hub.store, NINE - DAY_MS, Heads(), minutes(unknown=15))
    found = history.usual_uses(hub.store.connection, BERLIN, NINE)
    assert found == {WORK: {(2, 9): HourUse(occupied=HOUR, known=HOUR + 40 * MINUTE, days=2)}}
    assert found[WORK][2, 9].share == pytest.approx(0.6)


def test_an_hour_that_comes_twice_counts_its_day_once(hub: Hub) -> None:
    for hour in (0, 1, 2):  # 1:00, 2:00, and 2:00 again
        for quarter in range(4):
            at = moment(2026, 10, 25, 1) + hour * HOUR + quarter * QUARTER_MS
            fill(hub.store, at, Heads(), minutes(occupied=15) if hour else minutes(vacant=15))
    found = history.usual_uses(hub.store.connection, BERLIN, moment(2026, 11, 1, 9))[WORK]
    assert found == {(5, 25): HourUse(0, HOUR, 1), (5, 26): HourUse(2 * HOUR, 2 * HOUR, 1)}


def test_the_usual_week_is_read_at_the_start_and_only_what_changed_when_a_day_turns(hub: Hub) -> None:
    """Never with each picture; what is read later is the same as what a restart reads."""
    for ago in range(1, 58):
        fill(hub.store, NINE - ago * DAY_MS, Heads(ago))
    read: list[str] = []
    hub.store.connection.set_trace_callback(lambda text: read.append(text) if "FROM headcount" in text else None)
    hub.fake.arrive(OLENA, children=False)
    hub.sees("vacant", 20)
    at_start = hub.historian.week
    assert at_start[2, 9 * 60].days == 8
    assert len([text for text in read if "2 * known" in text]) == 56
    hub.now += 19 * HOUR
    read.clear()
    hub.sees("vacant", 1)
    assert len([text for text in read if "2 * known" in text]) == 8
    turned = hub.historian.week
    assert turned[2, 9 * 60] != at_start[2, 9 * 60]
    assert turned[3, 9 * 60] is at_start[3, 9 * 60]
    hub.restart()
    hub.sees("vacant", 0)
    assert hub.historian.week == turned


def age(hub: Hub, now: int, keep: int = 60) -> None:
    ledger = Ledger(hub.store)
    hub.store.connection.execute("UPDATE store SET aged = ?", (now - DAY_MS,))
    ledger.age(Retention(history_days=keep), BERLIN, now)


def test_a_month_is_counted_for_good_before_its_quarters_go(hub: Hub) -> None:
    fill(hub.store, moment(2026, 1, 31, 23), Heads(4, 5, 3), minutes(occupied=9, vacant=3, unknown=3))
    fill(hub.store, moment(2026, 2, 1, 3, 45), Heads(2, 1, 0), minutes(vacant=15))
    fill(hub.store, moment(2026, 2, 1, 4), Heads(6, 6, 6), minutes(occupied=15))
    now = moment(2026, 3, 3, 4)
    january, february = months.statistics(hub.store.connection, BERLIN, now)
    assert (january.month, january.known_h, january.most) == ("2026-01", 0.5, Heads(4, 5, 3))
    assert january.places == {WORK: Use(occupied_h=0.15, known_h=0.45)}
    assert february.places == {WORK: Use(0.25, 0.25)}
    age(hub, now)
    assert months.statistics(hub.store.connection, BERLIN, now) == [replace(january, final=True), february]
    assert len(hub.shares()) == 3
    age(hub, moment(2026, 4, 5, 4))
    assert hub.shares() == {}
    assert hub.counts() == {}
    found = months.statistics(hub.store.connection, BERLIN, moment(2026, 4, 5, 4))
    assert found == [replace(january, final=True), replace(february, final=True)]


def test_a_time_to_keep_that_is_too_short_for_a_month_is_refused() -> None:
    data = {"office": "o", "store": "s", "mqtt": {"site": "p"}, "retention": {"history_days": 30}}
    with pytest.raises(SettingsError, match="history_days is 30; at least 60"):
        check(data, HubSettings, "hub.toml")


def test_history_holds_nobody_so_that_erase_finds_nothing_in_it(hub: Hub, tmp_path: Path) -> None:
    """The same house as a ledger folds it, with names on the wire; then no byte of the files names the family."""
    ledger = Ledger(hub.store)
    mia = child(to="care")
    come, carer = arrived(desk="pc-1", children=(mia,)), arrived(LINH, LINHS)
    taken = Taken(child=CHILD, family=FAMILY, stay=str(uuid.uuid4()), by=LINH, answers=ADULT, follows=mia.stay)
    for body in (come, carer, taken):
        own, moved = ledger.own_stream(), dict[str, Stream]()
        ledger.commit([own_row(body, str(uuid.uuid4()), NINE, moved, own)], moved)
    hub.fake.set(house=ledger.house)
    hub.sees("occupied", 15)
    assert hub.counts()[0].most == Heads(2, 1, 1)
    own, moved = ledger.own_stream(), dict[str, Stream]()
    ledger.commit([own_row(replace(left(come), takes=(CHILD,)), str(uuid.uuid4()), NINE, moved, own)], moved)
    tables = {table: hub.store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    ledger.erase(FAMILY, Entry(NINE, "staff", "leitung", "", "erase", ""))
    ledger.rebuild()
    for table, rows in tables.items():
        assert rows
        assert hub.store.connection.execute(f"SELECT * FROM {table}").fetchall() == rows  # noqa: S608
    hub.store.connection.execute("DELETE FROM erased")  # the list itself must name them
    hub.store.connection.execute("VACUUM")
    hub.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = b"".join(path.read_bytes() for path in tmp_path.glob("hub.db*") if path.suffix != ".erased")
    assert not [name for name in (FAMILY, ADULT, CHILD) if name.encode() in files]


TABLES = ("occupancy", "headcount")


def test_history_has_numbers_and_names_of_places_alone(hub: Hub) -> None:
    hub.fake.arrive(OLENA, care=("Mia",))
    hub.sees("occupied", 15)
    texts = set[str]()
    for table in TABLES:
        for row in hub.store.connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
            texts |= {value for value in row if not isinstance(value, int)}
    office = hub.fake.snapshot().office
    assert texts == {"room", "desk", *(each.id for each in (*office.rooms, *office.desks))}
    for table in TABLES:
        with pytest.raises(sqlite3.IntegrityError):
            hub.store.connection.execute(f"UPDATE {table} SET at = 'Olena'")  # noqa: S608


def test_an_office_without_a_kiosk_knows_its_heads_by_the_page(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub.db")
    hub.fake.set(nodes=())
    hub.sees("vacant", 15)
    assert hub.counts()[0].known == QUARTER_MS
    hub.store.close()
