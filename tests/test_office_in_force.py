"""What staff set in pages lies over the settings file; holidays and single days lie over weekdays."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from broker.aggregator import Aggregator
from broker.holidays import with_holidays
from broker.house.due import closing, is_open
from broker.house.office import Holidays, Nap, NodeEntry, Office
from broker.house.roster import Roster
from broker.house.rules import WEEKDAYS, Limit, Ratio, SpecialDay, opening, usual_hours
from broker.house.settings import in_force
from broker.house.state import House
from broker.store.facts import Stream, own_row
from broker.store.store import Store
from broker.wire.clock import SystemClock
from broker.wire.errors import SettingsError
from broker.wire.facts.settings import DaySet, HoursSet, LanguagesSet, LimitSet, NapSet, RatioSet, SettingFact
from broker.wire.settings import MqttSettings, check
from doings import new_id
from scenes import OFFICE, Stage, with_care

REPENTANCE = date(2026, 11, 18)
"""A Wednesday, and a public holiday in Saxony alone."""
WEDNESDAY = date(2026, 11, 11)
SAXON = replace(OFFICE, holidays=Holidays(country="DE", state="SN"))


def force(*said: SettingFact, office: Office = OFFICE) -> Office:
    """Give an office in which staff have set this."""
    stage = Stage(office)
    stage.record(*said)
    return in_force(office, stage.house)


def test_where_nothing_was_set_the_settings_file_holds() -> None:
    assert in_force(OFFICE, House()) is OFFICE


def test_hours_of_a_weekday_are_the_last_that_staff_set() -> None:
    rules = force(HoursSet("we", "09:00", "15:00"), HoursSet("we", "10:00", "16:00"), HoursSet("fr")).rules
    assert opening(rules, WEDNESDAY) == ("10:00", "16:00")
    assert usual_hours(rules, "fr") is None
    assert usual_hours(rules, "mo") == ("08:00", "17:00")


def test_a_day_is_closed_or_open_at_other_hours_and_can_be_taken_back() -> None:
    closed = DaySet("2026-11-11", until="2026-11-13", why="Umzug")
    rules = force(closed, DaySet("2026-11-14", opens="10:00", closes="13:00")).rules
    assert [opening(rules, date(2026, 11, day)) for day in (10, 11, 12, 13, 14)] == [
        ("08:00", "17:00"), None, None, None, ("10:00", "13:00"),
    ]  # fmt: skip
    again = force(closed, DaySet("2026-11-12", until="2026-11-13", usual=True)).rules
    assert [opening(again, date(2026, 11, day)) for day in (11, 12, 13)] == [None, *[("08:00", "17:00")] * 2]


def test_days_without_end_are_a_year_at_most() -> None:
    assert len(force(DaySet("2026-11-11", until="9999-12-31")).rules.days) == 366
    assert force(DaySet("2026-11-11", until="2026-11-01")).rules.days == ()


def test_on_a_public_holiday_the_house_is_closed_unless_staff_set_hours() -> None:
    office = with_holidays(SAXON, WEDNESDAY)
    assert opening(office.rules, REPENTANCE) is None
    [found] = [day for day in office.rules.days if day.date == str(REPENTANCE)]
    assert (found.why, found.holiday) == ("Buß- und Bettag", True)
    opened = force(DaySet(str(REPENTANCE), opens="10:00", closes="12:00"), office=office)
    assert opening(opened.rules, REPENTANCE) == ("10:00", "12:00")
    back = force(DaySet(str(REPENTANCE), "", "10:00", "12:00"), DaySet(str(REPENTANCE), usual=True), office=office)
    assert opening(back.rules, REPENTANCE) is None


def test_holidays_are_those_of_last_this_and_next_year_and_of_the_state() -> None:
    found = with_holidays(SAXON, WEDNESDAY).rules.days
    assert {day.date[:4] for day in found} == {"2025", "2026", "2027"}
    berlin = with_holidays(replace(OFFICE, holidays=Holidays(country="DE", state="BE")), WEDNESDAY).rules.days
    assert str(REPENTANCE) not in {day.date for day in berlin}
    assert with_holidays(OFFICE, WEDNESDAY) is OFFICE


def test_a_day_of_the_settings_file_lies_over_a_holiday() -> None:
    own = SpecialDay(date=str(REPENTANCE), opens="10:00", closes="12:00")
    office = with_holidays(replace(SAXON, rules=replace(SAXON.rules, days=(own,))), WEDNESDAY)
    assert opening(office.rules, REPENTANCE) == ("10:00", "12:00")


def test_a_state_that_is_none_is_named_with_what_to_write() -> None:
    with pytest.raises(SettingsError, match=r"country 'DE', state 'XX'.*in Saxony it is country 'DE', state 'SN'"):
        with_holidays(replace(OFFICE, holidays=Holidays(country="DE", state="XX")), WEDNESDAY)


def test_holidays_are_named_in_the_language_of_the_house() -> None:
    names = {day.date: day.why for day in with_holidays(replace(SAXON, language="en"), WEDNESDAY).rules.days}
    names |= {day.date: day.why for day in with_holidays(replace(SAXON, language="ar"), WEDNESDAY).rules.days}
    assert all(names.values())


def test_a_house_that_is_closed_on_a_day_is_not_open_though_it_set_no_hours() -> None:
    always = replace(SAXON, rules=replace(SAXON.rules, hours=()))
    stage = Stage(always, REPENTANCE)
    assert is_open(always, stage.moment("10:00"))
    assert not is_open(with_holidays(always, REPENTANCE), stage.moment("10:00"))


def test_a_house_whose_hours_were_all_taken_back_is_always_open_again() -> None:
    stage = Stage(OFFICE, WEDNESDAY)
    stage.at("9:00").record(HoursSet("we", "10:00", "12:00"))
    assert not is_open(in_force(OFFICE, stage.house), stage.moment("20:00"))
    stage.record(*(HoursSet(day) for day in WEEKDAYS))
    assert is_open(in_force(OFFICE, stage.house), stage.moment("20:00"))


def test_closing_follows_the_day_and_not_the_weekday() -> None:
    stage = Stage(OFFICE, WEDNESDAY)
    stage.at("9:00").record(DaySet(str(WEDNESDAY), opens="08:00", closes="12:00"))
    assert closing(stage.house, in_force(OFFICE, stage.house), stage.now) == stage.moment("12:00")
    stage.record(DaySet(str(WEDNESDAY)))
    assert closing(stage.house, in_force(OFFICE, stage.house), stage.now) is None


def test_limits_and_ratios_are_staffs_and_the_files_again_once_they_are_emptied() -> None:
    office = with_care(
        limits=(Limit(limit="places_firm", value=10, source="Datei"),), ratios=(Ratio(group="under3", children=5),)
    )
    said = (LimitSet("places_firm", 7, "Vorstand", "2026-10-01"), RatioSet("under3", 3, firm=True, source="Amt"))
    care = force(*said, RatioSet("school", 12), office=office).rules.care
    assert care.limits == (Limit(limit="places_firm", value=7, source="Vorstand", date="2026-10-01"),)
    assert [(ratio.group, ratio.children, ratio.firm) for ratio in care.ratios] == [
        ("under3", 3, True), ("school", 12, False),
    ]  # fmt: skip
    again = force(*said, LimitSet("places_firm", None), RatioSet("under3", None), office=office)
    assert again.rules.care == office.rules.care


def test_nap_time_and_languages() -> None:
    office = replace(OFFICE, naps=(Nap(weekdays=("mo", "we"), begins="12:00", ends="14:00"),))
    found = force(NapSet("we"), NapSet("sa", "13:00", "14:00"), LanguagesSet(("uk", "de")), office=office)
    assert [(nap.weekdays, nap.begins) for nap in found.naps] == [(("mo",), "12:00"), (("sa",), "13:00")]
    assert (found.language, found.languages) == ("uk", ("uk", "de"))


def test_what_is_wrong_with_days_and_naps_in_the_file_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        check(
            {
                "site": "prohlis", "name": "Büro", "rooms": [], "languages": ["de", "zz"],
                "naps": [{"weekdays": ["mo"], "begins": "14:00", "ends": "12:00"}],
                "rules": {"days": [
                    {"date": "2026-02-30"}, {"date": "2026-12-24", "opens": "10:00"}, {"date": "2026-12-24"},
                ]},
            },
            Office, "office.toml",
        )  # fmt: skip
    for fault in ("'zz' is no language", "14:00 to 12:00", "2026-02-30 is no date", "given twice", "10:00 to  ends"):
        assert fault in str(caught.value)


class Now(SystemClock):
    """A clock that a test sets."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def now_ms(self) -> int:
        """Give that time."""
        return self.at


def test_a_kiosk_reads_all_that_can_be_in_force() -> None:
    said = (
        DaySet("2026-11-11", until="2026-11-13", why="Umzug"), DaySet("2026-11-14", opens="10:00", closes="13:00"),
        HoursSet("fr"), HoursSet("mo", "09:00", "15:00"), NapSet("mo"), NapSet("tu", "12:30", "14:00"),
        LanguagesSet(("de", "ar")), LimitSet(limit="places_firm", value=4, source="Beschluss"),
        RatioSet(group="under3", children=5, source="Beschluss"),
    )  # fmt: skip
    roster = Roster("00" * 32, force(*said, office=with_holidays(SAXON, WEDNESDAY)))
    assert {day.why for day in roster.office.rules.days} >= {"Umzug", "Buß- und Bettag"}
    assert msgspec.json.decode(msgspec.json.encode(roster), type=Roster) == roster


def test_a_kiosk_gets_another_roster_as_soon_as_something_is_set(tmp_path: Path) -> None:
    clock = Now(Stage(SAXON, date(2026, 12, 30)).moment("9:00"))
    office = replace(SAXON, nodes=(NodeEntry(id="door", role="kiosk", name="Eingang"),))
    hub = Aggregator(office, MqttSettings(site="prohlis", port=9), Store(tmp_path / "hub.db"), clock)
    before = hub.register.rosters["door"].office
    assert opening(before.rules, date(2027, 1, 1)) is None
    assert not any(day.date.startswith("2028") for day in before.rules.days)
    moved = dict[str, Stream]()
    hours = own_row(HoursSet("mo", "10:00", "12:00"), new_id(), clock.at, moved, hub._ledger.own_stream())
    hub._ledger.commit([hours], moved)
    hub.register.follow(clock.now_ms())
    assert hub.register.news() == {"door"}
    assert hub.register.rosters["door"].office == hub.register.office == in_force(before, hub._ledger.house)
    hub.register.follow(clock.now_ms())
    assert hub.register.news() == set()
    clock.at = Stage(SAXON, date(2027, 1, 2)).moment("9:00")
    assert hub.register.day(clock.now_ms())
    found = hub.register.office.rules
    assert any(day.date.startswith("2028") for day in found.days)
    assert usual_hours(found, "mo") == ("10:00", "12:00")
