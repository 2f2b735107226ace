"""Raw facts are dropped when their time is over; the counts of months stay, and nobody who is here is dropped."""

import uuid
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from broker.ledger import Ledger
from broker.settings import HubSettings
from broker.store.ageing import DAY_MS, Retention
from broker.store.facts import Row
from broker.store.store import Store
from broker.wire.errors import SettingsError
from broker.wire.facts import FactBody
from broker.wire.facts.custody import ChildMarked, Taken
from broker.wire.facts.settings import LimitSet
from broker.wire.settings import check
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, arrived, child, left

BERLIN = ZoneInfo("Europe/Berlin")
RETENTION = Retention(presence_days=90, marks_days=7)
HOUR = 3_600_000


def at(*clock: int) -> int:
    return int(datetime(*clock, tzinfo=BERLIN).timestamp() * 1000)  # type: ignore[arg-type]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(Store(tmp_path / "hub.db"))


def record(ledger: Ledger, moment: int, body: FactBody) -> None:
    payload = msgspec.json.encode(body)
    n = ledger._store.connection.execute("SELECT count(*) FROM fact").fetchone()[0] + 1
    kind = msgspec.json.decode(payload)["k"]
    ledger.commit([Row(str(uuid.uuid4()), "kiosk", "s", n, kind, moment, "measured", payload, body)], {})


def visit(ledger: Ledger, begin: int, hours: int = 3) -> None:
    mia = child(to="care")
    come = arrived(children=(mia,))
    record(ledger, begin, come)
    taken = Taken(child=CHILD, family=FAMILY, stay=str(uuid.uuid4()), by=LINH, answers=ADULT, follows=mia.stay)
    record(ledger, begin + HOUR, taken)
    record(ledger, begin + hours * HOUR, msgspec.structs.replace(left(come), takes=(CHILD,)))


def age(ledger: Ledger, now: int) -> int:
    ledger._store.connection.execute("UPDATE store SET aged = ?", (now - DAY_MS,))
    return ledger.age(RETENTION, BERLIN, now)


def kinds(ledger: Ledger) -> list[str]:
    return [kind for (kind,) in ledger._store.connection.execute("SELECT kind FROM fact ORDER BY pos")]


def counts(ledger: Ledger) -> dict[tuple[str, str], float]:
    rows = ledger._store.connection.execute("SELECT month, what, value FROM month_count")
    return {(month, what): value for month, what, value in rows}


def test_a_month_is_counted_once_it_can_no_longer_change(ledger: Ledger) -> None:
    visit(ledger, at(2026, 1, 12, 9))
    visit(ledger, at(2026, 1, 13, 9), hours=5)
    age(ledger, at(2026, 2, 10, 4))
    assert counts(ledger) == {}
    age(ledger, at(2026, 2, 16, 4))
    found = counts(ledger)
    assert found["2026-01", "visits"] == 2
    assert found["2026-01", "hours"] == 8
    assert found["2026-01", "care_hours"] == 6
    assert (found["2026-01", "families"], found["2026-01", "children"]) == (1, 1)


def test_counts_stay_when_the_facts_have_gone_and_are_never_counted_again(ledger: Ledger) -> None:
    visit(ledger, at(2026, 1, 12, 9))
    visit(ledger, at(2026, 6, 1, 9))
    assert age(ledger, at(2026, 7, 1, 4)) == 3
    assert kinds(ledger) == ["arrived", "taken", "left"]
    before = counts(ledger)
    assert before["2026-01", "visits"] == 1
    ledger.rebuild()
    age(ledger, at(2026, 7, 2, 4))
    assert counts(ledger) == before


def test_who_is_in_the_house_is_never_dropped_however_old(ledger: Ledger) -> None:
    visit(ledger, at(2026, 1, 12, 9))
    record(ledger, at(2026, 1, 13, 9), arrived(LINH, LINHS))
    visit(ledger, at(2026, 1, 14, 9))
    assert age(ledger, at(2026, 7, 1, 4)) == 3
    assert set(ledger.house.visits) == {LINH}
    assert not ledger.house.questions


def test_marks_go_after_a_week_and_rules_of_the_house_never(ledger: Ledger) -> None:
    record(ledger, at(2026, 1, 12, 8), LimitSet(limit="places_firm", value=8, source="Vorstand"))
    visit(ledger, at(2026, 6, 1, 9))
    record(ledger, at(2026, 6, 1, 10), ChildMarked(child=CHILD, family=FAMILY, mark="ate", by=LINH))
    age(ledger, at(2026, 6, 9, 4))
    assert kinds(ledger) == ["limit_set", "arrived", "taken", "left"]
    age(ledger, at(2027, 6, 9, 4))
    assert kinds(ledger) == ["limit_set"]
    assert ledger.house.limits["places_firm"].value == 8


def test_a_clock_that_jumps_a_year_ahead_drops_nothing(ledger: Ledger) -> None:
    visit(ledger, at(2026, 1, 12, 9))
    age(ledger, at(2026, 2, 16, 4))
    for day in (1, 2, 3):
        assert ledger.age(RETENTION, BERLIN, at(2027, 8, day, 4)) == 0
    assert len(kinds(ledger)) == 3
    ledger.trust(at(2027, 8, 3, 12))
    assert ledger.age(RETENTION, BERLIN, at(2027, 8, 4, 4)) == 3


def test_what_is_left_after_ageing_is_what_a_rebuild_gives(ledger: Ledger) -> None:
    for day in range(1, 28):
        visit(ledger, at(2026, 1, day, 9))
    age(ledger, at(2026, 4, 10, 4))
    house = ledger.house
    rows = ledger._store.connection.execute("SELECT * FROM visit ORDER BY id").fetchall()
    ledger.rebuild()
    assert ledger.house == house
    assert ledger._store.connection.execute("SELECT * FROM visit ORDER BY id").fetchall() == rows


def test_a_time_to_keep_that_would_lose_facts_is_refused() -> None:
    data = {"office": "o", "store": "s", "mqtt": {"site": "p"}, "retention": {"presence_days": 30}}
    with pytest.raises(SettingsError, match="presence_days is 30; at least 90"):
        check(data, HubSettings, "hub.toml")
