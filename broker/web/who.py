"""Who asks for a page: a session of staff or of a carer on duty, a paired device, a kiosk, or nobody we know."""

import hmac
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult
from msgspec import Struct

from broker.known import Known, Paired, digest
from broker.web.hub import Hub
from broker.web.sessions import session_of

Role = Literal["staff", "carer", "locked", "desk", "phone", "kiosk", "none"]
"""`locked`: a carers' tablet that waits for its PIN; `phone`: an adult's own, as long as the visit lasts."""
DEVICE = "dabei-device"
"""Cookie of a paired device."""


class Who(Struct, frozen=True):
    """One who asks."""

    role: Role = "none"
    name: str = ""
    """Of the log-in or the device."""
    device: str = ""
    """Id of the device."""
    desk: str = ""
    """Which desk a desk's PC stands at."""
    adult: str = ""
    """Of a carer with a code of their own, or of a phone: who it is."""
    visit: str = ""
    """Of a phone: the visit for which it was let in."""


NOBODY = Who()


class Recognise(AbstractAuthenticationMiddleware):
    """Puts a `Who` beside every request; what it may do is decided elsewhere."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Find out who asks; never refuses."""
        return AuthenticationResult(who(connection), None)


def who(connection: ASGIConnection[Any, Any, Any, Any]) -> Who:
    """Tell who asks, as it is now: a password that was changed, a device put out, or the end of duty count at once."""
    hub: Hub = connection.app.state.hub
    if connection.headers.get("authorization", "").startswith("Bearer "):
        return Who("kiosk")  # whose token it is, the route asks
    session = session_of(connection)
    return _by_session(session, hub) or _by_device(connection.cookies.get(DEVICE, ""), session, hub.known()) or NOBODY


def _by_session(session: dict[str, Any], hub: Hub) -> Who | None:
    match session:
        case {"account": str(name), "since": int(since)}:
            account = hub.known().accounts.get(name)
            return Who("staff", name) if account and account.since == since else None
        case {"adult": str(adult), "shift": str(shift)}:
            on_duty = hub.snapshot().house.shifts.get(adult)
            return Who("carer", adult=adult) if on_duty and on_duty.shift == shift else None
        case {"phone": str(visit)}:
            found = (open_.adult for open_ in hub.snapshot().house.visits.values() if open_.visit == visit)
            adult = next(found, "")
            return Who("phone", adult=adult, visit=visit) if adult else None
    return None


def _by_device(cookie: str, session: dict[str, Any], known: Known) -> Who | None:
    device = device_of(cookie, known)
    if device is None:
        return None
    if device.role == "desk":
        return Who("desk", device.name, device.id, device.desk)
    return Who("carer" if session.get("opened") == device.id else "locked", device.name, device.id)


def device_of(cookie: str, known: Known) -> Paired | None:
    """Find the device that holds this secret."""
    name, _, secret = cookie.partition(".")
    device = known.paired.get(name)
    return device if device and hmac.compare_digest(device.secret, digest(secret)) else None
