"""The list of all families: found by one box, filtered by what needs a look, who is in the house now."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import get
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Struct

from broker.families import Listed
from broker.house.office import Office
from broker.house.proofs import Due, proofs_due
from broker.house.state import House
from broker.house.time import office_day
from broker.snapshot import Snapshot
from broker.web.family_search import search
from broker.web.languages import pages
from broker.web.login import Asks, page
from broker.web.state import WebState
from broker.wire.language import mark

ROWS = 50
"""On one page of the list."""


class Row(Struct, frozen=True):
    """A family of the list."""

    family: Listed
    here: int
    """How many of it are in the house."""
    due: tuple[Due, ...]


FILTERS: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    "": (mark("All"), lambda _row: True),
    "haus": (mark("In the house"), lambda row: row.here),
    "betreuende": (mark("Carers"), lambda row: any(adult.carer for adult in row.family.adults)),
    "geschuetzt": (mark("Protected"), lambda row: row.family.protected),
    "hinweis": (mark("Notice or consent missing"), lambda row: not (row.family.notice and row.family.agreed)),
    "nachweise": (mark("Proofs to look after"), lambda row: row.due),
}
"""Word in the address → its word on the page, and whether a family is shown."""


@get("/familien", include_in_schema=False)
async def families_list(
    request: Asks, state: WebState, q: FromQuery[str] = "", nur: FromQuery[str] = "", seite: FromQuery[int] = 1
) -> Response[str]:
    """List families.

    :param q: what somebody searches for.
    :param nur: one of `FILTERS`.
    :param seite: page of the list, from 1.
    """
    speaking, snapshot = pages(request), state.hub.snapshot()
    known = await state.hub.families()
    rows = [row_of(family, snapshot) for family in search(known, q[:60], speaking.words.animal)]
    chosen = nur if nur in FILTERS else ""
    shown = [row for row in rows if FILTERS[chosen][1](row)]
    last = max(1, -(-len(shown) // ROWS))
    here = min(max(seite, 1), last)
    return page(
        request,
        "families.html",
        q=q[:60],
        chosen=chosen,
        filters=[(name, speaking.say(word), sum(map(bool, map(fits, rows)))) for name, (word, fits) in FILTERS.items()],
        rows=shown[(here - 1) * ROWS : here * ROWS],
        found=len(shown),
        any=bool(known),
        place=here,
        last=last,
    )


def row_of(family: Listed, snapshot: Snapshot) -> Row:
    """Tell who of a family is in the house, and what of its carers somebody has to look after."""
    return Row(family, len(in_house(family.id, snapshot.house)), due_of(family, snapshot.office, snapshot))


def in_house(family: str, house: House) -> list[str]:
    """Give who of a family is in the house: adults and children."""
    adults = [visit.adult for visit in house.present() if visit.family == family]
    return adults + [stay.child for stay in house.children() if stay.family == family]


def due_of(family: Listed, office: Office, snapshot: Snapshot) -> tuple[Due, ...]:
    """Give the proofs of a family's carers that somebody has to look after."""
    today = office_day(snapshot.at, office.zone)
    carers = ((adult.id, adult.proofs) for adult in family.adults if adult.carer)
    return proofs_due(carers, office.rules.care.proofs, today)
