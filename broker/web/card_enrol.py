"""A new card: held to a kiosk while a page waits and shows what becomes of it, or typed by a reader at the desk."""

from http import HTTPStatus

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from broker.families import FamilyEntry
from broker.holding import BADGE, Enrolment
from broker.web.cards import DONE, PAGE, SHOWN, kiosks, log, shown
from broker.web.family_saving import GONE
from broker.web.fields import Fields, sent
from broker.web.login import Asks, go, page
from broker.web.recording import not_saved
from broker.web.state import WebState
from broker.wire.errors import BusyError, DabeiError
from broker.wire.language import mark

OF_FAMILY = "/familien/{family:str}/karten"
NEW = f"{PAGE}/neu"
REFUSED = {
    "random": mark("A telephone or an identity card has another number each time. Hold a card or a key fob there."),
    "taken": mark("Somebody has this card, or has lost it. Hold another one there."),
    "unreadable": mark("This card has no number that can be used. Hold another one there."),
}
"""Why a card was not taken, and what to do."""
TYPED = {
    "random": mark("A telephone or an identity card has another number each time. Take a card or a key fob."),
    "taken": mark("Somebody has this card, or has lost it. Take another one."),
    "unreadable": mark("This is no number of a card: it has 4 to 40 letters and digits."),
    "over": GONE,
}
NO_FAMILY = mark("This family is no longer there. Open the page again.")
BUSY = mark("Another new card is waited for there now. Wait a moment, or take another terminal.")


@get(OF_FAMILY, include_in_schema=False)
async def family_cards(
    request: Asks, state: WebState, family: FromPath[str], getan: FromQuery[str] = ""
) -> Response[str]:
    """Show cards and codes of a family, by adult."""
    return await _family(request, state, family, Fields(), getan)


@post(OF_FAMILY + "/nummer", include_in_schema=False)
async def type_card(request: Asks, state: WebState, family: FromPath[str]) -> Response[str]:
    """Give an adult the card whose number was typed."""
    entry, fields = await family_of(state, family), await sent(request)
    adult = fields.choice("adult", {each.id or "" for each in entry.adults})
    number = fields.text(f"number-{adult}", 80, needed=True)
    if not fields.faults:
        try:
            told = await state.hub.give_card(adult, number, log(request, "card", adult, "new"))
        except DabeiError as exc:
            fields.wrong(f"number-{adult}", not_saved(exc))
        else:
            if told == "enrolled":
                return go(f"/familien/{entry.id}/karten?getan=new")
            fields.wrong(f"number-{adult}", TYPED[told])
    return await _family(request, state, family, fields, "")


@post(NEW, include_in_schema=False)
async def expect(request: Asks, state: WebState) -> Response[str]:
    """Begin to wait for a new card at a kiosk."""
    fields = await sent(request)
    adult, family = fields["adult"], fields["family"]
    known = {each.id for each in (await family_of(state, family)).adults} if family else {BADGE}
    if adult not in known:
        raise NotFoundException(NO_FAMILY)
    kiosk = fields.choice("kiosk", {name for name, _ in kiosks(state)})
    if not fields.faults:
        try:
            found = await state.hub.expect_card(adult, kiosk, log(request, "card", adult, "new"))
        except BusyError:
            fields.wrong("kiosk", BUSY)
        except DabeiError as exc:
            fields.wrong("kiosk", not_saved(exc))
        else:
            return go(f"{NEW}/{found.id}?familie={family}")
    return page(
        request, "card_place.html", HTTPStatus.UNPROCESSABLE_ENTITY, fields=fields, kiosks=kiosks(state),
        back=_back(family),
    )  # fmt: skip


@get(NEW + "/{name:str}", include_in_schema=False)
async def waiting(request: Asks, state: WebState, name: FromPath[str], familie: FromQuery[str] = "") -> Response[str]:
    """Show what becomes of the card that is waited for."""
    found = await state.hub.enrolment(name)
    left_s = max(0, (found.until - state.now()) // 1000) if found else 0
    return page(
        request,
        "card_waits.html",
        name=name,
        family=familie,
        found=found,
        place=dict(kiosks(state)).get(found.kiosk, found.kiosk) if found else "",
        badge=await _badge(state, found) if found else 0,
        last=found.number[-SHOWN:] if found else "",
        refused=REFUSED.get(found.told, "") if found else "",
        left=(left_s // 60, left_s % 60),
        back=_back(familie),
    )


@post(NEW + "/{name:str}/ende", include_in_schema=False)
async def stop(request: Asks, state: WebState, name: FromPath[str]) -> Response[str]:
    """Wait no longer."""
    await state.hub.stop_enrolment(name)
    return go(_back((await sent(request))["family"]))


async def family_of(state: WebState, family: str) -> FamilyEntry:
    """Give a family.

    :raises NotFoundException: there is no such family any more.
    """
    kept = await state.hub.family(family)
    if kept is None:
        raise NotFoundException(NO_FAMILY)
    return kept.entry


def _back(family: str) -> str:
    return f"/familien/{family}/karten" if family else PAGE


async def _badge(state: WebState, found: Enrolment) -> int:
    """Give what is to be written on the new badge; 0 if it is none."""
    badges = (await state.hub.cards()).badges if found.holder.adult == BADGE else ()
    return next((row.badge for row in badges if row.number == found.number), 0)


async def _family(request: Asks, state: WebState, family: str, fields: Fields, done: str) -> Response[str]:
    entry, known = await family_of(state, family), await state.hub.cards()
    return page(
        request,
        "family_cards.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fields.faults else HTTPStatus.OK,
        family=entry,
        cards={adult.id: [shown(state, row) for row in known.cards if row.adult == adult.id] for adult in entry.adults},
        coded={adult.adult for adult in known.adults if adult.coded},
        kiosks=kiosks(state),
        keys={adult.id: state.letters.key() for adult in entry.adults},
        fields=fields,
        done=DONE.get(done, ""),
    )
