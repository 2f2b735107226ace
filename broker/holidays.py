"""Public holidays, as the library `holidays` knows them; its only owner. It works without network."""

from datetime import date

import holidays
from msgspec.structs import replace

from broker.house.office import Holidays, Office
from broker.house.rules import SpecialDay
from broker.wire.errors import SettingsError


def with_holidays(office: Office, today: date) -> Office:
    """Give an office that is closed on the public holidays of last, this and next year.

    What the settings say of such a day themselves stays.

    :raises SettingsError: the library knows no such country or state.
    """
    if office.holidays is None:
        return office
    own = {day.date for day in office.rules.days}
    found = _names(office.holidays, office.language, today.year)
    days = (SpecialDay(date=str(day), why=name, holiday=True) for day, name in found if str(day) not in own)
    return replace(office, rules=replace(office.rules, days=(*office.rules.days, *days)))


def _names(where: Holidays, language: str, year: int) -> list[tuple[date, str]]:
    years = range(year - 1, year + 2)
    try:
        found = holidays.country_holidays(where.country, subdiv=where.state, years=years)
        if language in found.supported_languages:
            found = holidays.country_holidays(where.country, subdiv=where.state, years=years, language=language)
    except NotImplementedError as exc:
        place = f"country {where.country!r}, state {where.state!r}"
        raise SettingsError(f"holidays: {place}: {exc}; in Saxony it is country 'DE', state 'SN'") from exc
    return sorted(found.items())
