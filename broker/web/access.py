"""Who may open what: one table of every route. What stands in no row is refused, and a test finds it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException, NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from broker.web.who import Role, Who
from broker.wire.language import mark

ANYONE: frozenset[Role] = frozenset({"staff", "carer", "locked", "desk", "phone", "kiosk", "none"})
STAFF: frozenset[Role] = frozenset({"staff"})
NOBODY: frozenset[Role] = frozenset()
CARER: frozenset[Role] = frozenset({"carer"})
CARING: frozenset[Role] = frozenset({"staff", "carer", "locked"})
DESK: frozenset[Role] = frozenset({"desk"})
PHONE: frozenset[Role] = frozenset({"phone"})
ROUTES: Mapping[tuple[str, str], frozenset[Role]] = {
    ("GET", "/"): frozenset({"staff", "carer", "desk", "phone"}),
    ("GET", "/events"): STAFF,
    ("POST", "/visits/{visit}/leave"): STAFF,
    ("POST", "/visits/{visit}/undo"): STAFF,
    ("POST", "/fragen"): STAFF,
    ("POST", "/behoben"): STAFF,
    ("POST", "/platz/{desk}/defekt"): STAFF,
    ("GET", "/geraete"): STAFF,
    ("POST", "/geraete/code"): STAFF,
    ("POST", "/geraete/{device}/weg"): STAFF,
    ("GET", "/familien"): STAFF,
    ("GET", "/familien/neu"): STAFF,
    ("POST", "/familien/neu"): STAFF,
    ("GET", "/familien/{family}"): STAFF,
    ("GET", "/familien/{family}/angaben"): STAFF,
    ("POST", "/familien/{family}/angaben"): STAFF,
    ("GET", "/familien/{family}/{part}/{person}"): STAFF,
    ("POST", "/familien/{family}/{part}/{person}"): STAFF,
    ("GET", "/familien/{family}/{part}/{person}/weg"): STAFF,
    ("POST", "/familien/{family}/{part}/{person}/weg"): STAFF,
    ("GET", "/protokoll"): STAFF,
    ("GET", "/familien/{who}/auskunft"): STAFF,
    ("GET", "/familien/{who}/auskunft.json"): STAFF,
    ("GET", "/familien/{who}/loeschen"): STAFF,
    ("POST", "/familien/{who}/loeschen"): STAFF,
    ("GET", "/gaeste/{who}/auskunft"): STAFF,
    ("GET", "/gaeste/{who}/auskunft.json"): STAFF,
    ("GET", "/gaeste/{who}/loeschen"): STAFF,
    ("POST", "/gaeste/{who}/loeschen"): STAFF,
    ("GET", "/einstellungen"): STAFF,
    ("GET", "/einstellungen/verlauf"): STAFF,
    ("GET", "/einstellungen/{what}"): STAFF,
    ("POST", "/einstellungen/{what}"): STAFF,
    ("POST", "/einstellungen/tage/zurueck"): STAFF,
    # the carers' board
    ("GET", "/betreuung"): CARER,
    ("GET", "/betreuung/strom"): CARER,
    ("POST", "/betreuung/hand"): CARER,
    ("GET", "/betreuung/kind/{child}"): CARER,
    ("POST", "/betreuung/kind/{child}/uebernehmen"): CARER,
    ("POST", "/betreuung/kind/{child}/rufen"): CARER,
    ("POST", "/betreuung/kind/{child}/merken"): CARER,
    ("POST", "/betreuung/kind/{child}/bei"): CARER,
    ("GET", "/betreuung/kind/{child}/uebergabe"): CARER,
    ("POST", "/betreuung/kind/{child}/uebergabe"): CARER,
    ("POST", "/betreuung/kind/{child}/gesundheit"): CARER,
    ("POST", "/betreuung/ruf/{name}/ende"): CARER,
    ("POST", "/betreuung/telefon/{ask}"): CARER,
    ("GET", "/betreuung/verlauf"): CARER,
    ("GET", "/betreuung/fragen"): CARER,
    ("POST", "/betreuung/fragen"): CARER,
    ("POST", "/betreuung/zaehlen"): CARER,
    ("GET", "/betreuung/dienst"): CARER,
    ("POST", "/betreuung/dienst/beginnen"): CARER,
    ("POST", "/betreuung/dienst/{adult}/beenden"): CARER,
    ("POST", "/betreuung/dienst/{adult}/uebergeben"): CARER,
    ("POST", "/betreuung/warten/{ask}/streichen"): CARER,
    ("GET", "/betreuung/familien"): CARER,
    ("GET", "/betreuung/familien/{adult}"): CARER,
    ("POST", "/betreuung/familien/{adult}/kommen"): CARER,
    ("POST", "/betreuung/familien/{adult}/platz"): CARER,
    ("POST", "/betreuung/familien/{adult}/kinder"): CARER,
    ("POST", "/betreuung/familien/{adult}/raus"): CARER,
    ("POST", "/betreuung/familien/{adult}/wieder-da"): CARER,
    ("POST", "/betreuung/familien/{adult}/zurueck"): CARER,
    ("POST", "/betreuung/familien/{adult}/gehen"): CARER,
    # whoever holds a tablet when it burns: also one that waits for its PIN
    ("GET", "/notfall"): CARING,
    ("GET", "/notfall/stand"): CARING,
    ("POST", "/notfall/meldung"): CARING,
    ("GET", "/papier"): frozenset({"staff", "carer"}),
    ("GET", "/papier/eintragen"): frozenset({"staff", "carer"}),
    ("POST", "/papier/eintragen"): frozenset({"staff", "carer"}),
    ("GET", "/papier/codes"): STAFF,
    ("POST", "/papier/codes"): STAFF,
    # cards, codes and guests
    ("GET", "/karten"): STAFF,
    ("POST", "/karten"): STAFF,
    ("GET", "/karten/karte/{ref}"): STAFF,
    ("POST", "/karten/karte/{ref}/{said}"): STAFF,
    ("POST", "/karten/neu"): STAFF,
    ("GET", "/karten/neu/{name}"): STAFF,
    ("POST", "/karten/neu/{name}/ende"): STAFF,
    ("POST", "/karten/codes"): STAFF,
    ("GET", "/familien/{family}/karten"): STAFF,
    ("POST", "/familien/{family}/karten/nummer"): STAFF,
    ("POST", "/familien/{family}/code"): STAFF,
    ("POST", "/familien/{family}/code/weg"): STAFF,
    ("GET", "/gaeste"): STAFF,
    ("GET", "/gaeste/neu"): STAFF,
    ("POST", "/gaeste/neu"): STAFF,
    ("POST", "/gaeste/{guest}/wieder-da"): STAFF,
    ("POST", "/gaeste/{guest}/karte"): STAFF,
    ("POST", "/gaeste/{visit}/weg"): STAFF,
    ("POST", "/gaeste/{visit}/koepfe"): STAFF,
    # whoever is not known yet
    ("GET", "/anmelden"): ANYONE,
    ("POST", "/anmelden"): ANYONE,
    ("POST", "/abmelden"): ANYONE,
    ("POST", "/sprache"): ANYONE,
    ("GET", "/koppeln"): ANYONE,
    ("POST", "/koppeln"): ANYONE,
    ("GET", "/entsperren"): frozenset({"locked", "carer"}),
    ("POST", "/entsperren"): frozenset({"locked", "carer"}),
    # the PC at a desk, each its own, which the routes look at
    ("GET", "/platz/{desk}"): frozenset({"staff", "desk"}),
    ("GET", "/platz/{desk}/events"): frozenset({"staff", "desk"}),
    ("POST", "/platz/{desk}/rufe/{call}"): DESK,
    ("POST", "/platz/{desk}/fragen/{kind}"): DESK,
    ("GET", "/platz/{desk}/telefon.svg"): DESK,
    # a phone, by the code at the desk, for one visit
    ("GET", "/telefon/{secret}"): ANYONE,
    ("POST", "/telefon/{secret}"): ANYONE,
    ("GET", "/telefon/platz/{secret}"): ANYONE,
    ("POST", "/telefon/platz/{secret}"): ANYONE,
    ("POST", "/telefon/platz/{secret}/bitte"): ANYONE,
    ("GET", "/rufe"): PHONE,
    ("GET", "/rufe/events"): PHONE,
    ("POST", "/rufe/{call}"): PHONE,
    ("GET", "/rufe/ende"): ANYONE,
    # without names
    ("GET", "/api/house"): ANYONE,
    ("GET", "/healthz"): ANYONE,
    ("GET", "/metrics"): ANYONE,
    # what leads to trust
    ("GET", "/vertrauen"): ANYONE,
    ("GET", "/vertrauen/dabei.crt"): ANYONE,
    ("GET", "/einrichten/{place}"): ANYONE,
    ("GET", "/static/{file_path}"): ANYONE,
    ("GET", "/schema/openapi.json"): STAFF,
    # which Litestar adds by itself
    ("GET", "/schema"): NOBODY,
    ("GET", "/schema/{path}"): NOBODY,
    # kiosks, each with its own token, which the route asks for
    ("GET", "/kiosks/{node}/roster"): ANYONE,
    ("POST", "/kiosks/{node}/card"): ANYONE,
}
"""(method, path) → roles."""
UNLOCK, LOG_IN, OVER = "/entsperren", "/anmelden", "/rufe/ende"
CALLS = "/rufe"
"""What a phone shows."""


def allowed(connection: ASGIConnection[Any, Who, Any, Any], _handler: BaseRouteHandler) -> None:
    """Let in whom the table lets in.

    :raises MethodNotAllowedException: somebody asks what may be asked; no page of another origin may anything.
    :raises NotAuthorizedException: somebody who is not known has to say who they are.
    :raises PermissionDeniedException: this is not for them.
    """
    method = "GET" if connection.scope["method"] == "HEAD" else connection.scope["method"]  # type: ignore[typeddict-item]
    if method == "OPTIONS":  # the framework answers it by itself, and asks nobody who they are
        raise MethodNotAllowedException
    may = ROUTES.get((method, connection.scope["path_template"]), frozenset())
    role = connection.user.role
    if role in may:
        return
    if role in ("none", "locked"):
        raise NotAuthorizedException(mark("Please log in first."))
    raise PermissionDeniedException(mark("This page is not for you. Log in as somebody who may open it."))


def door(who: Who, path: str, *, back: bool = True) -> str:
    """Give where somebody says who they are, and comes back from to `path`, if that can be opened at all."""
    if path == CALLS or path.startswith(f"{CALLS}/"):
        return OVER  # a phone's visit has ended: there is nothing to log in to
    page = UNLOCK if who.role == "locked" else LOG_IN
    return page if path == "/" or not back else f"{page}?weiter={quote(path)}"


def inside(path: str) -> str:
    """Give a path of our own to go on to, and nothing else: the house for whatever leads out of it."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ours else "/"
