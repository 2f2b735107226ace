"""Every way through a real kiosk: a real window, real touches, a real broker and hub."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest

from broker.house.state import House
from broker.ledger import Ledger
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.facts import FactBody
from broker.wire.facts.care import Called, CallEscalated
from kiosk.flow.guarding import AGAIN_S
from offices import RealOffice, wait
from people import WindowedKiosk, windowed

OLENA, LINH, TOBIAS, ANDRIJ, NOBODY = 1, 2, 4, 9, 77
OLENAS, LINHS, TOBIASES, MIA, LEO, AN = (
    "a-demo0001", "a-demo0002", "a-demo0004", "c-demo0001", "c-demo0002", "c-demo0003",
)  # fmt: skip
PIN = "482913"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    families = resources.files("broker.onemachine") / "prohlis" / "families.toml"
    with windowed(tmp_path, families=families.read_text("utf-8")) as (found, _):
        yield found


@pytest.fixture
def kiosk(office: RealOffice) -> WindowedKiosk:
    (found,) = office.kiosks
    assert isinstance(found, WindowedKiosk)
    found.sees("IdleScreen")
    return found


def hub(office: RealOffice, so: Callable[[House], object], what: str) -> House:
    """Wait until the hub's house is so."""
    wait(lambda: so(office.fold()), 20, what)
    return office.fold()


def come(kiosk: WindowedKiosk, card: int) -> None:
    """Come for the first time, and be done."""
    kiosk.put_on(card)
    kiosk.sees("ChildrenScreen")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen")
    kiosk.press("done")
    kiosk.sees("IdleScreen")


def by_a_carer(office: RealOffice, *bodies: FactBody) -> None:
    """Let the hub record what a carer did, until there is a board to do it on."""
    office.hub.stop()
    with closing(Store(office.store)) as store:
        ledger, moved = Ledger(store), dict[str, Stream]()
        own = ledger.own_stream()
        now = time.time_ns() // 1_000_000
        ledger.commit([own_row(body, str(uuid.uuid4()), now, moved, own) for body in bodies], moved)
    office.hub.start()
    office.wait_for_hub()


def test_cards_and_touches_in_the_first_moments_after_a_start_are_taken(kiosk: WindowedKiosk) -> None:
    come(kiosk, OLENA)
    kiosk.stop()
    kiosk.start()
    kiosk.put_on(OLENA)
    kiosk.sees("GuardScreen", "Olena", "Mia")
    kiosk.stop()
    kiosk.start()
    kiosk.sees("IdleScreen")
    kiosk.press("code")
    kiosk.sees("CodeScreen")


def test_in_with_a_card_change_the_desk_and_the_children_and_take_it_back(
    office: RealOffice, kiosk: WindowedKiosk
) -> None:
    kiosk.put_on(OLENA)
    kiosk.sees("ChildrenScreen", "Mia", "Leo")
    kiosk.press("child", f"{MIA}:together")
    hub(office, lambda house: house.stays[MIA].at == "together", "Mia settles in")
    kiosk.press("child", f"{LEO}:absent")
    hub(office, lambda house: LEO not in house.stays, "Leo did not come")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen", "Olena", "Laptop 3")
    kiosk.press("desk")
    kiosk.sees("DesksScreen")
    kiosk.press("desk", "pc-1")
    kiosk.sees("WelcomeScreen", "PC 1")
    hub(office, lambda house: house.visits[OLENAS].desk == "pc-1", "she sits at PC 1")
    kiosk.press("desk")
    kiosk.press("no_desk")
    hub(office, lambda house: house.visits[OLENAS].desk is None, "she has no desk")
    kiosk.sees("WelcomeScreen")
    kiosk.press("undo")
    kiosk.sees("NoticeScreen")
    house = hub(office, lambda house: OLENAS not in house.visits, "all is as before")
    assert not house.stays


def test_the_guard_is_answered_child_by_child_and_each_way_once(office: RealOffice, kiosk: WindowedKiosk) -> None:
    come(kiosk, OLENA)
    come(kiosk, LINH)
    kiosk.put_on(OLENA)
    kiosk.sees("GuardScreen", "Mia")
    kiosk.press("stay")
    kiosk.sees("NoticeScreen")
    hub(office, lambda house: house.visits[OLENAS].asked is None, "she stays")
    kiosk.press("done")
    kiosk.put_on(OLENA)
    kiosk.sees("GuardScreen", "Mia")
    kiosk.press("other")
    hub(office, lambda house: house.stays[MIA].offer, "Mia is held out")
    kiosk.press("back")
    hub(office, lambda house: not house.stays[MIA].offer, "and is not")
    kiosk.press("other")
    kiosk.put_on(ANDRIJ)
    kiosk.sees("GoodbyeScreen", "Olena")
    house = hub(office, lambda house: OLENAS not in house.visits, "Olena has left")
    assert house.stays[MIA].answers == "a-demo0009"
    assert not house.open_questions()
    kiosk.press("done")
    kiosk.put_on(ANDRIJ)
    kiosk.sees("GuardScreen")
    kiosk.press("take")
    kiosk.sees("GoodbyeScreen", "Andrij", "Mia")
    hub(office, lambda house: MIA not in house.stays, "Mia has left")


def test_the_same_card_again_takes_all_and_another_familys_card_is_served(
    office: RealOffice, kiosk: WindowedKiosk
) -> None:
    come(kiosk, TOBIAS)
    kiosk.put_on(TOBIAS)
    kiosk.sees("GuardScreen", "Emil")
    kiosk.put_on(LINH)
    kiosk.sees("ChildrenScreen", "An")
    hub(office, lambda house: ("leave_unanswered", TOBIASES) in house.questions, "the carers are told")
    assert TOBIASES in office.fold().visits
    kiosk.press("ready")
    kiosk.press("done")
    kiosk.put_on(TOBIAS)
    kiosk.sees("GuardScreen", "Emil")
    time.sleep(AGAIN_S)
    kiosk.put_on(TOBIAS)
    kiosk.sees("GoodbyeScreen", "Emil", "Frieda")
    hub(office, lambda house: not any(stay.family == "f-demo0004" for stay in house.stays.values()), "both have left")


def test_lunch_and_back(office: RealOffice, kiosk: WindowedKiosk) -> None:
    come(kiosk, 5)  # Zeynep's child is with her
    kiosk.put_on(5)
    kiosk.sees("GoodbyeScreen", "Zeynep")
    kiosk.press("lunch", "60")
    kiosk.sees("GoodbyeScreen")
    hub(office, lambda house: house.visits["a-demo0005"].away, "she is out for lunch")
    kiosk.press("done")
    kiosk.sees("IdleScreen")
    time.sleep(AGAIN_S)
    kiosk.put_on(5)
    kiosk.sees("WelcomeScreen", "Zeynep")
    house = hub(office, lambda house: not house.visits["a-demo0005"].away, "the hub knows")
    assert house.stays["c-demo0007"].at == "adult"


def test_the_code_pad_lets_in_and_pauses(office: RealOffice, kiosk: WindowedKiosk) -> None:
    kiosk.press("code")
    kiosk.sees("CodeScreen")
    kiosk.type(PIN)
    kiosk.sees("ChildrenScreen", "Mia")
    kiosk.press("ready")
    kiosk.press("done")
    kiosk.sees("IdleScreen")
    kiosk.press("code")
    for _ in range(5):
        kiosk.type("111222")
    hub(office, lambda house: house.locked, "the pad pauses")
    kiosk.kill()
    kiosk.start()
    kiosk.sees("IdleScreen")
    kiosk.press("code")
    kiosk.sees("CodeScreen")
    assert not [button for button in kiosk.look().buttons if button.meaning == "key" and button.text]


def test_public_ways(kiosk: WindowedKiosk) -> None:
    kiosk.press("first")
    kiosk.sees("NoticeScreen")
    kiosk.press("done")
    kiosk.press("language", "en")
    kiosk.sees("IdleScreen", "Place your card")
    kiosk.put_on(NOBODY)
    kiosk.sees("NoticeScreen", "We don't know this card yet.")
    kiosk.press("done")
    kiosk.press("open", "notices")
    kiosk.sees("IdleScreen", "Kochnachmittag in der Küche")
    kiosk.press("back")
    kiosk.press("look", "contrast")
    kiosk.press("look", "larger")
    kiosk.sees("IdleScreen", "More")
    kiosk.press("look", "larger")
    kiosk.sees("IdleScreen", "Notices")


def test_a_call_reaches_the_family_by_its_animal(office: RealOffice, kiosk: WindowedKiosk) -> None:
    come(kiosk, LINH)
    call = "00000000-0000-4000-8000-000000000001"
    called = Called(call=call, child=AN, family="f-demo0002", adult=LINHS, why="hungry")
    by_a_carer(office, called, CallEscalated(call=call, step="rooms"))
    seen = kiosk.sees("IdleScreen", "Bitte in den Betreuungsraum kommen.")
    assert not [text for text in seen.texts if "Linh" in text]


def test_without_hub_and_broker_every_way_works_and_the_house_learns_it_later(
    office: RealOffice, kiosk: WindowedKiosk
) -> None:
    office.hub.kill()
    office.kill_broker()
    kiosk.sees("IdleScreen", "Ohne Verbindung", seconds=45)  # at once, or when the hub has been silent for 30 s
    kiosk.put_on(OLENA)
    kiosk.sees("ChildrenScreen")
    kiosk.press("child", f"{MIA}:adult")
    kiosk.press("ready")
    kiosk.sees("WelcomeScreen")
    kiosk.press("desk")
    kiosk.press("desk", "pc-2")
    kiosk.sees("DesksScreen")  # nobody knows of any desk now: is it really free?
    kiosk.press("desk", "pc-2")
    kiosk.sees("WelcomeScreen", "PC 2")
    kiosk.kill()
    kiosk.start()
    kiosk.sees("IdleScreen")
    kiosk.put_on(OLENA)
    kiosk.sees("GoodbyeScreen", "Olena", "Mia")
    office.broker.start()
    office.hub.start()
    office.wait_for_hub()
    house = hub(office, lambda house: OLENAS in house.last, "the hub learns it")
    assert (house.last[OLENAS].desk, house.stays, house.open_questions()) == ("pc-2", {}, [])
