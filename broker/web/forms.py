"""What forms carry so that only a page of ours changes something: the framework's token."""

from typing import Any
from uuid import UUID, uuid5

from litestar import Request
from litestar.config.csrf import CSRFConfig
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.utils.scope.state import ScopeState

from broker.wire.message import Id

FORM = Body(media_type=RequestEncodingType.URL_ENCODED)
COOKIE, HEADER = "dabei-form", "x-dabei-form"
KEYS = UUID("3d1c4d0e-2f7b-4a53-9d0b-6a6d5b7c1e42")
"""Name space of form keys."""
MARK = "@form@"
"""Stands for the token in panels that are drawn once for everybody."""


def key(*parts: object) -> Id:
    """Make a form's key from what it changes: the same press on two screens is one fact."""
    return str(uuid5(KEYS, " ".join(map(str, parts))))


def protection(secret: str) -> CSRFConfig:
    """Give the framework's protection; pages read the cookie to send it as a header."""
    return CSRFConfig(secret=secret, cookie_name=COOKIE, header_name=HEADER, cookie_samesite="strict")


def token(request: Request[Any, Any, Any]) -> str:
    """Give the token that the forms of this answer carry; empty where the framework made none."""
    found = ScopeState.from_scope(request.scope).csrf_token
    return found if isinstance(found, str) else ""


def signed(html: str, request: Request[Any, Any, Any]) -> str:
    """Put the token into panels that were drawn for everybody."""
    return html.replace(MARK, token(request))
