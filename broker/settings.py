"""The hub's settings file."""

from collections import Counter
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from broker.house.office import Office
from broker.retention import Retention
from broker.store import accounts
from broker.store.nights import BackupSettings
from broker.wire.errors import SettingsError
from broker.wire.message import Name
from broker.wire.messages import HUB
from broker.wire.settings import MqttSettings, Port, Settings, load, unusable

Host = Annotated[str, Meta(pattern=r"^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]*:[0-9a-f:]+)$", max_length=253)]
"""A name in small letters, or an address."""
Root = Annotated[str, Meta(pattern=r"^[^#+$/\s][^#+\s]*(/#)?$")]
"""A topic, or with `/#` all below it."""
OURS = ("ekb", "homeassistant")
"""Where no device may speak."""
HOME_ASSISTANT = "homeassistant"


class WebTls(Settings, frozen=True):
    """Paths of the certificate and the key of pages."""

    cert: str
    key: str


class WebSettings(Settings, frozen=True):
    """Where pages are served: with TLS in the whole network, without it on this machine only."""

    port: Port = 8080
    access_log: bool = False
    """Whether the hub's log has a line for each request, without names and without what was asked for in detail."""
    hosts: tuple[Host, ...] = ()
    """Names and addresses of the hub in the network; other machines know it by the first."""
    tls: WebTls | None = None
    plain_port: Port | None = None
    """Where, beside pages over TLS, a page in the clear tells tablets how to trust them, and nothing else."""

    def problems(self) -> list[str]:
        """Find what contradicts itself."""
        found = []
        if self.tls and not self.hosts:
            found.append('web.hosts: is missing; name the hub as tablets find it, such as ["dabei.local"]')
        if self.plain_port and not self.tls:
            found.append("web.plain_port: is only there beside [web.tls]; without TLS pages need no other port")
        if self.plain_port == self.port:
            found.append(f"web.plain_port: {self.port} is the port of the pages; choose another")
        return found


class DeviceUser(Settings, frozen=True, kw_only=True):
    """A program or device of others that speaks MQTT with a password."""

    name: Name
    topics: tuple[Root, ...] = ()
    """Where it may speak and listen, such as `zigbee2mqtt/#`."""


class DevicesSettings(Settings, frozen=True):
    """What speaks MQTT without a certificate: it has a listener of its own, in the clear, and passwords."""

    port: Port = 1884
    users: tuple[DeviceUser, ...] = ()

    def problems(self) -> list[str]:
        """Find names and topics that are not theirs."""
        times = Counter(user.name for user in self.users)
        found = [f"devices.users: {name!r} is given {count} times" for name, count in times.items() if count > 1]
        for user in self.users:
            if user.name == HUB:
                found.append(f"devices.users: {HUB!r} is reserved")
            found += [
                f"devices.users: {user.name!r} may not have {topic!r}, which is not a device's"
                for topic in user.topics
                if topic.partition("/")[0] in OURS
            ]
        return found


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
    devices: DevicesSettings = DevicesSettings()

    def problems(self) -> list[str]:
        """Find what contradicts itself, and times to keep that are too short."""
        parts = (self.mqtt, self.web, self.devices, self.retention, *((self.backup,) if self.backup else ()))
        found = [problem for part in parts for problem in part.problems()]
        if self.device_users and self.devices.port == self.mqtt.port:
            found.append(f"devices.port: {self.mqtt.port} is the port of our own nodes; choose another")
        return found

    @property
    def device_users(self) -> tuple[DeviceUser, ...]:
        """Everybody who has a password of the broker: Home Assistant, too, if it is told of the office."""
        known = any(user.name == HOME_ASSISTANT for user in self.devices.users)
        more = (DeviceUser(name=HOME_ASSISTANT),) if self.homeassistant.discovery and not known else ()
        return (*self.devices.users, *more)

    @property
    def trust_folder(self) -> Path:
        """Path of the folder that keeps the office's authorities, and what they have signed."""
        return self.store_path.with_name("trust")

    @property
    def waiting_folder(self) -> Path:
        """Path of the folder in which bundles wait for nodes."""
        return self.trust_folder / "waiting"

    @property
    def mosquitto_folder(self) -> Path:
        """Path of the folder with all that Mosquitto needs."""
        return self.store_path.with_name("mosquitto")

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


def load_office(settings: HubSettings) -> Office:
    """Read the office that a hub is of.

    :raises SettingsError: its file has faults, is of another office than the hub, or a device has a node's name.
    """
    office = load(Path(settings.office).expanduser(), Office)
    if both := {node.id for node in office.nodes} & {user.name for user in settings.device_users}:
        raise SettingsError(f"devices.users: {', '.join(sorted(both))} is a node of the office; give it another name")
    site = settings.mqtt.site
    if office.site != site:
        raise unusable(
            settings.office, [f"site: is {office.site!r}, and mqtt.site of the hub is {site!r}; write the same"]
        )
    return office
