"""A family may see everything that is known of it, and may be forgotten: nothing of it is left anywhere."""

import json
import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from broker.accounts import Accounts
from broker.holding import BADGE, GuestEntry
from broker.house.office import Office, Room
from broker.known import Entry
from broker.ledger import Ledger
from broker.store import ageing, cards, forgetting, guests, people, taking_in
from broker.store.accounts import sessions
from broker.store.backup import restore
from broker.store.derived import COLUMNS
from broker.store.export import export
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.errors import SettingsError, StoreError
from broker.wire.facts import FactBody, decode_body
from broker.wire.facts.care import Called
from broker.wire.facts.custody import ChildGone, Collected, Going, HandedOver, Offered, Taken
from broker.wire.facts.presence import DesksSwapped, GuestArrived, GuestLeft
from broker.wire.forget import GONE
from broker.wire.outbox import Outbox
from houses import ADULT, CHILD, FAMILY, LINH, LINHS, arrived, child, left
from kiosk.flow.guarding import AGAIN_S
from offices import RealOffice, wait
from test_people import HEADER, taken_in

NOW = 1_790_000_000_000
LOG = Entry(NOW, "staff", "leitung", "", "erase", "")
OFFICE = Office(site="p", name="P", rooms=(Room(id="care", kind="care", name="Spielzimmer"),))
FAMILIES = f"""
[[families]]
id = "{FAMILY}"
label = "fuchs"
health_consent = "2026-01-04"
adults = [{{ id = "{ADULT}", name = "Olena", phone = "0151 777", cards = ["04AA01"], pin = "482913" }}]
children = [{{ id = "{CHILD}", name = "Mia", animal = "fox", allergy = "Erdnuss", contacts = [
  {{ name = "Baba", phone = "0151 888" }}] }}]
pickups = [{{ name = "Herr Blau" }}]
[[families]]
id = "{LINHS}"
adults = [{{ id = "{LINH}", name = "Linh", roles = ["carer"] }}]
"""
TRACES = (FAMILY, ADULT, CHILD, "Olena", "0151 777", "04AA01", "482913", "Mia", "Erdnuss", "Baba", "Herr Blau", "fuchs")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = Store(tmp_path / "hub.db")
    (tmp_path / "families.toml").write_text(FAMILIES, "utf-8")
    taking_in.take_in(found.connection, tmp_path / "families.toml")
    return found


def record(ledger: Ledger, *bodies: FactBody) -> None:
    for body in bodies:
        own, moved = ledger.own_stream(), dict[str, Stream]()
        ledger.commit([own_row(body, str(uuid.uuid4()), NOW, moved, own)], moved)


def day() -> list[FactBody]:
    """Olena and Linh in the house: a child is taken by Linh, desks are swapped, and Olena leaves."""
    carer, mia = arrived(LINH, LINHS, desk="pc-1"), child(to="care")
    olena = arrived(desk="laptop-1", children=(mia,))
    taken = Taken(child=CHILD, family=FAMILY, stay=str(uuid.uuid4()), by=LINH, answers=ADULT, follows=mia.stay)
    swap = DesksSwapped(visit=carer.visit, adult=LINH, family=LINHS, other=ADULT)
    goes = msgspec.structs.replace(left(olena), takes=(CHILD,))
    return [carer, olena, taken, swap, goes]


def everything(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in folder.glob("hub.db*") if path.suffix != ".erased")


def test_an_export_holds_every_row_and_fact_of_the_family_and_of_nobody_else(store: Store) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    found = export(store.connection, FAMILY)
    text = json.dumps(found, ensure_ascii=False)
    for trace in TRACES:
        assert trace in text, trace
    assert "Linh" not in text
    assert [fact["k"] for fact in found["facts"]] == ["arrived", "taken", "desks_swapped", "left"]
    assert [len(found[table]) for table in ("visit", "stay")] == [1, 2]


def test_after_erase_nothing_is_left_of_a_guest(store: Store, tmp_path: Path) -> None:
    guest, ledger = (
        guests.put(store.connection, GuestEntry("Chor Blau", role="renter", phone="0151 999")),
        Ledger(store),
    )
    cards.give(store.connection, "04BADE01", BADGE, NOW)
    guests.lend(store.connection, 1, guest, NOW, NOW + 1)
    came = GuestArrived(visit=str(uuid.uuid4()), guest=guest, role="renter", heads=9)
    record(ledger, came)
    found = export(store.connection, guest)
    assert [len(found[table]) for table in ("guest", "badge", "guest_visit", "facts", "family")] == [1, 1, 1, 1, 0]
    assert "0151 999" in json.dumps(found, ensure_ascii=False)
    with pytest.raises(StoreError, match="in the house"):
        ledger.erase(guest, LOG)
    record(ledger, GuestLeft(visit=came.visit))
    assert ledger.erase(guest, LOG) == 1
    assert guests.badges(store.connection, NOW)[0].guest == ""
    assert guest in forgetting.erased(store.connection)
    store.connection.execute("DELETE FROM erased")  # the list itself must name the guest
    store.connection.execute("VACUUM")
    store.close()
    for trace in (guest, "Chor Blau", "0151 999"):
        assert trace not in everything(tmp_path), trace


def test_after_erase_no_table_and_no_file_has_anything_of_the_family(store: Store, tmp_path: Path) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    looks(store)
    assert any(trace in everything(tmp_path) for trace in TRACES)
    assert ledger.erase(FAMILY, LOG) == 3
    rows = store.connection.execute("SELECT count(*) FROM visit WHERE family = ?", (LINHS,)).fetchone()
    assert rows == (1,)
    names = {name for (name,) in store.connection.execute("SELECT pseudonym FROM erased")}
    assert {FAMILY, ADULT, CHILD} <= names
    store.connection.execute("DELETE FROM erased")  # the list itself must name them
    store.connection.execute("VACUUM")
    store.close()
    (tmp_path / "families.toml").unlink()
    for trace in TRACES:
        assert trace not in everything(tmp_path), trace


def looks(store: Store) -> None:
    """Let staff look at Mia, Linh at Mia, and Olena, who is on duty, at a child of somebody else."""
    log = Accounts(store)
    for role, actor, subject in (("staff", "leitung", CHILD), ("carer", LINH, CHILD), ("carer", ADULT, "c-bao00001")):
        log.note(Entry(NOW, role, actor, "d1", "allergy", subject))


def test_who_looked_is_exported_and_forgotten_with_the_family(store: Store) -> None:
    looks(store)
    ledger = Ledger(store)
    lines = [(line["actor"], line["subject"]) for line in export(store.connection, FAMILY)["access"]]
    assert lines == [("leitung", CHILD), (LINH, CHILD), (ADULT, "")]  # nothing of the other child
    ledger.erase(FAMILY, LOG)
    rows = store.connection.execute("SELECT actor, subject FROM access").fetchall()
    assert rows == [("", "c-bao00001"), ("leitung", "")]  # that somebody looked, and who erased, stays


def test_every_table_is_one_that_erase_knows(store: Store) -> None:
    """A new table says here whether it holds anything of a person: then erase and export have to know it."""
    people_know = {"family", "adult", "child", "person", "card", "contact", "guest", "badge", "former"}
    nobody = {
        "store", "stream", "kiosk", "erased", "month_count", "occupancy", "headcount", "account", "paired", "desk_code",
    }  # fmt: skip
    rows = store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = {name for (name,) in rows if not name.startswith(("sqlite_", "_sqlite"))}
    assert tables == people_know | nobody | set(COLUMNS) | {"fact", "access"}


def test_erase_ends_the_sessions_of_the_forgotten_and_a_restore_ends_all(store: Store, tmp_path: Path) -> None:
    """A backup may not know passwords that have changed since."""
    folder, ledger, olena = sessions(store.path), Ledger(store), arrived()
    record(ledger, olena, left(olena))
    Store.copy(store.path, tmp_path / "monday.db")
    folder.mkdir()
    for name, session in (("code", ADULT), ("phone", olena.visit), ("staff", "leitung"), ("tries", '{"wrong":3}')):
        (folder / name).write_text(session, "ascii")
    ledger.erase(FAMILY, LOG)
    assert {file.name for file in folder.iterdir()} == {"staff", "tries"}
    store.close()
    restore(tmp_path / "monday.db", store.path)
    assert not folder.exists()


def test_a_restore_keeps_log_ins_and_devices_and_forgets_who_looked(store: Store, tmp_path: Path) -> None:
    log = Accounts(store)
    log.set_password("leitung", "a hash", NOW)
    log.pair("Tablet", "carer", "", "a hash", NOW)
    looks(store)
    Store.copy(store.path, tmp_path / "monday.db")
    Ledger(store).erase(FAMILY, LOG)
    known, forms = log.known, log.forms
    store.close()
    restore(tmp_path / "monday.db", store.path)
    with closing(Store(store.path)) as again:
        assert (Accounts(again).known, Accounts(again).forms) == (known, forms)
        assert again.connection.execute("SELECT actor, subject FROM access").fetchall() == [("", "c-bao00001")]


def test_who_looked_grows_old(store: Store) -> None:
    looks(store)
    zone, day = ZoneInfo("Europe/Berlin"), ageing.DAY_MS
    for days, lines in ((364, 3), (366, 0)):
        ageing.drop_old(store.connection, ageing.Retention(), zone, NOW + days * day, 0)
        assert store.connection.execute("SELECT count(*) FROM access").fetchone() == (lines,)
    assert "access_days is 29" in ageing.Retention(access_days=29).problems()[0]


def test_the_house_goes_on_for_everyone_else_and_a_rebuild_says_the_same(store: Store) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    ledger.erase(FAMILY, LOG)
    house = ledger.house
    assert set(house.visits) == {LINH}
    ledger.rebuild()
    assert ledger.house == house


def test_a_family_in_the_house_is_not_erased(store: Store) -> None:
    ledger = Ledger(store)
    record(ledger, *day()[:2])
    with pytest.raises(StoreError, match="is in the house"):
        ledger.erase(FAMILY, LOG)
    assert people.find(store.connection, "fuchs") == FAMILY


def test_a_restore_erases_again_whoever_was_erased_since_the_backup(store: Store, tmp_path: Path) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    Store.copy(store.path, tmp_path / "monday.db")
    ledger.erase(FAMILY, LOG)
    store.close()
    restore(tmp_path / "monday.db", tmp_path / "hub.db")
    again = Store(tmp_path / "hub.db")
    assert people.find(again.connection, FAMILY) is None
    assert forgetting.facts_of(again.connection, [FAMILY, ADULT, CHILD]) == []
    assert set(Ledger(again).house.visits) == {LINH}
    assert FAMILY in forgetting.erased(again.connection)


def test_a_restore_knows_who_was_erased_even_when_the_database_is_lost(store: Store, tmp_path: Path) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    Store.copy(store.path, tmp_path / "monday.db")
    ledger.erase(FAMILY, LOG)
    store.close()
    for tail in ("", "-wal", "-shm"):
        (tmp_path / f"hub.db{tail}").unlink(missing_ok=True)
    restore(tmp_path / "monday.db", tmp_path / "hub.db")
    with closing(sqlite3.connect(tmp_path / "hub.db")) as connection:
        assert people.find(connection, FAMILY) is None


def test_a_kiosk_forgets_too_and_its_stream_stays_whole(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db", boot=1)
    carer, olena = arrived(LINH, LINHS), arrived(children=(child(),))
    outbox.append(carer)
    outbox.append(olena)
    outbox.append(left(olena))
    assert outbox.forget([FAMILY, ADULT, CHILD]) == 2
    assert [fact.n for fact in outbox.after(0)] == [1, 2, 3]
    assert [fact.body for fact in outbox.after(1)] == [GONE, GONE]
    assert decode_body(outbox.after(0)[0].body) == carer
    outbox.close()
    text = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert FAMILY.encode() not in text
    assert ADULT.encode() not in text


def test_the_label_of_an_erased_family_can_be_used_again(store: Store, tmp_path: Path) -> None:
    Ledger(store).erase(FAMILY, LOG)
    assert taken_in(store, tmp_path, HEADER + "fuchs;adult;Neue;;;;;;;;;;;;;;;;;\n") == 1
    assert people.find(store.connection, "fuchs") != FAMILY


def test_kiosk_and_broker_forget_a_family_that_the_hub_has_erased(tmp_path: Path) -> None:
    with RealOffice(tmp_path) as office:
        (kiosk,) = office.kiosks
        kiosk.taps([1, 2])
        office.settle()
        wait(lambda: "f-test0001" in kiosk.seen().families, 10, "the kiosk sees the family")
        kiosk.kill()
        office.hub.stop()
        assert office.command("erase", "f-test0001") == 2  # it is in the house
        office.hub.start()
        office.wait_for_hub()
        kiosk.start()
        kiosk.taps([1])  # the guard asks, for a child is announced
        time.sleep(AGAIN_S)
        kiosk.taps([1])
        office.settle()
        office.hub.stop()
        assert office.command("erase", "f-test0001") == 0, office.text("erase")
        office.hub.start()
        office.wait_for_hub()
        wait(lambda: "f-test0001" not in kiosk.seen().families, 20, "the kiosk forgets the family")
        wait(lambda: b"f-test0001" not in (kiosk.data / "copy.json").read_bytes(), 20, "and so does its file")
        assert b"a-test0001" not in b"".join(kept.body for kept in kiosk.kept())
        assert len(kiosk.kept()) == 4
        kiosk.taps([3])
        wait(lambda: kiosk.kept()[-1].id in {kept.id for kept in office.stored()}, 20, "what comes next is stored")
        assert "f-test0002" in kiosk.seen().families


def test_a_crash_right_after_erase_leaves_no_row_of_the_family(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    monkeypatch.setattr(Ledger, "rebuild", lambda _self: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        ledger.erase(FAMILY, LOG)
    monkeypatch.undo()
    assert store.connection.execute("SELECT count(*) FROM visit").fetchone() == (0,)
    assert set(Ledger(store).house.visits) == {LINH}
    assert store.connection.execute("SELECT family FROM visit").fetchall() == [(LINHS,)]


def test_somebody_who_is_no_longer_listed_is_forgotten_with_the_family(store: Store, tmp_path: Path) -> None:
    ledger = Ledger(store)
    record(ledger, *day())
    (tmp_path / "fewer.toml").write_text(f'[[families]]\nid = "{FAMILY}"\nadults = [{{ name = "Neu" }}]\n', "utf-8")
    taking_in.take_in(store.connection, tmp_path / "fewer.toml")
    ledger.erase(FAMILY, LOG)
    assert forgetting.facts_of(store.connection, [ADULT, CHILD]) == []
    assert {ADULT, CHILD} <= forgetting.erased(store.connection)


def test_what_was_looked_at_of_whoever_is_no_longer_listed_is_exported_and_goes_with_the_family(
    store: Store, tmp_path: Path
) -> None:
    """Also of a child that was never here, so that no fact tells of it."""
    looks(store)
    (tmp_path / "fewer.toml").write_text(f'[[families]]\nid = "{FAMILY}"\nadults = [{{ name = "Neu" }}]\n', "utf-8")
    taking_in.take_in(store.connection, tmp_path / "fewer.toml")
    assert [line["subject"] for line in export(store.connection, FAMILY)["access"]] == [CHILD, CHILD, ""]
    Ledger(store).erase(FAMILY, LOG)
    assert {ADULT, CHILD} <= forgetting.erased(store.connection)
    kept = store.connection.execute("SELECT actor, subject FROM access").fetchall()
    assert kept == [("", "c-bao00001"), ("leitung", "")]
    assert store.connection.execute("SELECT * FROM former").fetchall() == []


def test_who_is_of_the_family_again_was_never_away(store: Store, tmp_path: Path) -> None:
    for name, adults in (("Neu", ""), ("Olena", f', id = "{ADULT}"')):
        (tmp_path / "a.toml").write_text(
            f'[[families]]\nid = "{FAMILY}"\nadults = [{{ name = "{name}"{adults} }}]\n', "utf-8"
        )
        taking_in.take_in(store.connection, tmp_path / "a.toml")
    former = {name for (name,) in store.connection.execute("SELECT id FROM former WHERE family = ?", (FAMILY,))}
    assert ADULT not in former
    assert CHILD in former


def test_who_was_called_for_another_familys_child_is_not_erased_with_it(store: Store) -> None:
    ledger, mia = Ledger(store), child(to="care")
    olena, carer = arrived(children=(mia,)), arrived(LINH, LINHS)
    called = Called(call=str(uuid.uuid4()), child=CHILD, family=FAMILY, adult=LINH, why="come")
    gone = ChildGone(child=CHILD, family=FAMILY, by=LINH, follows=mia.stay)
    record(ledger, olena, carer, called, gone, left(olena))
    ledger.erase(FAMILY, LOG)
    assert LINH not in forgetting.erased(store.connection)
    assert list(ledger.house.visits) == [LINH]


def test_a_child_that_left_with_the_erased_does_not_come_back(store: Store) -> None:
    ledger, mia, stay = Ledger(store), child(), str(uuid.uuid4())
    olena, carer = arrived(children=(mia,)), arrived(LINH, LINHS)
    offered = Offered(child=CHILD, family=FAMILY, offer=str(uuid.uuid4()), giver=ADULT, to=LINH)
    over = HandedOver(child=CHILD, family=FAMILY, stay=stay, taker=LINH, follows=mia.stay)
    takes = (Going(child=CHILD, follows=stay),)
    record(ledger, olena, carer, offered, over, left(olena), Collected(carer.visit, LINH, LINHS, takes))
    assert not ledger.house.stays
    ledger.erase(LINHS, LOG)
    assert not ledger.house.stays
    assert ("child_alone", CHILD) not in ledger.house.questions
    ledger.rebuild()
    assert not ledger.house.stays


def test_an_erased_id_is_not_taken_in_again(store: Store, tmp_path: Path) -> None:
    Ledger(store).erase(FAMILY, LOG)
    with pytest.raises(SettingsError, match="which was erased"):
        taking_in.take_in(store.connection, tmp_path / "families.toml")


def test_a_torn_line_of_the_list_is_no_pseudonym(tmp_path: Path) -> None:
    (tmp_path / "hub.db.erased").write_bytes(b"f-olena001\na-\n\xff\xfe\n")
    assert forgetting.noted(tmp_path / "hub.db") == {FAMILY}
