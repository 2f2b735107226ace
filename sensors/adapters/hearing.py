"""Hears the devices that speak MQTT themselves, over the node's connection, and tells what they say."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from broker.wire.link import Health
from broker.wire.node import Value
from sensors.adapters.adapter import Adapter, Said
from sensors.adapters.esphome import EspHomeAdapter
from sensors.adapters.tasmota import TasmotaAdapter
from sensors.adapters.zigbee2mqtt import Zigbee2MqttAdapter
from sensors.foreign import AnyDevice, EspHome, Tasmota, Zigbee2Mqtt

log = logging.getLogger(__name__)
STEP_S = 1.0
LONGEST = 64 * 1024
"""Bytes; the largest reports of such devices have a few thousand."""


class Hearing:
    """Every foreign device of a node. What one of them says wrong is counted and dropped, and the others go on."""

    def __init__(
        self,
        devices: Iterable[AnyDevice],
        say: Callable[[str, Value | None], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; `say` gets (channel, value), None while nobody can tell. `clock` gives monotonic seconds."""
        self._say, self._clock, self._lock = say, clock, threading.Lock()
        self._adapters = {device.id: adapter(device) for device in devices}
        self._told: dict[str, Value | None] = {}
        self.dropped = Counter[str]()
        """Device → messages of its that could not be understood."""
        self.topics = sorted({topic for one in self._adapters.values() for topic in one.topics})
        self._stopping, self._thread = threading.Event(), threading.Thread()

    def start(self, health: Callable[[], Health]) -> None:
        """Let time act, in a thread of its own; `health` is that of the connection."""
        self._thread = threading.Thread(target=self._run, args=(health,), name="devices", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._thread.join(2)

    def anew(self) -> None:
        """Believe nothing that was said before: the connection is new."""
        with self._lock:
            self._forget()

    def hear(self, topic: str, payload: bytes, retained: bool) -> None:  # noqa: FBT001  # the link's signature
        """Take a message of any device."""
        now = self._clock()
        with self._lock:
            for name, one in self._adapters.items():
                if any(_matches(wanted, topic) for wanted in one.topics):
                    if len(payload) > LONGEST:
                        self._drop(name, f"{len(payload)} bytes")
                    else:
                        self._tell(name, partial(one.hear, topic, payload, now, retained=retained))

    def step(self) -> None:
        """Let time act on every device."""
        now = self._clock()
        with self._lock:
            for name, one in self._adapters.items():
                self._tell(name, partial(one.step, now))

    def _run(self, health: Callable[[], Health]) -> None:
        while not self._stopping.wait(STEP_S):
            with self._lock:  # what is heard on a new connection waits until the old one is forgotten
                if not health().connected:  # nobody can be heard, though the node's own pins can be read
                    self._forget()
            self.step()

    def _forget(self) -> None:
        for name, one in self._adapters.items():
            self._tell(name, one.anew)

    def _tell(self, name: str, words: Callable[[], Said]) -> None:
        try:
            for channel, value in words():
                if channel not in self._told or self._told[channel] != value:
                    self._told[channel] = value
                    self._say(channel, value)
        except Exception as exc:  # noqa: BLE001  # whatever a device says, the others go on
            self._drop(name, str(exc))

    def _drop(self, name: str, why: str) -> None:
        self.dropped[name] += 1
        if self.dropped[name] == 1:
            log.warning("%s says what cannot be understood: %s. Such messages are dropped", name, why[:200])


def adapter(device: AnyDevice) -> Adapter:
    """Give what understands a device."""
    match device:
        case Zigbee2Mqtt():
            return Zigbee2MqttAdapter(device)
        case EspHome():
            return EspHomeAdapter(device)
        case Tasmota():
            return TasmotaAdapter(device)


def _matches(wanted: str, topic: str) -> bool:
    return topic == wanted or (wanted.endswith("/#") and topic.startswith(wanted[:-1]))
