"""While the hub runs: renews its own certificates before they end, and knows when all others do."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from broker.house.office import Office
from broker.settings import HubSettings
from broker.trust import mosquitto
from broker.trust.authority import now_utc
from broker.trust.trust import Trust
from broker.wire.errors import DabeiError

log = logging.getLogger(__name__)
EVERY_S = 60.0
"""From one look to the next: a command may have enrolled or revoked somebody meanwhile."""


class Renewing:
    """One thread; without authorities it does nothing. `certificates` may be read by any thread."""

    def __init__(self, settings: HubSettings, office: Office, now: Callable[[], datetime] = now_utc) -> None:
        """Prepare."""
        self._settings, self._office, self._now = settings, office, now
        self._trust = Trust(settings.trust_folder)
        self._stopping, self._thread = threading.Event(), threading.Thread()
        self.certificates = self._trust.expiries()

    def start(self, renewed: Callable[[], None]) -> None:
        """Look now and then; `renewed` is called in the thread when pages have another certificate."""
        self._thread = threading.Thread(target=self._run, args=(renewed,), name="renewing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def step(self) -> bool:
        """Renew what ends soon, and let Mosquitto know what has changed; true if pages have another certificate."""
        if not self._trust.made:
            return False
        try:
            now = self._now()
            with self._trust.held():
                names = self._trust.renew(self._settings.web.hosts, now)
                changed = mosquitto.write(self._settings, self._office, self._trust, now)
            self.certificates = self._trust.expiries()
        except (DabeiError, OSError, ValueError) as exc:
            log.error("certificates cannot be looked after: %s", exc)  # noqa: TRY400  # all is said
            return False
        if changed and not mosquitto.reload(self._settings):
            log.warning("Mosquitto has a new configuration, and could not be told; start it anew")
        return "pages" in names

    def _run(self, renewed: Callable[[], None]) -> None:
        while not self._stopping.wait(EVERY_S):
            try:
                if self.step():
                    renewed()
            except DabeiError as exc:
                log.error("%s", exc)  # noqa: TRY400  # all is said
