"""What forms carry so that only a page of ours changes something: the framework's token."""

from typing import Any

from litestar import Request
from litestar.config.csrf import CSRFConfig
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.utils.scope.state import ScopeState

FORM = Body(media_type=RequestEncodingType.URL_ENCODED)
COOKIE, HEADER = "dabei-form", "x-dabei-form"
MARK = "@form@"
"""Stands for the token in panels that are drawn once for everybody."""


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
