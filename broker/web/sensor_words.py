"""Sensors in words: what each measures and where, and what it says."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType

from broker.house.sensors import SensorPicture
from broker.snapshot import Snapshot
from broker.wire.language import format_number, mark
from broker.wire.messages import Channel

Say = Callable[[str], str]
NAMES: Mapping[str, str] = MappingProxyType({
    "motion": mark("Motion"), "presence": mark("Radar"), "door": mark("Door"), "seat": mark("Seat"),
    "light": mark("Light"), "input": mark("Switch"), "entries": mark("People in"), "exits": mark("People out"),
    "co2": mark("CO₂"), "temperature": mark("Temperature"), "humidity": mark("Humidity"), "battery": mark("Battery"),
})  # fmt: skip
VALUES: Mapping[str, tuple[str, str]] = MappingProxyType({
    # when it is so, and when it is not
    "motion": (mark("motion"), mark("nothing moves")), "presence": (mark("somebody is there"), mark("nobody seen")),
    "door": (mark("open"), mark("closed")), "seat": (mark("somebody sits"), mark("nobody sits")),
    "light": (mark("on"), mark("off")), "input": (mark("on"), mark("off")),
})  # fmt: skip
NUMBERS: Mapping[str, str] = MappingProxyType({
    "light": mark("%(n)s lux"), "co2": mark("%(n)s ppm CO₂"), "temperature": mark("%(n)s °C"),
    "humidity": mark("%(n)s %% humidity"), "battery": mark("%(n)s %%"), "entries": "%(n)s", "exits": "%(n)s",
})  # fmt: skip


def sensor_name(sensor: SensorPicture, snapshot: Snapshot, say: Say) -> str:
    """Name a sensor by what it measures and where, such as `Tür Gruppenraum`, with its id if another is named so."""
    if sensor.channel.measures == "battery" and (device := _of_battery(sensor, snapshot)):
        return f"{say(NAMES['battery'])} ({sensor_name(device, snapshot, say)})"
    like = (other for other in snapshot.sensors if _same_name(sensor.channel, other.channel))
    also = f" ({sensor.name})" if next(islice(like, 1, None), None) else ""
    return _plain(sensor, snapshot, say) + also


def source_name(source: str, snapshot: Snapshot, say: Say) -> str:
    """Name a device that speaks MQTT itself, with what the settings call it: `Tür Gruppenraum (zigbee2mqtt/tuer)`."""
    sensor = next((sensor for sensor in snapshot.sensors if sensor.channel.source == source), None)
    return f"{_plain(sensor, snapshot, say)} ({source})" if sensor else source


def _plain(sensor: SensorPicture, snapshot: Snapshot, say: Say) -> str:
    return f"{say(NAMES.get(sensor.channel.measures, sensor.channel.measures))} {_place(sensor, snapshot)}".strip()


def _place(sensor: SensorPicture, snapshot: Snapshot) -> str:
    office, wanted = snapshot.office, _where(sensor.channel)
    things: Iterable[object] = (*office.rooms, *office.desks, *office.devices)
    return next((str(thing.name) for thing in things if getattr(thing, "id", "") == wanted), wanted)  # type: ignore[attr-defined]


def _where(channel: Channel) -> str:
    return channel.room or channel.desk or channel.device


def _same_name(one: Channel, other: Channel) -> bool:
    return one.measures == other.measures and _where(one) == _where(other)


def _of_battery(sensor: SensorPicture, snapshot: Snapshot) -> SensorPicture | None:
    """Give the device that a battery is in: the channel whose name its own goes on from."""
    wanted = sensor.node, sensor.name.removesuffix("-battery")
    return next((other for other in snapshot.sensors if (other.node, other.name) == wanted and other != sensor), None)


def subject_name(subject: str, snapshot: Snapshot, say: Say) -> str:
    """Name the sensor that a question `<node>/<channel>` is about; one that is gone by its ids."""
    node, _, name = subject.partition("/")
    for sensor in snapshot.sensors:
        if (sensor.node, sensor.name) == (node, name):
            return sensor_name(sensor, snapshot, say)
    return subject


def said(measures: str, value: object, say: Say, language: str) -> str:
    """Write a value of what is measured."""
    if isinstance(value, bool) and measures in VALUES:
        return say(VALUES[measures][0 if value else 1])
    if isinstance(value, int | float) and not isinstance(value, bool) and measures in NUMBERS:
        return say(NUMBERS[measures]) % {"n": format_number(value, language)}
    return str(value)
