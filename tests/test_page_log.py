"""Staff see who did what, of whom, when: in words, with names as far as they are known, and can search it."""

import ast
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import msgspec
import pytest

import broker
from broker.families import AdultEntry, ChildEntry, ContactEntry, FamilyEntry, PersonEntry
from broker.known import Entry
from broker.store import accounts
from broker.web.audit_words import DETAILS, ROLES, WHAT
from hubs import FakeHub
from records import FAMILY, LINH, MIA, OLENA, keep, many
from visitors import serving, staff

GONE = "nicht mehr bekannt"


@pytest.fixture
def hub() -> FakeHub:
    hub = FakeHub()
    keep(hub)
    hub.read(hub.now)
    return hub


@pytest.fixture
def client(hub: FakeHub) -> Iterator[httpx.Client]:
    with serving(hub) as address, staff(address) as client:
        yield client


def lines(answer: httpx.Response) -> list[str]:
    """Give each line as somebody reads it."""
    assert answer.status_code == HTTPStatus.OK, answer.text
    entries = re.findall(r"<li>(.*?)</li>", answer.text.split("<main")[1], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", entry).split()).replace(" :", ":") for entry in entries]


def test_the_newest_line_stands_first_and_all_is_in_words(client: httpx.Client) -> None:
    answer = client.get("/protokoll")
    linh = "Nguyễn Thị Linh-Maria von und zu Hohenschönhausen"
    assert lines(answer) == [
        "10:42 leitung Büro hat das Protokoll angesehen",
        "10:41 am Rechner der Zentrale hat jemanden gelöscht",
        "10:40 leitung Büro hat die Familie geändert: Olena, Andrij Erwachsene, Telefon, Erste Hilfe",
        f"10:39 Olena Betreuung hat angesehen, wie es dem Kind geht: {GONE}",
        f"10:38 {linh} Betreuung · entferntes Gerät hat Gesundheit und Telefonnummern angesehen: Mia",
        "10:37 nicht angemeldet kam bei der Anmeldung nicht hinein 127.0.0.1",
        "10:36 leitung Büro hat sich angemeldet 127.0.0.1",
    ]
    days = re.findall(r'<h2 id="h-\d">([^<]+)', answer.text)
    assert days == ["Mittwoch, 14. Oktober 2026", "Dienstag, 13. Oktober 2026"]
    assert "365 Tage" in answer.text


def test_whoever_was_erased_is_no_longer_known(hub: FakeHub, client: httpx.Client) -> None:
    hub.set(families={})
    text = client.get("/protokoll").text
    assert "Olena" not in text
    assert text.count(GONE) >= 3


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"wer": MIA}, [4]), ({"wer": FAMILY}, [2, 3, 4]), ({"wer": OLENA}, [3]), ({"wer": LINH}, [4]),
        ({"wer": "leitung"}, [0, 2, 6]), ({"was": "health"}, [4]), ({"tag": "2026-10-13"}, [5, 6]),
        ({"tag": "13.10.2026"}, [5, 6]), ({"wer": "leitung", "tag": "2026-10-13"}, [6]), ({"wer": "nobody"}, []),
        ({"wer": LINH, "was": "log_in"}, []),
    ],
)  # fmt: skip
def test_one_searches_by_person_kind_and_day(client: httpx.Client, search: dict[str, str], found: list[int]) -> None:
    every = lines(client.get("/protokoll"))
    wanted = [every[place] for place in found]
    # that somebody looked for this person is a line too, which may stand first
    assert [line for line in lines(client.get("/protokoll", params=search)) if line in every] == wanted


@pytest.mark.parametrize("day", ["32.13.2026", "9999-12-31", "1.1.99999999999999999999"])
def test_a_day_that_is_none_is_said_at_its_field_and_nothing_is_lost(client: httpx.Client, day: str) -> None:
    answer = client.get("/protokoll", params={"tag": day, "wer": MIA})
    assert "Diesen Tag gibt es nicht." in answer.text
    assert f'value="{day}"' in answer.text
    assert re.search(rf'value="{MIA}" selected', answer.text)


def test_pages_follow_one_another_without_a_gap_or_a_line_twice(hub: FakeHub, client: httpx.Client) -> None:
    many(hub, 120)
    path, seen = "/protokoll?was=health", list[int]()
    while path:
        answer = client.get(path)
        seen.append(len(lines(answer)))
        older = re.search(r'href="([^"]+)">Ältere', answer.text)
        path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [50, 50, 21]


def test_whatever_stands_in_the_address_harms_nothing(client: httpx.Client) -> None:
    for vor in ("x", "1-2-3", "9" * 30, "-", "1-", "1;DROP TABLE access"):
        assert client.get("/protokoll", params={"vor": vor}).status_code == HTTPStatus.OK
    assert lines(client.get("/protokoll", params={"wer": "x" * 5000, "was": "'"})) == []


def test_what_staff_do_in_the_house_is_told_in_words(hub: FakeHub, client: httpx.Client) -> None:
    for what, subject, detail in (
        ("answer", OLENA, "unseen left"),
        ("answer", "pi-work", "node_gone seen"),
        ("answer", "x", "of_a_newer_hub so"),
        ("desk_marked", "laptop-1", "defect"),
        ("device_fixed", "printer", ""),
        ("settings", "", "tage"),
        ("settings", "", "schluessel-under3"),
    ):
        accounts.note(hub.store.connection, Entry(hub.now, "staff", "leitung", "", what, subject, detail))
    assert [line.partition("Büro ")[2] for line in lines(client.get("/protokoll"))[1:8]] == [
        "hat eine Einstellung geändert Kinder je Betreuungsperson: ein und zwei Jahre",
        "hat eine Einstellung geändert Schließtage und besondere Tage",
        "hat gemeldet, dass ein Gerät wieder geht: Drucker",
        "hat einen Platz markiert: Laptop 1 defekt",
        "hat beantwortet: x of_a_newer_hub, so",
        "hat beantwortet: Sensoren Arbeitsraum ist weg Gesehen",
        "hat beantwortet: Ist Olena noch da? Ist gegangen",
    ]
    assert len(lines(client.get("/protokoll", params={"was": "answer"}))) == 3


def test_that_one_looks_is_a_line_once_a_day_for_each_person(hub: FakeHub, client: httpx.Client) -> None:
    for search in ({}, {}, {"wer": MIA}, {"wer": MIA}, {"wer": "no such person"}):
        client.get("/protokoll", params=search)
    assert [(line.what, line.actor, line.subject) for line in hub.log] == [
        ("log", "leitung", ""),
        ("log", "leitung", MIA),
    ]


def test_a_log_that_cannot_be_written_or_read_is_not_shown(hub: FakeHub, client: httpx.Client) -> None:
    hub.refuse = "the disk is full"
    assert client.get("/protokoll").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    hub.refuse, hub.lost = "", True
    answer = client.get("/protokoll")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "lässt sich gerade nicht lesen" in answer.text


def written() -> set[str]:
    """Find what our own code calls things in the access log, where it says so on the spot."""
    calls = {"note": 3, "noting": 2, "logged": 3, "once": 2, "_noted": 2, "_act": 2, "Entry": 4, "log": 1}
    found = set[str]()
    for path in Path(broker.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = calls.get(name, 99)
                if len(node.args) > place and isinstance(node.args[place], ast.JoinedStr):
                    found.add(ast.unparse(node.args[place]))  # has no words, whatever it is put together from
                if len(node.args) > place and isinstance(node.args[place], ast.Constant):
                    found.add(str(node.args[place].value))
    return found


def test_whatever_is_written_there_has_its_words() -> None:
    found = written()
    assert {"health", "log_in", "emergency_list", "erase", "log", "phone_let_in", "how_the_child_is"} <= found
    assert found <= WHAT.keys()


def test_each_field_of_people_and_each_role_has_its_words() -> None:
    shapes = (FamilyEntry, AdultEntry, ChildEntry, PersonEntry, ContactEntry)
    fields = {field.name for shape in shapes for field in msgspec.structs.fields(shape)} - {"id"}
    assert fields <= DETAILS.keys()
    assert {"staff", "carer", "locked", "desk", "phone", "keeper", "none"} == ROLES.keys()
    assert Entry.__struct_fields__ == ("at", "role", "actor", "device", "what", "subject", "detail")
