"""A morning in the care room for page tests: a carers' tablet that is open, and who is there."""

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast
from uuid import uuid4

import httpx
from litestar.serialization import encode_json
from playwright.sync_api import BrowserContext

from broker.house.office import Office
from broker.house.roster import Adult, Child, Family, Pickup
from broker.house.rules import CareRules, HouseRules, Limit
from broker.minding import Details, Glance, Phone
from broker.wire.facts.care import ShiftTaken
from broker.wire.facts.custody import Taken
from hubs import HASH, OFFICE, FakeHub
from visitors import FORM, PLAIN, SESSIONS, serving

T = TypeVar("T")
TABLET = "7ab1e7" * 10
"""Session of the tablet that is open."""
JANA = Family(
    "f-jjjjjjjj", adults=(Adult("a-jjjjjjj0", "Jana", roles=("parent", "carer"), shifts=True),),
    children=(Child("c-jjjjjjj0", "Emil", "penguin", group="under1"),),
)  # fmt: skip
TOBIAS = Family(
    "f-tttttttt", adults=(Adult("a-ttttttt0", "Tobias", roles=("parent", "carer"), shifts=True),),
    children=(Child("c-ttttttt0", "Jonas", "hedgehog", group="over3"),),
)  # fmt: skip
OLENA = Family(
    "f-oooooooo", adults=(Adult("a-ooooooo0", "Olena"), Adult("a-ooooooo1", "Andrij", deputy=True)),
    children=(Child("c-ooooooo0", "Mia", "fox", group="under3"), Child("c-ooooooo1", "Leo", "turtle", group="over3")),
    pickups=(Pickup("p-ooooooo0", "Vera"),),
)  # fmt: skip
LINH = Family(
    "f-llllllll", adults=(Adult("a-lllllll0", "Linh"),),
    children=(Child("c-lllllll0", "Bao", "panda", group="over3"),),
)  # fmt: skip
MIA, LEO, BAO, EMIL = OLENA.children[0].id, OLENA.children[1].id, LINH.children[0].id, JANA.children[0].id
JONAS = TOBIAS.children[0].id
NUTS = (
    Glance(("Erdnüsse",), more=True),
    Details("Adrenalin-Pen im roten Beutel", ("Erdnüsse", "Milch"), (Phone("Linh", "0351 123"),), ("Ron · Verbot",)),
)


def office(places: int = 10) -> Office:
    """Give an office whose care room has this firm limit."""
    limits = (Limit(limit="places_soft", value=places), Limit(limit="places_firm", value=places))
    return Office(
        site=OFFICE.site, name=OFFICE.name, rooms=OFFICE.rooms, desks=OFFICE.desks, devices=OFFICE.devices,
        nodes=OFFICE.nodes, rules=HouseRules(care=CareRules(limits=limits)),
    )  # fmt: skip


def done(what: Coroutine[Any, Any, T]) -> T:
    """Do something asynchronous to its end, beside a browser that has a loop of its own in this thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, what).result()


def care_hub(places: int = 10, made: type[FakeHub] = FakeHub) -> FakeHub:
    """Give a hub that knows four families and an open tablet; nobody is there yet."""
    hub = made(office(places))
    for entry in (JANA, TOBIAS, OLENA, LINH):
        hub.add(entry)
    hub.minded[BAO] = NUTS
    done(hub.pair("Tablet", "carer", "", HASH))
    done(SESSIONS.set(TABLET, encode_json({"opened": "device-0"})))
    return hub


class Door:
    """One server for all tests of a file; behind it stands the hub of each."""

    hub: FakeHub

    def __getattr__(self, name: str) -> object:
        """Give what the hub of this test has."""
        return getattr(self.hub, name)

    def serving(self) -> AbstractContextManager[str]:
        """Serve whichever hub stands behind it; gives the address."""
        return serving(cast("FakeHub", self))


def on_duty(hub: FakeHub, family: Family, until: int | None = None) -> None:
    """Put the first adult of a family on duty."""
    hub.fold(ShiftTaken(shift=str(uuid4()), adult=family.adults[0].id, family=family.id, until=until))


def taken(hub: FakeHub, child: str, by: Family = JANA, minutes_ago: int = 0) -> None:
    """Let a carer take a child who is in the house."""
    stay = hub.snapshot().house.stays[child]
    assert stay.answers
    hub.fold(
        Taken(
            child=child, family=stay.family, stay=str(uuid4()), by=by.adults[0].id, answers=stay.answers,
            follows=stay.stay,
        ),
        hub.now - 60_000 * minutes_ago,
    )  # fmt: skip


def morning(hub: FakeHub) -> None:
    """Jana is on duty; Bao is in care, Mia is announced, Leo is with Olena at Laptop 3."""
    hub.arrive(JANA, children=False, minutes_ago=120)
    on_duty(hub, JANA)
    hub.arrive(LINH, desk="pc-1", care=("Bao",), minutes_ago=107)
    taken(hub, BAO, minutes_ago=100)
    hub.arrive(OLENA, desk="laptop-3", care=("Mia",), minutes_ago=3)


COOKIES = {"dabei-device": "device-0.secret", "dabei-session": TABLET, "dabei-form": FORM}


def tablet(address: str, **cookies: str) -> httpx.Client:
    """Give a program that is an open tablet."""
    headers = {"x-dabei-form": FORM, "origin": address}
    return httpx.Client(base_url=address, cookies=COOKIES | cookies, headers=headers, timeout=10, verify=PLAIN)


def as_tablet(context: BrowserContext) -> BrowserContext:
    """Make a browser an open tablet."""
    context.add_cookies([{"name": name, "value": value, "url": "http://127.0.0.1"} for name, value in COOKIES.items()])
    return context


def field(html: str, name: str) -> str:
    """Give the value of the first field of this name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]
