"""Devices that speak MQTT themselves, as the settings name them. Each belongs to exactly one node."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from broker.wire.message import Name
from broker.wire.messages import Channel
from broker.wire.settings import Settings
from sensors.wired import Ttl

Foreign = Literal[
    "motion", "presence", "door", "seat", "light", "input", "co2", "temperature", "humidity", "passages"
]  # fmt: skip
PLACES = {"seat": "desk", "input": "device"}
"""Where what is measured belongs, if not to a room."""
Text = Annotated[str, Meta(pattern=r"^[^#+\x00]+$")]
"""Part of a foreign topic; no wildcards."""
Seconds = Annotated[int, Meta(ge=1, le=7 * 86_400)]


class Device(Settings, frozen=True, kw_only=True):
    """What all such devices have; `ttl_s` is how long the hub believes a level that this node does not repeat."""

    table: ClassVar[str]
    passages: ClassVar[bool] = False
    """Whether such a device may count people."""
    id: Name
    """Channel on the wire; of `passages`, two begin with it: `-in` and `-out`."""
    measures: Foreign
    room: Name | None = None
    desk: Name | None = None
    device: Name | None = None
    inverted: bool = False
    """Whether the device means the opposite of what we do, beyond what is known of its kind."""
    ttl_s: Ttl = 180

    @property
    def source(self) -> str:
        """The topic that it speaks on."""
        raise NotImplementedError

    @property
    def battery_channel(self) -> str | None:
        """The channel of its battery, if it tells."""
        return None

    def counts(self) -> tuple[str, str]:
        """Give the channels of who came in and who went out."""
        return f"{self.id}-in", f"{self.id}-out"

    def channels(self) -> Iterator[tuple[str, Channel]]:
        """Give what it tells on the wire."""
        place = {"room": self.room or "", "desk": self.desk or "", "device": self.device or ""}
        if self.measures == "passages":
            for name, what in zip(self.counts(), ("entries", "exits"), strict=True):
                yield name, Channel(measures=what, ttl=self.ttl_s, source=self.source, **place)  # type: ignore[arg-type]
        else:
            yield self.id, Channel(measures=self.measures, ttl=self.ttl_s, source=self.source, **place)
        if self.battery_channel:
            yield self.battery_channel, Channel(measures="battery", ttl=self.ttl_s, source=self.source, **place)

    def problems(self) -> list[str]:
        """Find a missing place, and what such a device cannot measure."""
        place, found = PLACES.get(self.measures, "room"), list[str]()
        if getattr(self, place) is None:
            found.append(f"{self.table} {self.id!r}: what measures {self.measures} needs `{place}`")
        if self.measures == "passages" and not self.passages:
            found.append(f"{self.table} {self.id!r}: only ESPHome counts passages; name what else it measures")
        return found


class Zigbee2Mqtt(Device, frozen=True, kw_only=True):
    """A device behind Zigbee2MQTT."""

    table: ClassVar[str] = "zigbee2mqtt"
    name: Text
    """Its friendly name there."""
    base: Text = "zigbee2mqtt"
    key: str = ""
    """The key in its payload; unless given, the usual one of what it measures."""
    battery: bool = True
    """Whether it runs on a battery and tells how full that is."""
    silent_s: Seconds = 25 * 3600
    """After so long without a word it is gone; Zigbee2MQTT itself waits as long for a device on a battery."""

    @property
    def source(self) -> str:
        """The topic that it speaks on."""
        return f"{self.base}/{self.name}"

    @property
    def battery_channel(self) -> str | None:
        """The channel of its battery."""
        return f"{self.id}-battery" if self.battery else None


class EspHome(Device, frozen=True, kw_only=True):
    """One entity of an ESPHome node."""

    table: ClassVar[str] = "esphome"
    passages: ClassVar[bool] = True
    prefix: Text
    """The node's `topic_prefix`, which is its name unless it was set."""
    entity: Annotated[str, Meta(pattern=r"^[a-z_]+/[^/#+]+$")]
    """Such as `binary_sensor/presence` or `text_sensor/last_direction`."""

    @property
    def source(self) -> str:
        """The topic that it speaks on."""
        entity = self.entity.removeprefix("text_")  # ESPHome calls both kinds of sensors alike on the wire
        return f"{self.prefix}/{entity}/state"


class Tasmota(Device, frozen=True, kw_only=True):
    """One input or sensor of a Tasmota device."""

    table: ClassVar[str] = "tasmota"
    topic: Text
    """Its `Topic`, which Tasmota calls `%topic%`."""
    key: Annotated[str, Meta(min_length=1)]
    """Such as `PIR1`, `Switch1`, `LD2410`, or `AM2301.Temperature`."""
    silent_s: Seconds = 900
    """After so long without a word it is gone: three times the 300 s of its `TelePeriod`."""

    @property
    def source(self) -> str:
        """The topic that it speaks on, and the key there."""
        return f"{self.topic} {self.key}"


AnyDevice = Zigbee2Mqtt | EspHome | Tasmota
