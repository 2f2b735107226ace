"""Each request may be a line of the hub's log: what kind of page, how it ended, as which role; no name, no secret."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from broker.web.app import create_app
from broker.web.who import Role
from carers import MIA, care_hub, morning, tablet
from hubs import PASSWORD, FakeHub
from offices import RealOffice, wait
from test_page_roles import ROLES
from visitors import FORM, PLAIN, SESSIONS, role_cookies, serving_app, staff, visitor

LINE = re.compile(r"(GET|HEAD|POST|PUT) (/\S*|\(no such route\)) \d{3} \d+ ms (\w+)")


@pytest.fixture
def hub() -> FakeHub:
    hub = care_hub()
    morning(hub)
    return hub


@pytest.fixture
def address(hub: FakeHub) -> Iterator[str]:
    with serving_app(create_app(hub, lambda: hub.now, SESSIONS), access_log=True) as address:
        yield address


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "broker.web.access_log"]


def without_time(line: str) -> str:
    return re.sub(r" \d+ ms", "", line)


def test_a_request_is_one_line_with_route_status_and_role(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), staff(address) as client, tablet(address) as board:
        client.get("/geraete?person=Olena")
        board.get(f"/betreuung/kind/{MIA}")
        httpx.get(f"{address}/healthz", verify=PLAIN)
        httpx.get(f"{address}/geheim/Olena", verify=PLAIN)
        httpx.put(f"{address}/geraete", verify=PLAIN)
    assert [without_time(line) for line in lines(caplog)] == [
        "GET /geraete 200 staff", "GET /betreuung/kind/{child} 200 carer", "GET /healthz 200 none",
        "GET (no such route) 404 none", "PUT (no such route) 405 none",
    ]  # fmt: skip


def test_a_stream_is_a_line_when_it_is_opened(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), staff(address) as client, client.stream("GET", "/events"):
        wait(lambda: [without_time(line) for line in lines(caplog)] == ["GET /events 200 staff"], 5, "it is logged")


@pytest.mark.parametrize("role", ROLES)
def test_no_name_no_secret_and_no_query_stands_there(
    hub: FakeHub, address: str, caplog: pytest.LogCaptureFixture, role: Role
) -> None:
    cookies, headers = role_cookies(hub, role)
    secrets = [*cookies.values(), *headers.values(), "Olena", MIA, "s3cr3t", PASSWORD, "482913", FORM]
    headers |= {"origin": address, "x-dabei-form": FORM, "user-agent": "Olena's phone"}
    with caplog.at_level(logging.INFO), httpx.Client(base_url=address, cookies=cookies, headers=headers) as client:
        for path in (f"/betreuung/kind/{MIA}?q=s3cr3t", "/telefon/s3cr3t", "/anmelden?weiter=/Olena", "/Olena"):
            client.get(path)
        client.post("/anmelden", data={"name": "Olena", "password": "482913"})
        client.post("/telefon/platz/s3cr3t", data={"code": "482913"})
    found = lines(caplog)
    assert len(found) == 6
    for line in found:
        assert LINE.fullmatch(line), line
        assert not [secret for secret in secrets if secret in line], line


def test_it_is_off_unless_the_settings_ask_for_it(hub: FakeHub, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), serving_app(create_app(hub)) as address:
        visitor(address).get("/anmelden")
    assert lines(caplog) == []


def test_the_hub_writes_it_to_its_log(tmp_path: Path) -> None:
    office = RealOffice(tmp_path)
    settings = office.folder / "hub.toml"
    settings.write_text(settings.read_text("utf-8").replace("[web]\n", "[web]\naccess_log = true\n"), "utf-8")
    with office:
        httpx.get(f"http://127.0.0.1:{office.web_port}/api/house?q=s3cr3t", verify=PLAIN)
        wait(lambda: re.search(r"hub: GET /api/house 200 \d+ ms none", office.text("hub")), 5, "it is logged")
        assert "s3cr3t" not in office.text("hub")
