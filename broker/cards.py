"""Cards while the hub runs: a new one for a named adult, held to a kiosk within two minutes; a lost one."""

import sqlite3
from typing import Literal
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from broker.house.roster import EnrolOutcome, normal_card
from broker.register import Register
from broker.store import cards
from broker.store.cards import Holder
from broker.store.store import Store, writing
from broker.wire.errors import DabeiError
from broker.wire.message import Ms

ENROL_MS = 120_000
"""For so long a kiosk waits for the new card."""


class Enrolment(Struct, frozen=True):
    """A new card is waited for, or has come."""

    id: str
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
        """Wait for a new card at a kiosk.

        :param who: id or name of the adult; `family` tells several apart, and may be empty as `kiosk` may.
        :raises DabeiError: it is not clear who or where, or another card is waited for.
        """
        holder, before = one(cards.holders(self._store.connection, who, family), who), self._waiting(now)
        if before and before.holder != holder:
            raise DabeiError(
                f"the new card of {before.holder.name} is waited for at {before.kiosk}: end that first, or wait for "
                f"{ENROL_MS // 60_000} minutes"
            )
        found = Enrolment(uuid4().hex[:8], holder, self._kiosk(kiosk), now + ENROL_MS)
        self._set(found, now)
        return found

    def enrolment(self, name: str, now: Ms) -> Enrolment | None:
        """Tell how far an enrolment is, by its id; None when it is over without a card."""
        found = self._enrolment
        over = found is None or found.id != name or (now > found.until and found.told != "enrolled")
        return None if over else found

    def stop(self, name: str, now: Ms) -> None:
        """Wait no longer."""
        if self.enrolment(name, now):
            self._set(None, now)

    def take(self, kiosk: str, number: str, now: Ms) -> EnrolOutcome:
        """Take a card that a kiosk does not know.

        :raises StoreError: it could not be written.
        """
        done, found = self._enrolment, self._waiting(now)
        if done and done.told == "enrolled" and (done.kiosk, done.number) == (kiosk, normal_card(number)):
            return "enrolled"  # the answer got lost
        if found is None or found.kiosk != kiosk:
            return "over"
        with writing(self._store.connection):
            told = cards.give(self._store.connection, number, found.holder.adult)
        self._set(replace(found, told=told, number=normal_card(number)), now)
        return told

    def mark(self, what: str, family: str, state: str, now: Ms) -> str:
        """Say that a card is `lost`, `ok` or `gone`, named by its number or by who has it; give its number.

        :raises DabeiError: it is not clear which, or it could not be written.
        """
        with writing(self._store.connection):
            number = mark(self._store.connection, what, family, state)
        self._register.read(now)
        return number

    def forget(self, now: Ms) -> None:
        """Wait no longer for a card of somebody who was erased."""
        if self._enrolment and self._enrolment.holder.adult in self._register.erased:
            self._set(None, now)

    def _waiting(self, now: Ms) -> Enrolment | None:
        found = self._enrolment
        return found if found and found.told != "enrolled" and now <= found.until else None

    def _set(self, enrolment: Enrolment | None, now: Ms) -> None:
        """Remember it, and let kiosks learn."""
        self._enrolment = enrolment
        waiting = self._waiting(now)
        self._register.enrolling = {waiting.kiosk: waiting.until} if waiting else {}
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


def mark(connection: sqlite3.Connection, what: str, family: str, state: str) -> str:
    """Mark a card, named by its number or by the adult who has only this one, and give its number.

    :raises DabeiError: nobody has it, or the adult has several.
    """
    number = _which(connection, what, family, state)
    cards.mark(connection, number, state)
    return number


def _which(connection: sqlite3.Connection, what: str, family: str, state: str) -> str:
    if cards.is_known(connection, number := normal_card(what)):
        return number
    known = cards.holders(connection, what, family)
    if not known:
        raise DabeiError(f"nobody has the card {what!r}, nor is so called; look at `dabei-broker SETTINGS list`")
    holder = one(known, what)
    others = cards.cards_of(connection, holder.adult, "lost" if state == "ok" else "ok")
    if len(others) == 1:
        return others[0]
    if not others:
        raise DabeiError(f"{holder.name} has no card that could become {state}")
    raise DabeiError(f"{holder.name} has several cards: {', '.join(others)}. Give the number of one")
