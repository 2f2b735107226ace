"""Every page as people see it on a full day, for tests that look at all of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from playwright.sync_api import Page

from broker.house.upkeep import DAY_MS, Fault, Upkeep
from broker.snapshot import Expiry
from broker.web.who import Role
from broker.wire.facts.care import Called, PlaceAsked
from broker.wire.facts.custody import ChildMarked
from broker.wire.facts.house import QuestionRaised
from broker.wire.facts.settings import DaySet, LimitSet
from card_offices import AHORN, LINDE, LOST, OKSANA, card_hub
from carers import BAO, EMIL, JANA, LINH, MIA, OLENA, TOBIAS, care_hub, done, morning, on_duty
from hubs import FakeHub
from kept import FUCHS, KRANICH, kept_office
from records import FAMILY as RECORDED
from records import LINHS, NAMED, keep

__all__ = ["LOOKS", "Look", "full_day"]

ADULT = OLENA.adults[0].id


def full_day() -> FakeHub:
    """Give a hub in which all is in use: two on duty, no place free, one waits; two are called, one thing is asked."""
    hub = care_hub(places=1)
    morning(hub)
    hub.arrive(TOBIAS, care=("Jonas",))
    on_duty(hub, TOBIAS)
    for child, family in ((BAO, LINH), (MIA, OLENA)):
        adult = family.adults[0].id
        hub.fold(Called(call=str(uuid4()), child=child, family=family.id, adult=adult, why="hungry"))
    hub.fold(ChildMarked(child=BAO, family=LINH.id, mark="asleep", by=JANA.adults[0].id))
    hub.fold(PlaceAsked(ask=str(uuid4()), child=EMIL, family=JANA.id, adult=JANA.adults[0].id))
    hub.fold(QuestionRaised(question="announced_long", subject=MIA, family=OLENA.id))
    done(hub.make_codes(["pc-1"]))
    soon = hub.now + 86_400_000
    hub.set(distrust="open", certificates=(Expiry("", "door", hub.now - 1), Expiry("pages", "", soon)))
    keep(hub)
    kept_office(hub)
    hub.fold(LimitSet("places_firm", 9, "Beschluss des Vorstands nach der Begehung", "2026-10-01"))
    hub.fold(DaySet("2026-12-23", until="2027-01-03", why="Winterpause"))
    return card_hub(hub)


@dataclass(frozen=True)
class Look:
    """A page as axe is to see it."""

    role: Role
    path: str
    """`{code}` stands for the one that is printed at PC 1."""
    then: Callable[[Page], None] = lambda _page: None
    """What is done before."""
    once: bool = False
    """Whether one language does: it takes a while."""
    given: Mapping[str, object] = field(default_factory=dict)
    """Fields of the snapshot that are otherwise than on that day."""

    @contextmanager
    def so(self, hub: FakeHub) -> Iterator[None]:
        """Let it be so meanwhile."""
        before = {name: getattr(hub.snapshot(), name) for name in self.given}
        hub.set(**self.given)
        yield
        hub.set(**before)


def upkeep(fault: Fault = "", nights: int = 1, away: int = 1, **disk: int) -> Mapping[str, object]:
    """Say how the hub's machine is; the last backups were made so many nights ago."""
    now = FakeHub().now
    return {
        "upkeep": Upkeep(True, 1, now - nights * DAY_MS, True, now - away * DAY_MS, fault, **disk)  # noqa: FBT003
    }


def ending(days: int) -> Expiry:
    """Let the certificate of the entrance end in so many days."""
    return Expiry("", "door", FakeHub().now + days * DAY_MS)


def wrong_login(page: Page) -> None:
    """Type what is wrong."""
    page.locator("#password").fill("falsch")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()


def wrong_pin(page: Page) -> None:
    """Type what is wrong."""
    page.locator("#pin").fill("0000")
    page.locator("main button").click()
    page.get_by_role("alert").wait_for()


def wrong_word(page: Page) -> None:
    """Type another word than the family's."""
    page.locator("#word").fill("fuchs")
    page.locator("button.danger").click()
    page.get_by_role("alert").wait_for()


def erased(page: Page) -> None:
    """Type the right one: then they are gone."""
    page.locator("#word").fill(NAMED.adults[0].name)
    page.locator("button.danger").click()
    page.locator(".notice.good").wait_for()


def show_code(page: Page) -> None:
    """Let a code be shown."""
    page.locator("select + button").click()
    page.locator(".code").wait_for()


def code(page: Page) -> None:
    """Type a code that is none."""
    page.locator("#code").fill("000000")
    page.locator("main button.main").click()
    page.get_by_role("alert").wait_for()


def press(*names: str) -> Callable[[Page], None]:
    """Press these, one after the other, as on the board: a tile is pressed by the child's name."""

    def then(page: Page) -> None:
        for name in names:
            page.wait_for_timeout(450)  # a list that has just come takes no touch
            named, sheet = re.compile(name), page.get_by_role("dialog")
            place = sheet if sheet.count() else page.locator("body")
            place.get_by_role("link", name=named).or_(place.get_by_role("button", name=named)).first.click()
        page.get_by_role("dialog").wait_for()

    return then


def hears_nothing(page: Page) -> None:
    """Let a page be cut off, and be touched."""
    page.context.set_offline(True)
    page.evaluate("source.close()")  # else the browser lets an open stream go on
    page.locator("html.stale").wait_for(timeout=9000)


def unfold(page: Page) -> None:
    """Show the list of all that is on the plan."""
    page.locator("#desks > summary").click()


def typed(page: Page) -> None:
    """Type a line of the sheet in that cannot be."""
    page.locator("#came").fill("10:00")
    page.locator("#went").fill("09:00")
    page.locator("form.p-line button.main").click()
    page.get_by_role("alert").wait_for()


def no_day(page: Page) -> None:
    """Send a form in which the day is missing."""
    page.locator("main button.main").click()
    page.get_by_role("alert").wait_for()


def leaving(page: Page) -> None:
    """Sign somebody out whose child stays."""
    page.locator("button.confirm").click()
    page.locator("button[name=by]").first.click()
    page.locator(".guard").wait_for()


def one_card(page: Page) -> None:
    """Open a card that was lost."""
    page.get_by_role("link", name=re.compile("9911")).click()
    page.locator("h2").first.wait_for()


def no_card(page: Page) -> None:
    """Look for what nobody has."""
    page.locator("#q").fill("nobody")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/karten")


def typed_card(page: Page) -> None:
    """Type the number of a card that somebody has lost."""
    page.locator("summary").first.click()
    page.locator(f"#number-{OKSANA}").fill(LOST)
    page.locator(f"#number-{OKSANA}").press("Enter")
    page.get_by_role("alert").wait_for()


def waits_for_card(page: Page) -> None:
    """Wait for a new card at the terminal."""
    page.locator("form[action='/karten/neu'] button").first.click()
    page.get_by_role("status").wait_for()


def busy_terminal(page: Page) -> None:
    """Wait where somebody else waits already."""
    here = page.url
    page.goto(here.replace(LINDE, AHORN))
    waits_for_card(page)
    page.goto(here)
    page.locator("form[action='/karten/neu'] button").first.click()
    page.get_by_role("alert").wait_for()


def letter(page: Page) -> None:
    """Make a new code."""
    page.locator("form[action$='/code'] button").first.click()
    page.locator(".letter").wait_for()


def wrong_guest(page: Page) -> None:
    """Sign in a guest who cannot be."""
    page.locator("#name").fill("Nguyễn Thị Ánh")
    page.locator("#heads").fill("viele")
    page.locator("#phone").fill("bitte anrufen")
    page.locator("form.panel button.main").click()
    page.get_by_role("alert").wait_for()


def unsaved(page: Page) -> None:
    """Save a form in which everything is wrong."""
    for box in page.locator("form.panel input[type=text], form.panel input[type=tel]").all():
        box.evaluate("field => { field.form.noValidate = true; field.value = '?' }")
    page.locator("form.panel button.main").click()
    page.get_by_role("alert").wait_for()


def clash(page: Page) -> None:
    """Save a form that somebody else has saved meanwhile."""
    page.locator("[name=was]").evaluate("field => field.value = field.value.replaceAll('0351', '0352')")
    page.locator("#phone").fill("0177 1")
    page.locator("form.panel button.main").click()
    page.get_by_role("alert").wait_for()


KEPT = f"/familien/{FUCHS.id}"
KIND, FAMILIES = "/betreuung/kind", "/betreuung/familien"
LOOKS = (
    Look("none", "/anmelden"),
    Look("none", "/anmelden", wrong_login),
    Look("none", "/koppeln"),
    Look("none", "/koppeln", code),
    Look("none", "/vertrauen"),
    Look("none", "/telefon/nothing"),
    Look("none", "/rufe/ende"),
    Look("none", "/telefon/platz/{code}"),
    Look("locked", "/entsperren"),
    Look("locked", "/entsperren", wrong_pin),
    Look("locked", "/notfall"),
    Look("staff", "/geraete"),
    Look("staff", "/geraete", show_code),
    Look("staff", "/einstellungen"),
    Look("staff", "/einstellungen?getan=tage"),
    Look("staff", "/einstellungen/verlauf"),
    Look("staff", "/einstellungen/zeiten"),
    Look("staff", "/einstellungen/tage"),
    Look("staff", "/einstellungen/tage", no_day),
    Look("staff", "/einstellungen/sprachen"),
    Look("staff", "/einstellungen/grenze-places_firm"),
    Look("staff", "/einstellungen/schluessel-under3"),
    Look("staff", "/"),
    Look("staff", "/", unfold),
    Look("staff", "/", hears_nothing, once=True),
    Look("staff", "/", given=upkeep("no_stick", nights=3, away=9, spent=True)),
    Look("staff", "/", given=upkeep("no_key", percent_left=4) | {"distrust": "deaf", "certificates": (ending(20),)}),
    Look("staff", "/", given=upkeep("failed", away=5, days_left=50) | {"distrust": "", "certificates": ()}),
    Look("staff", "/", given=upkeep("stick_failed")),
    Look("staff", "/nothing"),
    Look("staff", "/protokoll"),
    Look("staff", "/protokoll?wer=nobody"),
    Look("staff", "/protokoll?tag=32.13.2026"),
    Look("staff", f"/familien/{RECORDED}/auskunft"),
    Look("staff", f"/familien/{RECORDED}/loeschen"),
    Look("staff", f"/familien/{RECORDED}/loeschen", wrong_word),
    Look("staff", f"/familien/{LINHS}/loeschen", erased),
    Look("staff", "/platz/pc-1"),
    Look("staff", "/papier"),
    Look("staff", "/papier/codes"),
    Look("staff", "/papier/eintragen"),
    Look("staff", f"/papier/eintragen?wer={ADULT}"),
    Look("staff", f"/papier/eintragen?wer={ADULT}", typed),
    Look("staff", "/familien"),
    Look("staff", "/familien?nur=nachweise"),
    Look("staff", "/familien?q=niemand"),
    Look("staff", "/familien/neu"),
    Look("staff", KEPT),
    Look("staff", f"/familien/{KRANICH.id}?getan=gespeichert"),
    Look("staff", f"{KEPT}/angaben"),
    Look("staff", f"{KEPT}/erwachsene/{ADULT}", clash),
    Look("staff", f"{KEPT}/erwachsene/neu", unsaved),
    Look("staff", f"{KEPT}/kinder/{MIA}"),
    Look("staff", f"{KEPT}/kinder/neu", unsaved),
    Look("staff", f"{KEPT}/gesundheit/{MIA}"),
    Look("staff", f"/familien/{KRANICH.id}/gesundheit/{EMIL}"),
    Look("staff", f"{KEPT}/nie/neu", unsaved),
    Look("staff", f"{KEPT}/kinder/{MIA}/weg"),
    Look("staff", "/karten"),
    Look("staff", "/karten", no_card),
    Look("staff", "/karten", one_card),
    Look("staff", f"/familien/{AHORN}/karten"),
    Look("staff", f"/familien/{AHORN}/karten", typed_card),
    Look("staff", f"/familien/{AHORN}/karten", letter),
    Look("staff", f"/familien/{AHORN}/karten", waits_for_card),
    Look("staff", f"/familien/{LINDE}/karten", busy_terminal),
    Look("staff", "/karten/neu/nothing"),
    Look("staff", "/gaeste"),
    Look("staff", "/gaeste/neu"),
    Look("staff", "/gaeste/neu", wrong_guest),
    Look("carer", "/betreuung"),
    Look("carer", "/betreuung", press("Bao")),
    Look("carer", "/betreuung", press("Mia", "Mia übernehmen|Take over Mia")),
    Look("carer", "/betreuung", press("Bao", "Allergie und Telefon|allergy and phone")),
    Look("carer", "/betreuung", press("Bao", "Allergie und Telefon|allergy and phone", "Jana")),
    Look("carer", f"{KIND}/{BAO}"),
    Look("carer", f"{KIND}/{BAO}/uebergabe"),
    Look("carer", "/betreuung/fragen"),
    Look("carer", "/betreuung/dienst"),
    Look("carer", "/betreuung/verlauf"),
    Look("carer", FAMILIES),
    Look("carer", f"{FAMILIES}?q=nobody"),
    Look("carer", f"{FAMILIES}/{OLENA.adults[1].id}"),
    Look("carer", f"{FAMILIES}/{ADULT}?getan=settled"),
    Look("carer", f"{FAMILIES}/{LINH.adults[0].id}", leaving),
    Look("carer", f"{KIND}/nobody"),
    Look("carer", "/betreuung", hears_nothing, once=True),
    Look("carer", "/papier"),
    Look("carer", "/notfall"),
    Look("desk", "/platz/pc-1"),
    Look("desk", "/platz/pc-1", hears_nothing, once=True),
    Look("phone", "/rufe"),
)
"""Every page, as whom it is made for: a page that is added here is looked at in every language and light."""
