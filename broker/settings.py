"""The hub's settings file."""

from pathlib import Path

from broker.retention import Retention
from broker.store import accounts
from broker.store.nights import BackupSettings
from broker.wire.settings import MqttSettings, Port, Settings


class WebSettings(Settings, frozen=True):
    """Where pages are served: on this machine only, until there is TLS."""

    port: Port = 8080
    access_log: bool = False
    """Whether the hub's log has a line for each request, without names and without what was asked for in detail."""


class HomeAssistantSettings(Settings, frozen=True):
    """What Home Assistant is told, through the office's own MQTT broker."""

    discovery: bool = False
    """Whether it is to find rooms, desks, devices and counts by itself."""


class HubSettings(Settings, kw_only=True, frozen=True):
    """Everything in a hub's TOML file."""

    office: str
    """Path of the office's `office.toml`."""
    store: str
    """Path of the database."""
    mqtt: MqttSettings
    web: WebSettings = WebSettings()
    retention: Retention = Retention()
    homeassistant: HomeAssistantSettings = HomeAssistantSettings()
    backup: BackupSettings | None = None
    """Where nightly backups go; None: nobody misses one."""

    def problems(self) -> list[str]:
        """Find times to keep that are too short."""
        return self.retention.problems() + (self.backup.problems() if self.backup else [])

    @property
    def store_path(self) -> Path:
        """Path of the database."""
        return Path(self.store).expanduser()

    @property
    def sessions_path(self) -> Path:
        """Path of the folder that keeps who has logged in to the pages."""
        return accounts.sessions(self.store_path)

    @property
    def control_path(self) -> Path:
        """Path of the socket at which the running hub answers its keeper."""
        return self.store_path.with_name(self.store_path.name + ".sock")
