"""NFC readers through the system's card service, `pcscd`. The only file that imports pyscard.

One thread waits in `SCardGetStatusChange` until something happens; nothing is polled. Whatever is unplugged or killed,
it begins anew by itself. A card is one tap from when it is put on until it is taken away.
"""

import logging
import threading

from broker.house.roster import card_number
from kiosk.errors import ReaderError
from kiosk.readers import Listener, Trouble

try:
    from smartcard import scard
except ImportError:  # most kiosks have another reader, and the package is compiled
    scard = None

log = logging.getLogger(__name__)
GET_UID = [0xFF, 0xCA, 0x00, 0x00, 0x00]
"""GET DATA of the card's number (PC/SC part 3, section 3.2.2.1.3)."""
DONE = [0x90, 0x00]
PLUGGED = r"\\?PnP?\Notification"
"""A name that stands for readers coming and going."""
NOT_CARDS = "sam"
"""Readers for two kinds of card show a second one, for a chip inside."""
STOP_TRIES, STOP_S = 60, 0.05
RETRY_S = 1.0
"""Seconds until the service is looked for again."""
ABSENT_MS = 1000
"""So often a reader that is listed, but not there, is looked at."""
TRIES, AGAIN_S = 3, 0.02
"""How often a card is read, and how many seconds apart, before it is to be put on again."""


class PcscReader:
    """Reads every reader whose name has `name` in it; upper and lower case are the same."""

    def __init__(self, name: str = "") -> None:
        """Prepare."""
        self._name = name.casefold()
        self._thread = threading.Thread(target=self._run, name="pcsc", daemon=True)
        self._stopping = threading.Event()
        self._context: int | None = None
        self._listener: Listener
        self._trouble: Trouble | None = None
        self._lying: dict[str, str] = {}
        """Reader → the card that lies on it."""
        self._lost = dict[str, str]()
        """Reader → the card that lay on it when it went: whoever took it away was not seen."""
        self._looked = False
        """Whether the readers were looked at: what lies there before has been put on nobody knows when."""

    def start(self, listener: Listener) -> None:
        """Begin to wait for cards.

        :raises ReaderError: pyscard is not installed.
        """
        if scard is None:
            raise ReaderError("readers.pcsc needs pyscard: install python3-pyscard and pcscd.")
        self._listener = listener
        self._thread.start()

    def typed(self, text: str, now: float) -> None:
        """Take no notice of keys."""

    def stop(self) -> None:
        """End at once."""
        self._stopping.set()
        for _ in range(STOP_TRIES):  # between two waits a cancel is not heard
            if self._context is not None:
                scard.SCardCancel(self._context)
            if self._thread.ident is not None:
                self._thread.join(STOP_S)
            if not self._thread.is_alive():
                return

    def _run(self) -> None:
        while not self._stopping.is_set():
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if result == scard.SCARD_S_SUCCESS:
                self._context = context
                try:
                    self._watch(context)
                except Exception:
                    log.exception("a fault while reading cards")
                self._context = None
                self._lose({*self._lying})
                scard.SCardReleaseContext(context)
            if not self._stopping.is_set():
                self._tell("no_service")
                self._stopping.wait(RETRY_S)

    def _watch(self, context: int) -> None:
        """Wait for cards until the service is gone."""
        known, absent = dict[str, int](), set[str]()
        plugged = scard.SCARD_STATE_UNAWARE
        while not self._stopping.is_set():
            names = self._readers(context)
            if names is None:
                return
            known = {name: known.get(name, scard.SCARD_STATE_UNAWARE) for name in names}
            absent &= {*names}
            there = {*names} - absent
            self._lose({*self._lying} - there)
            self._tell("" if there else "no_reader")
            # Not every kind of reader says that it is back.
            wait_ms = ABSENT_MS if absent else scard.INFINITE
            result, states = scard.SCardGetStatusChange(context, wait_ms, [*known.items(), (PLUGGED, plugged)])
            if result == scard.SCARD_E_TIMEOUT:
                known = {name: state for name, state in known.items() if name not in absent}
            if result in (scard.SCARD_E_TIMEOUT, scard.SCARD_E_UNKNOWN_READER):
                continue
            if result != scard.SCARD_S_SUCCESS:
                return
            for name, state, _atr in states:
                if name == PLUGGED:
                    plugged = state & ~scard.SCARD_STATE_CHANGED
                elif state & scard.SCARD_STATE_CHANGED:
                    (absent.add if _is_absent(state) else absent.discard)(name)
                    self._changed(context, name, known[name], state)
                    known[name] = state & ~scard.SCARD_STATE_CHANGED
            self._looked = self._looked or bool({*names} - absent)

    def _readers(self, context: int) -> list[str] | None:
        """Give the names of our readers that are plugged in; None when the service is gone."""
        result, names = scard.SCardListReaders(context, [])
        if result == scard.SCARD_E_NO_READERS_AVAILABLE:
            return []
        if result != scard.SCARD_S_SUCCESS:
            return None
        return [name for name in names if self._name in name.casefold() and self._is_for_cards(name)]

    def _is_for_cards(self, name: str) -> bool:
        return bool(self._name) or NOT_CARDS not in name.casefold().split()

    def _lose(self, names: set[str]) -> None:
        """Remember what lay on readers that are no longer there."""
        self._lost |= {name: self._lying.pop(name) for name in names}

    def _changed(self, context: int, name: str, before: int, now: int) -> None:
        """Learn that a card was put on or taken away; the upper half of a state counts both."""
        first = before == scard.SCARD_STATE_UNAWARE or _is_absent(before)
        was, present = bool(before & scard.SCARD_STATE_PRESENT), bool(now & scard.SCARD_STATE_PRESENT)
        moves = 0 if first else ((now >> 16) - (before >> 16)) & 0xFFFF
        if was and present and moves % 2:  # it was not taken away: the reader failed for a moment
            self._lose({name} & {*self._lying})
            first = True
        if now & scard.SCARD_STATE_EMPTY:
            self._lying.pop(name, None)
            if first:
                self._lost.pop(name, None)
            elif moves - was > 1:
                self._listener.unread()  # it came and went before anybody looked
        elif present and (first or moves or not was):
            self._put_on(name, self._read(context, name), unsure=first)

    def _put_on(self, name: str, number: str | None, *, unsure: bool) -> None:
        """Take a card that lies there now; one that may have lain there all the time is to be put on again."""
        if number is None or (unsure and (not self._looked or number in self._lost.values())):
            self._listener.unread()
        else:
            self._listener.card(number)
        self._lying[name] = number or ""
        self._lost = {place: card for place, card in self._lost.items() if place != name and card != number}

    def _read(self, context: int, name: str) -> str | None:
        """Give the number of the card that lies on a reader; None when it cannot be read."""
        for _ in range(TRIES):
            result, card, protocol = scard.SCardConnect(
                context, name, scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            )
            if result in (scard.SCARD_E_NO_SMARTCARD, scard.SCARD_W_REMOVED_CARD):
                return None
            if result == scard.SCARD_S_SUCCESS:
                head = scard.SCARD_PCI_T0 if protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
                result, answer = scard.SCardTransmit(card, head, GET_UID)
                # Left as it is: without power a card that is pulled away fast makes the service miss the next one.
                scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
                if result == scard.SCARD_S_SUCCESS and answer[-2:] == DONE and answer[:-2]:
                    return card_number(bytes(answer[:-2]))
            if self._stopping.wait(AGAIN_S):
                break
        return None

    def _tell(self, trouble: Trouble) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                log.warning("no card can be read: %s", trouble)
            self._listener.trouble(trouble)


def _is_absent(state: int) -> bool:
    """Tell whether a reader is listed, but not there."""
    return bool(state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE))
