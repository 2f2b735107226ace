"""The access log as a page shows it: names as far as they are still known, and words for what was done."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from broker.house.roster import Family
from broker.known import KEEPER, Entry, Known
from broker.snapshot import Snapshot
from broker.web.answers import answer_text
from broker.web.audit_words import DETAILS, ROLES, WHAT
from broker.web.pages import Pages
from broker.web.questions import TEXTS
from broker.web.sensor_words import subject_name
from broker.web.settings_forms import FORMS
from broker.wire.forget import PSEUDONYM
from broker.wire.language import mark
from broker.wire.message import Ms

UNKNOWN = mark("no longer known")


class Row(Struct, frozen=True):
    """A line of the log, in words."""

    at: Ms
    who: str
    role: str
    device: str
    what: str
    whom: str
    detail: str


class Somebody(Struct, frozen=True):
    """One whom a search may ask for."""

    value: str
    """A log-in, a family, or one of it."""
    name: str


class Group(Struct, frozen=True):
    """Those who stand together in the choice."""

    name: str
    members: tuple[Somebody, ...]


def names(families: Iterable[Family]) -> dict[str, str]:
    """Give the name of everybody who is known, by pseudonym; a family is called by its adults."""
    found = dict[str, str]()
    for family in families:
        found |= {family.id: called(family), **dict(_members(family))}
    return found


def things(snapshot: Snapshot, pages: Pages) -> dict[str, str]:
    """Give the name of every desk, room, device, node and sensor of the house."""
    office = snapshot.office
    sensors = (f"{sensor.node}/{sensor.name}" for sensor in snapshot.sensors)
    return {
        "house": pages.say(mark("the house")),
        **{room.id: room.name for room in office.rooms},
        **{desk.id: desk.name for desk in office.desks},
        **{device.id: device.name for device in office.devices},
        **{node.id: node.name for node in office.nodes},
        **{sensor: subject_name(sensor, snapshot, pages.say) for sensor in sensors},
    }


def called(family: Family) -> str:
    """Name a family by its people."""
    adults = [adult.name for adult in family.adults]
    return ", ".join(adults or [child.name for child in family.children]) or family.id


def groups(families: Iterable[Family], known: Known, pages: Pages) -> list[Group]:
    """Give everybody whom a search may ask for."""
    accounts = tuple(Somebody(name, name) for name in sorted(known.accounts))
    whole = pages.say(mark("everybody of the family"))
    each = [
        Group(
            called(family),
            (Somebody(family.id, whole), *(Somebody(*one) for one in _members(family))),
        )
        for family in families
    ]
    return [Group(pages.say(mark("Log-ins")), accounts), *sorted(each, key=lambda group: group.name.casefold())]


def asked(who: str, families: Mapping[str, Family]) -> tuple[str, ...]:
    """Give whom a search means: a family is everybody of it."""
    family = families.get(who)
    if family is None:
        return (who,) if who else ()
    return (who, *(name for name, _ in _members(family)))


def row(entry: Entry, people: Mapping[str, str], known: Known, pages: Pages) -> Row:
    """Put a line of the log into words."""
    device = known.paired.get(entry.device)
    whom, detail = _told(entry, people, pages)
    return Row(
        entry.at,
        _who(entry, people, pages),
        pages.say(ROLES.get(entry.role, entry.role)),
        device.name if device else pages.say(mark("a device that was put out")) if entry.device else "",
        pages.say(WHAT.get(entry.what, entry.what)),
        whom,
        detail,
    )


def _members(family: Family) -> list[tuple[str, str]]:
    """Give (pseudonym, name) of everybody of a family."""
    adults = [(one.id, one.name) for one in family.adults]
    children = [(one.id, one.name) for one in family.children]
    return [*adults, *children, *((one.id, one.name) for one in family.pickups)]


def _told(entry: Entry, people: Mapping[str, str], pages: Pages) -> tuple[str, str]:
    """Say of whom or what a line is, and what about it."""
    whom = _name(entry.subject, people, pages)
    if entry.what == "settings" and entry.detail in FORMS:
        return whom, pages.say(FORMS[entry.detail].title)
    why, _, said = entry.detail.partition(" ")
    if entry.what == "answer" and why in TEXTS:
        return pages.say(TEXTS[why][0]) % {"what": whom}, pages.say(answer_text(why, said))
    return whom, ", ".join(pages.say(DETAILS.get(part, part)) for part in re.split(r"[ ,]+", entry.detail) if part)


def _who(entry: Entry, people: Mapping[str, str], pages: Pages) -> str:
    """Name who did it: nobody was picked where a tablet, a desk or the hub itself speaks."""
    if entry.actor:
        return _name(entry.actor, people, pages)
    nameless = entry.device or entry.role in (KEEPER, "none")
    return "" if nameless else pages.say(UNKNOWN)


def _name(name: str, people: Mapping[str, str], pages: Pages) -> str:
    return people.get(name) or (pages.say(UNKNOWN) if PSEUDONYM.fullmatch(name) else name)
