"""The access log says who has come in and who could not, when and from where; never a password, code or PIN."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from litestar.stores.memory import MemoryStore

from broker.known import Entry
from broker.web.who import DEVICE
from broker.wire.facts.care import ShiftTaken
from hubs import NAME, PASSWORD, TOBIAS, FakeHub
from offices import wait
from visitors import PIN, role_cookies, serving, visitor

HERE, CODE, CARER = "127.0.0.1", "482913", TOBIAS.adults[0].id


@pytest.fixture
def hub() -> FakeHub:
    hub = FakeHub()
    hub.add(TOBIAS)
    hub.codes = {CODE: CARER}
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    with serving(hub, kept=MemoryStore()) as address:
        yield address


def noted(hub: FakeHub, *lines: tuple[str, str, str, str]) -> None:
    """Make sure that exactly these lines (role, actor, device, what) are written down, with the address."""
    expected = [Entry(hub.now, *line, "", HERE) for line in lines]
    wait(lambda: hub.log == expected, 5, f"{expected}, not {hub.log}")


def test_staff(hub: FakeHub, address: str) -> None:
    with visitor(address) as client:
        client.post("/anmelden", data={"name": NAME, "password": "falsch"})
        client.post("/anmelden", data={"name": NAME, "password": PASSWORD})
    noted(hub, ("none", NAME, "", "log_in_refused"), ("staff", NAME, "", "log_in"))


def test_what_is_nobodys_name_may_be_a_password_in_the_wrong_field(hub: FakeHub, address: str) -> None:
    with visitor(address) as client:
        client.post("/anmelden", data={"name": PASSWORD, "password": PASSWORD})
    noted(hub, ("none", "", "", "log_in_refused"))


def test_a_carer_with_the_own_code(hub: FakeHub, address: str) -> None:
    with visitor(address) as client:
        client.post("/anmelden", data={"password": CODE})  # not on duty yet
        hub.fold(ShiftTaken(shift=str(uuid4()), adult=CARER, family=TOBIAS.id))
        client.post("/anmelden", data={"password": CODE})
    noted(hub, ("none", "", "", "log_in_refused"), ("carer", CARER, "", "log_in"))


def test_a_tablet_that_is_opened_with_its_pin(hub: FakeHub, address: str) -> None:
    cookies, _ = role_cookies(hub, "locked")
    with visitor(address, **{DEVICE: cookies[DEVICE]}) as client:
        client.post("/entsperren", data={"pin": "0000"})
        client.post("/entsperren", data={"pin": PIN})
    device = cookies[DEVICE].partition(".")[0]
    noted(hub, ("locked", "", device, "unlock_refused"), ("carer", "", device, "unlock"))


def test_a_full_disk_shuts_nobody_out(hub: FakeHub, address: str) -> None:
    hub.refuse = "the disk is full"
    with visitor(address) as client:
        answer = client.post("/anmelden", data={"name": NAME, "password": PASSWORD, "weiter": "/geraete"})
        assert answer.headers["location"] == "/geraete"
        assert client.get("/geraete").is_success
    assert hub.log == []
