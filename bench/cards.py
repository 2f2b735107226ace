"""From a card put on the reader to its number at the kiosk's door, beside pyscard's own monitor, on a real pcscd."""

import argparse
import queue
import sys
import time
from pathlib import Path

from figures import load_told, times

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from smartcard.CardMonitoring import CardMonitor, CardObserver  # noqa: E402 - found after the path is set
from smartcard.util import toHexString  # noqa: E402

from cardservice import Card, CardService, card_service  # noqa: E402
from kiosk.readers import Listener  # noqa: E402
from kiosk.readers.pcsc import GET_UID, PcscReader  # noqa: E402

AIM_MS, REST_S, PATIENCE_S = 10, 0.08, 5
READER = "Bench Reader"


def main() -> None:
    """Interleave rounds of ours and of the monitor, and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taps", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    found: dict[str, list[float]] = {"ours": [], "pyscard's monitor": []}
    with load_told(), card_service(READER) as service:
        for number in range(options.rounds):
            for name, watch in (("ours", ours), ("pyscard's monitor", monitor)):
                found[name] += watch(service, options.taps // options.rounds, number)
    for name, values in found.items():
        print(times(f"card put on to its number: {name}, ms", values, AIM_MS))


def ours(service: CardService, taps: int, seed: int) -> list[float]:
    """Measure the kiosk's reader."""
    heard: queue.Queue[tuple[float, str]] = queue.Queue()
    reader = PcscReader()
    reader.start(Listener(lambda number: heard.put((time.perf_counter(), number))))
    time.sleep(0.5)
    values = taps_of(service, heard, taps, seed)
    reader.stop()
    return values


def monitor(service: CardService, taps: int, seed: int) -> list[float]:
    """Measure pyscard's monitor."""
    heard: queue.Queue[tuple[float, str]] = queue.Queue()

    class Observer(CardObserver):  # type: ignore[misc]  # untyped
        def update(self, _observable: object, handlers: tuple[list[object], list[object]]) -> None:
            for card in handlers[0]:
                connection = card.createConnection()  # type: ignore[attr-defined]
                connection.connect()
                answer, *_ = connection.transmit(GET_UID)
                heard.put((time.perf_counter(), toHexString(answer).replace(" ", "")))
                connection.disconnect()

    watched, observer = CardMonitor(), Observer()
    watched.addObserver(observer)
    time.sleep(0.5)
    values = taps_of(service, heard, taps, seed)
    watched.deleteObserver(observer)
    return values


def taps_of(service: CardService, heard: "queue.Queue[tuple[float, str]]", taps: int, seed: int) -> list[float]:
    """Put cards on one after the other, each until it is heard; one that is not counts as the whole patience."""
    values = []
    for count in range(taps):
        card = Card(f"04{seed:04X}{count:08X}")
        began = time.perf_counter()
        card.put_on(service.readers[READER])
        values.append((_heard(heard, card.number) - began) * 1000)
        card.take_away()
        time.sleep(REST_S)
    return values


def _heard(heard: "queue.Queue[tuple[float, str]]", number: str) -> float:
    deadline = time.perf_counter() + PATIENCE_S
    while (left := deadline - time.perf_counter()) > 0:
        try:
            at, got = heard.get(timeout=left)
        except queue.Empty:
            break
        if got == number:
            return at
    return deadline


if __name__ == "__main__":
    main()
