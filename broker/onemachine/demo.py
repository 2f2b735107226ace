"""Writes the settings files of the demo office into a folder, as a person would for a real one."""

import re
from importlib import resources
from pathlib import Path

from msgspec import Struct

from broker.onemachine.pins import log

OFFICE = resources.files("broker.onemachine") / "prohlis"
MQTT = '[mqtt]\nsite = "prohlis"\nport = {mqtt}\n'
HUB = """\
office = "{folder}/office.toml"
store = "{folder}/hub.db"
{mqtt}
[web]
port = {web}
"""
KIOSK = """\
node = "kiosk-entrance"
data = "{folder}/kiosk"
hub = "http://127.0.0.1:{web}"
token = "{folder}/tokens/kiosk-entrance"
{mqtt}
[screen]
width = {width}
height = {height}

[readers]
control = "{folder}/kiosk.sock"

[readers.keys]
{keys}
"""
SENSORS = """\
node = "sensors-hub"
pins = "simulated"
control = "{folder}/sensors.sock"
{mqtt}
{sensors}
[[beams]]
id = "beams-entrance"
room = "entrance"
outer = {outer}
inner = {inner}
"""
CHANNELS = (
    ("motion-work", "motion", 'room = "work"'),
    ("motion-care", "motion", 'room = "care"'),
    ("motion-group", "motion", 'room = "group"'),
    ("motion-kitchen", "motion", 'room = "kitchen"'),
    ("door-entrance", "door", 'room = "entrance"'),
    ("seat-laptop-1", "seat", 'desk = "laptop-1"'),
    ("seat-laptop-2", "seat", 'desk = "laptop-2"'),
    ("seat-laptop-3", "seat", 'desk = "laptop-3"'),
    ("paper", "input", 'device = "printer"'),
    ("radar-care", "presence", 'room = "care"'),
    ("light-group", "light", 'room = "group"'),
    ("door-group", "door", 'room = "group"'),
    ("radar-kitchen", "presence", 'room = "kitchen"'),
)
FIRST_PIN = 4
OUTER = FIRST_PIN + len(CHANNELS)
INNER = OUTER + 1
PINS = len(CHANNELS) + 2
"""So many pins are simulated."""


class Demo(Struct, frozen=True):
    """Where a demo office lives and listens."""

    folder: Path
    mqtt_port: int
    web_port: int
    size: tuple[int, int]
    retap_s: int
    keep: tuple[int, ...] = ()
    """Descriptors that every program of it inherits: they hold the folder until the last one has ended."""

    def write(self) -> None:
        """Write every settings file, and what happens at the pins in a day."""
        self.folder.mkdir(parents=True, exist_ok=True)
        office = re.sub(r"(?m)^retap_s = .*$", f"retap_s = {self.retap_s}", (OFFICE / "office.toml").read_text("utf-8"))
        office = re.sub(r"\[\[rules\.hours\]\]\n(.+\n)+", "", office)  # a demo plays at any hour: it never closes
        mqtt = MQTT.format(mqtt=self.mqtt_port)
        keys = "\n".join(f'{key} = "04DE{key:010d}"' for key in range(1, 10))
        sensors = "\n".join(
            f'[[sensors]]\nid = "{name}"\nkind = "{kind}"\npin = {pin}\n{place}\n'
            for pin, (name, kind, place) in enumerate(CHANNELS, FIRST_PIN)
        )
        width, height = self.size
        files = {
            "office.toml": office,
            "families.toml": (OFFICE / "families.toml").read_text("utf-8"),
            "hub.toml": HUB.format(folder=self.folder, mqtt=mqtt, web=self.web_port),
            "kiosk.toml": KIOSK.format(
                folder=self.folder, mqtt=mqtt, web=self.web_port, width=width, height=height, keys=keys
            ),
            "day.csv": log(),
            "sensors.toml": SENSORS.format(folder=self.folder, mqtt=mqtt, sensors=sensors, outer=OUTER, inner=INNER),
        }
        for name, text in files.items():
            (self.folder / name).write_text(text, "utf-8")
