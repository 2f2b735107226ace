"""What Home Assistant is told of an office: where its pictures are, and how to read them. Nobody in it is named.

MQTT device discovery as Home Assistant documents it ("MQTT", "Device discovery payload"). Each room, desk and device
has a message of its own, and so has each measure of a room's air: a message then never changes which entities it has,
what is gone is taken back by an empty one, and none comes near the wire's own limit. `qos` stands with each entity
because it is not taken over from the device. A template that gives `None` makes an entity unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any

import msgspec

from broker.house.office import Office
from broker.wire.language import mark
from broker.wire.message import Name
from broker.wire.messages import HUB, Topic

Entity = Mapping[str, Any]
Say = Callable[[str], str]

PREFIX = "homeassistant"
STATUS = f"{PREFIX}/status"
"""Where Home Assistant says that it has started: plain text, QoS 0, not retained."""


def _why(*keys: str) -> Entity:
    fields = ", ".join(f"'{key}': value_json.get('{key}', '')" for key in keys)
    return {"json_attributes_template": f"{{{{ {{{fields}}} | tojson }}}}"}


def _on(*states: str, off: tuple[str, ...]) -> str:
    """Write a template of `ON`, `OFF`, and `None` for every other state."""
    words = dict.fromkeys(states, "ON") | dict.fromkeys(off, "OFF")
    return f"{{{{ {words}.get(value_json.state) }}}}"


def _one_of(*states: str) -> Entity:
    """Give what an entity needs that is in one of these states, or unknown."""
    template = f"{{{{ value_json.state if value_json.state in {list(states)} else None }}}}"
    return {"p": "sensor", "device_class": "enum", "options": list(states), "value_template": template}


def _count(name: str, key: str) -> Entity:
    template = f"{{{{ value_json.get('{key}', 0) }}}}"
    return {"p": "sensor", "name": name, "state_class": "measurement", "value_template": template}


def _measure(key: str, device_class: str, unit: str) -> dict[str, Entity]:
    template = f"{{{{ value_json.get('{key}') }}}}"
    entity = {"p": "sensor", "device_class": device_class, "unit_of_measurement": unit, "state_class": "measurement"}
    return {"level": {**entity, "value_template": template}}


NO_PAPER = (
    "{{ None if value_json.state in ['unknown', 'unreachable'] else 'ON' if value_json.state == 'no_paper' "
    "or 'media-' in value_json.get('reasons', []) | join(',') else 'OFF' }}"
)
"""Reasons are those of IPP: `media-empty`, `media-jam` and the like."""
LEAST_LEFT = "{{ (value_json.get('supplies', []) | map(attribute='percent') | list or [None]) | min }}"
HOUSE: dict[str, Entity] = {
    "adults": _count(mark("Adults"), "adults"),
    "children": _count(mark("Children"), "children"),
    "in-care": _count(mark("Children in care"), "in_care"),
    "questions": _count(mark("Open questions"), "questions"),
    "alarms": _count(mark("Alarms"), "alarms"),
}
ROOM: dict[str, Entity] = {
    "occupancy": {
        "p": "binary_sensor", "name": None, "device_class": "occupancy",
        "value_template": _on("occupied", off=("vacant",)), **_why("why"),
    },
}  # fmt: skip
DESK: dict[str, Entity] = {
    "state": {"name": None, **_one_of("free", "reserved", "in_use", "defect"), **_why("why")},
}
PRINTER: dict[str, Entity] = {
    "state": {"name": None, **_one_of("ready", "busy", "no_paper", "stopped", "unreachable"), **_why("why", "reasons")},
    "paper": {"p": "binary_sensor", "name": mark("Paper"), "device_class": "problem", "value_template": NO_PAPER},
    "toner": {
        "p": "sensor", "name": mark("Toner"), "unit_of_measurement": "%", "state_class": "measurement",
        "value_template": LEAST_LEFT,
    },
}  # fmt: skip
NETWORK: dict[str, Entity] = {
    "reach": {
        "p": "binary_sensor", "name": None, "device_class": "connectivity",
        "value_template": _on("ready", off=("unreachable",)), **_why("why", "reasons"),
    },
}  # fmt: skip
DEVICES = {"printer": PRINTER, "network": NETWORK}
AIR = {
    "co2": _measure("co2", "carbon_dioxide", "ppm"),
    "temperature": _measure("temperature", "temperature", "°C"),
    "humidity": _measure("humidity", "humidity", "%"),
}
"""By what a channel measures; Home Assistant has its own names for these."""


def config_topic(site: Name, thing: str = "") -> str:
    """Give the topic of a thing, such as `room-care`, or of the house itself."""
    return "/".join(filter(None, (PREFIX, "device", f"dabei-{site}", thing, "config")))


def air_topic(site: Name, measures: str, room: Name) -> str:
    """Give the topic of one measure of a room's air."""
    return config_topic(site, f"{measures}-{room}")


def messages(office: Office, say: Say) -> Iterator[tuple[str, bytes]]:
    """Give (topic, payload) of all that an office may have: of every room's air too, measured or not."""
    names = {room.id: room.name for room in office.rooms}
    yield _message(office, "", "house", office.name, "", HOUSE, say)
    for room in office.rooms:
        yield _message(office, f"room-{room.id}", f"room/{room.id}", room.name, room.name, ROOM, say)
        for measures, entities in AIR.items():
            key = f"{measures}-{room.id}"
            yield _message(office, key, f"room/{room.id}", room.name, room.name, entities, say)
    for desk in office.desks:
        yield _message(office, f"desk-{desk.id}", f"desk/{desk.id}", desk.name, names[desk.room], DESK, say)
    for device in office.devices:
        key, entities = f"{device.kind}-{device.id}", DEVICES[device.kind]
        yield _message(office, key, f"device/{device.id}", device.name, names[device.room], entities, say)


def _message(  # each is a part of the message
    office: Office, key: str, channel: str, name: str, area: str, entities: Mapping[str, Entity], say: Say
) -> tuple[str, bytes]:
    state, own = str(Topic(office.site, HUB, channel, "st")), f"dabei-{office.site}"
    device = {"ids": [f"{own}-{channel.replace('/', '-')}"], "name": name, "mf": "Dabei"}
    payload = {
        "dev": device | ({"sa": area} if area else {}),
        "o": {"name": "Dabei", "sw": version("dabei")},
        "availability": [_availability(office.site)],
        "state_topic": state,
        "cmps": {
            part: _entity(entity, "-".join(filter(None, (own, key, part))), state, say)
            for part, entity in entities.items()
        },
    }
    return config_topic(office.site, key), msgspec.json.encode(payload)


def _entity(entity: Entity, unique_id: str, state: str, say: Say) -> dict[str, Any]:
    found = {**entity, "unique_id": unique_id, "qos": 1}
    if entity.get("name"):
        found["name"] = say(entity["name"])
    if "json_attributes_template" in entity:
        found["json_attributes_topic"] = state
    return found


def _availability(site: Name) -> dict[str, str]:
    return {
        "topic": str(Topic(site, HUB, "", "$state")),
        "value_template": "{{ value_json.s }}",
        "payload_available": "ready",
        "payload_not_available": "lost",
    }
