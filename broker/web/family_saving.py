"""Saving a form of a family: what two change at once is put together, or asked about; nothing typed is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from litestar.exceptions import NotFoundException
from litestar.response import Response

from broker.families import FamilyEntry
from broker.known import CHANGED, Entry
from broker.web.family_parts import Opened, draw, looked, was
from broker.web.fields import Fields
from broker.web.languages import pages
from broker.web.login import Asks, go
from broker.web.merging import merge
from broker.web.recording import COMMIT_S, NotRecordedError, not_saved
from broker.web.state import WebState
from broker.wire.errors import ConflictError, DabeiError, TakenError
from broker.wire.language import mark

GONE = mark("Nobody of this family is called so, or no longer.")
TRIES = 3
"""How often somebody else may be faster while a form is saved."""


async def save(
    request: Asks, state: WebState, fields: Fields, again: Callable[[], Awaitable[Opened]], *, known: bool = False
) -> Response[str]:
    """Save a form.

    :param again: opens it as it is kept now.
    :param known: whether it is about somebody who was there when it was opened.
    """
    for _ in range(TRIES):
        found = await again()
        if known and found.part and found.now is None:
            return _gone(request, found, fields)
        now = found.now or found.form.first()
        merged = merge(was(fields), found.form.typed(fields), now, found.form.together)
        typed = Fields(merged.said)
        entry = found.form.put(typed, found.around)
        try:
            if not typed.faults and not merged.clashes:
                changed = dict.fromkeys(found.form.noted(name) for name in now if merged.said[name] != now[name])
                if changed or found.now is None:
                    await write(request, state, entry, found, " ".join(changed) if found.now else "new")
                return go(f"/familien/{entry.id}?getan=gespeichert#{found.around.person or 'angaben'}")
        except ConflictError:
            continue
        except TakenError as exc:
            typed.wrong(exc.column.partition(".")[2], mark("Somebody else has this already."))
        except NotRecordedError as exc:
            return draw(request, found, exc.status_code, fields=typed, notice=pages(request).say(exc.detail))
        if not found.form.adds:  # what others have written meanwhile is shown, too
            await looked(request, state, "health", found.around.person)
        status = HTTPStatus.CONFLICT if merged.clashes else HTTPStatus.UNPROCESSABLE_ENTITY
        return draw(request, found, status, fields=typed, clashes=merged.clashes)
    words = pages(request).say(mark("Others are changing this family just now. Please save again."))
    return draw(request, found, HTTPStatus.CONFLICT, fields=typed, notice=words)


def _gone(request: Asks, found: Opened, fields: Fields) -> Response[str]:
    """Tell that somebody is gone who was there when the form was opened; it could take them in again.

    :raises NotFoundException: it could not.
    """
    if not found.form.adds:
        raise NotFoundException(GONE)
    words = pages(request).say(
        mark("Somebody has just taken this person out of the family. Saving takes them in again.")
    )
    return draw(request, found, HTTPStatus.CONFLICT, fields=Fields(found.form.typed(fields)), notice=words)


async def write(request: Asks, state: WebState, entry: FamilyEntry, found: Opened, detail: str) -> None:
    """Put the family, and a line into the access log.

    :raises ConflictError: somebody else was faster.
    :raises TakenError: somebody else has what only one can have.
    :raises NotRecordedError: it was not written, or nobody knows.
    """
    who, whom = request.user, entry.id if found.version else ""
    log = Entry(0, who.role, who.name, who.device, CHANGED, whom or "", f"{found.form.group} {detail}")
    try:
        # Shielded: whoever gives up waiting must not take it back out of the hub's hands.
        await asyncio.wait_for(asyncio.shield(state.hub.save_family(entry, found.version, log)), COMMIT_S)
    except TimeoutError as exc:
        raise NotRecordedError(
            mark("The hub does not answer. Perhaps it was saved: please look, then press again.")
        ) from exc
    except (ConflictError, TakenError):
        raise
    except DabeiError as exc:
        raise NotRecordedError(not_saved(exc)) from exc
