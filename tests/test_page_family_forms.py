"""The forms of a family over real HTTP: bad input is named at its field, nothing typed is lost, nothing half kept."""

import html
import re
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest
from msgspec.structs import replace

from broker.families import ChildEntry, FamilyEntry, is_day
from broker.web.audit_words import DETAILS
from broker.web.family_parts import OWN, PARTS
from carers import Door
from hubs import FakeHub
from kept import FUCHS, KRANICH, NGUYEN, PANDA, kept_hub
from visitors import staff

OLENA, MIA, LEO, VERA, RON = (
    FUCHS.adults[0].id, FUCHS.children[0].id, FUCHS.children[1].id, FUCHS.pickups[0].id, FUCHS.never[0].id,
)  # fmt: skip
HOME = f"/familien/{FUCHS.id}"
EMIL = f"/familien/{KRANICH.id}/gesundheit/{KRANICH.children[0].id}"
LONG = "x" * 61
Typed = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def door() -> Iterator[tuple[Door, str]]:
    door = Door()
    door.hub = kept_hub()
    with door.serving() as address:
        yield door, address


@pytest.fixture
def hub(door: tuple[Door, str]) -> Iterator[FakeHub]:
    door[0].hub = kept_hub()
    yield door[0].hub
    door[0].hub.store.close()


@pytest.fixture
def client(hub: FakeHub, door: tuple[Door, str]) -> Iterator[httpx.Client]:
    assert hub
    with staff(door[1]) as client:
        yield client


def form(text: str) -> Typed:
    """Read what a page's form would send if nobody touched it."""
    inside = re.findall(r'<form class="panel fields".*?</form>', text, re.DOTALL)[0]
    found: Typed = {}
    for tag, value in re.findall(r"<(?:input|textarea)([^>]*)>(?:([^<]*)</textarea>)?", inside):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticked = said.get("type") not in ("checkbox", "radio") or re.search(r"\bchecked\b", tag)
        if not ticked:
            continue
        name, word = said["name"], html.unescape(value or said.get("value", ""))
        if said.get("type") == "checkbox":
            found.setdefault(name, [])
            found[name] = [*found[name], word]
        else:
            found[name] = word
    for name, options in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', inside, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def send(client: httpx.Client, path: str, **typed: str | list[str]) -> httpx.Response:
    """Open a form, type, and send it."""
    opened = client.get(path)
    assert opened.status_code == HTTPStatus.OK, opened.text
    return client.post(path, data={**form(opened.text), **typed})


def kept(hub: FakeHub, family: str = str(FUCHS.id)) -> FamilyEntry:
    """Give what is kept of a family."""
    found = hub.keeping.family(family)
    assert found
    return found.entry


def fault(text: str, field: str) -> str:
    """Give what the page says at a field."""
    found = re.search(rf'id="{field}-hint"[^>]*><b class="fault"><svg.*?</svg>(.*?)</b>', text, re.DOTALL)
    return html.unescape(found[1]) if found else ""


BAD: list[tuple[str, Typed, str, str]] = [
    # where, what is typed, at which field, what is said
    ("/familien/neu", {"label": ""}, "label", "Bitte ausfüllen."),
    ("/familien/neu", {"label": LONG}, "label", "höchstens 60 Zeichen"),
    ("/familien/neu", {"label": "panda"}, "label", "So heißt schon eine andere Familie."),
    ("/familien/neu", {"label": "f-abcdefgh"}, "label", "Bitte nimm ein Wort"),
    ("/familien/neu", {"label": "a\u202eb"}, "label", "Zeichen"),
    ("/familien/neu", {"label": "Neu", "notice": "31.2.2026"}, "notice", "Diesen Tag gibt es nicht."),
    ("/familien/neu", {"label": "Neu", "notice": "2026-10-15"}, "notice", "kommt erst noch"),
    ("/familien/neu", {"label": "Neu", "language": "xx"}, "language", "Bitte wähl"),
    (f"{HOME}/angaben", {"health_consent": ""}, "health_consent", "Ohne Einwilligung muss das zuerst weg."),
    (f"{HOME}/erwachsene/neu", {"name": " "}, "name", "Bitte ausfüllen."),
    (f"{HOME}/erwachsene/{OLENA}", {"name": ""}, "name", "Bitte ausfüllen."),
    (f"{HOME}/erwachsene/{OLENA}", {"name": LONG}, "name", "höchstens 60 Zeichen"),
    (f"{HOME}/erwachsene/{OLENA}", {"phone": "Mamas Handy"}, "phone", "Eine Telefonnummer hat Ziffern"),
    (f"{HOME}/erwachsene/{OLENA}", {"phone": "1" * 41}, "phone", "höchstens 40 Zeichen"),
    (f"{HOME}/erwachsene/{OLENA}", {"roles": []}, "roles", "Bitte wähle mindestens eins."),
    (f"{HOME}/erwachsene/{OLENA}", {"roles": ["boss"]}, "roles", "Bitte wähl"),
    (f"{HOME}/erwachsene/{OLENA}", {"usual_desk": "pc-99"}, "usual_desk", "Bitte wähl"),
    (f"{HOME}/erwachsene/{OLENA}", {"first_aid": "gestern"}, "first_aid", "Diesen Tag gibt es nicht."),
    (f"{HOME}/erwachsene/{OLENA}", {"certificate": "2027-01-01"}, "certificate", "kommt erst noch"),
    (f"{HOME}/kinder/neu", {"name": "Ida"}, "animal", "Bitte wähl"),
    (f"{HOME}/kinder/neu", {"name": "", "animal": "owl"}, "name", "Bitte ausfüllen."),
    (f"{HOME}/kinder/{MIA}", {"animal": "panda"}, "ground", "hat schon ein Kind von Panda."),
    (f"{HOME}/kinder/{MIA}", {"animal": "turtle", "ground": "sky"}, "ground", "hat schon ein Kind von Fuchs."),
    (f"{HOME}/kinder/{MIA}", {"animal": "rat"}, "animal", "Bitte wähl"),
    (f"{HOME}/kinder/{MIA}", {"ground": "black"}, "ground", "Bitte wähl"),
    (f"{HOME}/kinder/{MIA}", {"birthday": "2026-10-15"}, "birthday", "kommt erst noch"),
    (f"{HOME}/kinder/{MIA}", {"birthday": "14.10.2008"}, "birthday", "Ab 18 ist man hier erwachsen."),
    (f"{HOME}/kinder/{MIA}", {"usual": "moon"}, "usual", "Bitte wähl"),
    (f"{HOME}/kinder/{MIA}", {"contact1_phone": ""}, "contact1_phone", "Bitte ausfüllen."),
    (f"{HOME}/kinder/{MIA}", {"contact2": ""}, "contact2", "Wessen Nummer ist das?"),
    (f"{HOME}/kinder/{MIA}", {"contact3": "Tante", "contact3_phone": "ruf an"}, "contact3_phone", "hat Ziffern"),
    (f"{HOME}/kinder/{MIA}", {"contact3_relation": "Tante"}, "contact3", "Bitte ausfüllen."),
    (f"{HOME}/gesundheit/{MIA}", {"allergy": "x" * 501}, "allergy", "höchstens 500 Zeichen"),
    (f"{HOME}/gesundheit/{MIA}", {"allergens": f"Milch, {LONG}"}, "allergens", "höchstens 60 Zeichen"),
    (f"{HOME}/gesundheit/{MIA}", {"allergens": ""}, "allergens_shown", "Es gibt keine Allergene"),
    (f"{HOME}/gesundheit/{MIA}", {"allergens_shown": "1.1.2030"}, "allergens_shown", "kommt erst noch"),
    (EMIL, {"allergy": "Milch"}, "allergy", "Zuerst müssen die Eltern einwilligen."),
    (EMIL, {"allergens": "Milch"}, "allergens", "Zuerst müssen die Eltern einwilligen."),
    (f"{HOME}/abholende/neu", {"name": ""}, "name", "Bitte ausfüllen."),
    (f"{HOME}/abholende/{VERA}", {"phone": "?"}, "phone", "hat Ziffern"),
    (f"{HOME}/abholende/{VERA}", {"note": "x" * 501}, "note", "höchstens 500 Zeichen"),
    (f"{HOME}/abholende/neu", {"name": "ron"}, "name", "Derselbe Name steht"),
    (f"{HOME}/nie/neu", {"name": " VERA ", "note": "Urteil"}, "name", "Derselbe Name steht"),
    (f"{HOME}/nie/neu", {"name": "Ron"}, "note", "Bitte schreib auf, warum"),
    (f"{HOME}/nie/{RON}", {"note": " "}, "note", "Bitte schreib auf, warum"),
    (f"{HOME}/nie/{RON}", {"cards": "12"}, "cards", "4 bis 40"),
    (f"{HOME}/nie/{RON}", {"cards": "04DE01 08ABCDEF"}, "cards", "Nummer eines Telefons"),
    (f"{HOME}/nie/{RON}", {"cards": "04BAD00001 04:de:00:00:00:00:01"}, "cards", "Diese Karte hat Olena"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "typed", "field", "said"), BAD)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    hub: FakeHub, client: httpx.Client, path: str, typed: Typed, field: str, said: str
) -> None:
    before = hub.store.connection.total_changes
    answer = send(client, path, **typed)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, answer.headers
    assert said in fault(answer.text, field), re.findall(r'class="fault".*?</b>', answer.text, re.DOTALL)
    assert f'<a href="#{field}">' in answer.text  # over the form a sentence leads there
    again = form(answer.text)
    choosable = ("language", "roles", "usual_desk", "animal", "ground", "usual")
    assert {name: again.get(name) for name in typed if name not in choosable} == {
        name: word.strip() for name, word in typed.items() if isinstance(word, str) and name not in choosable
    }
    assert hub.store.connection.total_changes - before <= 1  # the line of a look at health


def test_each_form_saved_untouched_changes_nothing(hub: FakeHub, client: httpx.Client) -> None:
    """Also no version, and no line of the log."""
    paths = ["angaben", f"erwachsene/{OLENA}", f"kinder/{MIA}", f"kinder/{LEO}", f"gesundheit/{MIA}"]
    for path in (*paths, f"abholende/{VERA}", f"nie/{RON}"):
        answer = send(client, f"{HOME}/{path}")
        assert answer.status_code == HTTPStatus.SEE_OTHER, (path, re.findall(r'class="fault".*?</b>', answer.text))
    found = hub.keeping.family(str(FUCHS.id))
    assert found
    assert (found.entry, found.version, found.at) == (FUCHS, 1, 0)


def test_a_family_is_made_part_by_part(hub: FakeHub, client: httpx.Client) -> None:
    answer = send(client, "/familien/neu", label="Lê", language="vi", notice="1.10.2026", health_consent="2026-10-01")
    home, _, _ = answer.headers["location"].partition("?")
    sheet = client.get(home).text
    assert "Noch niemand. Ohne erwachsene Person" in sheet
    send(
        client,
        f"{home}/erwachsene/neu",
        name="Lê Thị  Ánh",
        roles=["carer", "parent"],
        shifts="yes",
        briefing="2026-01-02",
    )
    send(client, f"{home}/erwachsene/neu", name="ليلى", phone="+49 (0) 151 / 12-34", usual_desk="pc-1", deputy="yes")
    send(client, f"{home}/kinder/neu", name="Mỹ", animal="fox", contact1="Bà", contact1_phone="0351 1", usual="care")
    entry = kept(hub, home.rpartition("/")[2])
    child = f"{home}/gesundheit/{entry.children[0].id}"
    send(client, child, allergy="Milch:\r\nkein Joghurt", allergens="Milch,  Ei\nNuss", allergens_shown="2026-10-01")
    send(client, f"{home}/abholende/neu", name="Herr Blau", relation="Nachbar", phone="112")
    send(client, f"{home}/nie/neu", name="Ron", note="Beschluss", cards="04-de-99 04de99, 04BB0001")
    entry = kept(hub, home.rpartition("/")[2])
    first, second = entry.adults
    assert (entry.label, entry.language, entry.notice) == ("Lê", "vi", "2026-10-01")
    assert (first.name, first.roles, first.shifts, first.briefing) == (
        "Lê Thị Ánh",
        ("parent", "carer"),
        True,
        "2026-01-02",
    )
    assert (second.name, second.phone, second.usual_desk, second.deputy) == (
        "ليلى",
        "+49 (0) 151 / 12-34",
        "pc-1",
        True,
    )
    mine = entry.children[0]
    assert (mine.name, mine.animal, mine.ground, mine.usual) == ("Mỹ", "fox", "sky", "care")
    assert (mine.contacts[0].phone, mine.allergy, mine.allergens) == (
        "0351 1",
        "Milch:\nkein Joghurt",
        ("Milch", "Ei", "Nuss"),
    )
    assert entry.pickups[0].relation == "Nachbar"
    assert entry.never[0].cards == ("04DE99", "04BB0001")
    sheet = client.get(home).text
    assert "kein Joghurt" not in sheet
    assert "Nuss" not in sheet


def test_what_a_form_does_not_show_stays(hub: FakeHub, client: httpx.Client) -> None:
    """Cards, codes, health, and contacts beyond the fourth."""
    five = tuple(replace(FUCHS.children[0].contacts[0], name=f"Kontakt {n}") for n in range(5))
    mia = replace(FUCHS.children[0], contacts=five)
    hub.take_in(replace(FUCHS, children=(mia, FUCHS.children[1])))
    send(client, f"{HOME}/erwachsene/{OLENA}", name="Olena K.")
    send(client, f"{HOME}/kinder/{MIA}", contact2_relation="Freundin")
    entry = kept(hub)
    assert entry.adults[0] == replace(FUCHS.adults[0], name="Olena K.")
    changed = replace(five[1], relation="Freundin")
    assert entry.children[0] == replace(mia, contacts=(five[0], changed, *five[2:]))


def test_a_contact_who_was_taken_out_meanwhile_is_not_mixed_with_the_next_one(
    hub: FakeHub, client: httpx.Client
) -> None:
    path, before = f"{HOME}/kinder/{MIA}", kept(hub).children[0].contacts
    send(client, path, contact1_relation="", contact2_relation="")
    second = form(client.get(path).text)
    send(client, path, contact1="", contact1_phone="")
    answer = client.post(path, data={**second, "contact1_relation": "Vater"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert [contact.relation for contact in kept(hub).children[0].contacts] == [""]
    client.post(path, data=form(answer.text))  # the second decides: as it stands there
    found = [(contact.name, contact.phone, contact.relation) for contact in kept(hub).children[0].contacts]
    assert found == [(before[0].name, before[0].phone, "Vater"), (before[1].name, before[1].phone, "")]


def test_what_the_office_has_to_have_is_not_called_voluntary(client: httpx.Client) -> None:
    for path, field in ((f"{HOME}/angaben", "notice"), (f"{HOME}/erwachsene/{OLENA}", "certificate")):
        text = client.get(path).text
        assert "freiwillig" not in text.split(f'<label for="{field}">')[1].split("</label>")[0]
    assert "freiwillig" in text.split('<label for="phone">')[1].split("</label>")[0]


def test_a_number_without_spaces_is_no_day() -> None:
    assert [said for said in ("2026-05-31", "03510412", "2026-W01-1", "2026-02-30") if is_day(said)] == ["2026-05-31"]


def test_when_no_colour_is_free_another_animal_is_asked_for(hub: FakeHub, client: httpx.Client) -> None:
    grounds = ("white", "sky", "mint", "berry")
    owls = tuple(ChildEntry(name=f"Kind {n}", animal="owl", ground=ground) for n, ground in enumerate(grounds))  # type: ignore[arg-type]  # they are
    hub.take_in(FamilyEntry(label="Eulen", children=owls))
    answer = send(client, f"{HOME}/kinder/neu", name="Ida", animal="owl")
    assert "Dieses Tier haben schon vier Kinder" in fault(answer.text, "animal")


def test_whatever_a_form_writes_into_the_log_has_words_there() -> None:
    forms = (OWN, *PARTS.values())
    written = {one.group for one in forms} | {one.noted(name) for one in forms for name in one.labels}
    assert {"new", "gone", *written} <= set(DETAILS)


def test_each_look_and_each_change_is_a_line_of_the_log_without_a_word_of_it(
    hub: FakeHub, client: httpx.Client
) -> None:
    client.get(HOME)
    send(client, f"{HOME}/gesundheit/{MIA}", allergy="Neu: Milch")
    send(client, f"{HOME}/erwachsene/{OLENA}", phone="0351 77777", name="Olga")
    send(client, f"{HOME}/abholende/neu", name="Herr Grün")
    send(client, f"{HOME}/kinder/{MIA}", contact1_phone="0351 8", contact2="Vera B.")
    looks = [(entry.what, entry.subject, entry.actor) for entry in hub.log]
    assert looks == [("family", FUCHS.id, "leitung"), ("health", MIA, "leitung")]
    rows = hub.store.connection.execute("SELECT what, subject, actor, detail FROM access ORDER BY rowid").fetchall()
    change = ("family_changed", FUCHS.id, "leitung")
    assert rows == [
        (*change, "children allergy"),
        (*change, "adults name phone"),
        (*change, "pickups new"),
        (*change, "children contacts"),
    ]
    assert "Zuletzt geändert: 10:42, von leitung." in client.get(HOME).text


def test_what_another_has_written_of_a_childs_health_is_another_look(hub: FakeHub, client: httpx.Client) -> None:
    path = f"{HOME}/gesundheit/{MIA}"
    opened = form(client.get(path).text)
    send(client, path, allergy="Milch: kein Joghurt")
    answer = client.post(path, data={**opened, "allergy": "Ei"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "kein Joghurt" in answer.text
    assert [entry.subject for entry in hub.log] == [MIA] * 3


@pytest.mark.parametrize("path", [HOME, f"{HOME}/gesundheit/{MIA}"])
def test_a_look_that_cannot_be_written_down_shows_nothing(hub: FakeHub, client: httpx.Client, path: str) -> None:
    hub.refuse = "the disk is full"
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "lässt sich nicht festhalten" in answer.text
    assert "Olena" not in answer.text


def test_a_full_disk_keeps_what_was_typed(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client.get(f"{HOME}/erwachsene/{OLENA}").text)
    hub.refuse = "nothing was written: the disk is full"
    answer = client.post(f"{HOME}/erwachsene/{OLENA}", data={**opened, "name": "Olga", "phone": "0351 77"})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "Nicht gespeichert:" in answer.text
    typed = form(answer.text)
    assert (typed["name"], typed["phone"]) == ("Olga", "0351 77")
    hub.refuse = ""
    assert client.post(f"{HOME}/erwachsene/{OLENA}", data=typed).status_code == HTTPStatus.SEE_OTHER
    assert kept(hub).adults[0].name == "Olga"


def test_a_form_that_is_sent_twice_takes_in_one(hub: FakeHub, client: httpx.Client) -> None:
    for path, typed in (("/familien/neu", {"label": "Doppelt"}), (f"{HOME}/abholende/neu", {"name": "Herr Blau"})):
        opened = {**form(client.get(path).text), **typed}
        first, second = client.post(path, data=opened), client.post(path, data=opened)
        assert first.status_code == second.status_code == HTTPStatus.SEE_OTHER
        assert first.headers["location"] == second.headers["location"]
    assert [person.name for person in kept(hub).pickups] == ["Vera", "Herr Blau"]
    assert len(hub.keeping.families()) == 7


def test_going_back_and_typing_somebody_else_overwrites_nobody_unasked(hub: FakeHub, client: httpx.Client) -> None:
    path = f"{HOME}/abholende/neu"
    opened = form(client.get(path).text)
    client.post(path, data={**opened, "name": "Herr Blau"})
    answer = client.post(path, data={**opened, "name": "Frau Rot"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Herr Blau" in answer.text
    assert [person.name for person in kept(hub).pickups] == ["Vera", "Herr Blau"]


def test_somebody_is_taken_out_after_a_question_and_only_once(hub: FakeHub, client: httpx.Client) -> None:
    for path, word in (
        (f"erwachsene/{OLENA}", "Karten und Code gelten dann nicht mehr"),
        (f"kinder/{LEO}", "das Tier wird wieder frei"),
        (f"abholende/{VERA}", "nicht mehr mitgeben"),
        (f"nie/{RON}", "nicht mehr gewarnt"),
    ):
        asked = client.get(f"{HOME}/{path}/weg")
        assert word in asked.text
        for _ in range(2):
            answer = client.post(f"{HOME}/{path}/weg", data=form(asked.text))
            assert answer.headers["location"] == f"{HOME}?getan=weg"
        assert client.get(f"{HOME}/{path}").status_code == HTTPStatus.NOT_FOUND
    entry = kept(hub)
    assert (len(entry.adults), len(entry.children), entry.pickups, entry.never) == (1, 1, (), ())
    details = hub.store.connection.execute("SELECT detail FROM access ORDER BY rowid").fetchall()
    assert details == [(f"{group} gone",) for group in ("adults", "children", "pickups", "never")]


def test_who_is_in_the_house_is_not_taken_out(hub: FakeHub, client: httpx.Client) -> None:
    arrived = hub.arrive(hub.snapshot().families[str(FUCHS.id)])
    for path, name in ((f"erwachsene/{OLENA}", "Olena"), (f"kinder/{MIA}", "Mia")):
        answer = client.post(f"{HOME}/{path}/weg", data=form(client.get(f"{HOME}/{path}/weg").text))
        assert answer.status_code == HTTPStatus.CONFLICT
        assert f"{name} ist im Haus oder im Dienst." in answer.text
    hub.leave(arrived)
    assert kept(hub) == FUCHS


def test_who_was_changed_meanwhile_is_not_taken_out_unseen(hub: FakeHub, client: httpx.Client) -> None:
    asked = form(client.get(f"{HOME}/abholende/{VERA}/weg").text)
    send(client, f"{HOME}/abholende/{VERA}", phone="0351 999")
    answer = client.post(f"{HOME}/abholende/{VERA}/weg", data=asked)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "hat gerade jemand geändert" in answer.text
    assert kept(hub).pickups


def test_a_disk_that_is_full_takes_nobody_out(hub: FakeHub, client: httpx.Client) -> None:
    asked = form(client.get(f"{HOME}/abholende/{VERA}/weg").text)
    hub.refuse = "the disk is full"
    answer = client.post(f"{HOME}/abholende/{VERA}/weg", data=asked)
    assert (answer.status_code, "Nicht gespeichert:" in answer.text) == (HTTPStatus.SERVICE_UNAVAILABLE, True)


@pytest.mark.parametrize(
    "path",
    [
        "/familien/f-nowhere0",
        "/familien/f-nowhere0/angaben",
        "/familien/Fuchs",
        f"{HOME}/erwachsene/a-nobody00",
        f"{HOME}/erwachsene/{MIA}",
        f"{HOME}/gesundheit/neu",
        f"{HOME}/gesundheit/{MIA}/weg",
        f"{HOME}/hunde/neu",
        f"{HOME}/erwachsene/{PANDA.adults[0].id}",
        f"{HOME}/kinder/{NGUYEN.children[0].id}/weg",
    ],
)
def test_what_is_not_there_is_said(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "<h1>" in answer.text


@pytest.mark.parametrize("typed", [{"was": "no"}, {"was": "[1]"}, {"id": "a-1"}, {"id": "c-abcdefgh"}, {"id": ""}])
def test_a_form_that_is_none_of_ours_changes_nothing(hub: FakeHub, client: httpx.Client, typed: Typed) -> None:
    answer = send(client, f"{HOME}/erwachsene/neu", **{"name": "Neu", **typed})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert kept(hub) == FUCHS


def test_a_pseudonym_of_another_family_is_not_taken(hub: FakeHub, client: httpx.Client) -> None:
    answer = send(client, f"{HOME}/erwachsene/neu", id=str(PANDA.adults[0].id), name="Neu")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert kept(hub) == FUCHS


def test_a_family_that_is_always_changed_by_others_is_said(hub: FakeHub, client: httpx.Client) -> None:
    opened = form(client.get(f"{HOME}/angaben").text)
    before = hub.keeping.families

    def meanwhile() -> object:
        hub.take_in(replace(kept(hub), protected=not kept(hub).protected))
        return before()

    hub.keeping.families = meanwhile  # type: ignore[method-assign, assignment]  # the others
    answer = client.post(f"{HOME}/angaben", data={**opened, "language": "de"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "ändern gerade auch andere" in answer.text
