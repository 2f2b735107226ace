"""Cards while the hub runs: a new one for a named adult, held to a kiosk within two minutes; a lost one."""

import sqlite3
from uuid import uuid4

from msgspec.structs import replace

from broker.holding import BADGE, Enrolment, Holder
from broker.holding import Cards as AllCards
from broker.house.roster import EnrolOutcome, normal_card
from broker.known import Entry
from broker.register import Register
from broker.store import accounts, cards, codes, guests
from broker.store.store import Store, writing
from broker.wire.errors import BusyError, DabeiError
from broker.wire.message import Ms

ENROL_MS = 120_000
"""For so long a kiosk waits for the new card."""


OFFICE = Holder(BADGE, "", "")
"""Whose the badges are."""


class Cards:
    """Used by the aggregator's thread. One new card is waited for at each kiosk."""

    def __init__(self, store: Store, register: Register) -> None:
        """Wait for none."""
        self._store, self._register = store, register
        self._enrolments: dict[str, Enrolment] = {}
        """Kiosk → the last one there."""
        self._logs: dict[str, Entry | None] = {}
        """Kiosk → who waits there."""

    def all(self, now: Ms) -> AllCards:
        """Give all cards and badges, and who has a code."""
        connection = self._store.connection
        return AllCards(
            tuple(cards.rows(connection)), tuple(guests.badges(connection, now)), tuple(codes.coders(connection))
        )

    def expect(self, who: str, family: str, kiosk: str, now: Ms, log: Entry | None = None) -> Enrolment:
        """Wait for a new card at a kiosk.

        :param who: id or name of the adult; `family` tells several apart, and may be empty as `kiosk` may. `BADGE` for
            the office's next badge.
        :param log: who does that, for the access log; about whom, is filled in.
        :raises BusyError: another card is waited for there.
        :raises DabeiError: it is not clear who or where.
        """
        holder = OFFICE if who == BADGE else one(cards.holders(self._store.connection, who, family), who)
        place = self._kiosk(kiosk)
        before = self._waiting(place, now)
        if before and before.holder != holder:
            raise BusyError(
                f"the new card of {before.holder.name or 'the office'} is waited for at {place}: end that first, or "
                f"wait for {ENROL_MS // 60_000} minutes"
            )
        found = Enrolment(uuid4().hex[:8], holder, place, now + ENROL_MS)
        self._logs[place] = log
        self._set(found, now)
        return found

    def enrolment(self, name: str, now: Ms) -> Enrolment | None:
        """Tell how far an enrolment is, by its id; None when it is over without a card."""
        self.forget(now)
        found = self._find(name)
        return None if found is None or (now > found.until and found.told != "enrolled") else found

    def stop(self, name: str, now: Ms) -> None:
        """Wait no longer."""
        if (found := self.enrolment(name, now)) and found.told != "enrolled":
            del self._enrolments[found.kiosk]
            self._tell(now)

    def take(self, kiosk: str, number: str, now: Ms) -> EnrolOutcome:
        """Take a card that a kiosk does not know.

        :raises StoreError: it could not be written.
        """
        self.forget(now)
        done, found = self._enrolments.get(kiosk), self._waiting(kiosk, now)
        if done and done.told == "enrolled" and done.number == normal_card(number):
            return "enrolled"  # the answer got lost
        if found is None:
            return "over"
        told = self._give(number, found.holder.adult, now, self._logs[kiosk])
        self._set(replace(found, told=told, number=normal_card(number)), now)
        return told

    def give(self, adult: str, number: str, log: Entry) -> EnrolOutcome:
        """Give an adult a card by its number, as a reader at the desk types it; `over` if there is no such adult.

        :raises StoreError: it could not be written.
        """
        told = self._give(number, adult, log.at, log) if self._is_there(adult) else "over"
        self._register.read(log.at)
        return told

    def mark(self, what: str, family: str, state: str, now: Ms, log: Entry | None = None) -> str:
        """Say that a card is `lost`, `ok` or `gone`, named by its number or by who has it; give its number.

        :raises DabeiError: it is not clear which, or it could not be written.
        """
        with writing(self._store.connection):
            number = mark(self._store.connection, what, family, state, now)
            if log:
                accounts.note(self._store.connection, log)
        self._register.read(now)
        return number

    def forget(self, now: Ms) -> None:
        """Wait no longer for a card of somebody who was erased, or is of no family any more."""
        gone = [kiosk for kiosk, found in self._enrolments.items() if not self._is_there(found.holder.adult)]
        for kiosk in gone:
            del self._enrolments[kiosk]
        if gone:
            self._tell(now)

    def _give(self, number: str, adult: str, now: Ms, log: Entry | None) -> EnrolOutcome:
        with writing(self._store.connection):
            told = cards.give(self._store.connection, number, adult, now)
            if log and told == "enrolled":
                accounts.note(self._store.connection, replace(log, at=now, subject=adult))
        return told

    def _is_there(self, adult: str) -> bool:
        return adult == BADGE or bool(cards.holders(self._store.connection, adult))

    def _find(self, name: str) -> Enrolment | None:
        return next((found for found in self._enrolments.values() if found.id == name), None)

    def _waiting(self, kiosk: str, now: Ms) -> Enrolment | None:
        found = self._enrolments.get(kiosk)
        return found if found and found.told != "enrolled" and now <= found.until else None

    def _set(self, enrolment: Enrolment, now: Ms) -> None:
        self._enrolments[enrolment.kiosk] = enrolment
        self._tell(now)

    def _tell(self, now: Ms) -> None:
        """Let kiosks learn for how long each waits."""
        waiting = (self._waiting(kiosk, now) for kiosk in self._enrolments)
        self._register.enrolling = {found.kiosk: found.until for found in waiting if found}
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


def mark(connection: sqlite3.Connection, what: str, family: str, state: str, now: Ms) -> str:
    """Mark a card, named by its number or by the adult who has only this one, and give its number.

    :raises DabeiError: nobody has it, or the adult has several.
    """
    number = _which(connection, what, family, state)
    cards.mark(connection, number, state, now)
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
