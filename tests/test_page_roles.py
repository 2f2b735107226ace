"""Who may open what: every role asks every route of a real server, and gets in or not as the table says."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, get_args
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from litestar.routes import HTTPRoute

from broker.house.roster import Roster
from broker.web.access import ROUTES
from broker.web.app import create_app
from broker.web.who import Role
from hubs import FAMILIES, OLENA, TOKEN, FakeHub
from visitors import FORM, PLAIN, role_cookies, serving

ROLES: tuple[Role, ...] = get_args(Role)
EXAMPLES = {"node": "door", "file_path": "live.js", "desk": "pc-1"}
"""What stands in a path where it has to be something that there is."""
KIOSK_ONLY = "/kiosks/"
NAMES = [person.name for family in FAMILIES for person in (*family.adults, *family.children)]
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
DOORS = ("/anmelden", "/entsperren", "/rufe/ende")
FORMS = {"/anmelden": {"password": "1"}, "/koppeln": {"code": "0"}, "/entsperren": {"pin": "0"}}
"""What forms that anybody may send are answered to without a refusal of the table: a page that says "wrong"."""


@pytest.fixture(scope="module")
def hub() -> FakeHub:
    """Give a house with people, a tablet and a desk's PC."""
    hub = FakeHub()
    for entry in FAMILIES:
        hub.add(entry)
    hub.arrive(OLENA, desk="pc-1", care=("Mia",))
    hub.give_roster("door", Roster("00" * 32, hub.snapshot().office, FAMILIES))
    return hub


@pytest.fixture(scope="module")
def address(hub: FakeHub) -> Iterator[str]:
    """Serve it."""
    with serving(hub) as address:
        yield address


def routes() -> set[tuple[str, str]]:
    """Give (method, path) of everything that the application answers; OPTIONS tells methods alone."""
    app = create_app(FakeHub())
    return {
        (method, re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path_format if hasattr(route, "path_format") else route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods - {"OPTIONS", "HEAD"}
    }


def test_every_route_has_a_row_and_every_row_is_a_route() -> None:
    """A page that is added without saying for whom fails here, and is refused meanwhile."""
    assert routes() == set(ROUTES)


def ask(hub: FakeHub, address: str, role: Role, method: str, path: str) -> httpx.Response:
    """Ask as somebody, with a form that is signed, of our own origin; a stream only for its head."""
    cookies, headers = role_cookies(hub, role)
    url = address + re.sub(r"\{(\w+)\}", lambda part: EXAMPLES.get(part[1], str(uuid4())), path)
    headers |= {"origin": address, "x-dabei-form": FORM}
    content: dict[str, Any] = {}
    if method == "POST":
        form = FORMS.get(path, {"key": str(uuid4()), "what": "carer"})
        content = {"json": {"number": "04DE0000000001"}} if path.startswith(KIOSK_ONLY) else {"data": form}
    with httpx.stream(method, url, cookies=cookies, headers=headers, timeout=10, **content, verify=PLAIN) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx.Response(answer.status_code, headers=answer.headers)
        answer.read()
        return answer


def refused(answer: httpx.Response, path: str) -> bool:
    """Tell whether the table has refused, or has asked who it is."""
    place = urlsplit(answer.headers.get("location", "")).path
    return answer.status_code in REFUSED or (answer.status_code == HTTPStatus.SEE_OTHER and place in DOORS != path)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_or_is_refused_as_the_table_says(hub: FakeHub, role: Role) -> None:
    """Over real HTTP, and a refusal names nobody."""
    with serving(hub) as address:
        for (method, path), may in sorted(ROUTES.items()):
            answer = ask(hub, address, role, method, path)
            out = refused(answer, path)
            if path.startswith(KIOSK_ONLY):  # each asks for the kiosk's own token
                assert out == (role != "kiosk"), (role, method, path, answer.status_code)
            elif path in FORMS and method == "POST" and role in may:
                assert answer.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.SEE_OTHER}, (role, path)
            else:
                assert out == (role not in may), (role, method, path, answer.status_code)
            if out:
                assert not [name for name in NAMES if re.search(rf"\b{name}\b", answer.text)], (role, method, path)


def test_a_route_without_a_row_is_refused_to_all(hub: FakeHub, address: str) -> None:
    """Litestar adds pages of its own, and nobody needs them."""
    for role in ROLES:
        assert refused(ask(hub, address, role, "GET", "/schema"), "/schema")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_other_methods_change_nothing_and_tell_nothing(hub: FakeHub, address: str, method: str) -> None:
    """Whoever asks; only what is the same for everybody has a HEAD."""
    before = hub.known(), len(hub.recorded)
    for role in ("staff", "none"):
        cookies, headers = role_cookies(hub, role)
        for path in ("/", "/geraete", "/anmelden", "/kiosks/door/roster"):
            headers |= {"origin": address, "x-dabei-form": FORM}
            answer = httpx.request(method, address + path, cookies=cookies, headers=headers, verify=PLAIN)
            assert answer.status_code in {400, 404, 405}, (role, path, answer.status_code)
            assert not [name for name in NAMES if re.search(rf"\b{name}\b", answer.text)]
    assert before == (hub.known(), len(hub.recorded))


def test_a_bearer_of_a_wrong_token_is_no_kiosk(hub: FakeHub, address: str) -> None:
    """And with a session beside it is nobody else either: what comes from a program is none of staff."""
    cookies, _ = role_cookies(hub, "staff")
    for bearer in ("guess", TOKEN[:-1], TOKEN + "x"):
        sign = {"authorization": f"Bearer {bearer}"}
        assert (
            httpx.get(f"{address}/kiosks/door/roster", headers=sign, verify=PLAIN).status_code
            == HTTPStatus.UNAUTHORIZED
        )
        assert (
            httpx.get(f"{address}/geraete", headers=sign, cookies=cookies, verify=PLAIN).status_code
            == HTTPStatus.FORBIDDEN
        )
