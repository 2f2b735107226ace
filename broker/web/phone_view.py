"""What an adult's own phone shows, as a view of its own for each visit."""

from typing import Literal

from msgspec import Struct

from broker.snapshot import Snapshot
from broker.web.desk_family import CallFace, ChildFace, calls_of, children_of
from broker.web.desk_words import Tell
from broker.web.feed import Feed
from broker.web.pages import Pages
from broker.web.state import WebState
from broker.wire.message import Ms

PREFIX = "phone:"
HOUR_MS = 3_600_000
PANELS = ("calls", "now")


class PhoneFace(Struct, frozen=True):
    """Everything on the page of one adult's phone."""

    calls: tuple[CallFace, ...]
    children: tuple[ChildFace, ...]
    emergency: Literal["", "alarm", "drill"]


def phone_face(snapshot: Snapshot, visit: str) -> PhoneFace | None:
    """Tell what an adult is to know; None once the visit has ended."""
    found = [entry for entry in snapshot.house.visits.values() if entry.visit == visit]
    if not found:
        return None
    children = children_of(snapshot, found)
    calls = calls_of(snapshot, {entry.adult for entry in found}, [child.id for child in children])
    return PhoneFace(calls, children, snapshot.house.danger)


class PhoneView:
    """Draws the phone of one visit."""

    def __init__(self, pages: Pages, visit: str) -> None:
        """Draw with these pages."""
        self.assets = pages.assets
        self._pages, self._visit = pages, visit
        self._basis: tuple[PhoneFace | None, Ms] | None = None
        self._kept = dict.fromkeys(PANELS, "")

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        """Draw calls and children; nothing once the visit has ended."""
        basis = (phone_face(snapshot, self._visit), snapshot.at - snapshot.at % HOUR_MS)
        if basis != self._basis:
            self._basis, self._kept = basis, self._draw(basis[0], snapshot.at)
        return self._kept

    def clock(self, now: Ms) -> dict[str, str]:
        """Give what the head of the page says of the time."""
        return self._pages.clock(now)

    def _draw(self, face: PhoneFace | None, now: Ms) -> dict[str, str]:
        if face is None:
            return dict.fromkeys(PANELS, "")
        view = {"face": face, "now": now, "tell": Tell(self._pages, now)}
        return {name: self._pages.draw(f"phone_{name}.html", **view).strip() for name in PANELS}


def phone_feed(state: WebState, pages: Pages, visit: str) -> Feed:
    """Give the stream of one phone; those of visits that have ended are forgotten."""
    wanted = {found.visit for found in state.hub.snapshot().house.visits.values()}
    state.feeds.keep(PREFIX, wanted)
    view = PhoneView(pages, visit)
    return state.feeds.of(f"{PREFIX}{visit}/{pages.language}", lambda: Feed(state.hub, view, state.now))
