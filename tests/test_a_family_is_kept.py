"""Families as staff change them: a version each, nothing of two editors lost, each change in the access log."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from broker.families import AdultEntry, ChildEntry, FamilyEntry
from broker.keeping import Keeping
from broker.known import Entry
from broker.store.accounts import log_of
from broker.store.store import Store
from broker.store.taking_in import put
from broker.wire.errors import ConflictError, SettingsError, StoreError, TakenError
from hubs import FakeHub

LOG = Entry(1, "staff", "leitung", "", "family_changed", "", "phone")
ENTRY = FamilyEntry(
    label="Fuchs", notice="2026-09-01", health_consent="2026-09-02",
    adults=(
        AdultEntry(
            name="Olena", pin="402917", certificate="2025-01-31", first_aid="2025-02-01", briefing="2026-03-01"
        ),
    ),
    children=(ChildEntry(name="Mia", animal="fox"),),
)  # fmt: skip


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    hub = FakeHub()
    with closing(hub.store):
        yield hub


@pytest.fixture
def keeping(hub: FakeHub) -> Keeping:
    return hub.keeping


def test_what_was_saved_is_given_again_whole(keeping: Keeping) -> None:
    family = keeping.save(ENTRY, 0, LOG)
    kept = keeping.family("Fuchs")
    assert kept
    assert kept.version == 1
    adults, children = kept.entry.adults, kept.entry.children
    plain = replace(
        kept.entry, id=None, adults=(replace(adults[0], id=None),), children=(replace(children[0], id=None),)
    )
    assert plain == ENTRY
    assert kept.entry.id == family


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(keeping: Keeping) -> None:
    family = keeping.save(ENTRY, 0, LOG)
    first = second = keeping.family(family)
    assert first
    assert second
    phone = replace(first.entry.adults[0], phone="0351 111")
    keeping.save(replace(first.entry, adults=(phone,)), first.version, LOG)
    with pytest.raises(ConflictError, match="meanwhile"):
        keeping.save(replace(second.entry, language="uk"), second.version, LOG)
    kept = keeping.family(family)
    assert kept
    assert (kept.version, kept.entry.adults[0].phone, kept.entry.language) == (2, "0351 111", "de")


def test_a_file_that_is_taken_in_is_a_change_too(keeping: Keeping, hub: FakeHub) -> None:
    family = keeping.save(ENTRY, 0, LOG)
    put(hub.store.connection, [replace(ENTRY, id=family, language="uk")], "a file")
    with pytest.raises(ConflictError):
        keeping.save(replace(ENTRY, id=family), 1, LOG)


def test_a_family_that_is_gone_meanwhile_is_not_made_anew(keeping: Keeping) -> None:
    with pytest.raises(ConflictError):
        keeping.save(replace(ENTRY, id="f-nowhere0"), 3, LOG)
    assert keeping.family("f-nowhere0") is None


def test_a_word_or_a_code_that_another_has_is_named(keeping: Keeping) -> None:
    keeping.save(ENTRY, 0, LOG)
    with pytest.raises(TakenError) as taken:
        keeping.save(FamilyEntry(label="Fuchs"), 0, LOG)
    assert taken.value.column == "family.label"
    with pytest.raises(TakenError) as taken:
        keeping.save(FamilyEntry(label="Igel", adults=(AdultEntry(name="Linh", pin="402917"),)), 0, LOG)
    assert taken.value.column == "adult.pin"
    assert keeping.family("Igel") is None


def test_a_day_that_is_none_is_refused(keeping: Keeping) -> None:
    for wrong in (
        replace(ENTRY, notice="2026-02-30"),
        replace(ENTRY, adults=(replace(ENTRY.adults[0], first_aid="2026-13-01"),)),
    ):
        with pytest.raises(SettingsError, match="is no day"):
            keeping.save(wrong, 0, LOG)


def test_each_change_is_a_line_of_the_log_without_what_it_was(keeping: Keeping, hub: FakeHub) -> None:
    family = keeping.save(ENTRY, 0, LOG)
    assert log_of(hub.store.connection, [family]) == [replace(LOG, subject=family)]
    hub.store.connection.execute("ALTER TABLE access RENAME TO away")
    with pytest.raises(StoreError, match="nothing was written"):
        keeping.save(replace(ENTRY, id=family, language="uk"), 1, LOG)
    hub.store.connection.execute("ALTER TABLE away RENAME TO access")
    kept = keeping.family(family)
    assert kept
    assert (kept.entry.language, kept.at, kept.by) == ("de", 1, "leitung")


def test_a_database_from_before_keeps_its_families(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "hub.db")) as store:
        put(store.connection, [replace(ENTRY, notice="", health_consent="")], "a test")
        assert store.connection.execute("SELECT version, notice FROM family").fetchall() == [(1, None)]


def test_a_database_that_cannot_be_read_is_said(keeping: Keeping, hub: FakeHub) -> None:
    family = keeping.save(ENTRY, 0, LOG)
    hub.store.connection.execute("ALTER TABLE adult RENAME TO away")
    with pytest.raises(StoreError, match="cannot be read"):
        keeping.family(family)
    with pytest.raises(StoreError, match="cannot be read"):
        keeping.families()
