"""A reader that takes MQTT discovery as Home Assistant does, as far as we use it, and shows each entity's state."""

import json
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from broker.wire.link import Link

STATUS = "homeassistant/status"
PICTURES = ("$state", "house/st", "room/+/st", "desk/+/st", "device/+/st")
"""What its account has to be allowed to read, below the hub's topic."""
REQUIRED = {"dev", "o", "cmps"}
ENTITY = {
    "p", "name", "unique_id", "qos", "device_class", "state_class", "unit_of_measurement", "options", "value_template",
    "json_attributes_topic", "json_attributes_template",
}  # fmt: skip
CLASSES = {
    "binary_sensor": {"occupancy", "problem", "connectivity"},
    "sensor": {"enum", "carbon_dioxide", "temperature", "humidity"},
}
"""Device classes of Home Assistant that we use."""
JINJA = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)  # no HTML


class HomeAssistant:
    """`with HomeAssistant(port, site) as reader: reader.states()`. Hears only what its account has to be allowed."""

    def __init__(self, port: int, site: str) -> None:
        told = ("homeassistant/device/+/config", "homeassistant/device/+/+/config")
        self._lock, self._ready = threading.Lock(), threading.Event()
        self.retained: dict[str, bytes] = {}
        """The last word on each topic, as it came."""
        self.log: list[tuple[str, bytes]] = []
        """Everything that came, in order."""
        self._link = Link(
            "home-assistant", port,
            topics=[*(f"ekb/1/{site}/hub/{tail}" for tail in PICTURES), *told],
            on_message=self._received, on_connect=self._ready.set,
        )  # fmt: skip

    def __enter__(self) -> Self:
        """Connect."""
        self._link.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """End."""
        self._link.stop()

    def born(self, word: bytes = b"online") -> None:
        """Say that we have started."""
        with self._lock:
            self.log.clear()
        assert self._link.publish(STATUS, word, qos=0)

    def put(self, topic: str, payload: bytes) -> None:
        """Leave something on the broker, as an earlier hub or somebody else did."""
        assert self._link.publish(topic, payload, retain=True)

    def configs(self) -> dict[str, dict[str, Any]]:
        """Give every discovery message that holds, by topic."""
        with self._lock:
            return {
                topic: json.loads(payload)
                for topic, payload in self.retained.items()
                if topic.endswith("/config") and payload
            }

    def entities(self) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Give (name of the device, message, entity) of everything discovered; fails where Home Assistant would."""
        for config in self.configs().values():
            assert config.keys() >= REQUIRED
            assert config["dev"]["ids"]
            assert config["o"]["name"]
            for entity in config["cmps"].values():
                assert entity.keys() <= ENTITY
                assert entity["qos"] == 1
                assert entity.get("device_class") in {None, *CLASSES[entity["p"]]}
                assert ("options" in entity) == (entity.get("device_class") == "enum")
                yield config["dev"]["name"], config, entity

    def states(self) -> dict[str, str]:
        """Give the state of each entity by its unique id, less the part that all have in common."""
        return {
            entity["unique_id"].removeprefix("dabei-prohlis-"): self._state(config, entity)
            for _device, config, entity in self.entities()
        }

    def attributes(self, unique_id: str) -> dict[str, Any]:
        """Give an entity's attributes."""
        found = next(entity for _, _, entity in self.entities() if entity["unique_id"].endswith(unique_id))
        attributes: dict[str, Any] = json.loads(
            self._render(found["json_attributes_template"], found["json_attributes_topic"])
        )
        return attributes

    def _state(self, config: dict[str, Any], entity: dict[str, Any]) -> str:
        if not all(self._available(way) for way in config["availability"]):
            return "unavailable"
        if config["state_topic"] not in self.retained:
            return "unknown"
        said = self._render(entity["value_template"], config["state_topic"])
        if said == "None":
            return "unknown"
        if entity["p"] == "binary_sensor":
            return {"ON": "on", "OFF": "off"}[said]
        if "options" in entity:
            assert said in entity["options"]
        elif "state_class" in entity:
            float(said)
        return said

    def _available(self, way: dict[str, str]) -> bool:
        said = self._render(way["value_template"], way["topic"]) if way["topic"] in self.retained else ""
        assert said in {"", way["payload_available"], way["payload_not_available"]}
        return said == way["payload_available"]

    def _render(self, template: str, topic: str) -> str:
        with self._lock:
            payload = self.retained[topic].decode()
        return JINJA.from_string(template).render(value=payload, value_json=json.loads(payload))

    def _received(self, topic: str, payload: bytes, _retained: bool) -> None:  # the link's signature
        with self._lock:
            self.log.append((topic, payload))
            self.retained[topic] = payload
