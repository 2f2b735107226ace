"""Whether something can be reached, in the house or beyond: the internet, the router, a file server."""

import socket
from typing import Literal

from sensors.settings import Target

PATIENCE_S = 5.0
Reached = Literal["ok", "name", "refused", "timeout", "no_route"]
"""`name`: its name is not found; `refused`: the machine is there, but not what is asked for."""


def reach(target: Target) -> Reached:
    """Open a connection, and close it at once; nothing is sent.

    :raises OSError: it cannot be opened.
    :raises UnicodeError: this can be no name.
    """
    with socket.create_connection((target.host, target.port), PATIENCE_S):
        return "ok"


def why(exc: Exception) -> Reached:
    """Tell why a connection could not be opened."""
    match exc:
        case socket.gaierror() | UnicodeError():
            return "name"
        case ConnectionRefusedError():
            return "refused"
        case TimeoutError():
            return "timeout"
    return "no_route"
