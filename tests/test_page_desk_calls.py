"""From the carer's touch to lamp, desk page and board, and the answer back: real hub, store, broker and browser."""

import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from litestar.serialization import encode_json
from playwright.sync_api import Browser, expect

from broker.aggregator import Aggregator
from broker.families import AdultEntry, ChildEntry, FamilyEntry
from broker.front import Front
from broker.house.pictures import room_call
from broker.known import PairedRole
from broker.store.store import Store
from broker.store.taking_in import put
from broker.web.app import create_app
from broker.web.who import DEVICE
from broker.wire.facts import FactBody
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.presence import Arrived, ChildHere
from broker.wire.link import Link
from broker.wire.messages import decode, parse_topic
from broker.wire.pictures import CallLevel
from broker.wire.settings import MqttSettings
from broker.wire.wanted import Wanted
from brokers import Mosquitto
from browsers import window
from carers import done
from hubs import OFFICE
from offices import wait
from sensors.calls import Calls
from sensors.signals import Signal
from test_calls_at_the_desk import Shown
from visitors import SESSIONS, serving_app

FAMILY, ADULT, CHILD = "f-olena001", "a-olena001", "c-mia00001"
CARERS, CARER = "f-jana0001", "a-jana0001"
TOPIC = "ekb/1/prohlis/hub/desk/pc-1/call/st"


class Office:
    """A hub with its pages, and what hears its broker: a lamp at PC 1."""

    def __init__(self, hub: Aggregator, port: int) -> None:
        self.hub, self.app, self.lamp = hub, create_app(Front(hub), sessions=SESSIONS), Shown()
        self.levels, self.kept = list[CallLevel](), list[bool]()
        self._calls = Calls([Signal(id="signal", desk="pc-1", lamp=12)])
        self._calls.attach({"signal": self.lamp}, lambda _call: False)
        self._calls.connection(True)  # noqa: FBT003  # the node's signature
        self._port = port

    def listen(self, name: str) -> Link:
        """Hear what the hub says of calls at PC 1, as a sensor node does."""
        link = Link(name, self._port, topics=[TOPIC], on_message=self._take)
        link.start()
        return link

    def record(self, *bodies: FactBody) -> None:
        """Let a carer's page record facts."""
        for body in bodies:
            with ThreadPoolExecutor(1) as pool:  # the browser has this thread's event loop
                pool.submit(asyncio.run, self.hub.record(Wanted(str(uuid.uuid4()), body))).result(10)

    def pair(self, role: PairedRole, desk: str = "") -> dict[str, str]:
        """Let a desk's PC or a carers' tablet in, and give its cookies."""
        device, secret = self.hub.call(lambda now: self.hub.accounts.pair(role, role, desk, "", now)).result(10)
        done(SESSIONS.set(device.id, encode_json({"opened": device.id})))
        return {DEVICE: secret, "dabei-session": device.id}

    def _take(self, _topic: str, payload: bytes, retained: bool) -> None:
        if payload:
            self.levels.append(decode(payload, CallLevel))
            self.kept.append(retained)
        self._calls.picture(parse_topic(TOPIC), payload)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = Store(tmp_path / "hub.db")
    adults, children = (AdultEntry(id=ADULT, name="Olena"),), (ChildEntry(id=CHILD, name="Mia", animal="fox"),)
    carers = FamilyEntry(id=CARERS, adults=(AdultEntry(id=CARER, name="Jana", roles=("carer",)),))
    put(store.connection, [FamilyEntry(id=FAMILY, adults=adults, children=children), carers], "test")
    with Mosquitto() as broker:
        hub = Aggregator(OFFICE, MqttSettings(site="prohlis", port=broker.port), store)
        hub.start()
        yield Office(hub, broker.port)
        hub.stop()
    store.close()


def test_a_call_goes_from_the_board_to_lamp_and_desk_page_and_the_answer_back_to_all(
    office: Office, browser: Browser
) -> None:
    came = ChildHere(child=CHILD, stay=str(uuid.uuid4()), to="care")
    with serving_app(office.app) as address, window(browser) as (carers, board):
        page = browser.new_page()
        for context, cookies in ((page.context, office.pair("desk", "pc-1")), (carers, office.pair("carer"))):
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
        page.goto(address)
        expect(page.locator(".idle")).to_be_visible()
        ear = office.listen("ear")
        office.record(
            ShiftTaken(shift=str(uuid.uuid4()), adult=CARER, family=CARERS),
            Arrived(visit=str(uuid.uuid4()), adult=ADULT, family=FAMILY, desk="pc-1", children=(came,)),
        )
        board.goto(address)
        tile = board.locator(f"[data-visit='{CHILD}']")
        tile.get_by_role("button", name="übernommen").click()
        expect(tile).to_have_attribute("data-kind", "care")
        board.wait_for_timeout(450)  # the list has moved: a touch just now meant another tile

        tile.click()
        board.get_by_role("button", name="Hunger").click()

        expect(tile).to_contain_text("gerufen")
        wait(lambda: office.lamp.sign == "come", 10, "the lamp pulses")
        late = office.listen("late")
        wait(lambda: any(office.kept), 10, "whoever comes later hears it too: it is retained")
        [call] = office.hub.snapshot().house.calls
        assert {(level.state, level.why, level.answer, level.call) for level in office.levels if level.call} == {
            ("come", "hungry", "", call)
        }
        expect(page.locator(f"[data-call='{call}'] h2")).to_have_text("Mia hat Hunger.")

        page.get_by_role("button", name="Ich komme").click()

        expect(page.locator(f"[data-call='{call}']")).to_contain_text("Gesagt: Ich komme.")
        expect(tile).to_contain_text("komme")
        wait(lambda: office.levels[-1].answer == "coming", 10, "the level says so")
        wait(lambda: office.lamp.sign == "off", 10, "and the lamp rests")
        found = office.hub.snapshot().house
        assert (found.calls[call].answer, found.calls[call].adult) == ("coming", ADULT)
        assert room_call(found).state == "none"

        tile.click()
        board.get_by_role("button", name="Ruf beenden").click()

        expect(tile).to_contain_text("Rufen")
        wait(lambda: office.levels[-1] == CallLevel(state="none"), 10, "nobody is called any more")
        expect(page.get_by_text("Niemand ruft dich.")).to_be_visible()
        for link in (ear, late):
            link.stop()
        page.context.close()
