"""A day on paper: a blank sheet to print in the morning, and the form by which it is typed in later."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.exceptions import ValidationException
from litestar.params import FromQuery
from litestar.response import Response
from msgspec import Struct
from msgspec.structs import replace

from broker.house.roster import Adult, Child
from broker.house.time import office_day
from broker.snapshot import Snapshot
from broker.web.forms import FORM
from broker.web.languages import pages
from broker.web.login import Asks, go, page
from broker.web.paper_facts import DAYS, Written, WrittenChild, WrittenError, facts, find, new_key
from broker.web.people import adult_name, find_visit
from broker.web.recording import NotRecordedError, record
from broker.web.state import WebState

EMPTY = 6
"""Rows for whoever is not on the sheet."""


class Row(Struct, frozen=True):
    """An adult on the sheet, with the family's children."""

    adult: Adult
    children: tuple[Child, ...]


@get("/papier", include_in_schema=False)
async def paper(request: Asks, state: WebState) -> Response[str]:
    """Print a sheet for a day without the system; protected families are on no paper."""
    return page(request, "paper.html", rows=_rows(_unprotected(state.hub.snapshot())), now=state.now(), empty=EMPTY)


@get("/papier/eintragen", include_in_schema=False)
async def paper_form(
    request: Asks, state: WebState, wer: FromQuery[str] = "", da: FromQuery[str] = ""
) -> Response[str]:
    """Ask what the sheet says of one adult.

    :param wer: pseudonym of the adult.
    :param da: the visit that has just been typed in.
    """
    return _form(request, state, wer, {}, done=da)


@post("/papier/eintragen", include_in_schema=False)
async def paper_write(request: Asks, state: WebState, data: Annotated[dict[str, str], FORM]) -> Response[str]:
    """Record what the sheet says, with the times that it says."""
    snapshot = _open_to(request, state)
    said = _written(snapshot, data)
    try:
        wanted = facts(snapshot, said, state.now(), request.user.adult)
        await record(state, *wanted)
    except WrittenError as exc:
        return _form(request, state, said.adult, data, wrong=pages(request).say(str(exc)))
    except NotRecordedError as exc:  # what was typed stays on the screen
        return _form(request, state, said.adult, data, wrong=pages(request).say(exc.detail))
    return go(f"/papier/eintragen?da={wanted[0].body.visit}")  # type: ignore[union-attr]  # the first is the arrival


def _form(
    request: Asks, state: WebState, adult: str, data: dict[str, str], *, wrong: str = "", done: str = ""
) -> Response[str]:
    snapshot, now = _open_to(request, state), state.now()
    zone = snapshot.office.zone
    visit = find_visit(snapshot, done)
    return page(
        request,
        "paper_form.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        rows=_rows(snapshot),
        pair=find(snapshot, adult),
        said=data,
        wrong=wrong,
        key=data.get("key") or new_key(),
        today=office_day(now, zone).isoformat(),
        first=datetime.fromtimestamp(now / 1000 - DAYS * 86_400, zone).date().isoformat(),
        carers=_carers(snapshot),
        desks=snapshot.office.desks,
        done=(adult_name(snapshot, visit.adult), visit) if visit else None,
        now=now,
    )


def _open_to(request: Asks, state: WebState) -> Snapshot:
    """Give whom the form may name: parents on duty see the carers' tablet, so protected families are left to staff."""
    snapshot = state.hub.snapshot()
    return snapshot if request.user.role == "staff" else _unprotected(snapshot)


def _unprotected(snapshot: Snapshot) -> Snapshot:
    families = {name: family for name, family in snapshot.families.items() if not family.protected}
    return replace(snapshot, families=families)


def _written(snapshot: Snapshot, data: dict[str, str]) -> Written:
    pair = find(snapshot, data.get("adult", ""))
    children = [
        WrittenChild(child.id, data.get(f"since-{child.id}", ""), data.get(f"until-{child.id}", ""))
        for child in (pair[0].children if pair else ())
        if any(data.get(f"{what}-{child.id}") for what in ("with", "since", "until"))
    ]
    try:
        return msgspec.convert({**data, "children": [msgspec.to_builtins(child) for child in children]}, Written)
    except msgspec.ValidationError as exc:
        raise ValidationException from exc


def _rows(snapshot: Snapshot) -> list[Row]:
    every = [Row(adult, family.children) for family in snapshot.families.values() for adult in family.adults]
    return sorted(every, key=lambda row: row.adult.name.casefold())


def _carers(snapshot: Snapshot) -> list[Adult]:
    """Give whoever may have been on duty."""
    every = (adult for family in snapshot.families.values() for adult in family.adults)
    return [adult for adult in every if adult.shifts or "carer" in adult.roles]
