"""Cards while the hub runs: a new one for a named adult, held to a kiosk within two minutes; a lost one."""

import sqlite3
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from broker.house.roster import EnrolOutcome, normal_card
from broker.register import Register
from broker.store import cards
from broker.store.cards import Holder
from broker.store.store import Store, transaction
from broker.wire.errors import DabeiError, StoreError
from broker.wire.message import Ms

ENROL_MS = 120_000
"""For so long a kiosk waits for the new card."""


class Enrolment(Struct, frozen=True):
    """A new card is waited for, or has come."""

    holder: Holder
    kiosk: str
    until: Ms
    told: EnrolOutcome | Literal["waiting"] = "waiting"
    """What became of the last card that was held there; after a refusal another may follow."""
    number: str = ""
    """Of that card."""


class Cards:
    """Used by the aggregator's thread. One new card is waited for at a time."""

    def __init__(self, store: Store, register: Register) -> None:
        """Wait for none."""
        self._store, self._register = store, register
        self._enrolment: Enrolment | None = None

    def expect(self, who: str, family: str, kiosk: str, now: Ms) -> Enrolment:
        """Wait for a new card at a kiosk, instead of any that was waited for before.

        :param who: id or name of the adult; `family` tells several apart, and may be empty as `kiosk` may.
        :raises DabeiError: it is not clear who or where.
        """
        holder = one(cards.holders(self._store.connection, who, family), who)
        found = Enrolment(holder, self._kiosk(kiosk), now + ENROL_MS)
        self._set(found, now)
        return found

    def enrolment(self, adult: str, now: Ms) -> Enrolment | None:
        """Tell how far an adult's new card is; None when it is waited for no longer."""
        found = self._enrolment
        if found is None or found.holder.adult != adult or (now > found.until and found.told != "enrolled"):
            return None
        return found

    def stop(self, adult: str, now: Ms) -> None:
        """Wait no longer for an adult's new card."""
        if self.enrolment(adult, now):
            self._set(None, now)

    def take(self, kiosk: str, number: str, now: Ms) -> EnrolOutcome:
        """Take a card that a kiosk does not know.

        :raises StoreError: it could not be written.
        """
        found = self._enrolment
        if found is None or found.kiosk != kiosk or now > found.until:
            return "over"
        if found.told == "enrolled":
            return "enrolled" if normal_card(number) == found.number else "over"
        told = self._give(number, found.holder.adult)
        done = replace(found, told=told, number=normal_card(number))
        self._set(done, now)
        return told

    def mark(self, what: str, family: str, state: str, now: Ms) -> str:
        """Say that a card is `lost` or `ok`, named by its number or by who has it; give its number.

        :raises DabeiError: it is not clear which.
        """
        number = which(self._store.connection, what, family, state)
        cards.mark(self._store.connection, number, state)
        self._register.read(now)
        return number

    def _give(self, number: str, adult: str) -> EnrolOutcome:
        try:
            with transaction(self._store.connection):
                return cards.give(self._store.connection, number, adult)
        except sqlite3.Error as exc:
            raise StoreError(f"the card was not written: {exc}. Look after the space on the hub.") from exc

    def _set(self, enrolment: Enrolment | None, now: Ms) -> None:
        """Remember it, and let kiosks learn."""
        self._enrolment = enrolment
        waits = enrolment is not None and enrolment.told != "enrolled"
        self._register.enrolling = {enrolment.kiosk: enrolment.until} if enrolment and waits else {}
        self._register.read(now)

    def _kiosk(self, kiosk: str) -> str:
        known = self._register.kiosks
        if kiosk in known:
            return kiosk
        if kiosk or len(known) != 1:
            raise DabeiError(f"name the kiosk where the card will be held: --kiosk, one of {', '.join(known)}")
        return known[0]


def one(found: list[Holder], who: str) -> Holder:
    """Give the only one.

    :raises DabeiError: there is none, or there are several.
    """
    if not found:
        raise DabeiError(f"there is no adult {who!r}; look at `dabei-broker SETTINGS list`")
    if len(found) > 1:
        named = ", ".join(f"{each.adult} ({each.family})" for each in found)
        raise DabeiError(f"there are several called {who!r}: {named}. Give the id, or the family: --family")
    return found[0]


def which(connection: sqlite3.Connection, what: str, family: str, state: str) -> str:
    """Find the card that is to be `lost` or `ok`: by its number, or the only one of an adult that is not.

    :raises DabeiError: nobody has it, or the adult has several.
    """
    query = "SELECT number FROM card WHERE number = ?"
    if found := connection.execute(query, (normal_card(what),)).fetchone():
        return str(found[0])
    holder = one(cards.holders(connection, what, family), what)
    others = cards.cards_of(connection, holder.adult, "ok" if state == "lost" else "lost")
    if len(others) == 1:
        return others[0]
    if not others:
        raise DabeiError(f"{holder.name} has no card that could become {state}")
    raise DabeiError(f"{holder.name} has several cards: {', '.join(others)}. Give the number of one")
