"""A whole real office in a folder: broker, hub and kiosks as processes that tests kill as a power cut would."""

import contextlib
import os
import random
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import msgspec
from msgspec import Struct

from broker.embedded import EmbeddedBroker, Kind
from broker.house.state import House
from broker.ledger import fold
from broker.onemachine.demo import Demo
from broker.onemachine.play import DEFAULT, play
from broker.store import facts
from broker.web.api import HouseNumbers
from broker.wire.control import Remote
from headless_kiosk import Seen

ROOT = Path(__file__).parents[1]
KIOSKS = ("kiosk-entrance", "kiosk-garden")
FAMILIES = 60
QUIET_S = 0.8
"""A kiosk that records nothing for so long has served every card that was put on."""
RIGHTS = "-dac_override,-dac_read_search,-fowner"
VISIT_COLUMNS = "id, family, adult, desk, since, quality, until, until_quality"


class Tally(Struct, frozen=True):
    """What became of the facts that kiosks made durable."""

    accepted: int
    stored: int
    lost: int
    twice: int
    phantom: int

    @property
    def sound(self) -> bool:
        """Whether each accepted fact is stored once, and nothing else is."""
        return self.lost == self.twice == self.phantom == 0


class Kept(Struct, frozen=True):
    """A fact as an outbox or the store holds it; `pos` is 0 in an outbox."""

    stream: str
    n: int
    id: str
    body: bytes
    pos: int = 0
    node: str = ""
    at: int = 0
    """When it happened, ms, as the hub has it; 0 in an outbox."""


class Program:
    """One of our programs as a child process; its log is appended to over restarts."""

    def __init__(self, name: str, command: Sequence[str], folder: Path) -> None:
        """Prepare."""
        self.name, self.log = name, folder / f"{name}.log"
        self.plain = False
        """Whether it starts without root's right to write everywhere."""
        self.environment: dict[str, str] = {}
        """What its environment has beside ours."""
        self.deaths = list[int]()
        """Exit codes of those that ended by themselves."""
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def start(self) -> None:
        """Start it; it ends with us even if we are killed."""
        with self.log.open("ab") as log:
            self._process, self._ended = self._spawn(log), False

    def _spawn(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        rights = [f"--bounding-set={RIGHTS}"] if self.plain and os.geteuid() == 0 else []
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *rights, sys.executable, *self._command],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **self.environment},
        )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def limit(self, size: int) -> None:
        """Let no file of it grow above so many bytes, as on a full disk; -1 ends that."""
        assert self._process
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def kill(self) -> None:
        """End it as a power cut would."""
        self.check()
        self.signal(signal.SIGKILL)
        self.wait()

    def check(self) -> None:
        """Note if it has ended by itself."""
        if self._process and not self._ended and (code := self._process.poll()) is not None:
            self.deaths.append(code)

    def stop(self) -> None:
        """End it as an administrator would."""
        self.check()
        self.signal(signal.SIGTERM)
        self.wait()

    def signal(self, number: int) -> None:
        """Send a signal if it runs."""
        if self._process and self.alive:
            self._process.send_signal(number)

    def wait(self, seconds: float = 15) -> int:
        """Wait for its end and give the exit code."""
        if self._process is None:
            return 0
        self._ended = True
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def text(self) -> str:
        """Give what it wrote since the first start."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""


class Kiosk(Program):
    """A real kiosk without a window."""

    def __init__(self, folder: Path, name: str, settings: Path) -> None:
        """Prepare."""
        self.data, self.shown, self.settings = folder / name, folder / f"{name}.shown", settings
        super().__init__(name, [str(ROOT / "tests" / "headless_kiosk.py"), str(settings), str(self.shown)], folder)
        self._socket = folder / f"{name}.sock"
        self._remote = Remote(self._socket)

    @property
    def outbox(self) -> Path:
        """Its outbox."""
        return self.data / "outbox.db"

    def listens(self) -> bool:
        """Tell whether it takes cards."""
        with socket.socket(socket.AF_UNIX) as probe:
            return self.alive and probe.connect_ex(str(self._socket)) == 0

    def tap(self, card: int) -> bool:
        """Put a card on the reader; false if nobody is there."""
        try:
            return self._remote.send(f"card {number(card)}") == "ok"
        except OSError:
            return False

    def taps(self, cards: Sequence[int]) -> None:
        """Put cards on the reader, each after the one before was answered on the screen."""
        for card in cards:
            before = self.screens()
            wait(lambda card=card: self.tap(card), 20, f"{self.name} takes cards")  # type: ignore[misc]
            wait(lambda before=before: self.screens() > before, 20, f"{self.name} answers")  # type: ignore[misc]

    def screens(self) -> list[str]:
        """Give each result and notice that was shown since the first start, such as `arrived <visit>`."""
        return self.shown.read_text().splitlines() if self.shown.exists() else []

    def promised(self) -> set[tuple[str, str]]:
        """Give (kind, visit) of each result that a person has seen."""
        lines = [tuple(line.split()) for line in self.screens() if not line.startswith("notice ")]
        return {(kind, visit) for kind, visit in lines}

    def kept(self) -> list[Kept]:
        """Read its outbox."""
        return read_outbox(self.outbox)

    def seen(self) -> Seen:
        """Ask the running kiosk how it sees the house."""
        target = self.shown.with_name(self.shown.name + ".house")
        wait(self.listens, 20, f"{self.name} takes cards")
        target.unlink(missing_ok=True)
        self.signal(signal.SIGUSR1)
        wait(target.exists, 10, f"{self.name} tells what it sees")
        return msgspec.json.decode(target.read_bytes(), type=Seen)


class RealOffice:
    """`with RealOffice(folder) as office:` gives a running office with as many kiosks as asked for."""

    def __init__(
        self, folder: Path, *, kind: Kind | None = None, kiosks: int = 1, families: int = FAMILIES,
        office: str = DEFAULT,
    ) -> None:  # fmt: skip
        """Write every settings file; nothing runs yet."""
        self.folder = folder
        self._demo = Demo(folder, port(), port(), (1280, 800), 0, office=office)
        self._demo.write()
        (folder / "families.toml").write_text(_families(families), "utf-8")
        nodes = "".join(f'\n[[nodes]]\nid = "{name}"\nrole = "kiosk"\nname = "{name}"\n' for name in KIOSKS[1:kiosks])
        with (folder / "office.toml").open("a", encoding="utf-8") as file:
            file.write(nodes)
        self.broker = EmbeddedBroker(self._demo.mqtt_port, folder, kind)
        self.hub = Program("hub", ["-m", "broker", str(folder / "hub.toml")], folder)
        self.kiosks = [
            Kiosk(folder, name, self._kiosk_settings(name)) for name in (play(office).kiosk, *KIOSKS[1:kiosks])
        ]

    def __enter__(self) -> Self:
        """Take the families in and start everything."""
        assert self.command("load", str(self.folder / "families.toml")) == 0, self.text("load")
        self.broker.start()
        self.hub.start()
        self.wait_for_hub()
        for kiosk in self.kiosks:
            kiosk.start()
        for kiosk in self.kiosks:
            wait(lambda kiosk=kiosk: (kiosk.data / "copy.json").exists(), 20, f"{kiosk.name} has its roster")  # type: ignore[misc]
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """End everything."""
        for program in (*self.kiosks, self.hub):
            program.kill()
        self.broker.stop()

    @property
    def mqtt_port(self) -> int:
        """Where the broker listens."""
        return self._demo.mqtt_port

    @property
    def web_port(self) -> int:
        """Port of the hub's pages."""
        return self._demo.web_port

    @property
    def store(self) -> Path:
        """The hub's database."""
        return self.folder / "hub.db"

    def command(self, *arguments: str, plain: bool = False) -> int:
        """Run a command of the hub's, such as `backup FILE`, and give its exit code."""
        return self.begin(*arguments, plain=plain).wait(60)

    def begin(self, *arguments: str, plain: bool = False) -> Program:
        """Start a command of the hub's."""
        program = Program(arguments[0], ["-m", "broker", str(self.folder / "hub.toml"), *arguments], self.folder)
        program.plain, program.environment = plain, self.hub.environment
        program.start()
        return program

    def text(self, name: str) -> str:
        """Give the log of a program."""
        log = self.folder / f"{name}.log"
        return log.read_text("utf-8", "replace") if log.exists() else ""

    def kill_broker(self) -> None:
        """End the broker as a power cut would; it forgets everything."""
        if pid := self.broker.pid:
            os.kill(pid, signal.SIGKILL)
        wait(lambda: self.broker.pid is None, 10, "the broker is gone")

    def wait_for_hub(self) -> None:
        """Wait until the hub serves pages and hears its broker."""
        wait(lambda: self.house() is not None, 20, "the hub serves pages")

    def house(self) -> HouseNumbers | None:
        """Ask the hub for the house in numbers; None while it does not answer."""
        with closing(HTTPConnection("127.0.0.1", self._demo.web_port, timeout=5)) as connection:
            try:
                connection.request("GET", "/api/house")
                answer = connection.getresponse()
                return msgspec.json.decode(answer.read(), type=HouseNumbers) if answer.status == HTTPStatus.OK else None
            except (OSError, HTTPException):
                return None

    def numbers(self) -> HouseNumbers:
        """Ask the hub for the house in numbers."""
        found = self.house()
        assert found is not None, self.text("hub")
        return found

    def stored(self) -> list[Kept]:
        """Read the facts of the hub's database in its order."""
        query = "SELECT stream, n, id, payload, pos, node, at FROM fact ORDER BY pos"
        return [Kept(*row) for row in read(self.store, query)]

    def visits(self) -> list[tuple[object, ...]]:
        """Read the derived visits."""
        return read(self.store, f"SELECT {VISIT_COLUMNS} FROM visit ORDER BY id")  # noqa: S608 - a constant

    def fold(self) -> House:
        """Fold the facts of the database from nothing."""
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as connection:
            return fold(facts.load(connection))

    def accepted(self) -> dict[str, Kept]:
        """Give every fact in any kiosk's outbox by id."""
        return {kept.id: kept for kiosk in self.kiosks for kept in kiosk.kept()}

    def tally(self) -> Tally:
        """Compare outboxes and store; what outboxes have dropped since it was confirmed does not count."""
        outboxes = [kept for kiosk in self.kiosks if (kept := kiosk.kept())]
        accepted = {kept.id for outbox in outboxes for kept in outbox}
        lows = {oldest.stream: oldest.n for oldest, *_ in outboxes}
        stored = [kept.id for kept in self.stored() if kept.node != "hub" and kept.n >= lows.get(kept.stream, 0)]
        there = set(stored)
        lost, phantom = accepted - there, there - accepted
        return Tally(len(accepted), len(stored), len(lost), len(stored) - len(there), len(phantom))

    def settle(self, seconds: float = 60) -> Tally:
        """Wait until the store holds what outboxes hold and kiosks have no card left, or time is up; then compare."""
        deadline, before = time.monotonic() + seconds, -1
        while ((tally := self.tally()).lost or tally.accepted != before) and time.monotonic() < deadline:
            before = tally.accepted
            time.sleep(QUIET_S)
        return tally

    def _kiosk_settings(self, name: str) -> Path:
        text, path = (self.folder / "kiosk.toml").read_text("utf-8"), self.folder / f"{name}.toml"
        text = re.sub(r"(?m)^node = .*$", f'node = "{name}"', text)
        text = re.sub(r"(?m)^data = .*$", f'data = "{self.folder / name}"', text)
        text = re.sub(r"(?m)^token = .*$", f'token = "{self.folder / "tokens" / name}"', text)
        text = re.sub(r"(?m)^control = .*$", f'control = "{self.folder / name}.sock"', text)
        path.write_text(text, "utf-8")
        return path


class Crowd:
    """Taps at kiosks, many a second, from one thread for each kiosk."""

    def __init__(self, kiosks: Sequence[Kiosk], seed: int, pause_s: float = 0.012) -> None:
        """Prepare."""
        self._stopping, self._pause_s = threading.Event(), pause_s
        self._threads = [
            threading.Thread(target=self._tap, args=(kiosk, random.Random(seed + place)), daemon=True)
            for place, kiosk in enumerate(kiosks)
        ]

    def __enter__(self) -> Self:
        """Begin."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        """End."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(10)

    def _tap(self, kiosk: Kiosk, chance: random.Random) -> None:
        while not self._stopping.wait(chance.uniform(0, 2 * self._pause_s)):
            kiosk.tap(chance.randint(1, FAMILIES))


def number(card: int) -> str:
    """Write a card's number as readers do."""
    return f"04DE{card:010d}"


def wait(ready: Callable[[], object], seconds: float, what: str) -> None:
    """Wait until something is true; fail with `what` when time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"after {seconds:g} s still not so: {what}"
        time.sleep(0.02)


def read(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Query a database that another process may be writing."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=10)) as connection:
        return connection.execute(query).fetchall()


def read_outbox(path: Path) -> list[Kept]:
    """Read the facts of an outbox, oldest first."""
    rows = read(path, "SELECT stream.id, n, fact.id, body FROM fact, stream ORDER BY n")
    return [Kept(*row) for row in rows]


def port() -> int:
    """Find a free TCP port below those that the kernel gives to clients: nobody takes it while a server is dead."""
    for found in random.SystemRandom().sample(range(20_000, 32_000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", found))
            return found
    raise OSError("no free port")


def _families(count: int) -> str:
    return "\n".join(_family(place) for place in range(1, count + 1))


def _family(place: int) -> str:
    children = ", ".join(
        f'{{ id = "c-test{place:03d}{child}", name = "Kind {child}", animal = "fox", usual = "{usual}" }}'
        for child, usual in zip(range(1 + place % 3), ("care", "adult", "absent"), strict=False)
    )
    return (
        f'[[families]]\nid = "f-test{place:04d}"\nchildren = [{children}]\n'
        f'adults = [{{ id = "a-test{place:04d}", name = "Person {place}", cards = ["{number(place)}"] }}]\n'
    )


def killings(seconds: float, count: int, chance: random.Random) -> Iterator[float]:
    """Give pauses that spread `count` kills at random over `seconds`."""
    moments = sorted(chance.uniform(0, seconds) for _ in range(count))
    began = time.monotonic()
    for moment in moments:
        yield max(0.0, began + moment - time.monotonic())
