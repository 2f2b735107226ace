"""Fetches the roster from the hub over HTTP: at the start, when the hub says so, and now and then."""

import logging
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from broker.house.roster import Roster

log = logging.getLogger(__name__)
EVERY_S, RETRY_S, PATIENCE_S = 300.0, 5.0, 5.0


class RosterFetcher:
    """One thread; hands on a roster only when it has changed."""

    def __init__(self, hub: str, node: str, token: Path, on_roster: Callable[[Roster], None]) -> None:
        """Prepare to fetch this node's roster from `hub`, with the secret in the file `token`."""
        self._token = token
        self._url, self._on_roster, self._etag = urlsplit(f"{hub.rstrip('/')}/kiosks/{node}/roster"), on_roster, ""
        self._wake, self._stopping = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="roster", daemon=True)

    def start(self) -> None:
        """Fetch in the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping = True
        self._wake.set()
        self._thread.join(2)

    def soon(self) -> None:
        """Fetch again now."""
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            self._wake.wait(EVERY_S if self._fetch() else RETRY_S)

    def _fetch(self) -> bool:
        try:
            secret = self._token.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as exc:
            log.error("the token cannot be read: %s. `dabei-broker SETTINGS token NODE` prints it", exc)  # noqa: TRY400  # all is said
            return False
        try:
            return self._ask(secret)
        except (OSError, ValueError, HTTPException, msgspec.MsgspecError) as exc:
            log.info("the roster cannot be fetched now: %s", exc)
            return False

    def _ask(self, secret: str) -> bool:
        known = {"If-None-Match": self._etag} if self._etag else {}
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        connection = kind(self._url.hostname or "", self._url.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", self._url.path, headers={"Authorization": f"Bearer {secret}", **known})
            return self._take(connection.getresponse())
        finally:
            connection.close()

    def _take(self, answer: HTTPResponse) -> bool:
        match answer.status:
            case HTTPStatus.NOT_MODIFIED:
                return True
            case HTTPStatus.UNAUTHORIZED:
                log.error("the hub does not take this kiosk's token; bring it over anew into %s", self._token)
                return False
            case status if status != HTTPStatus.OK:
                raise HTTPException(f"{status} {answer.reason}")
        roster = msgspec.json.decode(answer.read(), type=Roster)
        self._etag = answer.headers.get("etag", "")
        self._on_roster(roster)
        return True
