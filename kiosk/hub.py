"""Asks the hub over HTTP: for the roster, at the start, when the hub says so, and now and then; to take a new card."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from ssl import SSLCertVerificationError, create_default_context
from urllib.parse import urlsplit

import msgspec

from broker.house.roster import NewCard, NewCardAnswer, Roster
from kiosk.flow.inputs import Told

log = logging.getLogger(__name__)
FAULTS = (OSError, ValueError, HTTPException, msgspec.MsgspecError)
EVERY_S, RETRY_S, PATIENCE_S = 300.0, 5.0, 5.0


class HubClient:
    """One thread; hands on a roster only when it has changed."""

    def __init__(self, hub: str, node: str, token: Path, on_roster: Callable[[Roster], None], ca: str = "") -> None:
        """Prepare to fetch this node's roster from `hub`, with the secret in the file `token`.

        :param ca: path of the certificate of the authority that has to have signed the hub's; empty: the system's.
        """
        self._token, self._ca = token, ca
        self._url, self._on_roster, self._etag = urlsplit(f"{hub.rstrip('/')}/kiosks/{node}"), on_roster, ""
        self._cards = deque[tuple[str, Callable[[Told], None]]]()
        self._wake, self._stopping = threading.Event(), False
        self._thread = threading.Thread(target=self._run, name="hub", daemon=True)

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

    def enrol(self, number: str, answer: Callable[[Told], None]) -> None:
        """Give the hub the number of somebody's new card; `answer` learns in the thread what became of it."""
        self._cards.append((number, answer))
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            while self._cards:
                number, answer = self._cards.popleft()
                answer(self._enrol(number))
            self._wake.wait(EVERY_S if self._fetch() else RETRY_S)

    def _fetch(self) -> bool:
        try:
            known = {"If-None-Match": self._etag} if self._etag else {}
            status, body, etag = self._ask("GET", "roster", known)
            if status == HTTPStatus.NOT_MODIFIED:
                return True
            roster = msgspec.json.decode(body, type=Roster)
        except SSLCertVerificationError as exc:
            log.error("the hub's pages cannot be trusted: %s. Enrol this kiosk anew", exc.verify_message)  # noqa: TRY400  # all is said
            return False
        except FAULTS as exc:
            log.info("the roster cannot be fetched now: %s", exc)
            return False
        self._etag = etag
        self._on_roster(roster)
        return True

    def _enrol(self, number: str) -> Told:
        try:
            body = msgspec.json.encode(NewCard(number))
            _, answer, _ = self._ask("POST", "card", {"Content-Type": "application/json"}, body)
            return msgspec.json.decode(answer, type=NewCardAnswer).told
        except FAULTS as exc:
            log.warning("a new card could not be given to the hub: %s", exc)
            return "failed"

    def _ask(self, method: str, what: str, headers: dict[str, str], body: bytes = b"") -> tuple[int, bytes, str]:
        """Ask, and give status, body and ETag of an answer that can be used.

        :raises OSError: nobody answers, or the token cannot be read.
        :raises HTTPException: the answer is none of that kind.
        """
        signed = {"Authorization": f"Bearer {self._secret()}", **headers}
        connection = self._connection()
        try:
            connection.request(method, f"{self._url.path}/{what}", body or None, signed)
            answer = connection.getresponse()
            if answer.status == HTTPStatus.UNAUTHORIZED:
                log.error("the hub does not take this kiosk's token; bring it over anew into %s", self._token)
            if answer.status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                raise HTTPException(f"{answer.status} {answer.reason}")
            return answer.status, answer.read(), answer.headers.get("etag", "")
        finally:
            connection.close()

    def _connection(self) -> HTTPConnection:
        host = self._url.hostname or ""
        if self._url.scheme == "http":
            return HTTPConnection(host, self._url.port, timeout=PATIENCE_S)
        context = create_default_context(cafile=Path(self._ca).expanduser() if self._ca else None)
        return HTTPSConnection(host, self._url.port, timeout=PATIENCE_S, context=context)

    def _secret(self) -> str:
        try:
            return self._token.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as exc:
            log.error("the token cannot be read: %s. `dabei-broker SETTINGS token NODE` prints it", exc)  # noqa: TRY400  # all is said
            raise
