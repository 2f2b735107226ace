"""The page of a desk as a view of its own, drawn for the desk itself and for staff who look at it."""

from broker.house.office import Desk
from broker.snapshot import Snapshot
from broker.web.desk_face import Around, DeskFace, around, desk_face
from broker.web.desk_words import Tell
from broker.web.feed import Feed
from broker.web.pages import Pages
from broker.web.phone_codes import PhoneCodes
from broker.web.state import WebState
from broker.wire.message import Ms

HOUR_MS = 3_600_000
PANELS = ("calls", "ask", "now", "around")
"""Apart, so that what one changes takes nothing out of a hand that types in another."""


class DeskView:
    """Draws one desk; `own`: for the desk itself, which may answer and show the code for a telephone."""

    def __init__(self, pages: Pages, desk: Desk, phones: PhoneCodes | None) -> None:
        """Draw with these pages; without `phones` nothing can be answered."""
        self.assets = pages.assets
        self._pages, self._desk, self._phones = pages, desk, phones
        self._basis: tuple[DeskFace, Around, Ms] | None = None
        self._kept: dict[str, str] = {}

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        """Draw desk and surroundings; what is as it was is kept as it was."""
        face = desk_face(snapshot, self._desk)
        if self._phones:
            face = self._phones.shown(face)
        basis = (face, around(snapshot), snapshot.at - snapshot.at % HOUR_MS)
        if basis != self._basis:
            view = {"face": face, "around": basis[1], "now": snapshot.at, "tell": Tell(self._pages, snapshot.at)}
            view["own"] = self._phones is not None
            self._kept = {name: self._pages.draw(f"desk_{name}.html", **view).strip() for name in PANELS}
            self._basis = basis
        return self._kept

    def clock(self, now: Ms) -> dict[str, str]:
        """Give what the head of the page says of the time."""
        return self._pages.clock(now)


def desk_feed(state: WebState, pages: Pages, desk: Desk, *, own: bool) -> Feed:
    """Give the stream of one desk."""
    view = DeskView(pages, desk, state.phones if own else None)
    name = f"desk:{desk.id}:{'own' if own else 'staff'}/{pages.language}"
    return state.feeds.of(name, lambda: Feed(state.hub, view, state.now))
