"""Details of the public screen: the whole programme, the notices, the WLAN, the languages."""

from pathlib import Path

from kivy.lang import Builder

from broker.wire.language import endonym
from kiosk.desk import state_word
from kiosk.language import SPEECH, _, ngettext
from kiosk.reasons import room_word, since
from kiosk.screens.footer import Wanted, more
from kiosk.text import has_room
from kiosk.theme import FIT
from kiosk.view import IdleView, RoomTile
from kiosk.widgets import Tile

LINES = 8
TWO = (56, 46)
"""So high that two lines of small type have room, in any script."""
BOX = ((424, 104, 832, 588), (272, 56, 514, 346))
HEAD, MARGIN = ((76, 48)), (28, 16)
ICONS = {
    "programme": "calendar-dots",
    "notices": "push-pin",
    "wifi": "wifi-high",
    "language": "globe",
    "more": "list",
    "rooms": "door",
}


class Panel(Tile):
    """Covers what is beside the stage, and closes by itself."""

    def draw(self, view: IdleView) -> None:
        """Put the details in."""
        ids = self.ids
        self.shown = bool(view.panel)
        ids.head.text, ids.head.icon = _title(view.panel), ICONS.get(view.panel, "")
        lines = self._fitting(_lines(view))
        ids.code.text = view.wifi_code if view.panel == "wifi" else ""
        ids.ssid.text = view.wifi if view.panel == "wifi" else ""
        choices = _choices(view)
        for number in range(LINES):
            ids[f"line_{number}"].text = lines[number] if number < len(lines) else ""
            button = ids[f"choice_{number}"]
            choice = choices[number] if number < len(choices) else ("", "", "", "", "card")
            button.meaning, button.what, button.text, button.icon, button.kind = choice
        for small, side in enumerate(("wide", "small")):
            self._lay_out(side, small, len(lines))

    def _fitting(self, lines: list[str]) -> list[str]:
        """Give as many lines as can be read below each other, and how many more there are."""
        _x, _y, width, height = BOX[FIT.small]
        across, free = width - 2 * MARGIN[FIT.small], height - HEAD[FIT.small] - MARGIN[FIT.small]
        shown: list[str] = []
        for rows in range(min(len(lines), LINES), 0, -1):
            shown, box = lines[: rows - (rows < len(lines))], (int(across * FIT.x), int(free / rows * FIT.y))
            if free / rows >= TWO[FIT.small] or all(has_room(line, "text", box, lines=2) for line in shown):
                break
        left = len(lines) - len(shown)
        return [*shown, ngettext("and {count} more entry", "and {count} more entries", left)] if left else shown

    def _lay_out(self, side: str, small: int, lines: int) -> None:
        x, y, width, height = BOX[small]
        setattr(self, side, (x, y, width, height))
        margin, head = MARGIN[small], HEAD[small]
        step = min((height - head - margin) / max(1, lines), (104, 64)[small])
        for number in range(LINES):
            setattr(self.ids[f"line_{number}"], side, (margin, head + number * step, -margin, step))
            row, column = divmod(number, 2)
            wide, tall = (width - 3 * margin) / 2, (96, 62)[small]
            place = (margin + column * (wide + margin), head + row * (tall + 12), wide, tall)
            setattr(self.ids[f"choice_{number}"], side, place)
        half = height - head - 2 * margin
        setattr(self.ids.code, side, (margin, head + margin, half, half))
        setattr(self.ids.ssid, side, (half + 2 * margin, head + margin, -margin, half))


def _choices(view: IdleView) -> list[Wanted]:
    if view.panel == "more":
        return more(view)
    languages = view.languages if view.panel == "language" else ()
    return [("language", code, endonym(code), "", "main" if code == SPEECH.language else "card") for code in languages]


def _title(panel: str) -> str:
    return {
        "programme": _("Today"),
        "notices": _("Notices"),
        "wifi": _("Guest WLAN"),
        "language": _("Which language?"),
        "more": _("More"),
        "rooms": _("Rooms"),
    }.get(panel, "")


def _lines(view: IdleView) -> list[str]:
    if view.panel == "notices":
        return list(view.notices)
    if view.panel == "programme":
        return [f"{entry.at}  {entry.title} · {entry.room}" for entry in view.programme]
    if view.panel == "rooms":
        rooms = [_room(room) for room in view.every_room]
        return rooms + [
            f"{desk.name}: {since(state_word(desk.state), desk.since, desk.why)}" for desk in view.odd_desks
        ]
    return []


def _room(room: RoomTile) -> str:
    told = since(room_word(room.state), room.since, room.why)
    return f"{room.name}: {told}" + (f" – {room.coming}" if room.coming else "")  # noqa: RUF001  # the dash is meant


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
