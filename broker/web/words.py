"""Words for what happens: times, reasons, questions, animals, in the language of the office."""

from collections.abc import Iterable
from datetime import date, datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from broker.house.proofs import Due, DueCounts
from broker.house.sensors import SensorPicture
from broker.house.state import Question
from broker.house.week import DAY_MS
from broker.snapshot import Snapshot
from broker.web.animals import ANIMALS
from broker.web.device_words import REASONS as DEVICE
from broker.web.proof_words import due_line, proof_line, proof_state
from broker.web.questions import QuestionView, question_view
from broker.web.sensor_words import said, sensor_name
from broker.web.upkeep import WorryView, worries
from broker.wire import language as spoken
from broker.wire.language import mark
from broker.wire.message import Ms, Quality
from broker.wire.pictures import RoomPicture

REASONS = {
    "never": mark("no word yet"),
    "retained": mark("only an old value"),
    "silent": mark("sensor silent"),
    "lost": mark("sensor gone"),
    "no_sensor": mark("no sensor here"),
    "no_evidence": mark("nothing seen yet"),
    "quiet": mark("nothing moves; whether somebody sits still cannot be told"),
    "door_open": mark("the door stands open"),
    "blind": mark("not everything that would see somebody can be heard"),
    "check_in": mark("checked in"),
    "radar": mark("radar sees somebody"),
    "motion": mark("somebody moves"),
    "after_door": mark("somebody came in, and the door has not moved"),
    "held": mark("somebody moved a short while ago"),
    "door": mark("left through the door"),
    "lights_out": mark("lights out"),
    "radar_clear": mark("radar sees nobody"),
    "no_broker": mark("hub without its message broker"),
    "seat": mark("nobody checked in, but the seat sensor feels someone"),
    "seat_clear": mark("nobody sits there"),
    "nobody": mark("nobody checked in"),
    "not_sat": mark("checked in, but nobody has sat down yet"),
    "away": mark("out for a while"),
    "stuck": mark("seat sensor stuck"),
    "seat_room": mark("somebody sits at a desk"),
}


COLOURS = {"black": mark("black"), "cyan": mark("cyan"), "magenta": mark("magenta"), "yellow": mark("yellow")}

UTC = ZoneInfo("UTC")
A_MONDAY = 345_600_000
"""5 January 1970, ms."""
USUAL = (
    mark("usual on Mondays"), mark("usual on Tuesdays"), mark("usual on Wednesdays"), mark("usual on Thursdays"),
    mark("usual on Fridays"), mark("usual on Saturdays"), mark("usual on Sundays"),
)  # fmt: skip
"""By weekday, Monday first."""


class Words:
    """What pages say, in one language and one time zone."""

    def __init__(self, translations: NullTranslations, zone: ZoneInfo, language: str) -> None:
        """Speak with these translations."""
        self._translations, self._zone, self._language = translations, zone, language

    def clock(self, ms: Ms) -> str:
        """Write the time of day."""
        return spoken.format_clock(ms, self._zone, self._language)

    def moment(self, ms: Ms, now: Ms) -> str:
        """Write a moment of the past."""
        return spoken.format_moment(ms, now, self._zone, self._language)

    def day(self, ms: Ms) -> str:
        """Write the day with its weekday."""
        place = (ms, self._zone, self._language)
        return f"{spoken.format_weekday(*place)}, {spoken.format_day(*place)}"

    def full_day(self, day: str) -> str:
        """Write a day with its year; `day` as ISO 8601 has it."""
        return spoken.format_full_day(date.fromisoformat(day), self._language)

    def dated(self, ms: Ms) -> str:
        """Write the day of a moment with its weekday and year."""
        return self.whole_day(datetime.fromtimestamp(ms / 1000, self._zone).date())

    def whole_day(self, day: date) -> str:
        """Write a day with its weekday and year."""
        return spoken.format_whole_day(day, self._language)

    def since(self, ms: Ms, now: Ms, quality: Quality = "measured") -> str:
        """Write since when; a time that nobody measured is marked."""
        sure = quality in ("confirmed", "measured")
        text = mark("since %(time)s") if sure else mark("since about %(time)s")
        return self._say(text) % {"time": self.moment(ms, now)}

    def why(self, why: str) -> str:
        """Write by what something is known, or why not."""
        return self._say(REASONS.get(why, why))

    def reason(self, why: str, since: Ms, now: Ms) -> str:
        """Write why something is unknown, and since when if that is known."""
        what = self.why(why)
        if not since:
            return what
        return self._say(mark("%(what)s since %(time)s")) % {"what": what, "time": self.moment(since, now)}

    def device(self, reasons: Iterable[str]) -> str:
        """Write what is wrong with a device; what has no words here as the device says it."""
        return ", ".join(dict.fromkeys(self._say(DEVICE.get(reason, reason)) for reason in reasons))

    def sensor(self, sensor: SensorPicture, snapshot: Snapshot) -> str:
        """Name a sensor by what it measures and where."""
        return sensor_name(sensor, snapshot, self._say)

    def said(self, measures: str, value: object) -> str:
        """Write what a sensor says."""
        return said(measures, value, self._say, self._language)

    def air(self, room: RoomPicture) -> str:
        """Write what is known of a room's air."""
        parts = {"co2": room.co2, "temperature": room.temperature, "humidity": room.humidity}
        return " · ".join(self.said(what, value) for what, value in parts.items() if value is not None)

    def supply(self, name: str) -> str:
        """Name a toner by its colour."""
        return self._say(COLOURS.get(name, name))

    def usual(self, weekday: int) -> str:
        """Say on which day of the week something is usual; Monday is 0."""
        return self._say(USUAL[weekday])

    def weekday(self, weekday: int, *, short: bool = False) -> str:
        """Name a weekday; Monday is 0."""
        return spoken.format_weekday(A_MONDAY + weekday * DAY_MS, UTC, self._language, short=short)

    def number(self, value: float) -> str:
        """Write a number."""
        return spoken.format_number(value, self._language)

    def animal(self, animal: str) -> str:
        """Give an animal's word; empty for none that we know."""
        return self._say(ANIMALS[animal]) if animal in ANIMALS else ""

    def proof(self, due: Due) -> str:
        """Write which proof of a carer it is, and how it is."""
        return proof_line(due, self.full_day, self._say)

    def proof_state(self, due: Due) -> str:
        """Write how a proof of a carer is."""
        return proof_state(due, self.full_day, self._say)

    def due(self, counts: DueCounts) -> str:
        """Write how many proofs of carers somebody has to look after; empty if there are none."""
        return due_line(counts, self.full_day, self._say)

    def question(self, question: Question, snapshot: Snapshot) -> QuestionView:
        """Write a question for the person who answers it."""
        return question_view(question, snapshot, self._say, lambda at: self.moment(at, snapshot.at))

    def upkeep(self, snapshot: Snapshot) -> list[WorryView]:
        """Write what the hub's own machine needs of somebody."""
        return worries(snapshot, self._say)

    def _say(self, text: str) -> str:
        return self._translations.gettext(text)
