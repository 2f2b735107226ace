"""What is played in a demo office: cards, pins and visits of one day, as its `demo.toml` says."""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from broker.wire.message import Name
from broker.wire.settings import Settings, check

OFFICES = resources.files("broker.onemachine")
DEFAULT = "prohlis"
CARD = "04DE{:010d}"
"""Number of a card, by its number in the demo."""
FIRST_PIN = 4
Minute = Annotated[float, Meta(ge=0, le=540)]
"""Minutes after eight."""


class Visit(Settings, frozen=True):
    """A card comes, and goes again."""

    card: Annotated[int, Meta(ge=1, le=99)]
    come: Minute
    go: Minute
    seat: Name | None = None
    """The seat sensor of its desk."""


class Pin(Settings, frozen=True):
    """A simulated sensor at a pin."""

    id: Name
    kind: str
    at: str
    """Where it is, as in the settings of a sensor node."""
    spells: tuple[tuple[Minute, Minute], ...] = ()
    """From when until when it is active."""
    every: Annotated[int, Meta(ge=1, le=60)] | None = None
    """Within its spells it is active only now and then, about so many minutes apart: somebody moves."""


class Beams(Settings, frozen=True):
    """Two light beams at the entrance, and the sensor of its door."""

    id: Name
    room: Name
    door: Name


class Play(Settings, kw_only=True, frozen=True):
    """One demo office's day."""

    hello: str
    """What the keys of its kiosk do, for whoever starts it."""
    cards: Annotated[int, Meta(ge=1, le=9)]
    """So many keys are cards."""
    kiosk: Name
    sensors: Name
    """The nodes' ids, as in `office.toml`."""
    beams: Beams
    pins: tuple[Pin, ...] = ()
    visits: tuple[Visit, ...] = ()

    @property
    def count(self) -> int:
        """So many pins are simulated."""
        return len(self.pins) + 2

    @property
    def keys(self) -> str:
        """The kiosk's keys and their cards, as its settings have them."""
        return "\n".join(f'{key} = "{CARD.format(key)}"' for key in range(1, self.cards + 1))


def offices() -> list[str]:
    """Give the names of all demo offices."""
    return sorted(entry.name for entry in OFFICES.iterdir() if entry.joinpath("demo.toml").is_file())


def text(name: str, file: str) -> str:
    """Read a file of a demo office."""
    return (OFFICES / name / file).read_text("utf-8")


def office_in(folder: Path) -> str | None:
    """Tell which demo office a folder holds; None: none."""
    file = folder / "office.toml"
    held = site(file.read_text("utf-8")) if file.exists() else ""
    return next((name for name in offices() if site(text(name, "office.toml")) == held), None)


@cache
def play(name: str) -> Play:
    """Give what is played in a demo office."""
    return check(tomllib.loads(text(name, "demo.toml")), Play, f"{name}/demo.toml")


def site(office: str) -> str:
    """Give the name by which an office speaks on the wire, out of its `office.toml`."""
    return str(tomllib.loads(office)["site"])
