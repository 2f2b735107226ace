"""Staff give a family, or a guest, what is kept of them, and let them be forgotten; both are written down."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import msgspec
import pytest

from broker.families import AdultEntry, FamilyEntry
from broker.house.roster import Adult, Child, Family, Pickup
from broker.known import Entry
from broker.store import guests
from broker.web.audit_words import DETAILS
from broker.web.rights_view import LINKS
from hubs import FakeHub
from records import FAMILY, LINHS, OLENA, keep
from visitors import FORM, serving, staff

WORDS = (
    "Olena", "Andrij", "0151 777666", "04AA000001", "Mia", "31. Mai 2023", "Erdnuss", "Babusja, Oma, 0351 888777",
    "Herr Blau", "Ron Rot", "Beschluss", "fuchsbau", "Artikel 15", "Woher wir es haben", "400 Tage",
)  # fmt: skip


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


def known(hub: FakeHub) -> set[str]:
    return {name for (name,) in hub.store.connection.execute("SELECT id FROM family")}


def erase(client: httpx.Client, path: str, word: str) -> httpx.Response:
    return client.post(path, data={"_csrf_token": FORM, "word": word})


def test_all_that_is_kept_can_be_read(client: httpx.Client) -> None:
    text = client.get(f"/familien/{FAMILY}/auskunft").text
    for word in WORDS:
        assert word in text, word
    assert "Nguyễn" in text  # who looked at Mia
    assert "482913" not in text  # whoever looks over the shoulder must not read it


def test_it_says_what_the_kiosk_holds_of_whom(hub: FakeHub, client: httpx.Client) -> None:
    (guest,) = guests.guests(hub.store.connection)
    text = client.get(f"/familien/{FAMILY}/auskunft").text
    assert "Vornamen, Rollen, Sprache und üblicher Platz, von jedem Kind Tier und Altersgruppe, wer abholen" in text
    assert "deinen Namen nicht, nur, dass eine Gastkarte vergeben ist" in client.get(f"/gaeste/{guest}/auskunft").text
    held = {field.name for kept in (Adult, Child, Pickup, Family) for field in msgspec.structs.fields(kept)}
    assert held == {
        "id", "name", "usual_desk", "roles", "deputy", "shifts", "animal", "ground", "usual", "group", "language",
        "adults", "children", "pickups", "protected", "names_hidden",
    }, "the page has to say what else the kiosk holds"  # fmt: skip


def test_who_came_from_a_familys_or_the_guests_page_finds_back_and_on(hub: FakeHub, client: httpx.Client) -> None:
    (guest,) = guests.guests(hub.store.connection)
    for who, place in ((f"/familien/{FAMILY}", f"/familien/{FAMILY}"), (f"/gaeste/{guest}", "/gaeste")):
        for page in ("auskunft", "loeschen"):
            text = client.get(f"{who}/{page}").text
            assert f'<p class="crumb off-paper"><a href="{place}">' in text
            assert re.search(rf'<a href="/{place.split("/")[1]}"[^>]*aria-current', text)
    assert f'href="/gaeste/{guest}/loeschen"' in client.get(f"/gaeste/{guest}/auskunft").text


def test_no_column_is_told_by_its_own_name(hub: FakeHub) -> None:
    tables = ("family", "adult", "child", "person", "guest")
    columns = {row[1] for table in tables for row in hub.store.connection.execute(f"PRAGMA table_info({table})")}
    assert columns - LINKS <= DETAILS.keys()


def test_the_file_holds_it_as_it_is_kept(hub: FakeHub, client: httpx.Client) -> None:
    answer = client.get("/familien/fuchsbau/auskunft.json")
    assert f'filename="auskunft-{FAMILY}.json"' in answer.headers["content-disposition"]
    found = json.loads(answer.text)
    assert found["adult"][0]["pin"] == "482913"
    assert found["family"][0]["label"] == "fuchsbau"
    assert [(line.what, line.subject) for line in hub.log] == [("export", FAMILY)]


def test_nothing_is_shown_when_the_look_cannot_be_written_down(hub: FakeHub, client: httpx.Client) -> None:
    hub.refuse = "the disk is full"
    for path in ("auskunft", "auskunft.json"):
        answer = client.get(f"/familien/{FAMILY}/{path}")
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "Olena" not in answer.text


def test_it_says_what_goes_what_stays_and_why(client: httpx.Client) -> None:
    text = client.get(f"/familien/{FAMILY}/loeschen").text
    assert "Olena, Andrij, Mia, Herr Blau, Ron Rot" in text
    assert "Das bleibt, und warum" in text
    assert "Tipp „fuchsbau“." in text


def test_a_family_is_erased_when_its_word_is_typed(hub: FakeHub, client: httpx.Client) -> None:
    answer = erase(client, f"/familien/{FAMILY}/loeschen", " Fuchsbau ")
    assert "Alles, was über sie gespeichert war, ist weg" in answer.text
    assert known(hub) == {LINHS}
    assert client.get(f"/familien/{FAMILY}/loeschen").status_code == HTTPStatus.NOT_FOUND
    assert "hat jemanden gelöscht" in client.get("/protokoll").text


@pytest.mark.parametrize("word", ["", "fuchs", "Olena"])
def test_another_word_erases_nobody(hub: FakeHub, client: httpx.Client, word: str) -> None:
    answer = erase(client, f"/familien/{FAMILY}/loeschen", word)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Das ist ein anderes Wort." in answer.text
    assert f'value="{word}"' in answer.text
    assert known(hub) == {FAMILY, LINHS}


def test_nobody_is_erased_who_is_in_the_house(hub: FakeHub, client: httpx.Client) -> None:
    hub.arrive(Family(FAMILY, adults=(Adult(OLENA, "Olena"),)))
    assert "Sie sind im Haus." in client.get(f"/familien/{FAMILY}/loeschen").text
    assert erase(client, f"/familien/{FAMILY}/loeschen", "fuchsbau").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert known(hub) == {FAMILY, LINHS}


def test_nor_is_anybody_who_comes_in_at_that_moment(
    hub: FakeHub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = hub.erase

    async def come_first(who: str, log: Entry) -> int:
        hub.arrive(Family(FAMILY, adults=(Adult(OLENA, "Olena"),)))
        return await erased(who, log)

    monkeypatch.setattr(hub, "erase", come_first)
    answer = erase(client, f"/familien/{FAMILY}/loeschen", "fuchsbau")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Sie sind im Haus." in answer.text
    assert known(hub) == {FAMILY, LINHS}


def test_what_the_hub_cannot_do_is_said(hub: FakeHub, client: httpx.Client) -> None:
    hub.refuse = "the list of the erased cannot be written"
    answer = erase(client, f"/familien/{FAMILY}/loeschen", "fuchsbau")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Es wurde nichts gelöscht. Warum, steht im Log" in answer.text


def test_a_family_without_a_word_of_its_own_is_named_by_its_first_adult(hub: FakeHub, client: httpx.Client) -> None:
    hub.take_in(FamilyEntry(id="f-nnnnnnnn", adults=(AdultEntry(name="Zoë Núñez"), AdultEntry(name="Ivo"))))
    assert (
        erase(client, "/familien/f-nnnnnnnn/loeschen", "zoe\u0308  nu\u0301n\u0303ez").status_code
        < HTTPStatus.BAD_REQUEST
    )
    assert "f-nnnnnnnn" not in known(hub)


def test_a_guest_has_the_same_rights(hub: FakeHub, client: httpx.Client) -> None:
    (guest,) = guests.guests(hub.store.connection)
    connection = hub.store.connection
    connection.execute("UPDATE guest SET seen = ?, visit = 'f1', room = 'quiet'", (hub.now,))
    connection.execute("INSERT INTO badge VALUES ('04BADE07', 7, ?, ?)", (guest, hub.now + 1))
    text = client.get(f"/gaeste/{guest}/auskunft").text
    assert "Chor Blau" in text
    assert "0351 444333" in text
    assert "Name und Telefonnummer: 30 Tage nach der letzten Anmeldung." in text
    assert "bis ihr uns verlasst" not in text
    assert "Gastkarte</dt><dd>7, Nummer 04BADE07" in text
    assert "zuletzt angemeldet</dt><dd>Mittwoch, 14. Oktober 2026, 10:" in text
    assert json.loads(client.get(f"/gaeste/{guest}/auskunft.json").text)["guest"][0]["name"] == "Chor Blau"
    assert erase(client, f"/gaeste/{guest}/loeschen", "Chor Blau").status_code < HTTPStatus.BAD_REQUEST
    assert guests.guests(hub.store.connection) == {}


def test_nobody_is_known_by_another_name(client: httpx.Client) -> None:
    for path in ("/familien/f-nobody00/auskunft", "/gaeste/g-nobody00/loeschen", "/familien/Olena/auskunft.json"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND
