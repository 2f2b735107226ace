"""Secrets by which an adult's own phone is let in: one per visit, used once, then there is another one."""

import hmac
import secrets

from msgspec.structs import replace

from broker.house.state import House
from broker.web.desk_face import DeskFace


class PhoneCodes:
    """Remembers the secrets that count, and who has used one. For the event loop of the pages."""

    def __init__(self) -> None:
        """Begin with none."""
        self._start = secrets.token_hex(4)
        self._secrets: dict[str, str] = {}
        self._used: dict[str, int] = {}

    def secret(self, visit: str) -> str:
        """Give the secret of a visit that is open."""
        return self._secrets.setdefault(visit, secrets.token_urlsafe(18))

    def find(self, secret: str, house: House) -> str | None:
        """Give the visit that a secret lets in to; None once it is used, or the visit has ended."""
        self._drop_ended(house)
        typed = secret.encode()
        found = (visit for visit, known in self._secrets.items() if hmac.compare_digest(known.encode(), typed))
        return next(found, None)

    def use(self, visit: str) -> None:
        """Let the secret of a visit count no longer."""
        self._secrets.pop(visit, None)
        self._used[visit] = self._used.get(visit, 0) + 1

    def shown(self, face: DeskFace) -> DeskFace:
        """Give a desk with the code that is to be drawn there, as long as one adult sits there."""
        if len(face.sitters) != 1:
            return face
        visit = face.sitters[0].visit
        used = self._used.get(visit, 0)
        return replace(face, phones=used, code=f"{self._start}-{visit[:8]}-{used}")

    def _drop_ended(self, house: House) -> None:
        open_ = {visit.visit for visit in house.visits.values()}
        self._secrets = {visit: secret for visit, secret in self._secrets.items() if visit in open_}
        self._used = {visit: used for visit, used in self._used.items() if visit in open_}
