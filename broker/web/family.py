"""The sheet of one family: everything that the office keeps of it, but health behind a touch."""

from typing import Literal

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Struct

from broker.families import AdultEntry, ChildEntry, Kept, title_of
from broker.house.proofs import Due, due
from broker.house.roster import group
from broker.house.rules import ProofName
from broker.house.time import office_day
from broker.known import LOOKED
from broker.snapshot import Snapshot
from broker.web.family_adult import ROLES
from broker.web.family_child import USUAL
from broker.web.family_parts import kept_family, looked
from broker.web.login import Asks, page
from broker.web.people import VisitView, visit_view
from broker.web.proof_words import SHORT
from broker.web.state import WebState
from broker.wire.language import endonym, mark

CONTACTS = 2
"""So many are asked for."""
TOLD = {"gespeichert": mark("Saved."), "weg": mark("No longer of this family.")}
AGES = {
    "under1": mark("under 1 year"), "under3": mark("one or two years"), "over3": mark("three to six years"),
    "school": mark("at school"), "unknown": mark("age unknown"),
}  # fmt: skip


class Shown(Struct, frozen=True):
    """A proof of a carer, as the sheet shows it."""

    proof: ProofName
    day: str
    due: Due | None
    """None where the office asks for none."""


class AdultView(Struct, frozen=True):
    """An adult of the sheet."""

    entry: AdultEntry
    visit: VisitView | None
    on_duty: bool
    proofs: tuple[Shown, ...]
    desk: str
    """Id of the one that is offered when they arrive next; empty: none."""


class ChildView(Struct, frozen=True):
    """A child of the sheet; nothing of its health."""

    entry: ChildEntry
    age: str
    at: str
    """Where it is, if it is in the house; else empty."""
    usual: Literal["adult", "care", "absent"]
    """What is offered when it arrives next."""


@get("/familien/{family:str}", include_in_schema=False)
async def family_sheet(
    request: Asks, state: WebState, family: FromPath[str], getan: FromQuery[str] = ""
) -> Response[str]:
    """Show a family, once the look is written down.

    :param getan: what has just been done, as in `TOLD`.
    """
    kept, snapshot = await kept_family(state, family), state.hub.snapshot()
    await looked(request, state, LOOKED, family)
    return page(
        request,
        "family.html",
        kept=kept,
        entry=kept.entry,
        title=title_of(kept.entry),
        adults=[adult_view(adult, snapshot, kept) for adult in kept.entry.adults],
        children=[child_view(child, snapshot, kept) for child in kept.entry.children],
        cards=sum(len(adult.cards) + len(adult.lost_cards) for adult in kept.entry.adults),
        contacts=CONTACTS,
        roles=ROLES,
        ages=AGES,
        usual=USUAL,
        short=SHORT,
        spoken=endonym(kept.entry.language),
        desks={desk.id: desk.name for desk in snapshot.office.desks},
        told=TOLD.get(getan, ""),
        now=snapshot.at,
    )


def adult_view(adult: AdultEntry, snapshot: Snapshot, kept: Kept) -> AdultView:
    """Tell of an adult what is kept, and how it is now."""
    visit, known = snapshot.house.visits.get(str(adult.id)), snapshot.families.get(str(kept.entry.id))
    chosen = next((one for one in known.adults if one.id == adult.id), None) if known else None
    return AdultView(
        adult,
        visit_view(snapshot, visit) if visit else None,
        adult.id in snapshot.house.shifts,
        proofs_of(adult, snapshot),
        (chosen or adult).usual_desk or "",
    )


def proofs_of(adult: AdultEntry, snapshot: Snapshot) -> tuple[Shown, ...]:
    """Give the proofs of an adult: those that the office asks a carer for, and others that are kept."""
    rules = {rule.proof: rule for rule in snapshot.office.rules.care.proofs}
    today, carer = office_day(snapshot.at, snapshot.office.zone), adult.shifts or "carer" in adult.roles
    found = []
    for proof in SHORT:
        day: str = getattr(adult, proof)
        asked = rules.get(proof) if carer else None
        if day or carer:
            found.append(Shown(proof, day, due(str(adult.id), asked, day, today) if asked else None))
    return tuple(found)


def child_view(child: ChildEntry, snapshot: Snapshot, kept: Kept) -> ChildView:
    """Tell of a child what is kept, and how it is now."""
    stay, known = snapshot.house.stays.get(str(child.id)), snapshot.families.get(str(kept.entry.id))
    chosen = next((one for one in known.children if one.id == child.id), None) if known else None
    today = office_day(snapshot.at, snapshot.office.zone)
    return ChildView(child, group(child.birthday, today), stay.at if stay else "", (chosen or child).usual)
