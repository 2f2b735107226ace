"""Limits of the house and how many children one carer looks after: forms that ask who says so."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from broker.house.office import Office
from broker.house.rules import Group, Limit, LimitName, Ratio
from broker.web.fields import Fields
from broker.web.settings_parts import Input, Part
from broker.web.settings_words import LIMITS, RATIOS
from broker.wire.facts.settings import LimitSet, RatioSet, SettingFact
from broker.wire.language import mark

LONG = 200
"""Characters that a source may have, as on the wire."""
MOST_CHILDREN = 50
FIELDS = ("value", "source", "date")
SOURCE = (
    Input("long", "source", mark("Who says so"), mark("A decision, a permit, a law."), needed=True),
    Input("day", "date", mark("Since when it holds")),
)


class LimitForm(Struct, frozen=True):
    """One limit of the house."""

    limit: LimitName

    @property
    def title(self) -> str:
        """Its name."""
        return LIMITS[self.limit][0]

    @property
    def hint(self) -> str:
        """What it does."""
        return LIMITS[self.limit][1]

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give value, source and date."""
        hint = mark("Empty: as in the settings file again.")
        return (Part("", (Input("number", "value", mark("Value"), hint), *SOURCE)),)

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        now = self._now(office)
        return {"value": str(now.value), "source": now.source, "date": now.date} if now else dict.fromkeys(FIELDS, "")

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give one fact, if it is another one."""
        value = fields.number("value", 0, 1000)
        source, day = read_source(fields, today, needed=value is not None)
        beside = {found.limit: found.value for found in office.rules.care.limits}
        if value is not None and self.limit == "places_soft" and value > beside.get("places_firm", value):
            fields.wrong("value", mark("More than %(firm)s, where children wait."), firm=beside["places_firm"])
        if value is not None and self.limit == "places_firm" and value < beside.get("places_soft", value):
            fields.wrong("value", mark("Fewer than %(soft)s, where the kiosk warns."), soft=beside["places_soft"])
        said = LimitSet(limit=self.limit, value=value, source=source, date=day)
        now = self._now(office)
        if said != (LimitSet(now.limit, now.value, now.source, now.date) if now else LimitSet(self.limit, None)):
            yield said

    def tells(self, said: SettingFact) -> bool:
        """Tell whether this limit was set."""
        return isinstance(said, LimitSet) and said.limit == self.limit

    def _now(self, office: Office) -> Limit | None:
        return next((found for found in office.rules.care.limits if found.limit == self.limit), None)


class RatioForm(Struct, frozen=True):
    """How many children of an age group one carer looks after."""

    group: Group
    hint = mark("So many children of this age one carer looks after.")

    @property
    def title(self) -> str:
        """What is set, and for which group."""
        return RATIOS[self.group]

    def parts(self, _office: Office) -> tuple[Part, ...]:
        """Give number, whether it is firm, source and date."""
        hint = mark("Empty: as in the settings file again.")
        firm = mark("Firm: more children wait until a carer confirms. Else the kiosk only warns.")
        inputs = (Input("number", "value", mark("Children per carer"), hint), Input("flag", "firm", firm), *SOURCE)
        return (Part("", inputs),)

    def shown(self, office: Office) -> dict[str, str]:
        """Give what is in force."""
        now = self._now(office)
        if now is None:
            return dict.fromkeys(("value", "firm", "source", "date"), "")
        return {
            "value": f"{now.children:g}", "firm": "yes" if now.firm else "", "source": now.source, "date": now.date,
        }  # fmt: skip

    def read(self, fields: Fields, office: Office, today: date) -> Iterator[SettingFact]:
        """Give one fact, if it is another one."""
        now, value = self._now(office), None
        if now and fields["value"] == f"{now.children:g}":
            value = now.children  # the settings file may say half a child
        elif (number := fields.number("value", 1, MOST_CHILDREN)) is not None:
            value = float(number)
        source, day = read_source(fields, today, needed=value is not None)
        said = RatioSet(self.group, value, fields.flag("firm") and value is not None, source, day)
        same = RatioSet(now.group, now.children, now.firm, now.source, now.date) if now else RatioSet(self.group, None)
        if said != same:
            yield said

    def tells(self, said: SettingFact) -> bool:
        """Tell whether this ratio was set."""
        return isinstance(said, RatioSet) and said.group == self.group

    def _now(self, office: Office) -> Ratio | None:
        return next((found for found in office.rules.care.ratios if found.group == self.group), None)


def read_source(fields: Fields, today: date, *, needed: bool) -> tuple[str, str]:
    """Read who says so and since when; without a value there is nothing to say."""
    source, day = fields.text("source", LONG, needed=needed), fields.day("date", latest=today)
    return (source, day) if needed else ("", "")
