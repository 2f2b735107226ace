"""Writes the settings files of the demo office into a folder, as a person would for a real one."""

import re
from pathlib import Path

from msgspec import Struct

from broker.onemachine.pins import log
from broker.onemachine.play import DEFAULT, FIRST_PIN, play, site, text

MQTT = '[mqtt]\nsite = "{site}"\nport = {mqtt}\n'
HUB = """\
office = "{folder}/office.toml"
store = "{folder}/hub.db"
{mqtt}
[web]
port = {web}
"""
KIOSK = """\
node = "{kiosk}"
data = "{folder}/kiosk"
hub = "http://127.0.0.1:{web}"
token = "{folder}/tokens/{kiosk}"
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
node = "{node}"
pins = "simulated"
control = "{folder}/sensors.sock"
{mqtt}
{sensors}
[[beams]]
id = "{beams.id}"
room = "{beams.room}"
outer = {outer}
inner = {inner}
"""


class Demo(Struct, frozen=True):
    """Where a demo office lives and listens."""

    folder: Path
    mqtt_port: int
    web_port: int
    size: tuple[int, int]
    retap_s: int
    keep: tuple[int, ...] = ()
    """Descriptors that every program of it inherits: they hold the folder until the last one has ended."""
    office: str = DEFAULT
    """Which of the demo offices it is."""

    def write(self) -> None:
        """Write every settings file, and what happens at the pins in a day."""
        self.folder.mkdir(parents=True, exist_ok=True)
        playing = play(self.office)
        office = re.sub(r"(?m)^retap_s = .*$", f"retap_s = {self.retap_s}", text(self.office, "office.toml"))
        # A demo plays at any hour and on any day: it never closes.
        office = re.sub(r"\[(\[rules\.(hours|days)\]|holidays)\]\n(.+\n)+", "", office)
        mqtt = MQTT.format(site=site(office), mqtt=self.mqtt_port)
        sensors = "\n".join(
            f'[[sensors]]\nid = "{pin.id}"\nkind = "{pin.kind}"\npin = {number}\n{pin.at}\n'
            for number, pin in enumerate(playing.pins, FIRST_PIN)
        )
        outer = FIRST_PIN + len(playing.pins)
        width, height = self.size
        files = {
            "office.toml": office,
            "families.toml": text(self.office, "families.toml"),
            "hub.toml": HUB.format(folder=self.folder, mqtt=mqtt, web=self.web_port),
            "kiosk.toml": KIOSK.format(
                folder=self.folder,
                mqtt=mqtt,
                web=self.web_port,
                width=width,
                height=height,
                kiosk=playing.kiosk,
                keys=playing.keys,
            ),
            "day.csv": log(playing),
            "sensors.toml": SENSORS.format(
                folder=self.folder,
                mqtt=mqtt,
                node=playing.sensors,
                sensors=sensors,
                beams=playing.beams,
                outer=outer,
                inner=outer + 1,
            ),
        }
        for name, written in files.items():
            (self.folder / name).write_text(written, "utf-8")
