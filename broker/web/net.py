"""How the pages are found in the network."""

from pathlib import Path

from msgspec import Struct

HTTPS = 443


class Net(Struct, frozen=True):
    """How the pages are found in the network; without hosts they are not."""

    hosts: tuple[str, ...] = ()
    port: int = 0
    plain_port: int | None = None
    """Where a page in the clear tells how to trust them."""
    ca: Path | None = None
    """Certificate of the authority that has signed that of the pages."""
    waiting: Path | None = None
    """Folder of bundles that wait for nodes."""

    @property
    def address(self) -> str:
        """Where the pages are for other machines."""
        return f"https://{self._host}" + (f":{self.port}" if self.port != HTTPS else "")

    @property
    def door(self) -> str:
        """Where a device that does not trust them yet begins; empty where none needs to."""
        return f"http://{self._host}:{self.plain_port}" if self.hosts and self.plain_port else ""

    @property
    def _host(self) -> str:
        return f"[{self.hosts[0]}]" if ":" in self.hosts[0] else self.hosts[0]
