"""Sessions: the framework's, under an id that is new whenever somebody says who they are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.middleware.session.server_side import ServerSideSessionBackend, ServerSideSessionConfig
from litestar.stores.base import StorageObject, Store
from litestar.stores.file import FileStore
from litestar.types import Empty, Message, ScopeSession

LASTS_S = 12 * 3600
"""A working day; then one says anew who one is."""
NEW = "dabei_new_session"


class FreshIds(ServerSideSessionBackend):
    """Takes no id that somebody else has put into the browser, and keeps nothing for those who have no session."""

    def get_session_id(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
        """Give the id of the session; a new one if it has just begun."""
        fresh = connection.scope.get(NEW)
        return fresh if isinstance(fresh, str) else super().get_session_id(connection)

    async def get(self, session_id: str, store: Store) -> bytes | None:
        """Read a session; one that a power cut has torn is none, so that its browser may log in anew."""
        try:
            return await super().get(session_id, store)
        except (msgspec.MsgspecError, OSError):
            return None

    async def store_in_message(
        self, scope_session: ScopeSession, message: Message, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> None:
        """Write a session when it begins, and drop one that has ended: what stays the same wears out no disk."""
        if connection.scope.get(NEW):
            await super().store_in_message(scope_session, message, connection)
        elif self.config.key in connection.cookies and not scope_session:
            await super().store_in_message(Empty, message, connection)


@dataclass
class Sessions(ServerSideSessionConfig):
    """How long sessions last, and how their cookie is kept."""

    _backend_class = FreshIds
    key: str = "dabei-session"
    max_age: int = LASTS_S
    samesite: str = "strict"  # type: ignore[assignment]


def kept(folder: Path) -> Store:
    """Give what keeps sessions on the disk, so that a restart ends none; it is for this user's eyes alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        if _over(path):
            path.unlink()
    return FileStore(folder)


async def begin(request: Request[Any, Any, Any], **session: str | int) -> None:
    """Begin a session for whoever has just said who they are: under a new id, so that no id known before opens it."""
    await end(request)
    request.scope[NEW] = FreshIds(Sessions()).generate_session_id()  # type: ignore[literal-required]
    request.set_session(session | {"until": request.app.state.now() + 1000 * LASTS_S})


async def end(request: Request[Any, Any, Any]) -> None:
    """End the session that this browser has, and with it the streams that it has opened."""
    if request.session:
        request.app.state.ended.add(request.cookies[Sessions.key])
        await Sessions().get_store_from_app(request.app).delete(request.cookies[Sessions.key])
    request.clear_session()


def session_of(connection: ASGIConnection[Any, Any, Any, Any]) -> dict[str, Any]:
    """Give the session as it is now, while a stream runs too; empty if there is none, or it is over."""
    session = cast("dict[str, Any]", connection.scope.get("session") or {})
    over = "until" in session and session["until"] <= connection.app.state.now()
    ended = connection.cookies.get(Sessions.key) in connection.app.state.ended
    return {} if over or ended else session


def _over(path: Path) -> bool:
    try:
        return StorageObject.from_bytes(path.read_bytes()).expired
    except msgspec.MsgspecError:  # torn by a power cut
        return True
