"""After a full life of a family an export holds all that any table has of it, and after erase nothing has anything.

Every table, every file of hub and kiosk, every retained topic: what is added tomorrow is walked, too.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from broker.wire.facts import KINDS
from broker.wire.forget import PSEUDONYM
from lives import CARD, CHILD, FAMILY, GUEST_WORDS, LINHS_CARD, NAMES, Life, life, tables, traces
from offices import wait

Row = dict[str, Any]
KEPT = {"hub.db.erased"}
"""Files that name the erased, so that a restore and a late kiosk bring nobody back."""
HARNESS = {"kiosk-entrance.shown", "kiosk-entrance.shown.house", "erase.log"}
"""What the tests' own kiosk tells its test, and what the command that was given says."""


def text(row: Row) -> str:
    """Give a row as text, payloads too."""
    return " ".join(value.decode() if isinstance(value, bytes) else str(value) for value in row.values())


def named(row: Row, words: Iterable[str]) -> list[str]:
    return [word for word in words if word in text(row)]


def covers(kept: Row, row: Row, words: list[str]) -> bool:
    """Tell whether a row of an export says all that a row of the database says of them; others may be left out."""
    if "payload" in row:
        return {"at": row["at"], **json.loads(row["payload"])} == kept
    return all(
        kept.get(name) == value or (kept.get(name) == "" and not named({"": value}, words))
        for name, value in row.items()
    )


def uncovered(path: Path, export: dict[str, list[Row]], words: list[str]) -> list[tuple[str, Row]]:
    """Give rows that name somebody and stand in no export."""
    return [
        (table, row)
        for table, found in tables(path).items()
        for row in found
        if named(row, words)
        and not any(covers(kept, row, words) for kept in export.get("facts" if table == "fact" else table, []))
    ]


def left_in_files(folder: Path, words: list[str]) -> dict[str, list[str]]:
    """Give what still stands in files; in the database pseudonyms may, twice, on the list of the erased alone."""
    found = dict[str, list[str]]()
    for file in folder.rglob("*"):
        if not file.is_file() or file.name in KEPT | HARNESS:
            continue
        content, often = file.read_bytes(), 2 if file.name == "hub.db" else 0
        left = [
            word for word in words
            if content.count(word.encode()) > (often if PSEUDONYM.fullmatch(word) else 0)
        ]  # fmt: skip
        if left:
            found[file.name] = left
    return found


def left_in_tables(path: Path, words: list[str]) -> list[tuple[str, Row]]:
    found = tables(path)
    assert all(PSEUDONYM.fullmatch(row["pseudonym"]) and row.keys() == {"pseudonym", "at"} for row in found["erased"])
    return [(table, row) for table, all_ in found.items() if table != "erased" for row in all_ if named(row, words)]


def left_on_the_broker(lived: Life, words: list[str]) -> list[str]:
    return [topic for topic, payload in lived.retained().items() if named({topic: payload, "": topic}, words)]


def test_a_familys_life(tmp_path: Path) -> None:
    with life(tmp_path) as lived:
        lived.live()
        hub, words = lived.office.store, traces(lived)
        kinds = {row["kind"] for row in tables(hub)["fact"]}
        assert kinds == KINDS.keys() - {"erased"} | {"card_refused"}
        assert uncovered(hub, lived.do(lived.front.export("fuchsbau")), words) == []
        words += [row["id"] for row in tables(hub)["visit"] if row["family"] == FAMILY]
        # All of it is there, so that what is not there afterwards has gone.
        assert not [word for word in words if not lived_somewhere(lived, word)]
        assert left_on_the_broker(lived, words)
        there = left_in_files(tmp_path, words).keys()
        assert there > {"hub.db-wal", "outbox.db-wal", "copy.json"}
        assert len(there & {file.name for file in (tmp_path / "hub.db.sessions").iterdir()}) == 2  # the phone, the code

        assert lived.office.command("erase", "fuchsbau") == 0, lived.office.text("erase")

        assert lived.phone.get("/rufe").headers["location"] == "/rufe/ende"
        assert "/anmelden" in lived.code.get("/betreuung").headers["location"]
        assert lived.staff.get("/geraete").is_success
        assert left_in_tables(hub, words) == []
        wait(lambda: not [word for word in words if word.encode() in lived.kiosk_bytes()], 20, "the kiosk forgets")
        wait(lambda: left_on_the_broker(lived, words) == [], 10, "the broker forgets")
        assert FAMILY not in lived.kiosk.seen().families
        assert left_in_files(tmp_path, words) == {}
        assert [row["what"] for row in tables(hub)["access"]][-1] == "erase"
        assert lived.front.snapshot().families.keys() == {"f-linh0001"}
        # and nobody comes back
        lived.kiosk.taps([CARD, LINHS_CARD])
        lived.office.settle(20)
        assert left_in_tables(hub, words) == []
        assert left_on_the_broker(lived, words) == []
        assert left_in_files(tmp_path, words) == {}


def lived_somewhere(lived: Life, word: str) -> bool:
    files = (lived.office.store, lived.office.store.with_name("hub.db-wal"))
    return word.encode() in b"".join(file.read_bytes() for file in files) + lived.kiosk_bytes()


def test_a_guests_life(tmp_path: Path) -> None:
    with life(tmp_path) as lived:
        lived.live()
        hub, words = lived.office.store, [*GUEST_WORDS, lived.guest]
        assert uncovered(hub, lived.do(lived.front.export(lived.guest)), words) == []
        assert lived.office.command("erase", lived.guest) == 0, lived.office.text("erase")
        assert left_in_tables(hub, words) == []
        assert left_on_the_broker(lived, words) == []
        assert left_in_files(tmp_path, words) == {}
        assert left_in_tables(hub, list(NAMES))  # of the family nothing has gone


def test_a_kiosk_that_was_cut_off_brings_nobody_back(tmp_path: Path) -> None:
    with life(tmp_path) as lived:
        hub, words = lived.office.store, traces(lived)
        lived.office.kill_broker()
        lived.kiosk.taps([CARD])  # told to nobody yet
        assert FAMILY.encode() in lived.kiosk_bytes()
        assert lived.office.command("erase", "fuchsbau") == 0, lived.office.text("erase")
        lived.office.broker.start()
        wait(lambda: "erased" in {row["kind"] for row in tables(hub)["fact"]}, 60, "the kiosk's fact is taken")
        wait(lambda: not [word for word in words if word.encode() in lived.kiosk_bytes()], 30, "the kiosk forgets")
        assert left_in_tables(hub, words) == []
        assert left_on_the_broker(lived, words) == []


def test_a_table_of_tomorrow_is_walked(tmp_path: Path) -> None:
    with life(tmp_path) as lived:
        hub = lived.office.store
        lived.job(lambda _now: lived.hub._store.connection.execute("CREATE TABLE diary (child TEXT, said TEXT)"))
        lived.job(lambda _now: lived.hub._store.connection.execute("INSERT INTO diary VALUES (?, 'slept')", (CHILD,)))
        row = ("diary", {"child": CHILD, "said": "slept"})
        words = traces(lived)
        assert uncovered(hub, lived.do(lived.front.export("fuchsbau")), words) == [row]
        assert lived.office.command("erase", "fuchsbau") == 0
        assert left_in_tables(hub, words) == [row]
