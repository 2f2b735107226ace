"""What the hub's own machine needs of somebody, in words."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from broker.house.upkeep import Worry
from broker.snapshot import Snapshot
from broker.wire.language import mark
from broker.wire.message import Ms

WORDS: Mapping[Worry, tuple[str, str]] = {
    "disk_full": (
        mark("The hub's disk is full"),
        mark("Check-ins still find the room that was kept for them, but not for ever. Delete what nobody needs there."),
    ),
    "disk_filling": (
        mark("The hub's disk is filling up"),
        mark("Look what takes the room while there is time; the guide says how under “When the disk fills”."),
    ),
    "backup_old": (
        mark("No backup for more than two days"),
        mark("Is the hub on at night? Its log says what went wrong; a backup can be made by hand at any time."),
    ),
    "backup_failed": (
        mark("The last backup failed"),
        mark("It is tried again next night. If it fails again, look at the hub's log."),
    ),
    "no_stick": (
        mark("The USB stick for backups is missing"),
        mark("A backup was made on the hub itself, but none that outlives it. Plug the stick in again."),
    ),
    "no_key": (
        mark("Backups do not leave the hub yet"),
        mark("Nothing leaves the house unsealed: make the key once and put it into the safe."),
    ),
    "stick_failed": (
        mark("The USB stick cannot be written"),
        mark("It may be full or worn out. A backup was made on the hub itself; try another stick."),
    ),
    "away_old": (
        mark("No backup on the USB stick for more than two days"),
        mark("A backup was made on the hub itself. Look at the stick and at the hub's log."),
    ),
}
"""Title, and what to do."""


class WorryView(Struct, frozen=True):
    """A line of what needs somebody."""

    worry: Worry
    title: str
    hint: str
    last: Ms
    """When it was well the last time; 0 where that says nothing."""


def worries(snapshot: Snapshot, say: Callable[[str], str]) -> list[WorryView]:
    """Give a line for each thing that somebody should do something about."""
    upkeep = snapshot.upkeep
    last = {"backup_old": upkeep.backup, "backup_failed": upkeep.backup, "no_stick": upkeep.away}
    found = [(worry, *WORDS[worry]) for worry in upkeep.worries(snapshot.at)]
    return [WorryView(worry, say(title), say(hint), last.get(worry, 0)) for worry, title, hint in found]
