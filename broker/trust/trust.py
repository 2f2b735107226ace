"""Whom the office trusts: its two authorities, the hub's own certificates, and one for each node. A folder of files."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from broker.snapshot import Expiry
from broker.trust import authority
from broker.trust.authority import About, Pair, Signs, Use, about
from broker.wire import private
from broker.wire.errors import DabeiError
from broker.wire.messages import HUB

OWN_LASTS, NODE_LASTS = timedelta(days=366), timedelta(days=5 * 366)
"""The hub renews its own by itself; for a node somebody has to come, so its lasts longer."""
RENEW = timedelta(days=90)
"""So long before its end the hub renews a certificate of its own."""
OWN: dict[str, tuple[Signs, Use]] = {
    HUB: ("nodes", "client"), "mqtt": ("nodes", "server"), "pages": ("pages", "server"),
}  # fmt: skip
"""What the hub shows to its broker; its broker to nodes; its pages to browsers and kiosks."""
NAMES: dict[Signs, str] = {"nodes": "Dabei {site}: Geräte", "pages": "Dabei {site}: Seiten"}


class Trust:
    """What is in the folder. Several processes may use it: whoever changes something does so within `held`."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it need not be there yet."""
        self._folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nobody else change something meanwhile.

        :raises DabeiError: the folder cannot be used.
        """
        try:
            private.folder(self._folder)
            descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as exc:
            raise DabeiError(f"cannot use {self._folder}: {exc.strerror}. Run this as the hub's own user.") from exc
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        except OSError as exc:
            raise DabeiError(f"cannot write to {self._folder}: {exc.strerror}. Run this as the hub's user.") from exc
        finally:
            os.close(descriptor)

    @property
    def made(self) -> bool:
        """Whether there are authorities."""
        return self.path("nodes-ca", "key").exists() and self.path("pages-ca", "key").exists()

    def path(self, name: str, kind: str = "crt") -> Path:
        """Give where a certificate (`crt`), a key (`key`) or the list of what was revoked (`crl`) is."""
        return self._folder / f"{name}.{kind}"

    def prepare(self, site: str, hosts: Iterable[str], now: datetime, *, anew: bool = False) -> Iterator[str]:
        """Make what is missing or does not fit any more, and say what was made.

        :param anew: make another authority for pages, if this one may not sign for these hosts, or names another site.
        :raises DabeiError: it would have to be made anew.
        """
        hosts = list(hosts)
        for signs, called in NAMES.items():
            if not self._whole(f"{signs}-ca"):
                self._put(f"{signs}-ca", authority.authority(called.format(site=site), signs, hosts, now))
                yield f"made: the authority for {signs}"
        if not self.path("nodes", "crl").exists():
            self._revoke((), now)
        found, name = self._about("pages-ca"), NAMES["pages"].format(site=site)
        covered = authority.covers(found.hosts, hosts)
        if not covered and not anew:
            raise DabeiError(
                "the authority for pages may not sign for all of web.hosts. `trust --anew` makes another one; then "
                "every tablet has to take it in, and every kiosk has to be enrolled again"
            )
        if anew and not (covered and found.name == name):
            self._put("pages-ca", authority.authority(name, "pages", hosts, now))
            yield "made anew: the authority for pages. Install it on every tablet, and enrol every kiosk again"
        yield from (f"made: the hub's certificate {own}" for own in self.renew(hosts, now))

    def renew(self, hosts: Iterable[str], now: datetime) -> list[str]:
        """Make those certificates of the hub anew that end soon, or do not fit; gives their names."""
        hosts = list(hosts)
        found = [name for name in OWN if not self._fits(name, hosts, now)]
        for name in found:
            signs, use = OWN[name]
            called = HUB if use == "client" else next(iter(hosts), "localhost")
            self._put(name, authority.certificate(self._pair(f"{signs}-ca"), called, use, hosts, OWN_LASTS, now))
        return found

    def enrol(self, node: str, now: datetime) -> Pair:
        """Make a certificate for a node; those that it had before go on counting until they end or are revoked."""
        found = authority.certificate(self._pair("nodes-ca"), node, "client", (), NODE_LASTS, now)
        private.folder(self._folder / "nodes")
        private.put(self._folder / "nodes" / f"{node}.{about(found.certificate).serial:x}.crt", found.certificate)
        return found

    def revoke(self, node: str, now: datetime) -> int:
        """Let no certificate of a node count any longer; gives how many did until now."""
        found = [each.serial for each in self._nodes() if each.name == node and each.serial not in self._revoked()]
        if found:
            self._revoke(found, now)
        return len(found)

    def nodes(self, now: datetime) -> dict[str, datetime]:
        """Give the nodes that have a certificate that counts, and until when the newest of each does."""
        return {node: until for node, until in self._newest().items() if until > now}

    def expiries(self) -> tuple[Expiry, ...]:
        """Give what ends when, or has ended: soonest first."""
        if not self.made:
            return ()
        found = [(self._about(name).until, name, "") for name in ("nodes-ca", "pages-ca", *OWN)]
        found += [(until, "", node) for node, until in self._newest().items()]
        return tuple(Expiry(name, node, int(until.timestamp()) * 1000) for until, name, node in sorted(found))

    def read(self, name: str) -> bytes:
        """Give a certificate."""
        return self.path(name).read_bytes()

    def _fits(self, name: str, hosts: Iterable[str], now: datetime) -> bool:
        signs, use = OWN[name]
        if not self._whole(name):
            return False
        found = self._about(name)
        signed = found.signer == self._about(f"{signs}-ca").own
        return signed and found.until - now > RENEW and (use == "client" or authority.covers(found.hosts, hosts))

    def _whole(self, name: str) -> bool:
        """Tell whether certificate and key are there and belong together: the power may go between the two."""
        try:
            return authority.belong(self._pair(name))
        except FileNotFoundError:
            return False

    def _about(self, name: str) -> About:
        return about(self.read(name))

    def _nodes(self) -> list[About]:
        return [about(path.read_bytes()) for path in sorted((self._folder / "nodes").glob("*.crt"))]

    def _newest(self) -> dict[str, datetime]:
        """Give until when the newest certificate of each node is, of those that were not revoked."""
        gone, found = self._revoked(), dict[str, datetime]()
        for each in self._nodes():
            if each.serial not in gone:
                found[each.name] = max(each.until, found.get(each.name, each.until))
        return found

    def _revoked(self) -> frozenset[int]:
        return authority.revoked(self.path("nodes", "crl").read_bytes())

    def _revoke(self, serials: Iterable[int], now: datetime) -> None:
        path = self.path("nodes", "crl")
        before = self._revoked() if path.exists() else frozenset[int]()
        private.put(path, authority.revocations(self._pair("nodes-ca"), sorted(before.union(serials)), now))

    def _pair(self, name: str) -> Pair:
        return Pair(self.read(name), self.path(name, "key").read_bytes())

    def _put(self, name: str, pair: Pair) -> None:
        private.put(self.path(name, "key"), pair.key)
        private.put(self.path(name), pair.certificate)
