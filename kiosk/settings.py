"""The kiosk's own settings: local hardware only. What the office is like comes in the roster."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, field

from broker.wire.message import Name
from broker.wire.messages import RESERVED
from broker.wire.settings import LOOPBACK, MqttSettings, Settings
from kiosk.view import Way

PinNumber = Annotated[int, Meta(ge=0, le=27)]
"""BCM number, the one behind "GPIO" on a pinout."""
Pixels = Annotated[int, Meta(ge=320, le=7680)]


class ScreenSettings(Settings, frozen=True):
    """The window. `width` and `height` in px; on the wall it fills the screen."""

    width: Pixels = 1280
    height: Pixels = 800
    fullscreen: bool = False
    dim_after_s: Annotated[int, Meta(ge=0, le=86_400)] = 0
    """Seconds without anybody until the screen is dimmed; 0: never."""
    dim_to: Annotated[int, Meta(ge=0, le=100)] = 20
    """Percent of its light that it keeps."""
    motion: PinNumber | None = None
    """Pin of a motion sensor beside the screen, which wakes it; high = somebody comes."""


class ReaderSettings(Settings, frozen=True):
    """How cards arrive: an NFC reader, a keyboard-wedge reader, or simulated cards by socket and keys."""

    pcsc: bool = False
    """NFC readers through the system's card service, `pcscd`."""
    pcsc_name: str = ""
    """Part of the reader's name, where several are plugged in or one shows itself twice."""
    keyboard: Annotated[str, Meta(pattern=r"^([0-9a-fA-F]{4}:[0-9a-fA-F]{4})?$")] = ""
    """USB vendor and product of a reader that types, as `lsusb` shows them; it is taken for the kiosk alone."""
    wedge: bool = False
    """A reader that types into the window, where `keyboard` cannot be used."""
    control: str = ""
    """Path of a socket that takes `card NUMBER` lines; for demos and tests only."""
    keys: dict[Annotated[str, Meta(min_length=1, max_length=1)], str] = field(default_factory=dict)
    """Key → card number; for demos only."""

    def problems(self) -> list[str]:
        """Refuse keys beside a wedge reader, which types digits too."""
        both = self.wedge and self.keys
        return ["readers: keys and wedge cannot be used together; choose one"] if both else []


class ButtonSettings(Settings, frozen=True):
    """Hardware buttons from a pin to ground, by BCM number; those that are None are not there."""

    come: PinNumber | None = None
    go: PinNumber | None = None
    pins: Literal["gpio", "simulated"] = "gpio"

    @property
    def wired(self) -> dict[Way, int]:
        """The pin of each button that is there."""
        both: tuple[tuple[Way, int | None], ...] = (("come", self.come), ("go", self.go))
        return {way: pin for way, pin in both if pin is not None}

    def problems(self) -> list[str]:
        """Refuse one pin for both."""
        both = self.come is not None and self.come == self.go
        return [f"buttons: pin {self.come} is given twice; take another for one of them"] if both else []


class SoundSettings(Settings, frozen=True):
    """How it sounds: a program that plays a WAV file from its standard input; none is silence."""

    command: tuple[str, ...] = ()


class VoiceSettings(Settings, frozen=True):
    """How screens are read aloud: a program that makes a WAV file of the text on its standard input."""

    command: tuple[str, ...] = ()
    """`{language}` in it stands for the language's code; none is silence."""
    languages: tuple[str, ...] = ("de", "en")
    """Codes of the languages that it speaks."""
    always: bool = False
    """Read every family's screen, not only when somebody has chosen it: names, too."""


class KioskSettings(Settings, kw_only=True, frozen=True):
    """Everything in a kiosk's TOML file."""

    node: Name
    data: str
    """Folder for the outbox and the local copy; must survive a power cut."""
    hub: Annotated[str, Meta(pattern=r"^https?://")] = "http://127.0.0.1:8080"
    """Address of the hub's pages."""
    ca: str = ""
    """Path of the certificate of the office's authority for pages; empty: those that this machine trusts anyway."""
    token: str = ""
    """Path of the file that holds this kiosk's secret; empty: `token` in the data folder."""
    language: Literal["de", "en", "ar"] = "de"
    mqtt: MqttSettings
    screen: ScreenSettings = ScreenSettings()
    readers: ReaderSettings = ReaderSettings()
    buttons: ButtonSettings = ButtonSettings()
    sound: SoundSettings = SoundSettings()
    voice: VoiceSettings = VoiceSettings()

    def problems(self) -> list[str]:
        """Find reserved names and contradictions among the readers."""
        reserved = [f"node: {self.node!r} is reserved"] if self.node in RESERVED else []
        mute = self.voice.command and not self.sound.command
        heard = ["voice: nobody hears it without [sound] command; set both"] if mute else []
        hub = urlsplit(self.hub)
        clear = hub.scheme == "http" and hub.hostname not in LOOPBACK
        told = [f"hub: {self.hub!r} is another machine; names and token go there over https:// alone"] if clear else []
        taken = self.screen.motion is not None and self.screen.motion in self.buttons.wired.values()
        twice = (
            [f"screen.motion: pin {self.screen.motion} is a button's; take another for one of them"] if taken else []
        )
        parts = self.mqtt.problems() + self.readers.problems() + self.buttons.problems()
        return reserved + heard + told + twice + parts

    @property
    def token_path(self) -> Path:
        """Where this kiosk's secret is."""
        return Path(self.token).expanduser() if self.token else self.folder / "token"

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data).expanduser()
