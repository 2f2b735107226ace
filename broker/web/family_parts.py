"""A form of a family as it is opened: what it is about, and what is kept of that now."""

import asyncio
import re
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from litestar.exceptions import NotFoundException, ServiceUnavailableException, ValidationException
from litestar.response import Response
from msgspec import Struct

from broker.families import FamilyEntry, Kept, title_of
from broker.house.time import office_day
from broker.web.family_adult import AdultForm
from broker.web.family_child import ChildForm, taken
from broker.web.family_forms import Around, FamilyForm, one_of
from broker.web.family_health import HealthForm
from broker.web.family_own import OwnForm
from broker.web.family_person import NeverForm, PickupForm
from broker.web.fields import Fields
from broker.web.languages import pages
from broker.web.login import Asks, page
from broker.web.merging import Said
from broker.web.recording import COMMIT_S
from broker.web.state import WebState
from broker.wire.errors import DabeiError
from broker.wire.language import mark

NEW = "neu"
"""In an address: somebody who is not known yet."""
OWN = OwnForm()
PARTS: Mapping[str, FamilyForm] = {
    "erwachsene": AdultForm(),
    "kinder": ChildForm(),
    "gesundheit": HealthForm(),
    "abholende": PickupForm(),
    "nie": NeverForm(),
}
"""Word in the address → its form."""
LETTERS = {"family": "f", "adults": "a", "children": "c", "pickups": "p", "never": "p"}
"""Of the pseudonyms in each group."""


class Opened(Struct, frozen=True):
    """A form, and what it is about."""

    form: FamilyForm
    part: str
    """Its word in the address; empty for the family as a whole."""
    around: Around
    version: int
    """Of the family; 0 for a new one."""
    now: Said | None
    """What is kept; None of somebody new, or who is gone."""

    @property
    def path(self) -> str:
        """Where the form is sent."""
        family = f"/familien/{self.around.entry.id if self.version else NEW}"
        if self.part:
            return f"{family}/{self.part}/{self.around.person if self.now else NEW}"
        return f"{family}/angaben" if self.version else family

    @property
    def id(self) -> str:
        """The pseudonym of whom it is about, also of somebody new."""
        return self.around.person or str(self.around.entry.id)

    @property
    def family(self) -> str:
        """The family's name; empty for a new one."""
        return title_of(self.around.entry)

    @property
    def name(self) -> str:
        """Whom it is about; empty for the family as a whole, and for somebody new."""
        return getattr(one_of(self.around, self.form.group), "name", "") if self.part and self.now else ""

    @property
    def back(self) -> str:
        """Where one goes on."""
        return f"/familien/{self.around.entry.id}" if self.version else "/familien"


def form_of(part: str) -> FamilyForm:
    """Give the form of a part.

    :raises NotFoundException: there is none.
    """
    if part in PARTS:
        return PARTS[part]
    raise NotFoundException


async def kept_family(state: WebState, family: str) -> Kept:
    """Give a family by its id.

    :raises NotFoundException: there is none.
    """
    kept = await state.hub.family(family)
    if kept is None or kept.entry.id != family:
        raise NotFoundException(mark("There is no such family, or no longer."))
    return kept


async def opened(request: Asks, state: WebState, part: str, family: str, person: str) -> Opened:
    """Open a form; `part` is empty for the family as a whole.

    :raises NotFoundException: there is no such family, or no such form.
    """
    form = form_of(part) if part else OWN
    kept = await kept_family(state, family)
    return await _opened(request, state, form, part, person, kept)


async def opened_new(request: Asks, state: WebState, family: str) -> Opened:
    """Open the form of a family that is new, or was a moment ago."""
    kept = await state.hub.family(family) or Kept(FamilyEntry(id=family), 0)
    return await _opened(request, state, OWN, "", "", kept)


async def _opened(request: Asks, state: WebState, form: FamilyForm, part: str, person: str, kept: Kept) -> Opened:
    snapshot, others = state.hub.snapshot(), await state.hub.families()
    today = office_day(snapshot.at, snapshot.office.zone)
    around = Around(kept.entry, person, others, snapshot.office, today, pages(request))
    return Opened(form, part, around, kept.version, form.said(around) if kept.version else None)


def pseudonym(said: str, group: str) -> str:
    """Take the pseudonym that a form has made for somebody new.

    :raises ValidationException: it is none.
    """
    if re.fullmatch(f"{LETTERS[group]}-[a-z0-9]{{8}}", said):
        return said
    raise ValidationException


def was(fields: Fields) -> Said:
    """Read what the form said when it was opened.

    :raises ValidationException: nothing that a form of ours would send.
    """
    try:
        return msgspec.json.decode(fields["was"], type=dict[str, tuple[str, ...]])
    except msgspec.MsgspecError as exc:
        raise ValidationException from exc


def remembered(now: Said) -> str:
    """Write what a form says as it is opened, to be sent along with it."""
    return msgspec.json.encode(now).decode()


def draw(
    request: Asks,
    found: Opened,
    status: int = HTTPStatus.OK,
    *,
    fields: Fields | None = None,
    clashes: tuple[str, ...] = (),
    notice: str = "",
) -> Response[str]:
    """Draw a form as it is kept, or as it was typed.

    :param clashes: fields that somebody else has changed meanwhile, too.
    """
    form, around, say = found.form, found.around, pages(request).say
    now = found.now or form.first()
    shown = fields or Fields(now)
    return page(
        request,
        "family_form.html",
        status,
        opened=found,
        part=form,
        entry=around.entry,
        fields=shown,
        labels={name: form.label(name, say) for name in form.labels},
        options=form.options(around),
        was=remembered(now),
        clashes=[
            (
                name,
                form.label(name, say),
                form.word(name, now[name], around),
                form.word(name, shown.every(name), around),
            )
            for name in clashes
        ],
        notice=notice,
        taken=taken(around),
    )


async def looked(request: Asks, state: WebState, what: str, subject: str) -> None:
    """Write down that somebody looks, before anything is shown.

    :raises ServiceUnavailableException: it cannot be written.
    """
    who = request.user
    try:
        await asyncio.wait_for(state.hub.note(who.role, who.name, who.device, what, subject), COMMIT_S)
    except (TimeoutError, DabeiError) as exc:
        raise ServiceUnavailableException(mark("The look cannot be written down, so nothing is shown.")) from exc
