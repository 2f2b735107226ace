"""The pages as HTML: Jinja2 templates, in one language, the panels of the house and their form keys."""

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from litestar import Request
from msgspec.structs import replace

from broker.house.history import begin
from broker.house.office import Office
from broker.house.pictures import house_picture
from broker.house.sensors import SensorPicture
from broker.snapshot import Snapshot
from broker.web.access import ROUTES
from broker.web.agenda import agenda
from broker.web.answers import FIXABLE, answer_text, asked
from broker.web.curve import curve
from broker.web.forms import key, token
from broker.web.icons import ICONS, sprite
from broker.web.navigation import places as places_to_go
from broker.web.people import people
from broker.web.places import VERSION, places
from broker.web.plan import plan
from broker.web.plan_ground import ground
from broker.web.week import heat_map
from broker.web.who import Who
from broker.web.words import Words
from broker.wire import language as spoken
from broker.wire.message import Ms

HERE = Path(__file__).parent
STATIC = HERE / "static"
LOCALE = HERE / "locale"
PANELS = ("questions", "numbers", "plan", "today", "week", "present", "devices", "booked", "sensors")
"""What changes on its own, each in `templates/panels/`; in the order of the page."""


OF_SENSORS = ("questions", "sensors")
"""Those that name sensors."""
ROWS = 1024
"""Sensors whose rows are kept as they were drawn: of many that are listed, few have changed since the last time."""


class Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled, for the other languages and the next start: in systemd's folder, or in /tmp."""

    def __init__(self) -> None:
        """Find the folder."""
        super().__init__(os.environ.get("CACHE_DIRECTORY"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one; where there is no room, it is compiled again."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


class Pages:
    """Draws every page of one office."""

    def __init__(self, office: Office, language: str = "") -> None:
        """Read catalogue and templates.

        :param language: in which the pages are drawn; the office's own if it is empty or not spoken here.
        """
        self.language = spoken.spoken(LOCALE, language or office.language)
        self._zone, self._keys = office.zone, dict[str, str]()
        self.assets = _digest(*sorted(STATIC.glob("*.js")), *sorted(STATIC.glob("*.css")))
        translations = spoken.load(LOCALE, self.language)
        self.say = translations.gettext
        self.words = Words(translations, office.zone, self.language)
        self._basis: Snapshot | None = None
        self._kept: dict[str, str] = {}
        self._ground_of, self._ground = office, ground(office)
        self._week_basis: tuple[object, ...] = ()
        self._week_kept = ""
        self._row = lru_cache(ROWS)(self._draw_row)
        self._environment = _environment()
        self._environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
        self._environment.globals |= {
            "asset": lambda path: f"/static/{path}?v={self.assets}",
            "assets": self.assets,
            "icons": {name: f"#i-{name}" for name in ICONS},
            "sprite": sprite(STATIC / "icons"),
            "direction": spoken.direction(self.language),
            "language": self.language,
            "key": key,
            "languages": {
                language: spoken.endonym(language)
                for language in spoken.chosen(LOCALE, office.language, office.languages)
            },
            "navigation": places_to_go,
            "office": office,
            "sensor_row": self._sensor_row,
            "words": self.words,
        }

    def panels(self, snapshot: Snapshot) -> dict[str, str]:
        """Draw every panel of the house; while only sensors speak, what does not tell of them is kept as it was."""
        basis = replace(snapshot, sensors=(), at=begin(snapshot.at))
        if basis != self._basis:
            self._basis, self._kept = basis, self._house(snapshot)
        of_sensors = {
            "snapshot": snapshot, "now": snapshot.at, "questions": asked(snapshot, self.words, "staff"),
            "places": places(snapshot), "text": answer_text, "fixable": FIXABLE,
        }  # fmt: skip
        return self._kept | {panel: self.draw(f"panels/{panel}.html", **of_sensors) for panel in OF_SENSORS}

    def _house(self, snapshot: Snapshot) -> dict[str, str]:
        who, where, items = people(snapshot), places(snapshot), agenda(snapshot)
        desks = (f"{desk.id} {desk.id in snapshot.house.defect}" for desk in snapshot.office.desks)
        self._keep_keys({*desks, *(visit.visit for visit in who.visits)})
        if self._ground_of is not snapshot.office:
            self._ground_of, self._ground = snapshot.office, ground(snapshot.office)
        view = {
            "snapshot": snapshot,
            "now": snapshot.at,
            "people": who,
            "places": where,
            "plan": plan(snapshot, self._ground, where, who, items),
            "agenda": items,
            "counts": house_picture(snapshot.house),
            "questions": asked(snapshot, self.words, "staff"),
            "keys": self._keys,
            "curve": curve(snapshot),
            "version": VERSION,
        }
        now = [panel for panel in PANELS if panel not in OF_SENSORS and panel != "week"]
        return {panel: self.draw(f"panels/{panel}.html", **view) for panel in now} | {"week": self._week(snapshot)}

    def _week(self, snapshot: Snapshot) -> str:
        """Draw the usual week, once an hour: whoever comes or goes changes nothing of it."""
        basis = (snapshot.week, snapshot.office.rules, _hour(snapshot.at))
        if basis != self._week_basis:
            self._week_basis, self._week_kept = basis, self.draw("panels/week.html", week=heat_map(snapshot))
        return self._week_kept

    def draw(self, template: str, **view: Any) -> str:  # noqa: ANN401  # templates take anything
        """Draw one template."""
        return self._environment.get_template(template).render(view)

    def page(self, template: str, request: Request[Who, Any, Any], **view: Any) -> str:  # noqa: ANN401  # the same
        """Draw a whole page for whoever asks: it knows who that is, and its forms are signed."""
        opened = request.method == "GET" or ("GET", request.scope["path_template"]) in ROUTES
        view = {"path": request.url.path if opened else "/", **view}
        return self.draw(template, who=request.user, form=token(request), **view)

    def _sensor_row(self, sensor: SensorPicture, snapshot: Snapshot, now: Ms) -> str:
        return self._row(sensor, self.words.sensor(sensor, snapshot), _hour(now))

    def _draw_row(self, sensor: SensorPicture, name: str, now: Ms) -> str:
        return self.draw("sensor.html", sensor=sensor, name=name, now=now)

    def clock(self, now: Ms) -> dict[str, str]:
        """Give what the head of every page says of the time."""
        place = (now, self._zone, self.language)
        return {
            "clock": spoken.format_clock(*place),
            "weekday": spoken.format_weekday(*place),
            "day": spoken.format_day(*place),
        }

    def _keep_keys(self, wanted: set[str]) -> None:
        """Give each visit, and each desk as it is, one key: two people who press at once record one fact."""
        self._keys = {name: self._keys.get(name) or str(uuid4()) for name in wanted}


def _hour(ms: Ms) -> Ms:
    """Give the full hour: no panel tells time but as clock and day."""
    return ms - ms % 3_600_000


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
