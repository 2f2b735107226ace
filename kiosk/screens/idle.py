"""The public screen: where to put the card, what is free, what is on today. No names."""

from pathlib import Path

from kivy.lang import Builder

from kiosk import palette
from kiosk.language import _, elsewhere, ngettext
from kiosk.reasons import since
from kiosk.screens import footer, panel  # noqa: F401  # idle.kv is made of them
from kiosk.screens.screen import Screen
from kiosk.screens.tiles import WIDE, beside_number, is_crowded, last_known
from kiosk.sheet import Box
from kiosk.text import natural_width
from kiosk.theme import FIT
from kiosk.view import Arch, CallBanner, IdleView
from kiosk.widgets import Opens, Tile

LEFT, RIGHT, BOTTOM = (424, 272), (1256, 786), (692, 402)
MIDDLE = ((898, 910), (578, 586))
"""Where the two columns meet, in both designs."""
TOP, BANNER, ROOMS, GAP = (104, 56), (64, 44), (112, 62), (12, 8)
BELOW = ((34, 262, -30, 90), (22, 166, -16, 56))
"""Where one text stands below the title, instead of two."""
UPPER = ((0.6, 0.57), (0.62, 0.57))
"""Share of the height that work and care take of what is above the rooms, without and with a banner."""


class IdleScreen(Screen):
    """Everything that may be seen by anybody."""

    public = True

    def draw(self, view: IdleView) -> None:
        """Put the view in."""
        self.ids.footer.draw(view)
        self.ids.panel.draw(view)
        self._stage(view)
        self._header(view)
        self._work(view)
        self._care(view)
        self._today(view)
        self._boxes(view)

    def _stage(self, view: IdleView) -> None:
        ids = self.ids
        ids.clock.text, ids.there.said = view.clock, True
        ids.card.sign = {"": "", "come": "sign-in", "go": "sign-out"}[view.meant]
        ids.card.shown = ids.sun.arrow = view.can_record and not view.reader
        ids.enter_code.text = _("Enter code") if view.can_record else ""
        if not view.can_record:
            ids.title.text, ids.here.text = _("Please see the carers"), _("They will check you in.")
            ids.there.text = ""
            return
        if view.enrols and not view.reader:
            ids.title.text, ids.there.text = (
                _("Hold the new card here"),
                _("Only for the person who is being given one."),
            )
            ids.here.shown, ids.there.shown = False, True
            ids.there.wide, ids.there.small = BELOW
            return
        if view.reader:
            why = {
                "no_reader": _("The card reader is not plugged in."),
                "no_service": _("The card reader does not answer."),
            }[view.reader]
            ids.title.text, ids.there.text = _("Please enter your code"), why
            ids.here.shown, ids.there.shown = False, True
            ids.there.wide, ids.there.small = BELOW
            return
        ids.title.text = {
            "": _("Place your card"),
            "come": _("To come in, place your card"),
            "go": _("To leave, place your card"),
        }[view.meant]
        ids.here.text = _("The reader is down here.")
        other = elsewhere("Place your card below.")
        ids.there.text = other if view.connected else _("Your check-in will not get lost.")
        ids.there.shown, ids.there.said = not FIT.small or not view.connected, not view.connected
        ids.here.shown = not FIT.small or view.connected
        ids.there.wide, ids.there.small = (34, 298, -30, 68), (22, 166, -16, 50)

    def _header(self, view: IdleView) -> None:
        ids = self.ids
        both = _("{weekday}, {day}").format(weekday=view.weekday_short or view.weekday, day=view.day)
        ids.weekday.text, ids.day.text, ids.day.shown = FIT.pick(view.weekday, both), view.day, not FIT.small
        ids.printer.text = {
            "ready": _("Printer ready"),
            "low": _("Toner running low"),
            "no_paper": _("Printer: no paper"),
            "stopped": _("Printer has stopped"),
            "unknown": _("Printer unknown"),
            "none": "",
        }[view.printer]
        wrong = view.printer in ("no_paper", "stopped")
        ids.printer.shown = not FIT.larger or wrong
        ids.printer.icon = "warning" if wrong else "printer"
        ids.printer.icon_full = view.printer != "unknown"
        ids.printer.icon_colour = palette.WARN_LINE if wrong else ""
        ids.connection.text = _("Connected") if view.connected else ""
        ids.connection.icon = "cloud-check"
        for number, look in enumerate(footer.looks()):
            button = ids[f"look_{number}"]
            button.meaning, button.what, button.text, button.icon, button.kind = look
            button.shown = not FIT.small
        beside = natural_width(ids.connection.text, "item") / FIT.factor
        ids.printer.small = (-14 - (beside + 44 if view.connected else 0), 12, 170, 34)
        self._banner(view)

    def _banner(self, view: IdleView) -> None:
        ids = self.ids
        ids.banner.shown = view.call is not None or not (view.connected and view.can_record)
        ids.called.arches = ()
        self._trouble(view)
        ids.since.colour = ids.trouble.colour

    def _trouble(self, view: IdleView) -> None:
        ids = self.ids
        if not view.can_record:
            ids.trouble.text = _("Check-in does not work here right now. Please see the carers.")
            ids.trouble.icon, ids.trouble.icon_colour = "warning", palette.WARN_LINE
            ids.trouble.colour, ids.banner.ground, ids.since.text = palette.WARN_DEEP, palette.WARN, ""
            ids.trouble.wide, ids.trouble.small = (22, 2, -22, -2), (16, 2, -14, -2)
            return
        if view.call:
            self._call(view.call)
            return
        ids.trouble.text = _("No connection – check-in still works.")  # noqa: RUF001
        ids.trouble.icon, ids.trouble.icon_colour = "cloud-slash", ""
        ids.trouble.colour, ids.banner.ground = palette.DARK, palette.SONNE
        ids.since.text = _("since {at}").format(at=view.offline_since) if view.offline_since else ""
        ids.trouble.wide, ids.trouble.small = (22, 0, -150, 0), (16, 0, -86, 0)

    def _call(self, call: CallBanner) -> None:
        """Show whose child needs somebody: the animal, which the family knows, and never a name."""
        ids, urgent = self.ids, call.why == "urgent"
        ids.trouble.text = _("Please come at once!") if urgent else _("Please come to the care room.")
        ids.trouble.icon, ids.trouble.icon_colour = "bell-ringing", ""
        ids.trouble.colour = palette.ON_DEEP if urgent else palette.DARK
        ids.banner.ground = palette.ALARM if urgent else palette.SONNE
        ids.since.text = ""
        ids.called.arches = (Arch("here", call.animal, call.ground),)
        ids.called.wide, ids.called.small = (16, 4, 52, -4), (10, 3, 34, -3)
        ids.trouble.wide, ids.trouble.small = (90, 0, -22, 0), (56, 0, -14, 0)

    def _work(self, view: IdleView) -> None:
        ids = self.ids
        ids.work_name.text = view.work_room
        for number, line in enumerate((ids.line_0, ids.line_1)):
            line.draw(view.desks[number] if number < len(view.desks) else None, connected=view.connected)
        ids.work_note.text, ids.work_note.icon = _work_note(view)

    def _care(self, view: IdleView) -> None:
        ids = self.ids
        ids.care_name.text = view.care_room
        ids.places.text = str(view.places_free) if view.connected else ""
        if view.connected:
            ids.free.text = ngettext("place free", "places free", view.places_free)
            ids.of.text = _("of {count}").format(count=view.places)
            ids.arches.arches = view.arches
        else:
            ids.free.text, ids.of.text = (
                last_known(view.places_free),
                FIT.pick(_("Please ask the carers."), _("Please ask.")),
            )
            ids.arches.arches = tuple(Arch("unknown") for _arch in range(view.places))
        told = ngettext("{count} announced", "{count} announced", view.announced)
        ids.care_note.text = told if view.connected and view.announced else ""
        ids.care_note.icon = "sign-announced"

    def _today(self, view: IdleView) -> None:
        ids = self.ids
        ids.today_name.text = _("Today")
        ids.nothing.text = "" if view.programme else _("Nothing is planned today.")
        for number in range(4):
            entry = view.programme[number] if number < len(view.programme) else None
            ids[f"entry_{number}"].draw(entry, first=number == 0)
        ids.wifi_name.text = _("Guest WLAN")
        ids.ssid.text, ids.code.text = view.wifi, view.wifi_code
        rooms = view.rooms[: FIT.pick(4, 3)]
        for number in range(4):
            ids[f"room_{number}"].draw(rooms[number] if number < len(rooms) else None, len(rooms))

    def _boxes(self, view: IdleView) -> None:
        """Divide the window: banner, work and care, today and WLAN, rooms; what is not there leaves its room.

        A small screen shows the WLAN only in detail, and one or two rooms in its place.
        """
        ids = self.ids
        ids.work.shown, ids.care.shown = bool(view.desks), bool(view.care_room)
        ids.wifi.shown = bool(view.wifi_code) and not FIT.small and not view.panel
        ids.more.shown = len(view.programme) > 1 and not view.panel
        for small, side in enumerate(("wide", "small")):
            left, right, bottom, gap = LEFT[small], RIGHT[small], BOTTOM[small], GAP[small]
            ends, starts = MIDDLE[small]
            top = TOP[small]
            if ids.banner.shown:
                setattr(ids.banner, side, (left, top, right - left, BANNER[small]))
                top += BANNER[small] + gap
            beside = bool(small) and 0 < len(view.rooms) <= WIDE
            if view.rooms and not beside:
                bottom -= ROOMS[small] + gap
                self._rooms(
                    side, (left, bottom + gap, right - left, ROOMS[small]), gap, min(4 - small, len(view.rooms))
                )
            middle = top + round((bottom - top) * UPPER[ids.banner.shown][small])
            lower = (middle + gap, bottom - middle - gap)
            _row(side, (ids.work, ids.care), (top, middle - top), (left, ends), (starts, right))
            if beside:
                ids.today.small = (left, lower[0], ends - left, lower[1])
                height = (lower[1] + gap) / len(view.rooms)
                for number in range(len(view.rooms)):
                    place = (starts, lower[0] + number * height, right - starts, height - gap)
                    setattr(ids[f"room_{number}"], side, place)
            elif small:
                ids.today.small = (left, lower[0], right - left, lower[1])
            else:
                _row(side, (ids.today, ids.wifi), lower, (left, ends), (starts, right))
            self._inside(side, middle - top, lower[1])
            for area, tile in self._touched():
                area.shown = tile.shown and not view.panel
                setattr(area, side, getattr(tile, side))
            ids.open_today.shown = ids.more.shown

    def _touched(self) -> list[tuple[Opens, Tile]]:
        """Give each place that opens details, and the tile that it lies on."""
        ids = self.ids
        rooms = [(ids[f"open_{number}"], ids[f"room_{number}"]) for number in range(4)]
        return [
            (ids.open_today, ids.today), (ids.open_wifi, ids.wifi), (ids.open_work, ids.work),
            (ids.open_care, ids.care), *rooms,
        ]  # fmt: skip

    def _rooms(self, side: str, box: Box, gap: int, count: int) -> None:
        x, y, width, height = box
        step = (width + gap) / count
        for number in range(count):
            setattr(self.ids[f"room_{number}"], side, (x + number * step, y, step - gap, height))

    def _inside(self, side: str, upper: float, lower: float) -> None:
        """Divide the height of the tiles."""
        ids, small = self.ids, side == "small"
        margin, head, foot = (14, 42, 30) if small else (20, 58, 54)
        lines = [line for line in (ids.line_0, ids.line_1) if line.shown]
        foot = foot if ids.work_note.text else margin - 4
        step = (upper - head - foot) / max(1, len(lines))
        crowded = any(is_crowded(line) for line in lines)
        for number, line in enumerate(lines):
            setattr(line, side, (margin, head + number * step, -margin, step))
            labels, wide = (line.ids.kind, line.ids.free), (22 if small else 30) * crowded
            beside_number(side, labels, line.ids.number.text, (0, 0, (124 if small else 174) + wide, step))
            setattr(line.ids.glyphs, side, ((126 if small else 178) + wide, 2, 0, -2))
        size = (14, 44, 172, 46) if small else (20, 62, 306, 64)
        beside_number(side, (ids.free, ids.of), ids.places.text, size)
        above = 94 if small else 134
        below = (32 if small else 54) if ids.care_note.text else margin - 2 * small
        setattr(ids.arches, side, (margin, above, -margin, upper - above - below))
        x, name, end = (120, 48, -4) if small else (216, 66, -14)
        setattr(ids.wifi_name, side, (x, lower / 2 - name * 0.95, end, name))
        setattr(ids.ssid, side, (x, lower / 2 + name * 0.08, end, name))
        entries = [ids[f"entry_{number}"] for number in range(4) if ids[f"entry_{number}"].shown]
        first = 36 if small else 54
        room = lower - first - (4 if small else 10)
        fitting = max(1, int(room // (30 if small else 46)))
        step = min(room / max(1, min(len(entries), fitting)), 40 if small else 64)
        for number, entry in enumerate(entries):
            entry.shown = number < fitting
            setattr(entry, side, (margin, first + number * step, -margin, step))


def _row(
    side: str, tiles: tuple[Tile, Tile], height: tuple[int, int], first: tuple[int, int], last: tuple[int, int]
) -> None:
    """Put two tiles beside each other; one alone takes the whole row."""
    both = all(tile.shown for tile in tiles)
    for tile, (left, right) in zip(tiles, (first, last), strict=True):
        start, end = (left, right) if both else (first[0], last[1])
        setattr(tile, side, (start, height[0], end - start, height[1]))


def _work_note(view: IdleView) -> tuple[str, str]:
    if not view.connected:
        note = FIT.pick(_("As of {at} – a look into the room helps."), _("As of {at}"))  # noqa: RUF001
        return (note.format(at=view.offline_since) if view.offline_since else "", "clock-counter-clockwise")
    if not view.unknown_desks:
        return "", ""
    places = ngettext("{count} place unknown", "{count} places unknown", view.unknown_desks)
    if not view.unknown_since:
        return places, "sign-unknown"
    return since(places, view.unknown_since, FIT.pick(view.unknown_why, "")), "sign-unknown"


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
