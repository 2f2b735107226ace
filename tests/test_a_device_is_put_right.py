"""Somebody says to have put a device right: its own word is waited for, and nothing is changed that it says."""

from pathlib import Path

from broker.aggregator import Aggregator
from broker.house.devices import WAITS_MS, awaited
from broker.store.store import Store
from broker.web.places import places
from broker.wire.facts.house import DeviceFixed
from broker.wire.messages import HUB
from broker.wire.pictures import DevicePicture
from broker.wire.settings import MqttSettings
from houses import OFFICE
from hubs import MINUTE, FakeHub
from scenes import Stage
from test_time_acts import MORNING, Hub


def test_its_word_is_waited_for_a_quarter_of_an_hour() -> None:
    stage = Stage().at("9:00")
    stage.record(DeviceFixed(device="printer"))
    said = stage.moment("9:00")
    assert awaited(stage.house.fixed, said + WAITS_MS - 1) == {"printer": said}
    assert awaited(stage.house.fixed, said + WAITS_MS) == {}
    assert not stage.questions()
    stage.power_cut()


def test_what_goes_wrong_afterwards_is_another_matter() -> None:
    hub = FakeHub()
    hub.fold(DeviceFixed(device="printer"), node=HUB)
    for since, seen_to in ((hub.now - MINUTE, True), (hub.now + 1, False)):
        hub.picture(devices={"printer": DevicePicture(state="no_paper", since=since)})
        found = places(hub.snapshot())
        assert bool(found.devices[0].awaited) is seen_to
        assert bool(found.wrong) is not seen_to
        assert found.devices[0].picture.state == "no_paper"
    hub.picture(devices={"printer": DevicePicture(state="ready", since=hub.now - MINUTE)})
    assert not places(hub.snapshot()).devices[0].awaited


class At:
    """A clock that stands still at a moment."""

    def __init__(self, now: int) -> None:
        self.now = now

    def now_ms(self) -> int:
        return self.now


def test_the_hub_knows_it_after_a_restart_and_forgets_it_by_itself(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub.db")
    hub.record(MORNING, DeviceFixed(device="printer"))
    hub.store.close()
    for later, expected in ((MINUTE, {"printer": MORNING}), (16 * MINUTE, {})):
        store = Store(tmp_path / "hub.db")
        found = Aggregator(OFFICE, MqttSettings(site="prohlis", port=9), store, At(MORNING + later))
        assert found.snapshot().awaited == expected
        store.close()
