"""The line that tells what a press of a button did, drawn from the truth and not from the press."""

from uuid import uuid4

from broker.web.pages import Pages
from broker.web.people import find_visit, visit_view
from broker.web.state import WebState


def notice(state: WebState, pages: Pages, visit: str) -> str:
    """Draw what is now true of a visit; empty if the house does not know it."""
    snapshot = state.hub.snapshot()
    if not (found := find_visit(snapshot, visit)):
        return ""
    return pages.draw(
        "notice.html", person=visit_view(snapshot, found), until=found.until, now=snapshot.at, key=uuid4()
    )
