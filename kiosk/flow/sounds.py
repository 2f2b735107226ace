"""Which sound goes with which screen. Every sound has a picture; nothing is said by sound alone."""

from typing import Literal

from broker.house.rules import WEEKDAYS
from broker.house.time import local
from kiosk.flow.state import Asking, Children, Code, Notice, OfFamily, Result, Screen, State
from kiosk.flow.world import World

Sound = Literal["in", "out", "same", "unknown", "guard", "call", "key"]
"""`same`: nothing has changed, or it is as it was before."""
GUARD_EVERY_S, GUARD_TIMES = 8.0, 3
"""The guard sounds so often, so many seconds apart, then no more."""
URGENT_EVERY_S = 5.0

NOTICES: dict[str, Sound] = {
    **dict.fromkeys(("unknown_card", "call_carer", "no_roster", "fault", "unread"), "unknown"),
    "guest_in": "in",
    "guest_out": "out",
    "badge_free": "unknown",
    **dict.fromkeys(("random_card", "card_taken", "not_enrolled"), "unknown"),
    **dict.fromkeys(("undone", "staying", "shift_over", "enrolled", "identify"), "same"),
}


class Sounds:
    """Remembers what has sounded, so that each thing sounds as often as it should."""

    def __init__(self) -> None:
        """Begin in silence."""
        self._guard: list[float] = []
        self._calls: dict[str, float] = {}

    def after(self, before: State, now: State, world: World) -> list[Sound]:
        """Give what sounds because the screen has changed, or time has passed."""
        found = [sound] if (sound := _of(before.screen, now.screen, read=now.read != before.read)) else []
        if now.meant and now.meant != before.meant:
            found = ["key"]
        if not isinstance(now.screen, Asking):
            self._guard = []
        elif not self._guard or (
            len(self._guard) < GUARD_TIMES and world.now - self._guard[-1] >= GUARD_EVERY_S
        ):  # fmt: skip
            self._guard.append(world.now)
            found.append("guard")
        return found + self._called(world)

    def _called(self, world: World) -> list[Sound]:
        """Sound once for a call that nobody answered at the desk, and again and again for an urgent one."""
        open_calls = {
            name: call
            for name, call in world.house.calls.items()
            if call.step != "desk" and not call.answer and call.why != "well"
        }
        self._calls = {name: at for name, at in self._calls.items() if name in open_calls}
        due = [
            name
            for name, call in open_calls.items()
            if name not in self._calls or (call.why == "urgent" and world.now - self._calls[name] >= URGENT_EVERY_S)
        ]
        for name in due:
            self._calls[name] = world.now
        return ["call"] if due else []


def is_nap(world: World) -> bool:
    """Tell whether children are asleep, by the office's settings."""
    now = local(world.wall, world.office.zone)
    clock, today = f"{now.hour:02}:{now.minute:02}", WEEKDAYS[now.weekday()]
    return any(today in nap.weekdays and nap.begins <= clock < nap.ends for nap in world.office.naps)


def _of(before: Screen, now: Screen, *, read: bool) -> Sound | None:  # noqa: PLR0911  # a return per screen
    match now:
        case Code(digits) if isinstance(before, Code) and len(digits) > len(before.digits):
            return "key"
        case Notice(again=True) if read:
            return "same"
        case Notice(kind) if read or not (isinstance(before, Notice) and before.kind == kind):
            return NOTICES.get(kind)
        case Result() if now.again and read:
            return "same"
        case Result(again=False) if _is_new(before, now):
            return "in" if now.what in ("arrived", "back") else "out"
        case Asking() if now.odd and not (isinstance(before, Asking) and before.odd == now.odd):
            return "unknown"
        case Children() if not (isinstance(before, OfFamily) and before.who.visit == now.who.visit):
            return "in"  # a first visit begins with its children
    return None


def _is_new(before: Screen, now: Result) -> bool:
    if not isinstance(before, OfFamily) or isinstance(before, Asking):
        return True
    if isinstance(before, Result):
        return (before.who.visit, before.what) != (now.who.visit, now.what)
    return before.who.visit != now.who.visit
