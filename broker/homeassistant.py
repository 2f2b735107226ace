"""Home Assistant: told of the office by MQTT discovery, if the settings say so. Nothing is taken from it."""

from collections.abc import Iterable
from pathlib import Path

from broker.discovery import AIR, STATUS, air_topic, config_topic, messages
from broker.house.office import Office
from broker.house.sensors import SensorPicture
from broker.publisher import Send
from broker.wire import language

LOCALE = Path(__file__).parent / "locale"
BIRTHS_S = 10.0
"""From one birth that is answered to the next: whoever says it all the time must not keep the hub busy."""


class HomeAssistant:
    """Knows every message that this office may have. `send` publishes retained, from any thread."""

    def __init__(self, office: Office, send: Send, *, on: bool) -> None:
        """Prepare; `on`: whether Home Assistant is to know of this office at all."""
        say = language.load(LOCALE, office.language).gettext
        self._send, self._site = send, office.site
        self._known = dict(messages(office, say)) if on else {}
        air = {air_topic(office.site, measures, room.id) for room in office.rooms for measures in AIR}
        self._told = set(self._known) - air
        self._born, self._next = False, 0.0
        self.topics = [config_topic(office.site), config_topic(office.site, "+"), *([STATUS] if on else [])]
        """What is to be heard: what the broker still holds of an earlier start, and Home Assistant's birth."""

    def announce(self) -> None:
        """Tell everything anew."""
        for topic in sorted(self._told):
            self._send(topic, self._known[topic])

    def is_born(self, mono: float) -> bool:
        """Tell whether Home Assistant has started and is to be told everything; births in a row are one."""
        if not self._born or mono < self._next:
            return False
        self._born, self._next = False, mono + BIRTHS_S
        return True

    def measured(self, sensors: Iterable[SensorPicture]) -> None:
        """Tell of the air of rooms in which somebody measures it, once; what falls silent stays, and is unknown."""
        found = {
            air_topic(self._site, sensor.channel.measures, sensor.channel.room)
            for sensor in sensors
            if sensor.channel.measures in AIR
        }
        for topic in (found & self._known.keys()) - self._told:
            if self._send(topic, self._known[topic]):
                self._told.add(topic)

    def hear(self, topic: str, payload: bytes, *, retained: bool) -> bool:
        """Take a message of `topics`, in the link's thread; true if Home Assistant has just started.

        What is retained of a room, desk or device that the settings no longer have is taken back.
        """
        if topic == STATUS:
            born = payload == b"online" and not retained
            self._born |= born
            return born
        if retained and payload and topic not in self._known:
            self._send(topic, b"")
        return False
